package contacts

import (
	"strings"

	"example.org/stegvis/bot/care"
)

// Unmanned says why a desk cannot work by the lists from that day on; nil when it
// can. There must be one BIH to tell what happens: today, and on every day on which
// a line of BIH's has ended or another has begun. What would come to an end some day
// is refused now, while somebody has the file open: on that day nobody could be told.
func (d *Directory) Unmanned(on care.Date) error {
	if !d.manned(on) {
		return Problems{{File: strings.Join(d.files, ", "), Code: "no-bih"}}
	}
	for _, u := range d.units {
		if u.Role != care.BIH {
			continue
		}
		for _, day := range []care.Date{u.From, u.To.Add(1)} {
			if day.After(on) && !d.manned(day) {
				return Problems{{File: strings.Join(d.files, ", "), Code: "bih-ends"}}
			}
		}
	}
	return nil
}

// manned reports whether one BIH is reached on a day.
func (d *Directory) manned(on care.Date) bool {
	_, err := d.Address(care.BIH, "", on)
	return err == nil
}
