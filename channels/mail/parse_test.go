package mail

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/channels"
)

func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		want channels.Incoming
	}{
		"no charset, UTF-8": {
			"From: Anna <Anna@PVR.test>\r\nSubject: Förlängning\r\n\r\nDet går bra på tisdag.\r\n",
			channels.Incoming{From: "anna@pvr.test", Subject: "Förlängning", Text: "Det går bra på tisdag."},
		},
		"no charset, Windows-1252": {
			"From: a@pvr.test\r\nSubject: F\xf6rl\xe4ngning\r\n\r\nDet g\xe5r bra.\r\n",
			channels.Incoming{From: "a@pvr.test", Subject: "Förlängning", Text: "Det går bra."},
		},
		"HTML only": {
			"From: a@pvr.test\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Ja, <b>onsdag</b> kl 10</p>\r\n",
			channels.Incoming{From: "a@pvr.test", Text: "Ja, *onsdag* kl 10"},
		},
		"a reply": {
			"From: a@htj.test\r\nSubject: =?iso-8859-1?Q?SV:_Hembes=F6k?=\r\nMessage-ID: <9@htj.test>\r\n" +
				"In-Reply-To: <tok-3@bih.test>\r\nReferences: <tok-1@bih.test> <x@htj.test>\r\n <tok-3@bih.test>\r\n\r\nJa\r\n",
			channels.Incoming{From: "a@htj.test", Subject: "SV: Hembesök", Text: "Ja", Receipt: "9@htj.test", Answers: []string{"tok-3", "x", "tok-1"}},
		},
		"a token in the address": {
			"From: a@htj.test\r\nTo: Mottagning <mottagning+q7x2m4k9v1w8z3t6b5n0@bih.test>\r\n\r\nJa\r\n",
			channels.Incoming{From: "a@htj.test", Text: "Ja", Answers: []string{"q7x2m4k9v1w8z3t6b5n0"}},
		},
		"two senders":         {"From: a@pvr.test, b@htj.test\r\n\r\nJa\r\n", channels.Incoming{Text: "Ja"}},
		"two From headers":    {"From: a@pvr.test\r\nFrom: b@htj.test\r\n\r\nJa\r\n", channels.Incoming{Text: "Ja"}},
		"a quoted local part": {"From: \"a@pvr.test b\"@evil.test\r\n\r\nJa\r\n", channels.Incoming{Text: "Ja"}},
		"nothing":             {"", channels.Incoming{}},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := Parse([]byte(c.raw))
			if got.From != c.want.From || got.Subject != c.want.Subject || got.Text != c.want.Text ||
				got.Receipt != c.want.Receipt || !slices.Equal(got.Answers, c.want.Answers) || got.Auto || got.Bounce != nil {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

// A name that is written twice is right in its new form; the old one has lost
// its letters.
func TestFiles(t *testing.T) {
	raw := strings.ReplaceAll(`From: a@pvr.test
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

Intyg bifogas
--x
Content-Type: application/pdf; name="egenv?rdsintyg.pdf"
Content-Disposition: attachment; filename="egenv?rdsintyg.pdf"; filename*=utf-8''egenv%C3%A5rdsintyg.pdf

%PDF-1.7
--x
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
--x
Content-Type: message/rfc822

From: b@pvr.test
Subject: inuti

text
--x
Content-Type: image/jpeg
Content-Disposition: inline; filename=foto.jpg
Content-ID: <1>
Content-Transfer-Encoding: base64

/9j/4AAQ
--x--
`, "\n", "\r\n")
	in, err := Parse([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range in.Files {
		got = append(got, f.Type+" "+f.Name)
	}
	slices.Sort(got)
	want := []string{"application/pdf egenvårdsintyg.pdf", "image/jpeg foto.jpg", "message/rfc822 ", "text/calendar "}
	if !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
	if in.Text != "Intyg bifogas" {
		t.Errorf("text %q", in.Text)
	}
}

func TestHeaderNames(t *testing.T) {
	h := readHeader([]byte("MESSAGE-ID: <a@b.test>\r\nmime-version: 1.0\r\n\r\n"))
	for _, name := range []string{"Message-ID", "Message-Id", "message-id", "MIME-Version"} {
		if !h.has(name) || h.get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
}

func TestMachines(t *testing.T) {
	for head, want := range map[string]bool{
		"Auto-Submitted: auto-replied":                                         true,
		"Auto-Submitted: auto-generated; owner=x":                              true,
		"Auto-Submitted: no":                                                   false,
		"X-Auto-Response-Suppress: All":                                        false, // Outlook says so on letters that people write
		"Precedence: bulk":                                                     true,
		"Precedence: first-class":                                              false,
		"List-Id: <alla.bih.test>":                                             false, // a person has written to a list
		"Precedence: list":                                                     false,
		"List-Id: <alla.bih.test>\r\nPrecedence: bulk":                         false,
		"List-Id: <alla.bih.test>\r\nAuto-Submitted: auto-replied":             true,
		"Return-Path: <>":                                                      true,
		"Return-Path: <a@htj.test>":                                            false,
		"Subject: Automatiskt svar: Uppstart":                                  true,
		"Subject: =?utf-8?Q?Autosvar=3A_Fr=C3=A5nvarande?=":                    true,
		"Subject: SV: Automatiskt svar: Uppstart":                              false,
		"Subject: Frånvaro vecka 12":                                           false,
		"Subject: Frånvaro\r\nX-MS-Exchange-Inbox-Rules-Loop: a@b.c":           true,
		"X-Stegvis: 1":                                                         true,
		"Content-Type: multipart/report; report-type=disposition-notification": true,
		"Subject: Avstämning":                                                  false,
	} {
		in, _ := Parse([]byte("From: a@htj.test\r\n" + head + "\r\n\r\nJa\r\n"))
		if in.Auto != want {
			t.Errorf("%q: auto = %t", head, in.Auto)
		}
		if want := strings.Contains(head, "List-Id") || strings.Contains(head, ": list"); in.Listed != want {
			t.Errorf("%q: listed = %t", head, in.Listed)
		}
	}
}

// Each of these kept a parser busy for seconds or minutes.
func TestBombs(t *testing.T) {
	nested := func(n int, name func(int) string) string {
		var b strings.Builder
		b.WriteString("From: a@pvr.test\r\nContent-Type: multipart/mixed; boundary=" + name(0) + "\r\n\r\n")
		for i := range n {
			b.WriteString("--" + name(i) + "\r\nContent-Type: multipart/mixed;\r\n boundary=\"" + name(i+1) + "\"\r\n\r\n")
		}
		return b.String()
	}
	digits := func(i int) string {
		return strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/26%9)
	}
	part := "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
	for name, raw := range map[string]string{
		"50 levels":            nested(50, digits),
		"10 000 levels":        nested(10_000, digits),
		"one boundary":         nested(5_000, func(int) string { return "b" }),
		"200 000 parts":        "From: a@pvr.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat(part, 200_000),
		"a header of 20 MB":    "From: a@pvr.test\r\nSubject: " + strings.Repeat("å", 10<<20) + "\r\n\r\nx",
		"100 000 header lines": "From: a@pvr.test\r\n" + strings.Repeat("X-A: b\r\n", 100_000) + "\r\nx",
	} {
		start := time.Now()
		in, err := Parse([]byte(raw))
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if in.From != "a@pvr.test" {
			t.Errorf("%s: from %q", name, in.From)
		}
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("%s: took %v", name, d)
		}
	}
	// What people send has many lines of dashes and is no bomb.
	table := "From: a@pvr.test\r\n\r\n" + strings.Repeat("-----------\r\n--- a: b ---\r\n", 5_000)
	if _, err := Parse([]byte(table)); err != nil {
		t.Errorf("a letter with lines of dashes: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("From: a@b.test\r\nSubject: x\r\n\r\nJa"))
	f.Add([]byte("Content-Type: multipart/report; boundary=a\r\n\r\n--a\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n--a--"))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\nx\r\n----\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		start := time.Now()
		in, _ := Parse(raw)
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("took %v", d)
		}
		if in.From != "" && !plain(in.From) {
			t.Errorf("from %q", in.From)
		}
		if in.Bounce != nil && !in.Auto {
			t.Error("a bounce that no machine sent")
		}
	})
}
