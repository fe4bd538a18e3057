package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"example.org/stegvis/bot"
)

// findsFile is what dry runs have found, a line per mail: from there the next one
// goes on. One that came to its end adds a line that says when it began. Without
// such a line some mails may be there that nobody has looked at, and there is
// nothing to choose from.
const findsFile = "backfill.jsonl"

// A wholeLook is that line.
type wholeLook struct {
	Looked time.Time `json:"looked"`
}

// Finds are what is known of an old mailbox.
type finds struct {
	finds  []bot.Find
	looked time.Time // when the last look that came to its end began; zero: none has
}

// readFinds reads what dry runs have found. A last line that was being written when
// one was stopped counts for nothing, and so does what was found in a mailbox that
// has been numbered anew since: in it other mails have those numbers.
func readFinds(file string) (past finds, err error) {
	in, err := os.Open(file)
	if errors.Is(err, os.ErrNotExist) {
		return past, nil
	}
	if err != nil {
		return past, err
	}
	defer in.Close()
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		var l struct {
			bot.Find
			wholeLook
		}
		switch err := json.Unmarshal(lines.Bytes(), &l); {
		case err != nil: // torn
		case l.ID == "":
			past.looked = l.Looked
		case past.renumbered([]string{l.ID}):
			past = finds{finds: []bot.Find{l.Find}}
		default:
			past.finds = append(past.finds, l.Find)
		}
	}
	return past, lines.Err()
}

// renumbered reports whether these mails are numbered otherwise than those found.
func (p finds) renumbered(names []string) bool {
	return len(p.finds) > 0 && len(names) > 0 && path.Dir(p.finds[0].ID) != path.Dir(names[0])
}

func (p finds) seen() map[string]bool {
	ids := map[string]bool{}
	for _, f := range p.finds {
		ids[f.ID] = true
	}
	return ids
}

// numbers reads which mails somebody has chosen: lines as --list prints them, or
// their first column. What is not among the finds is a slip, and so is nothing at
// all: all that is not chosen is left alone for good.
func (p finds) numbers(file string) (map[string]bool, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	known, ids := p.seen(), map[string]bool{}
	for i, line := range strings.Split(string(data), "\n") {
		id, _, _ := strings.Cut(strings.TrimSpace(line), "  ") // the mailbox may have a space in its name
		if id != "" && !known[id] {
			return nil, misread(fmt.Errorf("%s: line %d: no mail that was found has that number", file, i+1))
		}
		ids[id] = true
	}
	if delete(ids, ""); len(ids) == 0 {
		return nil, misread(fmt.Errorf("%s: there is no number in it", file))
	}
	return ids, nil
}

func misread(err error) error {
	return hinted(err, "copy numbers from stegvis backfill --list; nothing has been done")
}

func (c backfillCmd) list(s streams, mails []bot.Find) error {
	var rows [][]string
	for _, f := range mails {
		rows = append(rows, []string{f.ID, f.Day.String(), f.Kind, yesNo(f.Case)})
	}
	return c.table(s, []string{"mail", "day", "class", "case"}, rows)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// summary tells of each class how many mails there are, and from when.
func (c backfillCmd) summary(s streams, mails []bot.Find) error {
	classes := map[string][]bot.Find{}
	for _, f := range mails {
		classes[f.Kind] = append(classes[f.Kind], f)
	}
	var rows [][]string
	for _, kind := range slices.Sorted(maps.Keys(classes)) {
		rows = append(rows, summed(kind, classes[kind]))
	}
	if len(mails) > 0 {
		rows = append(rows, summed("all", mails))
	}
	return c.table(s, []string{"class", "mails", "cases", "oldest", "newest"}, rows)
}

func summed(kind string, mails []bot.Find) []string {
	cases := 0
	for _, f := range mails {
		if f.Case {
			cases++
		}
	}
	byDay := func(a, b bot.Find) int { return cmp.Compare(a.Day.String(), b.Day.String()) }
	return []string{kind, fmt.Sprint(len(mails)), fmt.Sprint(cases), slices.MinFunc(mails, byDay).Day.String(), slices.MaxFunc(mails, byDay).Day.String()}
}
