package contacts

import (
	"errors"
	"testing"

	"example.org/stegvis/bot/care"
)

var tomorrow = today.Add(1)

// desk is a list with one of everything that can be written to.
func desk(t *testing.T) *Directory {
	return fromText(t, `id;roll;namn;e-post;domän;slack;kanal;till
bih;BIH;BIH Skärholmen;bih@bih.example;;C0BIH;;
;handläggare;Marit Provberg;marit@bih.example;;U0MARIT;;
;chef;Slutat Nyss;nyss@bih.example;;U0NYSS;;2026-11-30
sol;HTJ;Solgläntan AB;info@sol.example, andra@sol.example;;#ext-sol;;
mane;HTJ;Månen AB;info@mane.example;;C0MANE;slack;
slut;HTJ;Slut AB;info@slut.example;;;;2026-12-01
alm;PVR;Almens Rehab;intyg@almen.example;almen.example;;;
`)
}

func TestAddress(t *testing.T) {
	d := desk(t)
	for _, tt := range []struct {
		role        care.Role
		id          care.UnitID
		on          care.Date
		channel, at string
	}{
		{care.BIH, "", today, "slack", "C0BIH"},
		{care.HTJ, "sol", today, "mail", "info@sol.example"}, // the Slack column alone is no choice
		{care.HTJ, "mane", today, "slack", "C0MANE"},
		{care.PVR, "alm", today, "mail", "intyg@almen.example"},
		{care.HTJ, "slut", today, "mail", "info@slut.example"},
		{care.HTJ, "slut", tomorrow, "", ""},
		{care.HTJ, "sol", care.Date{}, "", ""},
		{care.PVR, "sol", today, "", ""},
		{care.HTJ, "", today, "", ""},
		{care.HTJ, "nobody", today, "", ""},
	} {
		got, err := d.Address(tt.role, tt.id, tt.on)
		if got.Channel() != tt.channel || got.At() != tt.at || (tt.at == "") != errors.Is(err, ErrNoAddress) {
			t.Errorf("%s %q %s: got %v, %v, want %s %s", tt.role, tt.id, tt.on, got, err, tt.channel, tt.at)
		}
		if err == nil && tt.id != "" && got.Unit() != tt.id {
			t.Errorf("%s: got unit %s", tt.id, got.Unit())
		}
	}
}

// TestVerify holds that an address decided on earlier is good only while the
// lists still say so.
func TestVerify(t *testing.T) {
	d := desk(t)
	for _, tt := range []struct {
		channel, at string
		unit        care.UnitID
		on          care.Date
		ok          bool
	}{
		{"mail", "info@sol.example", "sol", today, true},
		{"mail", "andra@sol.example", "sol", today, true},
		{"mail", "INFO@sol.example", "sol", today, true},
		{"mail", "info@sol.example", "mane", today, false}, // somebody else's
		{"mail", "info@mane.example", "sol", today, false},
		{"slack", "info@sol.example", "sol", today, false},
		{"mail", "C0MANE", "mane", today, false},
		{"slack", "C0MANE", "mane", today, true},
		{"mail", "info@slut.example", "slut", today, true},
		{"mail", "info@slut.example", "slut", tomorrow, false},
		{"mail", "anna@almen.example", "alm", today, true}, // in its domain
		{"mail", "anna@almen.example.com", "alm", today, false},
		{"mail", "anna@sol.example", "sol", today, false}, // sol has no domain
		{"slack", "U0MARIT", "bih", today, true},
		{"mail", "marit@bih.example", "bih", today, true},
		{"slack", "U0MARIT", "sol", today, false},
		{"slack", "U0NYSS", "bih", today, false},
		{"slack", "", "alm", today, false},
		{"mail", "", "mane", today, false},
	} {
		got, err := d.Verify(tt.channel, tt.at, tt.unit, tt.on)
		if (err == nil) != tt.ok || tt.ok && (got.At() != tt.at || got.Channel() != tt.channel || got.Unit() != tt.unit) {
			t.Errorf("%s %s %s: got %v, %v, want ok %v", tt.channel, tt.at, tt.unit, got, err, tt.ok)
		}
	}
}

func TestSender(t *testing.T) {
	d := desk(t)
	for at, want := range map[string]care.UnitID{
		"Andra@Sol.example": "sol", "C0MANE": "mane", "anna@almen.example": "alm", "intyg@almen.example": "alm", "U0MARIT": "", "info@slut.example": "slut", "anna@sol.example": "", "": "",
	} {
		got := d.Sender(at, today)
		if (want == "") != (len(got) == 0) || want != "" && got[0].ID != want {
			t.Errorf("%s: got %v, want %s", at, got, want)
		}
	}
	if a, err := d.Answer("Anna@almen.example", today); err != nil || a.At() != "Anna@almen.example" || a.Unit() != "alm" {
		t.Errorf("answer within a domain: got %v, %v", a, err)
	}
	if a, err := d.Answer("anna@annan.example", today); !errors.Is(err, ErrNoAddress) {
		t.Errorf("answer to a stranger: got %v, %v", a, err)
	}
	if a, err := d.Desk("U0MARIT", today); err != nil || a.Channel() != "slack" || a.Unit() != "bih" {
		t.Errorf("staff in Slack: got %v, %v", a, err)
	}
	if a, err := d.Desk("U0NYSS", today); err == nil {
		t.Errorf("somebody who has left: got %v", a)
	}
}

func TestParseAddresses(t *testing.T) {
	for cell, want := range map[string]int{
		"a@b.example": 1, "Sol <a@b.example>": 1, "mailto:a@b.example": 1, "a@b.example; c@d.example": 2, "a@b.example\nc@d.example": 2, "\u00a0a@b.example ": 1, "A.b+c@d-e.example": 1,
		"": 0, "a@b": 0, "a@b,example": 0, "a@b.example c@d.example": 0, "a@b.example.": 0, "a@@b.example": 0, "@b.example": 0, "a@[127.0.0.1]": 0, "a@b..example": 0, "a@-b.example": 0,
		"a@b.example (x)": 0, "å@b.example": 0, "a@b.example; nej": 0, `"a b"@c.example`: 0, "a@b.example>": 0, "a@b.exa\u200bmple": 0, "a@b.123": 0, "Andersson, Anna <a@b.example>": 0,
	} {
		got, err := parseAddresses(cell)
		if len(got) != want || (err == nil) != (want > 0) {
			t.Errorf("%q: got %q, %v, want %d", cell, got, err, want)
		}
	}
}

func TestFind(t *testing.T) {
	d := load(t, "testdata/contacts.csv")
	for _, tt := range []struct {
		text string
		n    int
		want []care.UnitID
	}{
		{"solros", 10, []care.UnitID{"u058", "u024", "u025"}},
		{"KOMPASS", 10, []care.UnitID{"u070"}},
		{"hagern", 10, []care.UnitID{"u029"}},
		{"porsen", 10, nil}, // has closed
		{"", 2, []care.UnitID{"u064", "u056"}},
		{"sol", 0, nil},
	} {
		var got []care.UnitID
		for _, u := range d.Find(tt.text, tt.n, today) {
			got = append(got, u.ID)
		}
		if jsonOf(got) != jsonOf(tt.want) {
			t.Errorf("%q: got %v, want %v", tt.text, got, tt.want)
		}
	}
}

func TestCompare(t *testing.T) {
	before, after := desk(t), fromText(t, `id;roll;namn;e-post;domän;slack;kanal;leverans
bih;BIH;BIH Skärholmen;bih@bih.example;;C0BIH;;
;handläggare;Marit Ny-Provberg;marit@bih.example;;U0MARIT;;
sol;HTJ;Solgläntan AB;ny@sol.example;;#ext-sol;;
mane;HTJ;Månens Omsorg AB;info@mane.example;;C0MANE;slack;
ros;HTJ;Rosen AB;info@ros.example;;;;
alm;PVR;Almens Rehab;intyg@almen.example;almen.example;;;handling
`)
	d := Compare(before, after)
	if len(d.Added) != 1 || len(d.Removed) != 1 || len(d.Changed) != 3 || len(d.StaffRemoved) != 1 || len(d.StaffChanged) != 1 || len(d.StaffAdded) != 0 || d.Empty() {
		t.Errorf("got %+v", d)
	}
	if got, want := jsonOf(d.Unproven()), `["alm","ros","sol"]`; got != want {
		t.Errorf("unproven: got %s, want %s", got, want)
	}
	if same := Compare(before, desk(t)); !same.Empty() || before.Version() != desk(t).Version() || before.Version() == after.Version() {
		t.Errorf("a list differs from itself: %+v", same)
	}
}

// TestWay: documents are mailed only where the list says so and the domain
// is known to be safe; without such a domain nowhere.
func TestWay(t *testing.T) {
	secure := []string{"Tranbaret.example"}
	for _, c := range []struct {
		class  Class
		mail   string
		secure []string
		want   bool
	}{
		{Document, "a@tranbaret.example", secure, true},
		{Document, "a@tranbaret.example", nil, false},
		{Document, "a@tranbaret.example.evil.example", secure, false},
		{Document, "a@sub.tranbaret.example", secure, false},
		{Document, "", []string{""}, false},
		{Notice, "a@tranbaret.example", secure, false},
		{ByHand, "a@tranbaret.example", secure, false},
		{"", "a@tranbaret.example", secure, false},
	} {
		u := Unit{Class: c.class}
		if c.mail != "" {
			u.Emails = []string{c.mail}
		}
		if got := u.Way(today, c.secure, false); (got == Guarded) != c.want || (got != Carried) != c.want || u.Writable(today, c.secure) != c.want {
			t.Errorf("%q at %q, safe %q: %q", c.class, c.mail, c.secure, got)
		}
	}
}
