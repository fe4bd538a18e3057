package reply

import "testing"

// TestBooking: what is said of a booked time, and what must not be taken for it.
func TestBooking(t *testing.T) {
	for text, want := range map[string]Standing{
		"vi behöver flytta":                     CalledOff,
		"Hej! Vi måste tyvärr flytta mötet.":    CalledOff,
		"vi får ställa in":                      CalledOff,
		"Mötet är inställt":                     CalledOff,
		"Hej, vi behöver boka om tiden. Mvh":    CalledOff,
		"Vi har fått förhinder":                 CalledOff,
		"avboka":                                CalledOff,
		"Vi behöver inte flytta":                Unsaid,
		"vi kanske får ställa in":               Unsaid,
		"Går det att flytta?":                   Unsaid,
		"Är mötet inställt?":                    Unsaid,
		"Om Eva är sjuk får vi ställa in":       Unsaid,
		"Vi flyttar till 10/12":                 Unsaid,
		"fel":                                   Wrong,
		"Det blev fel, vi sa torsdag":           Wrong,
		"Tiden stämmer inte":                    Wrong,
		"Det måste vara ett missförstånd":       Wrong,
		"Nej, det blev inget fel":               Unsaid,
		"Hör av er om något är fel":             Unsaid,
		"Tack, vi kommer":                       Holds,
		"Noterat!":                              Holds,
		"Det stämmer.":                          Holds,
		"Tack för inbjudan!":                    Holds,
		"Tack, men vi vet inte om vi kan komma": Unsaid,
		"Vi kommer inte":                        Unsaid,
		"":                                      Unsaid,
		"Vi ses då\n\nFrån: egenvard@bih.example\nSkickat: den 1 december 2026\nTill: rehab\nÄmne: Bokat\n\nBlev det fel? Svara \"fel\".": Holds,
	} {
		if got := Booking(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
