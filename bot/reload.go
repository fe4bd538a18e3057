package bot

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates"
)

// The contact lists are files that somebody edits while the desk is open. They
// are taken in whole or not at all: what cannot be read leaves the old ones in
// use, as does what would leave nobody to tell, and what differs is told to BIH
// before it takes effect.

// A lists is where the contact lists are read from, and how far that has come.
type lists struct {
	paths []string
	now   atomic.Pointer[contacts.Directory]

	mu     sync.Mutex
	seen   string // what the files looked like at the last look
	read   string // what they looked like when they were last read
	told   string // the problems that BIH has been told of
	next   *contacts.Directory
	notice string // the letter that tells of next
	since  time.Time
}

const (
	lookEvery = 10 * time.Second
	// overdue is how long new lists wait for a notice that does not get
	// through. They may take away an address that is wrong.
	overdue = time.Hour
)

// OpenLists reads the contact lists for the first time, and sets Contacts. If
// they have changed since the desk was last open, BIH is told.
func (b *Bot) OpenLists(ctx context.Context, paths ...string) error {
	d, err := b.loadLists(paths)
	if err != nil {
		return err
	}
	b.lists = &lists{paths: paths}
	b.lists.now.Store(d)
	b.lists.read = b.lists.look()
	b.Contacts = b.lists.now.Load
	before, err := b.Ledger.ListsVersion(ctx)
	if err != nil || before == d.Version() {
		return err
	}
	v := ledger.Lists{Version: d.Version(), Reaches: reaches(d), First: before == "", At: b.Now()}
	if before != "" {
		said, err := b.said(ctx, contacts.Diff{}, d)
		if err != nil {
			return err
		}
		said.Closed = true
		if v.Notice, err = b.notice(d, "kontaktlista", said); err != nil {
			return err
		}
	}
	_, err = b.Ledger.TakeLists(ctx, v)
	return err
}

// loadLists reads lists by which the desk can work.
func (b *Bot) loadLists(paths []string) (*contacts.Directory, error) {
	d, err := contacts.Load(paths...)
	if err != nil {
		return nil, err
	}
	return d, d.Unmanned(b.today())
}

// look says what the files look like without reading them.
func (l *lists) look() string {
	var s strings.Builder
	for _, path := range l.files() {
		info, err := os.Stat(path)
		if err != nil {
			fmt.Fprintf(&s, "%s gone;", path)
			continue
		}
		fmt.Fprintf(&s, "%s %d %d;", path, info.Size(), info.ModTime().UnixNano())
	}
	return s.String()
}

// files are the lists, and the certificates that lie beside them.
func (l *lists) files() (all []string) {
	for _, path := range l.paths {
		all = append(all, path)
		for _, kind := range []string{"*.pem", "*.cer", "*.crt"} {
			beside, _ := filepath.Glob(filepath.Join(filepath.Dir(path), kind)) // the pattern is well formed
			all = append(all, beside...)
		}
	}
	return all
}

// watchLists looks at the files every ten seconds until ctx is done.
func (b *Bot) watchLists(ctx context.Context) {
	every := time.NewTicker(lookEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			b.try("contact lists", b.lookAtLists(ctx))
		}
	}
}

// lookAtLists reads the files when they have changed and look the same at two
// looks: a program may still be writing them.
func (b *Bot) lookAtLists(ctx context.Context) error {
	l := b.lists
	l.mu.Lock()
	defer l.mu.Unlock()
	look := l.look()
	settled := look == l.seen
	l.seen = look
	if settled && look != l.read {
		if err := b.readLists(ctx, look); err != nil {
			return err
		}
	}
	return b.takeEffect(ctx)
}

// Reload reads the files now, whatever they look like.
func (b *Bot) Reload(ctx context.Context) error {
	l := b.lists
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(b.readLists(ctx, l.look()), b.takeEffect(ctx))
}

// readLists reads the files. What they look like is noted only when what
// follows has been stored, so that a full disk makes it try again.
func (b *Bot) readLists(ctx context.Context, look string) error {
	l := b.lists
	d, err := b.loadLists(l.paths)
	switch {
	case err != nil:
		err = b.broken(ctx, err)
	case d.Version() == l.now.Load().Version():
		l.next, l.told = nil, ""
	case l.next == nil || d.Version() != l.next.Version():
		err = b.changed(ctx, d)
	}
	if err == nil {
		l.read = look
	}
	return err
}

// broken tells BIH what is wrong with the lists, once. The old ones, and what
// has been told of but is not in use yet, are not affected.
func (b *Bot) broken(ctx context.Context, err error) error {
	l := b.lists
	b.Log.Error("contact lists: the old ones stay in use", "err", err)
	if err.Error() == l.told {
		return nil
	}
	notice, bad := b.notice(l.now.Load(), "kontaktlista_fel", templates.Lists{Problems: b.problems(err)})
	if bad != nil {
		return bad
	}
	if _, bad = b.Ledger.Post(ctx, *notice, b.Now()); bad == nil {
		l.told = err.Error()
		b.poke()
	}
	return bad
}

// mostProblems is as many as a person reads before she opens the file.
const mostProblems = 10

func (b *Bot) problems(err error) (said []string) {
	var ps contacts.Problems
	if !errors.As(err, &ps) { // the file could not even be opened
		for _, path := range b.lists.paths {
			if _, err := os.Stat(path); err != nil {
				ps = append(ps, contacts.Problem{File: filepath.Base(path), Code: "file"})
			}
		}
	}
	for _, p := range ps[:min(len(ps), mostProblems)] {
		said = append(said, p.Swedish())
	}
	return said
}

// changed tells BIH what new lists would change. They are not in use yet.
func (b *Bot) changed(ctx context.Context, d *contacts.Directory) error {
	l := b.lists
	v := ledger.Lists{Version: d.Version(), Reaches: reaches(d), At: b.Now()}
	said, err := b.said(ctx, contacts.Compare(l.now.Load(), d), d)
	if err != nil {
		return err
	}
	if v.Notice, err = b.notice(l.now.Load(), "kontaktlista", said); err != nil {
		return err
	}
	key, err := b.Ledger.TakeLists(ctx, v)
	if err == nil {
		l.next, l.notice, l.told, l.since = d, key, "", b.Now()
		b.poke()
	}
	return err
}

// takeEffect puts new lists into use once BIH has been told.
func (b *Bot) takeEffect(ctx context.Context) error {
	l := b.lists
	if l.next == nil {
		return nil
	}
	b.try("deliver", b.Deliver(ctx)) // what does not get through may be what the new lists put right
	letter, err := b.Ledger.Letter(ctx, l.notice)
	if err != nil || letter.State != "sent" && letter.State != "failed" && b.Now().Sub(l.since) < overdue {
		return err
	}
	l.now.Store(l.next)
	b.Log.Info("contact lists: new ones in use", "version", l.next.Version()[:12])
	l.next = nil
	return b.unserved(ctx)
}

// said puts a difference into the numbers and names that a notice says.
func (b *Bot) said(ctx context.Context, diff contacts.Diff, d *contacts.Directory) (s templates.Lists, err error) {
	s.Added, s.Removed = len(diff.Added), len(diff.Removed)
	s.Staff = len(diff.StaffAdded) + len(diff.StaffChanged) + len(diff.StaffRemoved)
	for _, c := range diff.Changed {
		if c.Address {
			s.Readdressed++
		} else {
			s.Changed++
		}
	}
	for _, u := range d.Units() {
		proven, err := b.Ledger.Proven(ctx, ledger.Reach{Unit: u.ID, Reach: u.Reach()}, b.Now())
		if err != nil {
			return s, err
		}
		if u.Role == care.HTJ && !proven && !u.Closed {
			s.Unproven = append(s.Unproven, u.Name)
		}
	}
	return s, nil
}

// notice writes what BIH is told of the lists; it is about no case.
func (b *Bot) notice(d *contacts.Directory, template string, said templates.Lists) (*ledger.Letter, error) {
	to, err := d.Address(care.BIH, "", b.today())
	if err != nil {
		return nil, err
	}
	l := &ledger.Letter{Token: ledger.NewToken(), Role: care.BIH, Template: template, Channel: to.Channel(), Address: to.At(), Unit: to.Unit()}
	l.Subject, l.Text, err = templates.Render(care.BIH, template, templates.Data{Unit: b.Unit.Name, Lists: said})
	return l, err
}

func reaches(d *contacts.Directory) (all []ledger.Reach) {
	for _, u := range d.Units() {
		all = append(all, ledger.Reach{Unit: u.ID, Reach: u.Reach()})
	}
	return all
}
