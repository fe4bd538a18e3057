package main

import (
	"bytes"
	"cmp"
	"fmt"
	"mime"
	"net/http"
	netmail "net/mail"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/stegvis/channels"
	"example.org/stegvis/channels/mail"
	"example.org/stegvis/channels/mail/mailfake"
)

// A boxView is a mailbox as the page lists it, the newest mail first.
type boxView struct {
	Address string     `json:"address"`
	Name    string     `json:"name"`
	Role    string     `json:"role"`
	Mails   []mailView `json:"mails"`
}

// A mailView is one line of that list.
type mailView struct {
	place
	From    string    `json:"from"`
	Name    string    `json:"name"` // of the sender
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	At      time.Time `json:"at"`
	Seen    bool      `json:"seen"`
	Files   int       `json:"files"`
	Invite  bool      `json:"invite"`
	Opening string    `json:"opening"` // the beginning of the text

	id      string // Message-ID
	whole   channels.Incoming
	answers []string
}

// A place is where a mail lies.
type place struct {
	Box    string `json:"box"`
	Folder string `json:"folder"`
	UID    uint32 `json:"uid"`
}

// mailViews is what was found when the mailboxes were last looked into.
type mailViews struct {
	mu    sync.Mutex
	boxes []boxView
	known map[place]mailView // mails never change, only their flags do
}

// look looks into all mailboxes.
func (w *world) look() {
	w.views.mu.Lock()
	defer w.views.mu.Unlock()
	if w.views.known == nil {
		w.views.known = map[place]mailView{}
	}
	var boxes []boxView
	for _, a := range w.accounts {
		found, err := w.mail.List(a.Address)
		if err != nil {
			return // the server is closing
		}
		b := boxView{Address: a.Address, Name: a.Name, Role: a.Role, Mails: []mailView{}}
		for _, m := range found {
			b.Mails = append(b.Mails, w.views.of(a.Address, m))
		}
		slices.SortStableFunc(b.Mails, func(x, y mailView) int { return cmp.Or(y.At.Compare(x.At), cmp.Compare(y.UID, x.UID)) })
		boxes = append(boxes, b)
	}
	w.views.boxes = boxes
}

// of returns a mail as it is shown. Reading one takes a moment, so it is read once.
func (v *mailViews) of(box string, m mailfake.Mail) mailView {
	at := place{box, m.Folder, m.UID}
	seen, ok := v.known[at]
	if !ok {
		seen = viewOf(at, m)
		v.known[at] = seen
	}
	seen.Seen = slices.Contains(m.Flags, `\Seen`)
	return seen
}

func viewOf(at place, m mailfake.Mail) mailView {
	in, _ := mail.Parse(m.Data) // what cannot be read is shown as far as it can
	v := mailView{place: at, From: in.From, Subject: in.Subject, At: m.At, Opening: opening(in.Text), whole: in, id: in.Receipt}
	if head, err := netmail.ReadMessage(bytes.NewReader(m.Data)); err == nil {
		v.Name, _ = person(head.Header.Get("From"))
		_, v.To = person(head.Header.Get("To"))
		v.answers = strings.Fields(head.Header.Get("References"))
	}
	for _, f := range in.Files {
		if isInvite(f) {
			v.Invite = true
		} else {
			v.Files++
		}
	}
	return v
}

func person(field string) (name, address string) {
	parser := netmail.AddressParser{WordDecoder: &mime.WordDecoder{}}
	a, err := parser.Parse(field)
	if err != nil {
		return "", ""
	}
	return a.Name, a.Address
}

func opening(text string) string {
	words := []rune(strings.Join(strings.Fields(text), " "))
	return string(words[:min(len(words), 110)])
}

func isInvite(f channels.File) bool { return strings.HasPrefix(f.Type, "text/calendar") }

// boxes returns the mailboxes as they were last seen.
func (w *world) boxes() []boxView {
	w.views.mu.Lock()
	defer w.views.mu.Unlock()
	return slices.Clone(w.views.boxes)
}

// find returns a mail; look must have seen it.
func (w *world) find(at place) (mailView, error) {
	w.views.mu.Lock()
	defer w.views.mu.Unlock()
	m, ok := w.views.known[at]
	if !ok {
		return m, fmt.Errorf("mail: there is no such mail")
	}
	return m, nil
}

// An openMail is a mail that somebody reads.
type openMail struct {
	mailView
	Text   string      `json:"text"`
	Files  []fileView  `json:"attachments"`
	Invite *invitation `json:"invitation"`
}

type fileView struct {
	N    int    `json:"n"`
	Name string `json:"name"`
	Type string `json:"type"`
	Size int    `json:"size"`
}

func (p *demoPage) readMail(w http.ResponseWriter, r *http.Request) {
	m, err := p.world.find(asked(r))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	o := openMail{mailView: m, Text: m.whole.Text, Files: []fileView{}}
	for n, f := range m.whole.Files {
		if isInvite(f) {
			o.Invite = readInvitation(f.Data)
			continue
		}
		o.Files = append(o.Files, fileView{n, f.Name, f.Type, len(f.Data)})
	}
	show(w, o)
}

// readFile hands out an attachment, to be saved and never shown as part of the
// page.
func (p *demoPage) readFile(w http.ResponseWriter, r *http.Request) {
	m, err := p.world.find(asked(r))
	n, bad := strconv.Atoi(r.URL.Query().Get("n"))
	if err != nil || bad != nil || n < 0 || n >= len(m.whole.Files) {
		http.NotFound(w, r)
		return
	}
	f := m.whole.Files[n]
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	w.Write(f.Data)
}

func asked(r *http.Request) place {
	q := r.URL.Query()
	uid, _ := strconv.ParseUint(q.Get("uid"), 10, 32)
	return place{q.Get("box"), q.Get("folder"), uint32(uid)}
}
