package mail

import (
	"bytes"
	"io"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"github.com/jhillyerd/enmime/v2"
	"pgregory.net/rapid"

	"example.org/stegvis/channels"
)

var unit = Sender{Name: "Biståndshandläggarenheten", Address: bih}

func TestRender(t *testing.T) {
	m := letterTo(htj)
	m.Answers = []string{"tok-1", "9@htj.test", "tok-3"}
	m.Files = []channels.File{{Name: "Egenvårdsintyg å.pdf", Type: "application/pdf", Data: bytes.Repeat([]byte("%PDF"), 100)}}
	m.Invite = []byte("BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nSUMMARY:Hembesök\r\nEND:VCALENDAR\r\n")
	raw := render(t, m, unit)
	for i := range 20 {
		if again := render(t, m, unit); !bytes.Equal(again, raw) {
			t.Fatalf("attempt %d differs", i+2)
		}
	}
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Date":                     "Mon, 02 Nov 2026 09:30:00 +0100",
		"Message-Id":               "<q7x2m4k9v1w8z3t6b5n0@bih.test>",
		"In-Reply-To":              "<tok-3@bih.test>",
		"References":               "<tok-1@bih.test> <9@htj.test> <tok-3@bih.test>",
		"To":                       "<solglimten@htj.test>",
		"Auto-Submitted":           "auto-generated",
		"X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply",
		"X-Stegvis":                "1",
		"User-Agent":               "",
		"X-Mailer":                 "",
	} {
		if got := msg.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	checkLines(t, raw)
	checkParts(t, raw)
}

// checkLines demands what every mail server on the way may demand.
func checkLines(t *testing.T, raw []byte) {
	t.Helper()
	for _, line := range strings.Split(string(raw), "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n\x00") || !ascii(strings.ReplaceAll(line, "\t", " ")) {
			t.Errorf("line %.80q", line)
		}
	}
}

func checkParts(t *testing.T, raw []byte) {
	t.Helper()
	e, err := enmime.ReadEnvelope(bytes.NewReader(raw))
	if err != nil || len(e.Errors) > 0 {
		t.Fatal(err, e.Errors)
	}
	if got := e.GetHeader("Subject"); got != "[SK-2026-0042] När kan ni börja?" {
		t.Errorf("subject %q", got)
	}
	if got, want := strings.ReplaceAll(e.Text, "\r\n", "\n"), "Hej!\n\nNär kan ni börja?\n"; got != want {
		t.Errorf("text %q", got)
	}
	var kinds []string
	for p := range parts(e.Root) {
		kinds = append(kinds, p.ContentType)
		if p.ContentType == "text/calendar" {
			_, params, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
			if params["method"] != "CANCEL" || !strings.Contains(string(p.Content), "SUMMARY:Hembesök\r\n") {
				t.Errorf("calendar %v %q", params, p.Content)
			}
		}
	}
	want := []string{"multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/pdf"}
	if !slices.Equal(kinds, want) {
		t.Errorf("parts %q, want %q", kinds, want)
	}
	if len(e.Attachments) != 1 || fileName(e.Attachments[0]) != "Egenvårdsintyg å.pdf" || len(e.Attachments[0].Content) != 400 {
		t.Errorf("attachments %+v", e.Attachments)
	}
}

func TestRenderPlus(t *testing.T) {
	from := unit
	from.Plus = true
	in, err := Parse(render(t, letterTo(htj), from))
	if err != nil {
		t.Fatal(err)
	}
	msg, _ := mail.ReadMessage(bytes.NewReader(render(t, letterTo(htj), from)))
	to, err := mail.ParseAddress(msg.Header.Get("Reply-To"))
	if err != nil || to.Address != "mottagning+q7x2m4k9v1w8z3t6b5n0@bih.test" {
		t.Errorf("reply to %v, %v", to, err)
	}
	if !in.Auto {
		t.Error("our own letter is not taken for a machine's")
	}
}

func TestRenderRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*channels.Outgoing){
		"a token with a line break":    func(m *channels.Outgoing) { m.Token = "abcdefgh\r\nBcc: x@y.test" },
		"a short token":                func(m *channels.Outgoing) { m.Token = "abc" },
		"an address with a line break": func(m *channels.Outgoing) { m.To = addressOf("a@b.test\r\nBcc: x@y.test") },
		"two addresses":                func(m *channels.Outgoing) { m.To = addressOf("a@b.test, c@d.test") },
	} {
		m := letterTo(htj)
		spoil(&m)
		if _, err := Render(m, unit); !channels.IsPermanent(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever stands in a letter, its headers are those we write, each once.
func TestNothingAddsAHeader(t *testing.T) {
	want := headerNames(t, render(t, letterTo(htj), unit))
	rapid.Check(t, func(r *rapid.T) {
		evil := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zå=?_\r\n:, <>"@-]{0,400}`),
			rapid.Just("x\r\nBcc: evil@x.test\r\n\r\nbody"), rapid.Just("=?utf-8?Q?=0D=0ABcc:_evil@x.test?="))
		m := letterTo(htj)
		m.Subject, m.Text = evil.Draw(r, "subject"), evil.Draw(r, "text")
		m.Files = []channels.File{{Name: evil.Draw(r, "name"), Type: evil.Draw(r, "type"), Data: []byte(evil.Draw(r, "data"))}}
		m.Answers = []string{evil.Draw(r, "answer")}
		from := unit
		from.Name = evil.Draw(r, "from")
		raw, err := Render(m, from)
		if err != nil {
			r.Fatal(err)
		}
		got := headerNames(r, raw)
		got = slices.DeleteFunc(got, func(n string) bool { return n == "In-Reply-To" || n == "References" })
		if plain := slices.DeleteFunc(slices.Clone(want), func(n string) bool { return n == "Content-Transfer-Encoding" }); !slices.Equal(got, plain) {
			r.Fatalf("headers %q, want %q", got, plain)
		}
		e, err := parser.ReadEnvelope(bytes.NewReader(raw))
		if err != nil || len(e.Attachments) != 1 || !bytes.Equal(e.Attachments[0].Content, m.Files[0].Data) {
			r.Fatalf("the attachment is not as it was: %v", err)
		}
	})
}

type failer interface{ Fatal(...any) }

func headerNames(t failer, raw []byte) (names []string) {
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, msg.Body)
	for name, values := range msg.Header {
		for range values {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func render(t *testing.T, m channels.Outgoing, from Sender) []byte {
	t.Helper()
	raw, err := Render(m, from)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func FuzzPhrase(f *testing.F) {
	for _, s := range []string{"När kan ni börja?", "x\r\nBcc: y", "=?utf-8?q?x?=", strings.Repeat("å", 300), "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		line := fold("Subject: " + phrase(s))
		h := readHeader([]byte(line))
		if len(h) != 1 || strings.Count(line, "\n") != strings.Count(line, "\r\n ")+1 {
			t.Errorf("%q became %q", s, line)
		}
		if got, want := h.get("Subject"), phrase(s); ascii(s) && !strings.Contains(s, "=?") && longest(s) < 60 && len(s) < maxSubject && got != want {
			t.Errorf("%q came back as %q", want, got)
		}
	})
}
