package main

import (
	"context"
	"time"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/ledger"
)

// proposed plays that everything closed is in the personakt, and that the first two
// of the staff are asked whether what is due may be erased.
func (s *stage) proposed(ctx context.Context) error {
	e := s.erasing()
	all, err := e.Preview(ctx)
	if err != nil {
		return err
	}
	staff := s.bot.Contacts().Staff()
	for _, v := range all {
		if v.State == "open" {
			continue
		}
		for _, said := range []string{ledger.Exported, ledger.Confirmed} {
			if err := e.Say(ctx, said, v.Case, staff[0].Mail, ""); err != nil {
				return err
			}
		}
	}
	_, _, err = e.Propose(ctx, staff[0].Mail, staff[1].Mail)
	return err
}

func (s *stage) erasing() bot.Erasing {
	return bot.Erasing{
		Registry: bot.Registry{Unit: s.bot.Unit, Ledger: s.bot.Ledger, Contacts: s.bot.Contacts(), Words: s.bot.Words},
		Plan:     bot.UsualRetention, Count: config{}.counts(), Now: func() time.Time { return s.now },
	}
}
