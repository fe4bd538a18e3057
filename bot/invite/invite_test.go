package invite

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.org/stegvis/bot/care"
)

func meeting(at time.Time) Meeting {
	return Meeting{
		Case: "SK-2026-0042", Kind: care.Visit, Round: 1, Sequence: 2, Slot: care.Slot{At: at, Minutes: 45},
		Organizer: Party{"Biståndshandläggarenheten Påhittsholmen", "egenvard@pahittsholmen.example"},
		Attendees: []Party{{`Påhittade Rehab: "väst"; team 2`, "rehab@pahittadrehab.example"}, {"", "samordning@blaklinten.example"}},
		Summary:   "[SK-2026-0042] Gemensamt hembesök", Description: "Gemensamt hembesök för instruktion.\nPlats: se intyget; frågor, svara på mejlet.",
		Stamp: time.Date(2026, 11, 24, 9, 30, 0, 0, care.Stockholm),
	}
}

// What goes out, line for line.
func TestWritten(t *testing.T) {
	at := time.Date(2026, 12, 1, 10, 0, 0, 0, care.Stockholm)
	for name, write := range map[string]func(Meeting) ([]byte, error){"request": Request, "cancel": Cancel} {
		got, err := write(meeting(at))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("testdata", name+".golden"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), strings.ReplaceAll(string(got), "\r\n", "\n")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestUID(t *testing.T) {
	if got, want := UID("SK-2026-0042", care.Visit, 1), "76149a24a0728a7337b3652bc31e3d5c@stegvis"; got != want {
		t.Errorf("got %s, want %s: an identity may never change", got, want)
	}
	seen := map[string]bool{}
	for _, u := range []string{UID("SK-2026-0042", care.Visit, 1), UID("SK-2026-0042", care.Visit, 2), UID("SK-2026-0042", care.Call, 1), UID("SK-2026-0043", care.Visit, 1)} {
		if seen[u] {
			t.Errorf("%s for two meetings", u)
		}
		seen[u] = true
	}
}

// The clock in the invitation is the one on the wall, through summer time,
// its ends and the turn of the year.
func TestTimes(t *testing.T) {
	for name, c := range map[string]struct{ at, start, end string }{
		"winter":                      {"2026-12-01T10:00:00+01:00", "TZID=Europe/Stockholm:20261201T100000", "TZID=Europe/Stockholm:20261201T104500"},
		"summer":                      {"2026-06-30T10:00:00+02:00", "TZID=Europe/Stockholm:20260630T100000", "TZID=Europe/Stockholm:20260630T104500"},
		"given in UTC":                {"2026-06-30T08:00:00Z", "TZID=Europe/Stockholm:20260630T100000", "TZID=Europe/Stockholm:20260630T104500"},
		"over the spring change":      {"2026-03-29T01:30:00+01:00", "TZID=Europe/Stockholm:20260329T013000", "TZID=Europe/Stockholm:20260329T031500"},
		"first twice in autumn":       {"2026-10-25T02:30:00+02:00", "DTSTART:20261025T003000Z", "DTEND:20261025T011500Z"},
		"second twice in autumn":      {"2026-10-25T02:30:00+01:00", "DTSTART:20261025T013000Z", "TZID=Europe/Stockholm:20261025T031500"},
		"over the turn of the year":   {"2026-12-31T23:30:00+01:00", "TZID=Europe/Stockholm:20261231T233000", "TZID=Europe/Stockholm:20270101T001500"},
		"day after the autumn change": {"2026-10-26T08:00:00+01:00", "TZID=Europe/Stockholm:20261026T080000", "TZID=Europe/Stockholm:20261026T084500"},
		"leap day":                    {"2028-02-29T13:00:00+01:00", "TZID=Europe/Stockholm:20280229T130000", "TZID=Europe/Stockholm:20280229T134500"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Request(meeting(at))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{c.start, c.end} {
			if !strings.Contains(string(got), want+"\r\n") {
				t.Errorf("%s: want %s in\n%s", name, want, got)
			}
		}
		if r := answered(t, got); !r.Start.Equal(at) || r.Minutes != 45 {
			t.Errorf("%s: read back as %v, %d minutes", name, r.Start, r.Minutes)
		}
	}
}

// answered is what comes back when a calendar accepts an invitation as it is.
func answered(t interface{ Fatal(...any) }, request []byte) Reply {
	s := strings.NewReplacer("METHOD:REQUEST", "METHOD:REPLY", "NEEDS-ACTION", "ACCEPTED").Replace(string(request))
	r, err := Parse([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Another program reads what we write, whatever the words are.
func TestWrittenIsReadByOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := meeting(time.Unix(rapid.Int64Range(1.7e9, 2.5e9).Draw(t, "at")/60*60, 0))
		m.Summary = "x" + rapid.String().Draw(t, "summary")
		m.Description = rapid.StringMatching(`[a-zåäö ,;:\\\n"]{0,300}`).Draw(t, "description")
		m.Attendees[0].Name = rapid.String().Draw(t, "name")
		got, err := Request(m)
		if err != nil {
			t.Fatal(err)
		}
		for l := range bytes.SplitSeq(got, []byte("\r\n")) {
			if len(l) > 75 || bytes.ContainsAny(l, "\r\n") {
				t.Fatalf("a line of %d bytes: %q", len(l), l)
			}
		}
		cal, err := ical.NewDecoder(bytes.NewReader(got)).Decode()
		if err != nil {
			t.Fatal(err)
		}
		e := cal.Events()[0]
		summary, err := e.Props.Text("SUMMARY")
		if err != nil || summary != clean(m.Summary) {
			t.Fatalf("summary %q (%v), want %q", summary, err, m.Summary)
		}
		if description, err := e.Props.Text("DESCRIPTION"); err != nil || description != m.Description {
			t.Fatalf("description %q (%v), want %q", description, err, m.Description)
		}
		if start, err := e.DateTimeStart(nil); err != nil || !start.Equal(m.Slot.At) {
			t.Fatalf("start %v (%v), want %v", start, err, m.Slot.At)
		}
		if n := len(e.Props["ATTENDEE"]); n != 2 {
			t.Fatalf("%d attendees, want 2", n)
		}
	})
}

func TestRequestRefuses(t *testing.T) {
	at := time.Date(2026, 12, 1, 10, 0, 0, 0, care.Stockholm)
	for name, spoil := range map[string]func(*Meeting){
		"no case":           func(m *Meeting) { m.Case = "" },
		"no kind":           func(m *Meeting) { m.Kind = "" },
		"no time":           func(m *Meeting) { m.Slot.At = time.Time{} },
		"no length":         func(m *Meeting) { m.Slot.Minutes = 0 },
		"no stamp":          func(m *Meeting) { m.Stamp = time.Time{} },
		"negative sequence": func(m *Meeting) { m.Sequence = -1 },
		"no summary":        func(m *Meeting) { m.Summary = "" },
		"nobody invited":    func(m *Meeting) { m.Attendees = nil },
		"no organizer":      func(m *Meeting) { m.Organizer = Party{} },
		"name in address":   func(m *Meeting) { m.Attendees[0].Mail = "Rehab <rehab@rehab.example>" },
		"line in address":   func(m *Meeting) { m.Attendees[0].Mail = "a@b.example\r\nSUMMARY:x" },
	} {
		m := meeting(at)
		spoil(&m)
		if _, err := Request(m); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestParse(t *testing.T) {
	const uid = "5a1f0000000000000000000000000042@stegvis"
	const rehab, home = "linnea.exempelstrom@pahittadrehab.example", "samordning@blaklinten.example"
	first := time.Date(2026, 12, 1, 10, 0, 0, 0, care.Stockholm)
	for name, want := range map[string]Reply{
		"outlook-accept":  {"REPLY", uid, 1, rehab, Accepted, first, 45, ""},
		"outlook-decline": {"REPLY", uid, 1, rehab, Declined, first, 45, ""},
		"outlook-counter": {"COUNTER", uid, 1, rehab, Tentative, time.Date(2026, 12, 2, 13, 0, 0, 0, care.Stockholm), 45, "Jag kan först kl. 13, går det bra?"},
		"google-accept":   {"REPLY", uid, 0, home, Accepted, first, 45, "Ja, men ring innan: 070-174 06 21"},
		"google-counter":  {"COUNTER", uid, 0, home, Tentative, time.Date(2026, 12, 3, 13, 15, 0, 0, care.Stockholm), 45, "Kan vi ta torsdag?"},
		"ios-maybe":       {"REPLY", uid, 0, rehab, Tentative, first, 45, "Måste kolla schemat först"},
		"bom-floating":    {"REPLY", uid, 0, rehab, Accepted, first, 45, ""},
	} {
		file, err := os.ReadFile(filepath.Join("testdata", name+".ics"))
		if err != nil {
			t.Fatal(err)
		}
		for ends, data := range map[string][]byte{"as it is": file, "CRLF": bytes.ReplaceAll(bytes.ReplaceAll(file, []byte("\r"), nil), []byte("\n"), []byte("\r\n")), "CR": bytes.ReplaceAll(bytes.ReplaceAll(file, []byte("\r"), nil), []byte("\n"), []byte("\r"))} {
			got, err := Parse(data)
			if err != nil {
				t.Errorf("%s, %s: %v", name, ends, err)
				continue
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %s (-want +got)\n%s", name, ends, diff)
			}
		}
	}
}

// reply is a small answer with some lines in it.
func reply(lines ...string) []byte {
	return []byte("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:u@stegvis\n" + strings.Join(lines, "\n") + "\nEND:VEVENT\nEND:VCALENDAR\n")
}

func TestTimesOfOthers(t *testing.T) {
	ten := time.Date(2026, 7, 1, 10, 0, 0, 0, care.Stockholm)
	custom := "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VTIMEZONE\nTZID:Customized Time Zone 1\nBEGIN:STANDARD\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:u@stegvis\nDTSTART;TZID=Customized Time Zone 1:20260701T100000\nEND:VEVENT\nEND:VCALENDAR"
	for name, c := range map[string]struct {
		file []byte
		want time.Time
	}{
		"Windows name":           {reply("DTSTART;TZID=W. Europe Standard Time:20260701T100000"), ten},
		"Windows name in quotes": {reply(`DTSTART;TZID="Romance Standard Time":20260701T100000`), ten},
		"Helsinki":               {reply("DTSTART;TZID=FLE Standard Time:20260701T110000"), ten},
		"London":                 {reply("DTSTART;TZID=GMT Standard Time:20260701T090000"), ten},
		"display name":           {reply(`DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna":20260701T100000`), ten},
		"prefixed name":          {reply("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Stockholm:20260701T100000"), ten},
		"floating":               {reply("DTSTART:20260701T100000"), ten},
		"UTC":                    {reply("DTSTART:20260701T080000Z"), ten},
		"described in the file":  {[]byte(custom), ten},
		"no summer time":         {[]byte(strings.NewReplacer("BEGIN:DAYLIGHT", "BEGIN:X", "END:DAYLIGHT", "END:X", "T100000", "T090000").Replace(custom)), ten},
		"other rules":            {[]byte(strings.Replace(custom, "BYMONTH=3", "BYMONTH=4", 1)), time.Time{}},
		"unknown zone":           {reply("DTSTART;TZID=Hittepå Standard Time:20260701T100000"), time.Time{}},
		"the host's own zone":    {reply("DTSTART;TZID=Local:20260701T100000"), time.Time{}},
		"a file on the host":     {reply("DTSTART;TZID=../../../etc/localtime:20260701T100000"), time.Time{}},
		"a day":                  {reply("DTSTART;VALUE=DATE:20260701"), time.Time{}},
		"never shown in spring":  {reply("DTSTART:20260329T023000"), time.Time{}},
		"shown twice in autumn":  {reply("DTSTART:20261025T023000"), time.Time{}},
		"day after the change":   {reply("DTSTART;TZID=W. Europe Standard Time:20261026T080000"), time.Date(2026, 10, 26, 8, 0, 0, 0, care.Stockholm)},
		"no such day":            {reply("DTSTART:20260230T100000"), time.Time{}},
		"rubbish":                {reply("DTSTART:imorgon"), time.Time{}},
	} {
		got, err := Parse(c.file)
		if err != nil || !got.Start.Equal(c.want) {
			t.Errorf("%s: got %v (%v), want %v", name, got.Start, err, c.want)
		}
	}
}

func TestADoubtIsNeverAYes(t *testing.T) {
	for name, lines := range map[string][]string{
		"no attendee":           {"SUMMARY:Accepterat: möte"},
		"nothing said":          {"ATTENDEE:mailto:a@rehab.example"},
		"merely invited":        {"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:a@rehab.example"},
		"unheard of":            {"ATTENDEE;PARTSTAT=ACCEPTED-ISH:mailto:a@rehab.example"},
		"yes and no":            {"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@rehab.example", "ATTENDEE;PARTSTAT=DECLINED:mailto:a@rehab.example"},
		"two who say yes":       {"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@rehab.example", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:b@rehab.example"},
		"in the organizer only": {"ORGANIZER;PARTSTAT=ACCEPTED:mailto:a@rehab.example"},
		"in a comment":          {"COMMENT:ATTENDEE\\;PARTSTAT=ACCEPTED", "X-ALT-DESC:PARTSTAT=ACCEPTED"},
	} {
		got, err := Parse(reply(lines...))
		if err != nil || got.PartStat != Unclear {
			t.Errorf("%s: got %q (%v), want unclear", name, got.PartStat, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	request, err := Request(meeting(time.Date(2026, 12, 1, 10, 0, 0, 0, care.Stockholm)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse(request); !errors.Is(err, ErrOther) {
		t.Errorf("an invitation: got %v, want ErrOther", err)
	}
	for name, file := range map[string]string{
		"nothing":      "",
		"a letter":     "Hej! Det går bra på tisdag.",
		"no event":     "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR",
		"two meetings": "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\nBEGIN:VEVENT\nUID:b\nEND:VEVENT\nEND:VCALENDAR",
		"only a card":  "BEGIN:VCARD\nMETHOD:REPLY\nEND:VCARD",
		"too big":      string(reply(strings.Repeat("X-A:b\n", maxBytes/6))),
	} {
		if got, err := Parse([]byte(file)); err == nil {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

// An old Windows program's letters are read, and a yes with an å in it stays.
func TestLatin1(t *testing.T) {
	got, err := Parse(reply("ATTENDEE;PARTSTAT=DECLINED;CN=\xC5ke:mailto:a@rehab.example", "COMMENT:Jag m\xE5ste st\xE4lla in"))
	if err != nil || got.Comment != "Jag måste ställa in" || got.PartStat != Declined {
		t.Errorf("got %+v (%v)", got, err)
	}
}

func TestFromSubject(t *testing.T) {
	for subject, want := range map[string]PartStat{
		"Accepterat: [SK-2026-0042] Gemensamt hembesök":  Accepted,
		"ACCEPTERAT:  [SK-2026-0042]":                    Accepted,
		"Accepterad inbjudan: Hembesök @ tis 1 dec 2026": Accepted,
		"Tackat ja: [SK-2026-0042]":                      Accepted,
		"Tackat ja":                                      Accepted,
		"Accepted: [SK-2026-0042]":                       Accepted,
		"Avböjt: [SK-2026-0042] Gemensamt hembesök":      Declined,
		"Avbo\u0308jt: [SK-2026-0042]":                   Declined,
		"Tackat nej: [SK-2026-0042]":                     Declined,
		"Preliminärt: [SK-2026-0042] Gemensamt hembesök": Tentative,
		"Preliminärt\u00A0accepterat: [SK-2026-0042]":    Tentative,
		"Nytt förslag på tid: [SK-2026-0042]":            Tentative,
		"Tentative: [SK-2026-0042]":                      Tentative,
		"Sv: Accepterat: [SK-2026-0042]":                 Unclear,
		"VB: Accepterat: [SK-2026-0042]":                 Unclear,
		"Tackat ja till något annat":                     Unclear,
		"Inte accepterat: [SK-2026-0042]":                Unclear,
		"Accepterat":                                     Unclear,
		"[SK-2026-0042] Gemensamt hembesök":              Unclear,
		"":                                               Unclear,
	} {
		got, ok := FromSubject(subject)
		if got != want || ok != (want != Unclear) {
			t.Errorf("%q: got %q, %v; want %q", subject, got, ok, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.ics")
	if err != nil || len(files) == 0 {
		f.Fatal("no fixtures", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;CN=x"))
	f.Add([]byte("END:X\nEND:X\nBEGIN:VCALENDAR\n;=:\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := Parse(file)
		if err != nil {
			return
		}
		if r.PartStat == Accepted && !bytes.Contains(bytes.ToUpper(bytes.ReplaceAll(file, []byte("\r"), []byte("\n"))), []byte("ACCEPTED")) && !folded(file) {
			t.Errorf("a yes that nobody wrote: %+v", r)
		}
		if r.UID == "" || r.Minutes < 0 || r.Minutes > 24*60 {
			t.Errorf("got %+v", r)
		}
	})
}

// folded reports whether a word may be spread over two lines.
func folded(file []byte) bool {
	return bytes.ContainsAny(file, "\r\n") && (bytes.Contains(file, []byte("\n ")) || bytes.Contains(file, []byte("\r ")) || bytes.Contains(file, []byte("\n\t")) || bytes.Contains(file, []byte("\r\t")))
}

func FuzzFromSubject(f *testing.F) {
	f.Add("Accepterat: x")
	f.Add("Sv: Avböjt: x")
	f.Fuzz(func(t *testing.T, subject string) {
		if got, ok := FromSubject(subject); ok == (got == Unclear) {
			t.Errorf("%q: got %q, %v", subject, got, ok)
		}
	})
}

// FuzzForeign puts foreign text everywhere that text which is not our own can come
// from: the invitation has the lines it has, and no other, each short enough.
func FuzzForeign(f *testing.F) {
	for _, s := range []string{"x\r\nATTENDEE:mailto:x@x.example", "x\nEND:VEVENT\nBEGIN:VALARM", `";CN="x`, `\n\;,`, "\u2028ORGANIZER:x", "\x00\u202e", strings.Repeat("å", 400), ":mailto:x@x.example"} {
		f.Add(s)
	}
	at := time.Date(2026, 12, 1, 10, 0, 0, 0, care.Stockholm)
	f.Fuzz(func(t *testing.T, text string) {
		m := meeting(at)
		want := names(t, m)
		m.Organizer.Name, m.Summary, m.Description, m.Attendees[0].Name = text, "x"+text, "x"+text, text
		if got := names(t, m); !cmp.Equal(got, want) {
			t.Errorf("%q: %s", text, cmp.Diff(want, got))
		}
	})
}

// names are those of the properties of an invitation, in order.
func names(t *testing.T, m Meeting) (list []string) {
	t.Helper()
	ics, err := Request(m)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.SplitSeq(bytes.TrimSuffix(ics, []byte("\r\n")), []byte("\r\n")) {
		if len(line) > 75 || bytes.ContainsAny(line, "\r\n") {
			t.Errorf("line %q", line)
		}
	}
	for _, l := range unfold(ics) {
		name, _, _ := strings.Cut(l, ":")
		name, _, _ = strings.Cut(name, ";")
		list = append(list, name)
	}
	return list
}
