package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/notebook"
)

// Rooms are a board into one of whose rooms the bot does not get.
type rooms struct {
	*notebook.Board
	shut *string
}

var errShut = channels.Permanent(errors.New("is_archived"))

func (r rooms) Show(ctx context.Context, c channels.Card) (string, error) {
	if c.To.At() == *r.shut {
		return "", errShut
	}
	return r.Board.Show(ctx, c)
}

func (r rooms) Send(ctx context.Context, m channels.Outgoing) (string, error) {
	if m.To.At() == *r.shut {
		return "", errShut
	}
	return r.Board.Send(ctx, m)
}

// roomShut is a desk in chat that comes to nothing in one room.
func roomShut(now *time.Time, t *testing.T, shut *string) *bench {
	b := newBench(t, func() time.Time { return *now })
	b.Channels[1] = rooms{b.board, shut}
	return b
}

// TestBIHMoves: BIH's room is archived, and the list gets the new one. What waited for
// the old room is asked in the new one, under the card, and lists after that take effect.
func TestBIHMoves(t *testing.T) {
	now, shut := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm), ""
	b := roomShut(&now, t, &shut)
	file := listed(t, b, listOld)
	b.take(t, ask("1", now))
	b.sendFor(t, &now, 2)
	shut = "C1"
	b.take(t, ask("2", now))
	b.sendFor(t, &now, 5)
	for _, list := range []string{listMoved, listOld} { // a wrong address comes with it, and is put right
		save(t, file, strings.ReplaceAll(list, ";C1;", ";C2;"))
		for range 3 {
			if err := b.Reload(t.Context()); err != nil {
				t.Fatal(err)
			}
			now = now.Add(time.Minute)
		}
	}
	if got := b.address(t); got != "htj@htj.example" {
		t.Errorf("%s is in use", got)
	}
	b.happens(t, care.Taken{Who: "a@bih.example"})
	b.sendFor(t, &now, 5)
	asked := 0
	for _, m := range b.board.Sent() {
		if m.To.At() == "C2" && m.Case == "SK-2026-0002" && strings.Contains(m.Text, "Föreslå tider") && len(m.Answers) == 1 {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times in the new room, want once: %q", asked, b.chat())
	}
	var at []string
	cards, _ := b.board.Cards()
	for _, c := range cards {
		at = append(at, string(c.Case.ID)+" "+c.To.At())
	}
	if got := strings.Join(at, ", "); !strings.Contains(got, "SK-2026-0001 C2") || strings.Count(got, "SK-2026-0002") != 1 {
		t.Errorf("the cards are %s", got)
	}
}

// TestNotInThePartysRoom: a party has chosen chat, and the bot is not in its room. It is
// mailed what it is asked, and BIH is told that chat does not work for it.
func TestNotInThePartysRoom(t *testing.T) {
	now, shut := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm), "C01"
	b := roomShut(&now, t, &shut)
	b.lists = contacts.New(chatUnits)
	day := care.DateOf(now)
	b.happens(t, care.IntygReceived{Intyg: agreed(), From: "pvr-a", Provider: "htj-1", On: day}, care.DecisionMade{Outcome: "bifall", To: day.Add(60), Provider: "htj-1"},
		care.TimesProposed{Kind: care.Visit, By: care.PVR, Slots: []care.Slot{{At: day.Add(3).At(10, 0), Minutes: 60}}, Needs: []care.Role{care.PVR, care.HTJ}})
	b.sendFor(t, &now, 50)
	if got := b.mailed("1@htj.example"); len(got) != 1 || b.toldBIH("gick inte fram") {
		t.Fatalf("within the hour HTJ was mailed %q, want the order; BIH was told %q", got, b.chat())
	}
	b.sendFor(t, &now, 60)
	if got := b.mailed("1@htj.example"); len(got) != 2 || !b.toldBIH("gick inte fram") {
		t.Errorf("HTJ was mailed %q, want the order and the times; BIH was told %q", got, b.chat())
	}
}
