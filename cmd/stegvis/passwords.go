package main

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/secret"
)

// The passwords agreed with utförare for PDFs: a file of its own that only the
// service can read, never the contact list. Each line says which unit of the list
// it is for: "htj-lyktan = ett långt lösenord".

// passwords looks them up. The file is read at each question, so that it can be
// changed while we run and is not kept in memory; what cannot be read is as if
// nothing had been agreed, and documents are then carried by hand.
func passwords(path string) func(care.UnitID) string {
	return func(id care.UnitID) string {
		if path == "" {
			return ""
		}
		agreed, err := readPasswords(path)
		if err != nil {
			return ""
		}
		return agreed[id]
	}
}

// shortest is how few characters a password may have: whoever gets hold of the
// file can try as many as he likes.
const shortest = 16

func readPasswords(path string) (map[care.UnitID]string, error) {
	data, err := secret.ReadFile(path)
	if err != nil {
		return nil, err
	}
	agreed, n := map[care.UnitID]string{}, 0
	for sc := bufio.NewScanner(bytes.NewReader(data)); sc.Scan(); {
		n++
		line := strings.TrimSpace(sc.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, password, ok := strings.Cut(line, "=")
		id, password = strings.TrimSpace(id), strings.TrimSpace(password)
		switch {
		case !ok || id == "" || agreed[care.UnitID(id)] != "":
			return nil, fmt.Errorf("line %d: write the id of one unit, =, and its password, once for each", n)
		case len([]rune(password)) < shortest:
			return nil, fmt.Errorf("line %d: agree on a password of at least %d characters", n, shortest)
		}
		agreed[care.UnitID(id)] = password
	}
	return agreed, nil
}
