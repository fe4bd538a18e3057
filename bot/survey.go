package bot

import (
	"cmp"
	"context"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// A Survey is a desk that goes through a mailbox as it was before stegvis. It
// looks at every mail as [Bot] would and tells what it is. Nothing comes of it:
// nothing is stored, and the mailbox stays as it is. With Chosen it then does what
// somebody has decided on: the mails that were chosen are taken as if they came
// now, and the others are noted as old, so that the desk leaves them alone.
type Survey struct {
	*Bot
	Seen   map[string]bool              // message ids that need not be looked at
	Found  func(Find) error             // is told what each mail is
	Chosen func(channels.Incoming) bool // nil: only look
	Done   func()                       // is called when the whole mailbox has been gone through
}

// A Find is what is known of a mail, with nothing of what stands in it.
type Find struct {
	ID   string    `json:"id"`
	Day  care.Date `json:"day"`
	Kind string    `json:"kind"` // a class of bot/intyg; ovrigt for what is nothing for the desk
	Case bool      `json:"case"` // a case would come of it
}

// Known reports whether a mail need not be fetched.
func (s Survey) Known(ctx context.Context, channel, id string) (channels.Verdict, bool, error) {
	if s.Seen[id] {
		return channels.Verdict{}, true, nil
	}
	_, known, err := s.Bot.Known(ctx, channel, id)
	return channels.Verdict{}, known, err
}

// Keep stores nothing: what is chosen is kept when it is taken.
func (s Survey) Keep(ctx context.Context, m channels.Raw) error {
	if s.Chosen == nil || !s.Chosen(channels.Incoming{ID: m.ID, Received: m.Received}) {
		return nil
	}
	return s.Bot.Keep(ctx, m)
}

// Report hears when all has been gone through; how the channel fares is the
// desk's own business, when it works.
func (s Survey) Report(_ context.Context, r channels.Report) error {
	if r.What == "reconciled" {
		s.Done()
	}
	return nil
}

// Handle tells what a mail is, or does what has been decided on.
func (s Survey) Handle(ctx context.Context, in channels.Incoming) (channels.Verdict, error) {
	switch {
	case s.Chosen == nil:
		f, err := s.look(ctx, in)
		if err != nil {
			return channels.Verdict{}, err
		}
		return channels.Verdict{}, s.Found(f)
	case s.Chosen(in):
		v, err := s.Bot.Handle(ctx, in)
		if err != nil {
			return v, err
		}
		return v, s.Found(Find{ID: in.ID, Day: s.onDay(in.Received), Case: v.Ours})
	}
	err := s.Ledger.NotOurs(ctx, ledger.Message{Channel: in.Channel, ID: in.ID, Received: in.Received})
	if err != nil {
		return channels.Verdict{}, err
	}
	return channels.Verdict{}, s.Found(Find{ID: in.ID, Day: s.onDay(in.Received)})
}

func (s Survey) look(ctx context.Context, in channels.Incoming) (Find, error) {
	f := Find{ID: in.ID, Day: s.onDay(in.Received), Kind: "ovrigt"}
	m, err := s.interpret(ctx, in, s.read(ctx, in, nil))
	if err != nil || m.event == nil {
		return f, err
	}
	f.Kind, f.Case = class(m.event), m.id == ""
	return f, nil
}

// class is the class of mail that an event came of.
func class(e care.Event) string {
	switch e := e.(type) {
	case care.IntygReceived:
		if e.Intyg.Type == "forlangning" {
			return "forlangning"
		}
		return "egenvardsintyg"
	case care.AssessmentAsked:
		return "forhandsbedomning"
	case care.MailUnclear:
		return cmp.Or(e.Kind, "oklassificerat")
	}
	return care.Kind(e)
}
