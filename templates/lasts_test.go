package templates

import (
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// TestLasts: of several insatser each is told of as what it is: one that ends, or
// one that goes on and is looked at again.
func TestLasts(t *testing.T) {
	feb, may, june := care.Date{Year: 2027, Month: time.February, Day: 28}, care.Date{Year: 2027, Month: time.May, Day: 31}, care.Date{Year: 2027, Month: time.June, Day: 30}
	const (
		ends    = "Intyget i ärendet gäller till och med söndag 28 februari 2027."
		goesOn  = "Intyget i ärendet gäller tills vidare och ska omprövas senast söndag 28 februari 2027."
		several = " Flera insatser i ärendet har olika slutdatum: de övriga gäller "
		about   = " Svaret nu gäller den som slutar söndag 28 februari 2027."
	)
	for want, c := range map[string]care.PublicCase{
		ends:   {End: feb},
		goesOn: {End: feb, Ongoing: true},
		ends + several + "till och med måndag 31 maj 2027 och tills vidare, med omprövning senast onsdag 30 juni 2027." + about:     {End: feb, Later: []care.Limit{{Day: may}, {Day: june, Review: true}}},
		goesOn + several + "till och med måndag 31 maj 2027. Svaret nu gäller den som ska omprövas senast söndag 28 februari 2027.": {End: feb, Ongoing: true, Later: []care.Limit{{Day: may}}},
	} {
		if got, err := lasts(c); err != nil || got != want {
			t.Errorf("got  %q, %v\nwant %q", got, err, want)
		}
	}
}
