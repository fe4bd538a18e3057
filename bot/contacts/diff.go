package contacts

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"

	"example.org/stegvis/bot/care"
)

// A Diff says what a new version of the lists would change. Lines are told
// apart by id and first day; staff by mail address or Slack id.
type Diff struct {
	Added, Removed           []Unit
	Changed                  []Change
	StaffAdded, StaffRemoved []Person
	StaffChanged             []Person // as they will be
}

// A Change is one line before and after.
type Change struct {
	Before, After Unit
	Address       bool // where it is reached has changed, or what may be sent there
}

// Compare says what differs between two versions of the lists.
func Compare(before, after *Directory) (d Diff) {
	old := map[lineKey]Unit{}
	for _, u := range before.units {
		old[keyOf(u)] = u
	}
	for _, u := range after.units {
		was, known := old[keyOf(u)]
		delete(old, keyOf(u))
		switch {
		case !known:
			d.Added = append(d.Added, u)
		case !reflect.DeepEqual(was, u):
			d.Changed = append(d.Changed, Change{was, u, readdressed(was, u)})
		}
	}
	for _, u := range before.units {
		if _, gone := old[keyOf(u)]; gone {
			d.Removed = append(d.Removed, u)
		}
	}
	d.compareStaff(before.staff, after.staff)
	return d
}

type lineKey struct {
	id   care.UnitID
	from care.Date
}

func keyOf(u Unit) lineKey { return lineKey{u.ID, u.From} }

func readdressed(a, b Unit) bool { return a.Reach() != b.Reach() }

// Reach is the same for two lines exactly when they are reached in the same way
// and the same may be sent there. It does not show the address.
func (u Unit) Reach() string {
	reach := []any{u.Role, u.Emails, u.Domains, u.Slack, u.Channel, u.Class}
	if len(u.Certificate) > 0 {
		reach = append(reach, u.Certificate) // only then: what was answered for before there were certificates still is
	}
	h := sha256.Sum256([]byte(jsonOf(reach)))
	return hex.EncodeToString(h[:])
}

func (d *Diff) compareStaff(before, after []Person) {
	for _, p := range after {
		was, known := same(p, before)
		switch {
		case !known:
			d.StaffAdded = append(d.StaffAdded, p)
		case !reflect.DeepEqual(was, p):
			d.StaffChanged = append(d.StaffChanged, p)
		}
	}
	for _, p := range before {
		if _, stays := same(p, after); !stays {
			d.StaffRemoved = append(d.StaffRemoved, p)
		}
	}
}

func same(p Person, in []Person) (Person, bool) {
	i := slices.IndexFunc(in, func(o Person) bool {
		return p.Mail != "" && o.at(p.Mail) || p.Slack != "" && o.Slack == p.Slack
	})
	if i < 0 {
		return Person{}, false
	}
	return in[i], true
}

// Empty reports whether nothing changes.
func (d Diff) Empty() bool { return reflect.ValueOf(d).IsZero() }

// Unproven returns the units whose address is new or changed: a second person
// must say yes before the first order goes there.
func (d Diff) Unproven() (ids []care.UnitID) {
	for _, u := range d.Added {
		ids = append(ids, u.ID)
	}
	for _, c := range d.Changed {
		if c.Address {
			ids = append(ids, c.After.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
