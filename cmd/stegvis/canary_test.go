package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/stegvis/channels"
	"example.org/stegvis/channels/slack/slackfake"
)

// ingeborg is an invented person's intyg. She goes through every script and
// over the wire, and may turn up nowhere but in the mails between the parties
// and what is attached to them.
func ingeborg() map[string]string {
	return map[string]string{
		"dokument_typ":         "nytt",
		"datum_utfardat":       "2026-11-23",
		"patient_namn":         "Ingeborg Provström",
		"patient_id":           "19440813-9089",
		"insats.beskrivning":   "Funktionell styrketräning: uppresningar från rullstol",
		"insats.typ":           "fysisk_aktivitet",
		"insats.syfte":         "Behålla förmågan att förflytta sig mellan rullstol och säng utan lyft",
		"insats.hjalp_med":     "En person står bredvid och håller balansen",
		"instruktion":          "Provgränd 7, portkod hos grannen. Bältet hänger bakom sovrumsdörren",
		"period.fran":          "2026-12-01",
		"period.till":          "2027-02-28",
		"insats.frekvens":      "2 gånger per dag",
		"insats.minuter":       "15 minuter",
		"eget_ansvar":          "ja",
		"riskanalys.gjord":     "ja",
		"riskanalys.datum":     "2026-11-19",
		"riskanalys.skaderisk": "nej",
		"samtycke.finns":       "ja",
		"samtycke.omfattar":    "bih,htj",
		"utforare":             "Tranbärets Hemtjänst AB",
		"gemensamt_hembesok":   "ja",
		"utfardare.namn":       "Anna-Lena Provkvist",
		"utfardare.yrke":       "fysioterapeut",
		"utfardare.enhet":      "Almens Rehab",
		"utfardare.telefon":    "08-465 004 11",
		"skickas_av":           "utfardare",
		"kopia_till_enskild":   "ja",
	}
}

// A canary is what must not be seen: who she is, however it is spelled, and the
// words of what is written about her.
type canary struct {
	names []string        // in lower case
	words map[string]bool // in lower case
}

// newCanary makes a canary of the values of an intyg and of what people write
// about it, leaving out the words that the desk has of its own.
func newCanary(intyg map[string]string, written string) canary {
	c := canary{names: []string{"provgränd"}, words: map[string]bool{}}
	for _, part := range strings.Fields(strings.ToLower(intyg["patient_namn"])) {
		c.names = append(c.names, part, flat.Replace(part))
	}
	digits := onlyDigits(intyg["patient_id"])
	c.names = append(c.names, digits, digits[2:])
	for _, key := range []string{"insats.beskrivning", "insats.syfte", "insats.hjalp_med", "instruktion"} {
		written += " " + intyg[key]
	}
	for w := range tokens(written) {
		c.words[w] = true
	}
	for w := range ownWords() {
		delete(c.words, w)
	}
	return c
}

var flat = strings.NewReplacer("å", "a", "ä", "a", "ö", "o")

// found returns what of her stands in text. Digits are looked for as they would
// be with every space and dash between them taken away.
func (c canary) found(text string) (seen []string) {
	low := strings.ToLower(text)
	digits := joined(low)
	for _, n := range c.names {
		if strings.Contains(low, n) || strings.Contains(digits, n) {
			seen = append(seen, n)
		}
	}
	for w := range tokens(text) {
		if c.words[w] {
			seen = append(seen, w)
		}
	}
	return seen
}

// joined returns text with nothing between its digits that people put there.
func joined(text string) string {
	var b strings.Builder
	digit := false
	for _, r := range text {
		if digit && strings.ContainsRune("-+ .\u00a0\u2013", r) {
			continue
		}
		digit = unicode.IsDigit(r)
		b.WriteRune(r)
	}
	return b.String()
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// tokens are the words of a text that are long enough to mean something.
func tokens(text string) map[string]bool {
	found := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if len([]rune(w)) >= 5 {
			found[w] = true
		}
	}
	return found
}

// ownWords are the words that the desk may say anywhere: those of its messages
// and of the contact lists. The papers are not among them, for they go by mail.
func ownWords() map[string]bool {
	said := wireContacts + string(exampleContacts)
	templates := os.DirFS("../../templates")
	for _, pattern := range []string{"*.toml", "*.tmpl", "bih/*", "pvr/*", "htj/*"} {
		files, _ := fs.Glob(templates, pattern) // the patterns are well formed
		for _, f := range files {
			text, err := fs.ReadFile(templates, f)
			if err != nil {
				panic(err) // it has just been listed
			}
			said += " " + string(text)
		}
	}
	return tokens(said)
}

// A sight is what somebody sees who should not see her.
type sight struct{ name, text string }

// seenIn reports where c can be seen, one line for each place.
func (c canary) seenIn(sights []sight) (leaks []string) {
	for _, p := range sights {
		if seen := c.found(p.text); len(seen) > 0 {
			slices.Sort(seen)
			leaks = append(leaks, fmt.Sprintf("%s: %q", p.name, slices.Compact(seen)))
		}
	}
	return leaks
}

// sights of a played day: what went to chat, the cards, the log, and of the
// mails what others than the reader can see.
func (p played) sights() (all []sight) {
	for _, m := range p.slack {
		all = append(all, sight{"chat in " + string(m.Case), fmt.Sprintf("%s %s %v %s", m.Subject, m.Text, m.Slots, fileNames(m.Files))})
	}
	for _, c := range p.cards {
		all = append(all, sight{"card of " + string(c.Case.ID), fmt.Sprintf("%+v", c)})
	}
	for _, f := range txtar.Parse(p.transcript).Files {
		if strings.HasPrefix(f.Name, "→ kort") || strings.HasPrefix(f.Name, "svar ") {
			all = append(all, sight{f.Name, string(f.Data)})
		}
	}
	for _, m := range p.mail {
		all = append(all, sight{"mail in " + string(m.Case), fmt.Sprintf("%s %s %s %s", m.Subject, m.Key, fileNames(m.Files), m.Invite)})
	}
	return append(all, sight{"the log", string(p.log)})
}

func fileNames(files []channels.File) (names string) {
	for _, f := range files {
		names += f.Name + " "
	}
	return names
}

// TestCanary lets her go through every script, with her address written into
// every intyg.
func TestCanary(t *testing.T) {
	for name, script := range days(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := prepared(script)
			p, err := play(script, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			for _, leak := range c.seenIn(p.sights()) {
				t.Error(leak)
			}
		})
	}
}

// prepared writes her address into every intyg of a script, and returns the
// canary that the script then holds.
func prepared(script *txtar.Archive) canary {
	all, written := ingeborg(), ""
	for i, f := range script.Files {
		if strings.HasPrefix(f.Name, "blankett ") {
			script.Files[i].Data = append([]byte("instruktion: "+all["instruktion"]+"\n"), f.Data...)
			values, _ := heads(string(f.Data))
			for _, key := range slices.Sorted(maps.Keys(values)) {
				if strings.HasPrefix(key, "insats.") && !strings.HasPrefix(key, "insats.typ") {
					written += " " + values[key]
				}
			}
		}
		if strings.Contains(f.Name, " mejl från ") {
			_, body := heads(string(f.Data))
			written += " " + body
		}
	}
	return newCanary(all, written)
}

// TestCanaryIsSeen: the check above must fail when something leaks. Her name is
// planted where the desk shows it: in the name of the unit that issues.
func TestCanaryIsSeen(t *testing.T) {
	script := days(t)["avslag"]
	if script == nil {
		t.Fatal("no such script")
	}
	c := prepared(script)
	list := bytes.ReplaceAll(exampleContacts, []byte(";Almens Rehab;"), []byte(";Provströms Rehab;"))
	script.Files = append(script.Files, txtar.File{Name: "kontakter.csv", Data: list})
	p, err := play(script, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	leaks := strings.Join(c.seenIn(p.sights()), "\n")
	for _, where := range []string{"chat in ", "card of "} {
		if !strings.Contains(leaks, where) {
			t.Errorf("planted in the contact list, and not seen in %q:\n%s", where, leaks)
		}
	}
	p.log = []byte("level=WARN msg=\"letter delayed\" err=\"550 for 440813 9089\"")
	p.mail = append(p.mail[:1:1], p.mail[0])
	p.mail[0].Subject = "[SK-2026-0001] Intyg för I. Provstrom"
	p.mail[1].Files = []channels.File{{Name: "styrketräning.pdf"}}
	leaks = strings.Join(c.seenIn(p.sights()), "\n")
	for _, where := range []string{"the log: [\"4408139089\"]", "mail in SK-2026-0001: [\"provstrom\"]", "mail in SK-2026-0001: [\"styrketräning\"]"} {
		if !strings.Contains(leaks, where) {
			t.Errorf("planted, and not seen: %s in\n%s", where, leaks)
		}
	}
}

// nothingPersonalOutside: what Slack has been sent, what has been logged, and
// what a mail shows without being opened.
func (w *wire) nothingPersonalOutside() {
	w.Helper()
	for _, leak := range newCanary(ingeborg(), w.wrote).seenIn(w.sights()) {
		w.Error(leak)
	}
}

func (w *wire) sights() (all []sight) {
	w.Helper()
	all = slackSees(w.slack)
	for _, l := range w.letters() {
		all = append(all, sight{"letter " + l.Key, l.Subject + " " + l.Problem})
	}
	for _, account := range []string{rehab, homecare} {
		for _, l := range w.inbox(account) {
			all = append(all, sight{"mail to " + account, l.Subject + " " + l.ID + " " + strings.Join(l.Files, " ") + " " + l.Calendar})
		}
	}
	return append(all, sight{"the log", w.log.String()})
}

// slackSees is everything that the app has sent.
func slackSees(f *slackfake.Fake) (all []sight) {
	for _, r := range f.Requests() {
		all = append(all, sight{"Slack: " + string(r.Kind) + " " + r.Method, r.Body + drawn(r.Args) + unescaped(r.Body)})
	}
	return all
}

// unescaped is the body of a form as it was before it was sent.
func unescaped(body string) string {
	text, err := url.QueryUnescape(body)
	if err != nil {
		return ""
	}
	return text
}

// TestCanaryIsSeenInSlack: whatever the app sends to Slack is looked through,
// and she is seen in every spelling.
func TestCanaryIsSeenInSlack(t *testing.T) {
	f := startSlack(t, &clock{at: time.Now()})
	c := newCanary(ingeborg(), "")
	for i, planted := range []string{
		"Ingeborg", "PROVSTRÖM", "Provstrom", "19440813-9089", "440813-9089", "4408139089", "194408139089", "440813 90 89",
		"Bor på Provgränd 7", "hennes styrketräning",
	} {
		resp, err := http.PostForm(f.APIURL()+"chat.postMessage", url.Values{"token": {slackfake.BotToken}, "channel": {room}, "text": {planted}})
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if leaks := c.seenIn(slackSees(f)[i:]); len(leaks) != 1 {
			t.Errorf("%q was posted to Slack; seen: %q", planted, leaks)
		}
	}
}
