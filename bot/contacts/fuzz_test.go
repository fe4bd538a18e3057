package contacts

import (
	"os"
	"strings"
	"testing"
)

// FuzzLoad holds that no file makes the loader fall over, that what it accepts
// has an id, a name and only whole addresses, and that what it refuses it can
// say why in both languages.
func FuzzLoad(f *testing.F) {
	for _, path := range []string{"testdata/contacts.csv", "testdata/contacts-win1252.csv", "testdata/kontakter.csv", "testdata/contacts.xlsx"} {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data[:min(len(data), 1500)])
	}
	f.Add([]byte("sep=\"\r\nnamn;e-post\n"))
	f.Add([]byte("\xff\xfen\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var l loading
		l.file("lista", data)
		d, err := l.directory()
		if err != nil {
			for _, p := range l.problems {
				if p.Code == "" || p.Swedish() == "" || strings.Contains(p.Error(), "{") && !strings.Contains(p.Unit+p.Column+p.Sheet, "{") {
					t.Errorf("%+v: no sentence", p)
				}
			}
			return
		}
		for _, u := range d.Units() {
			for _, m := range u.Emails {
				if a, err := parseAddress(m); err != nil || a != m {
					t.Errorf("%q was taken for an address", m)
				}
			}
			if u.Name == "" || u.Class == "" {
				t.Errorf("%+v: half a unit", u)
			}
		}
	})
}

// FuzzMatch holds that no text makes matching fall over, and that nothing is
// routed to on a doubt.
func FuzzMatch(f *testing.F) {
	d := load(f, "testdata/contacts.csv")
	for _, s := range []string{"Tussilago Hemvård AB", "LinnÃ©gÃ¥rdens", "tel 08-465 004 11", "…@treklovern.example.se", "\xff\ufffd?", "Björk... (otydligt)", "&amp;&#0;", "Om-\nsorg"} {
		f.Add(s, "Skärholmen")
	}
	f.Fuzz(func(t *testing.T, text, district string) {
		m := d.Match(Query{Text: text, District: district}, today)
		if (m.Decision == Route) != (m.Unit != "") || Say(m.Why) == "" || m.Decision == Ask && len(m.Candidates) == 0 {
			t.Errorf("%q: got %+v", text, m)
		}
		for _, c := range m.Candidates {
			if Say(c.Why) == "" {
				t.Errorf("%q: candidate without a reason: %+v", text, c)
			}
		}
		if doubted := d.Match(Query{Text: text + " eller", District: district}, today); doubted.Decision == Route {
			t.Errorf("%q eller: routed to %s", text, doubted.Unit)
		}
	})
}
