package templates

import "strconv"

// Lists is what may be said of a change of the contact lists: numbers and the
// names of units, never of people.
type Lists struct {
	Added, Readdressed, Changed, Removed, Staff int

	Unproven []string // units whose address nobody has answered for
	Problems []string // what is wrong, each with its place
	Closed   bool     // the change came while the desk was closed
}

// Counts says how much has changed: "2 nya mottagare", "1 ändrad adress".
func (l Lists) Counts() (said []string) {
	w := words().Lists
	for _, c := range []struct {
		n         int
		one, many string
	}{
		{l.Added, w.Added[0], w.Added[1]}, {l.Readdressed, w.Readdressed[0], w.Readdressed[1]}, {l.Changed, w.Changed[0], w.Changed[1]},
		{l.Removed, w.Removed[0], w.Removed[1]}, {l.Staff, w.Staff[0], w.Staff[1]},
	} {
		switch {
		case c.n == 1:
			said = append(said, "1 "+c.one)
		case c.n > 1:
			said = append(said, strconv.Itoa(c.n)+" "+c.many)
		}
	}
	return said
}
