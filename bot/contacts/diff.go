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
	old, fresh := apart(before.units, after.units)
	for _, u := range fresh {
		i := slices.IndexFunc(old, func(o Unit) bool { return keyOf(o) == keyOf(u) })
		if i < 0 {
			d.Added = append(d.Added, u)
			continue
		}
		d.Changed = append(d.Changed, Change{old[i], u, readdressed(old[i], u)})
		old = slices.Delete(old, i, i+1)
	}
	d.Removed = append(d.Removed, old...)
	d.compareStaff(apart(before.staff, after.staff))
	return d
}

// apart leaves out the lines that stand in both: one that has two lines would
// otherwise be compared with the wrong one.
func apart[T any](before, after []T) (old, fresh []T) {
	without := func(list, other []T) (rest []T) {
		stands := map[string]bool{}
		for _, line := range other {
			stands[jsonOf(line)] = true
		}
		for _, line := range list {
			if !stands[jsonOf(line)] {
				rest = append(rest, line)
			}
		}
		return rest
	}
	return without(before, after), without(after, before)
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

func (d *Diff) compareStaff(old, fresh []Person) {
	for _, p := range fresh {
		i := slices.IndexFunc(old, p.Is)
		if i < 0 {
			d.StaffAdded = append(d.StaffAdded, p)
			continue
		}
		d.StaffChanged = append(d.StaffChanged, p)
		old = slices.Delete(old, i, i+1)
	}
	d.StaffRemoved = append(d.StaffRemoved, old...)
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
