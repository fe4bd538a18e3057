package slack

import (
	"testing"

	"example.org/stegvis/bot/care"
)

var testDay = care.Date{Year: 2026, Month: 11, Day: 25}

func TestPersonnummerIsSeen(t *testing.T) {
	for _, s := range []string{
		"440813-9089", "19440813-9089", "194408139089", "4408139089", "hon är 440813-9089.", "(440813-9089)",
		"440813 9089", "19440813 9089", "1944-08-13-9089", "1944-08-13 9089", "440813–9089", "440813−9089", "440813 - 9089",
		"44 08 13 90 89", "4 4 0 8 1 3 9 0 8 9", "44.08.13-9089", "1944 0813 9089", "44/08/13 9089", "Gäller 44 08 13 - 9089",
		"440813+9089", "121212+1212", "440873-9087", "440873-1234", "pnr:440813-9089", "4408\u200b13-9089", "４４０８１３-９０８９", "440813\u00a09089",
		"440813-1234", "ring 08-123 456 78 om 440813-9089", "123 440813-9089", "ab440813-9089cd",
	} {
		if !holdsPersonnummer(s, testDay) {
			t.Errorf("%q: not seen", s)
		}
	}
}

func TestOtherNumbersPass(t *testing.T) {
	for _, s := range []string{
		"", "SK-2026-0042", "2026-12-01", "2026-12-01 10.00", "2026-12-01 10:00", "2026-12-01T10:00", "tis 1/12 kl 10.00",
		"070-123 45 67", "08-465 004 21", "0701234567", "08-508 00 000", "15 minuter, 2 gånger per dag", "1 12 10 00",
		"org.nr 556677-8899", "Vi kan 10.00, 11.00 eller 13.30", "v 49-52", "12 veckor", "123456", "20261201", "bankgiro 5050-1055",
	} {
		if holdsPersonnummer(s, testDay) {
			t.Errorf("%q: taken for a personnummer", s)
		}
	}
}

func FuzzPersonnummer(f *testing.F) {
	f.Add("hej", "440813-9089", "då")
	f.Add("1", "19440813-9089", "-")
	f.Fuzz(func(t *testing.T, before, number, after string) {
		holdsPersonnummer(before+number+after, testDay)
		if number == "440813-9089" && !holdsPersonnummer(before+" "+number+" "+after, testDay) {
			t.Errorf("not seen between %q and %q", before, after)
		}
	})
}
