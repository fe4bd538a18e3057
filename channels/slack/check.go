package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Off reports whether the unit has no chat: neither token is configured.
func (c Config) Off() bool {
	return c.BotTokenFile == "" && c.AppTokenFile == "" && c.BotToken.Empty() && c.AppToken.Empty()
}

// Check asks Slack whether everything is in place, and says what is not and
// what to do about it. It changes nothing and posts nothing.
func (s *Slack) Check(ctx context.Context) error {
	for _, look := range []func(context.Context) error{s.checkTeam, s.checkScopes, s.checkSocket} {
		if err := look(ctx); err != nil {
			return err
		}
	}
	return s.checkRooms(ctx)
}

func (s *Slack) checkRooms(ctx context.Context) error {
	rooms, err := s.rooms(ctx)
	if err != nil {
		return fmt.Errorf("slack: list channels: %w", err)
	}
	if len(rooms) == 0 {
		return errors.New("slack: the bot is in no private channel: invite it to the one that the contact list names")
	}
	return nil
}

// scopes lists the bot's scopes as the manifest has them.
func scopes(manifest []byte) (list []string) {
	_, rest, _ := strings.Cut(string(manifest), "\n    bot:\n")
	for line := range strings.Lines(rest) {
		scope, ok := strings.CutPrefix(strings.TrimSpace(line), "- ")
		if !ok {
			return list
		}
		list = append(list, scope)
	}
	return list
}
