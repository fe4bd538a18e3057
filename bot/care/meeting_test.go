package care

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestMeeting lets parties propose, choose and refuse in any order: a meeting is
// booked only when all needed have said yes to that very time, and then stays.
func TestMeeting(t *testing.T) {
	all := []Slot{monday, tuesday, slot("2026-12-09 09:00"), slot("2026-12-10 15:30")}
	rapid.Check(t, func(t *rapid.T) {
		needs := rapid.SampledFrom([][]Role{{PVR, BIH}, {PVR, HTJ}, {PVR, HTJ, BIH}}).Draw(t, "needs")
		c := New("SK-2026-0001")
		said := map[Role][]time.Time{}
		for range rapid.IntRange(1, 12).Draw(t, "events") {
			who := rapid.SampledFrom(needs).Draw(t, "who")
			some := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, 3, func(s Slot) string { return s.At.String() }).Draw(t, "slots")
			booked := c.Meetings[Review] != nil && c.Meetings[Review].Agreed != nil
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				c = c.with(TimesProposed{Kind: Review, By: who, Slots: some, Needs: needs})
				said = map[Role][]time.Time{who: times(some)}
				booked = false
			case 1:
				c = c.with(TimesChosen{Kind: Review, By: who, Times: times(some)})
				if !booked {
					said[who] = times(some)
				}
			default:
				c = c.with(TimesRefused{Kind: Review, By: who})
				if !booked {
					said[who] = nil
				}
			}
			m := c.Meetings[Review]
			if booked && m.Agreed == nil {
				t.Fatal("a booking was lost")
			}
			if m == nil || m.Agreed == nil {
				continue
			}
			for _, r := range needs {
				if !slices.ContainsFunc(said[r], m.Agreed.At.Equal) {
					t.Fatalf("booked %v without %s's yes", m.Agreed.At, r)
				}
			}
		}
	})
}
