package reply

import (
	"html"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"github.com/rogpeppe/go-internal/txtar"
)

const quotedSlots = `Hej!

Ärende SK-2026-0142: vilken av tiderna passar för gemensamt hembesök?

1) tisdag 8 december 2026 kl. 10.00
2) onsdag 9 december 2026 kl. 14.30

Svara på det här mejlet med tidens nummer, eller föreslå andra tider.

Vänliga hälsningar
Stegvis, biståndshandläggarenheten Skärholmen`

// wrap puts an answer and its quote into the body a mail program makes.
func wrap(client, own, quote string) string {
	escape := func(s string) string { return strings.ReplaceAll(html.EscapeString(s), "\n", "<br>") }
	marked := "> " + strings.ReplaceAll(quote, "\n", "\n> ")
	return strings.NewReplacer("HTMLQUOTE", escape(quote), "HTML", escape(own), "OWN", own, "QUOTE", quote, "MARKED", marked).Replace(client)
}

func archive(t *testing.T, name string) []txtar.File {
	t.Helper()
	a, err := txtar.ParseFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return a.Files
}

var answersToWrap = []string{
	"Onsdag går bra",
	"Hej!\n\nOnsdag går bra.",
	"2",
	"Tyvärr krockar båda. Kan ni torsdag 10/12 kl 13?",
	"Nej",
	"Jag frågar Ahmed och återkommer",
	"Vilken adress gäller det?",
	"Hej,\n\n- måndag 14/12 mellan 13 och 15\n- tisdag 15/12 fm",
	"1. nej\n2. ja",
}

// TestWrapped wraps answers in every mail program's quote and every kind of
// signature: what the person wrote, and what it means, must stay the same.
func TestWrapped(t *testing.T) {
	now := care.Date{Year: 2026, Month: time.December, Day: 1}.At(9, 20)
	q := Question{Kind: Times, Slots: []time.Time{care.Date{Year: 2026, Month: 12, Day: 8}.At(10, 0), care.Date{Year: 2026, Month: 12, Day: 9}.At(14, 30)}}
	clients, signatures := archive(t, "clients.txtar"), archive(t, "signatures.txtar")
	n := 0
	for _, own := range answersToWrap {
		plain := Parse(own, now, q)
		for _, c := range clients {
			for _, s := range signatures {
				body := wrap(string(c.Data), own+"\n"+strings.TrimRight(string(s.Data), "\n"), quotedSlots)
				n++
				if got := Own(body); words(got) != words(own) {
					t.Errorf("%s, %s: Own = %q, want %q", c.Name, s.Name, got, own)
				}
				if got := Parse(body, now, q); !reflect.DeepEqual(got, plain) {
					t.Errorf("%s, %s: %q: got %+v, want %+v", c.Name, s.Name, own, got, plain)
				}
			}
		}
	}
	t.Logf("%d bodies from %d clients and %d signatures", n, len(clients), len(signatures))
}

// TestInline reads answers written between the quoted lines.
func TestInline(t *testing.T) {
	now := care.Date{Year: 2026, Month: time.December, Day: 1}.At(9, 20)
	q := Question{Kind: Times, Slots: []time.Time{care.Date{Year: 2026, Month: 12, Day: 8}.At(10, 0), care.Date{Year: 2026, Month: 12, Day: 9}.At(14, 30)}}
	head := "Se svar nedan.\n\nDen 1 dec. 2026 kl 08:12 skrev Stegvis <stegvis@skarholmen.example.se>:\n> Ärende SK-2026-0142: vilken av tiderna passar?\n>\n"
	for _, x := range []struct{ body, want string }{
		{"> 1) tisdag 8 december 2026 kl. 10.00\nGår tyvärr inte.\n> 2) onsdag 9 december 2026 kl. 14.30\nJa, den blir bra.\n>\n> Svara", "accept 2"},
		{"> 1) tisdag 8 december 2026 kl. 10.00\nJa\n> 2) onsdag 9 december 2026 kl. 14.30\nNej\n", "accept 1"},
		{"> 1) tisdag 8 december 2026 kl. 10.00\n\nOk!\n\n> 2) onsdag 9 december 2026 kl. 14.30\n\nOckså ok\n\n/Anna", "accept 1,2"},
		{"> 1) tisdag 8 december 2026 kl. 10.00\nnej\n> 2) onsdag 9 december 2026 kl. 14.30\nnej\n", "decline"},
		{"> 1) tisdag 8 december 2026 kl. 10.00\n> 2) onsdag 9 december 2026 kl. 14.30\nJa\n", "unclear"},
		{"> 1) tisdag 8 december 2026 kl. 10.00\n> 2) onsdag 9 december 2026 kl. 14.30\nDen blir bra\n", "unclear"},
		{"> 1) tisdag 8 december 2026 kl. 10.00\nonsdag passar bättre\n", "accept 2"},
		{"> 1) tisdag 8 december 2026 kl. 10.00\nHmm\n> 2) onsdag 9 december 2026 kl. 14.30\n\n", "unclear"},
		{"> 1) tisdag 8 december 2026 kl. 10.00\nHmm\n> 2) onsdag 9 december 2026 kl. 14.30\nJa\n", "accept 2"},
		{"> 1) tisdag 8 december 2026 kl. 10.00\nHodan kanske\n> 2) onsdag 9 december 2026 kl. 14.30\nJa\n", "unclear"},
	} {
		if got := Parse(head+x.body, now, q); !agrees(got, x.want) {
			t.Errorf("%q: got %s (%s), want %s", x.body, short(got), got.Why, x.want)
		}
	}
}
