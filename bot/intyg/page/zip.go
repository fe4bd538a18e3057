package page

import (
	"errors"
	"strings"
)

// openZIP takes an archive apart. The names in it are only ever shown.
func openZIP(u *unpacker, it Item) error {
	a, err := openArchive(it.Data)
	if err != nil {
		return err
	}
	for _, f := range a.files {
		if f.FileInfo().IsDir() || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		in := Item{Name: f.Name, Subject: it.Subject, From: it.From, Level: it.Level + 1}
		if in.Data, in.Err = a.unpack(f); errors.Is(in.Err, ErrTooBig) {
			return in.Err
		}
		u.add(in)
	}
	return nil
}
