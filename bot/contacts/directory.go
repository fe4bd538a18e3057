package contacts

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// A Directory is the contact lists as they were at one moment. It never
// changes.
type Directory struct {
	units   []Unit
	staff   []Person
	remarks Problems
	files   []string // that it was read from, by base name
	version string
	index   index
}

// New makes a Directory of units, as if a list had held just them.
func New(units []Unit) *Directory { return newDirectory(slices.Clone(units), nil) }

func newDirectory(units []Unit, staff []Person) *Directory {
	d := &Directory{units: units, staff: staff}
	d.version = d.sum()
	d.index = newIndex(units)
	return d
}

// Units lists all lines, also those that are not valid yet or any more.
func (d *Directory) Units() []Unit { return slices.Clone(d.units) }

// Unit returns the line that tells what the unit was called that day: the one
// that holds then, or else the last that had begun, or else the first to come.
// Ask for [Directory.UnitOn] where somebody is told how to reach it.
func (d *Directory) Unit(id care.UnitID, on care.Date) (Unit, bool) {
	var nearest Unit
	found := false
	for _, u := range d.units {
		if u.ID == id && (!found || u.nearer(nearest, on)) {
			nearest, found = u, true
		}
	}
	return nearest, found
}

// nearer reports whether a line tells more of a day than another does.
func (u Unit) nearer(than Unit, on care.Date) bool {
	switch {
	case u.Valid(on) || than.Valid(on):
		return !than.Valid(on)
	case u.upcoming(on) || than.upcoming(on):
		return than.upcoming(on) && (!u.upcoming(on) || u.From.Before(than.From))
	}
	return than.From.Before(u.From)
}

// UnitOn returns the unit's line that is valid on that day.
func (d *Directory) UnitOn(id care.UnitID, on care.Date) (Unit, bool) {
	i := slices.IndexFunc(d.units, func(u Unit) bool { return u.ID == id && u.Valid(on) })
	if i < 0 {
		return Unit{}, false
	}
	return d.units[i], true
}

// Remarks is what was odd about the lists but no reason to refuse them.
func (d *Directory) Remarks() Problems { return slices.Clone(d.remarks) }

// Version is the same for two Directories exactly when they say the same,
// whatever files they were read from.
func (d *Directory) Version() string { return d.version }

func (d *Directory) sum() string {
	lines := make([]string, 0, len(d.units)+len(d.staff))
	for _, u := range d.units {
		lines = append(lines, jsonOf(u))
	}
	for _, p := range d.staff {
		lines = append(lines, jsonOf(p))
	}
	slices.Sort(lines)
	h := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(h[:])
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // unreachable: units and persons are plain data
	}
	return string(b)
}

// Find returns the utförare valid that day whose name or alias contains the
// text, for a field to choose in: those that begin with it first, then in
// alphabetical order, at most limit of them. An empty text fits all.
func (d *Directory) Find(text string, limit int, on care.Date) []Unit {
	return d.FindRole(care.HTJ, text, limit, on)
}

// FindRole is [Directory.Find] for the units of any party.
func (d *Directory) FindRole(role care.Role, text string, limit int, on care.Date) []Unit {
	type hit struct {
		Unit
		rank int
	}
	var hits []hit
	for _, u := range d.units {
		if rank := u.rank(foldAll(text)); u.Role == role && u.Valid(on) && rank >= 0 {
			hits = append(hits, hit{u, rank})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(foldAll(a.Name), foldAll(b.Name)))
	})
	units := []Unit(nil)
	for _, h := range hits[:min(len(hits), limit)] {
		units = append(units, h.Unit)
	}
	return units
}

// rank says how the unit's names contain the text: 0 at their beginning, 1
// further in, -1 not at all.
func (u Unit) rank(text string) int {
	rank := -1
	for _, name := range append([]string{u.Name}, u.Aliases...) {
		switch name = foldAll(name); {
		case strings.HasPrefix(name, text):
			return 0
		case strings.Contains(name, text):
			rank = 1
		}
	}
	return rank
}

// foldAll is text as it is searched in: without capitals, dots and rings.
func foldAll(text string) string { return fold(strings.ToLower(trim(text))) }

// FindPerson returns the staff valid that day whose name contains the text, at
// most limit of them. An empty text fits all.
func (d *Directory) FindPerson(text string, limit int, on care.Date) (people []Person) {
	for _, p := range d.staff {
		if len(people) < limit && p.Valid(on) && strings.Contains(foldAll(p.Name), foldAll(text)) {
			people = append(people, p)
		}
	}
	return people
}
