package contacts

import (
	"slices"
	"testing"
)

// TestHeaderSynonyms writes one list with every header there is, in one file with
// each: whatever a column is called, the same recipient comes of it.
func TestHeaderSynonyms(t *testing.T) {
	var data headerData
	mustRead(headersJSON, &data)
	cells := map[string]string{"id": "u1", "name": "Solgläntans Omsorg AB", "mail": "info@sol.example", "district": "Sätra|Bredäng", "phone": "08-465 004 01", "orgnr": "559990-0114",
		"alias": "Solgläntan", "class": "handling", "contact": "Siri Provgren", "language": "finska", "from": "2026-01-01", "to": "2027-12-31", "role": "HTJ", "slack": "C0SOL", "channel": "mejl", "domain": "sol.example", "active": "ja"}
	want := ""
	for meaning, value := range cells {
		for _, header := range data.Columns[meaning] {
			head, row := "namn;e-post", "Solgläntans Omsorg AB;info@sol.example"
			for other, v := range cells {
				switch other {
				case "name", "mail":
				case meaning:
					head, row = head+";"+header, row+";"+v
				default:
					head, row = head+";"+data.Columns[other][0], row+";"+v
				}
			}
			if meaning == "name" || meaning == "mail" {
				head, row = head+";"+header, row+";"+value
				head = head[len("namn;e-post;"):]
				row = row[len("Solgläntans Omsorg AB;info@sol.example;"):]
				for other, v := range map[string]string{"name": cells["name"], "mail": cells["mail"]} {
					if other != meaning {
						head, row = head+";"+data.Columns[other][0], row+";"+v
					}
				}
			}
			d, err := Load(written(t, "lista.csv", head+"\n"+row+"\n"))
			if err != nil {
				t.Errorf("%s as %q: %v", meaning, header, err)
				continue
			}
			if want == "" {
				want = d.Version()
			}
			if d.Version() != want {
				t.Errorf("%s as %q: got %+v", meaning, header, d.Units())
			}
		}
	}
}

// TestSeveralFiles: the parties may stand in files of their own, and who refers to
// whom does not mind.
func TestSeveralFiles(t *testing.T) {
	d := load(t,
		written(t, "htj.csv", "namn;e-post;efterträdare;till\nMånen;info@mane.example;Solen;2026-10-31\n"),
		written(t, "mer-htj.csv", "utförare;mejl\nSolen;info@sol.example\n"),
		written(t, "bih.csv", "roll;namn;e-post;slack\nBIH;BIH Skärholmen;bih@bih.example;C1\nchef;Aina Exempelman;aina@bih.example;U1\n"),
		written(t, "distrikt.csv", "roll;namn;e-post;stadsdel\nannan BIH;BIH Farsta;bih@farsta.example;Farsta|Hökarängen\ndistrikt;BIH Älvsjö;bih@alvsjo.example;Älvsjö\n"))
	mane, _ := d.Unit("manen", today)
	aina, _ := d.Person("U1", today)
	if mane.Successor != "solen" || aina.Unit != "bih-skarholmen" {
		t.Errorf("successor %q, desk %q", mane.Successor, aina.Unit)
	}
	var names []string
	for _, u := range d.FindRole("ANNAN", "", 9, today) {
		names = append(names, u.Name)
	}
	if !slices.Equal(names, []string{"BIH Älvsjö", "BIH Farsta"}) && !slices.Equal(names, []string{"BIH Farsta", "BIH Älvsjö"}) {
		t.Errorf("other districts: %q", names)
	}
	if a, err := d.Address("BIH", "", today); err != nil || a.Unit() != "bih-skarholmen" {
		t.Errorf("our own desk: %v, %v", a, err)
	}
}
