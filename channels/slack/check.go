package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Off reports whether the unit has no chat: neither token is configured.
func (c Config) Off() bool {
	return c.BotTokenFile == "" && c.AppTokenFile == "" && c.BotToken == "" && c.AppToken == ""
}

// Check asks Slack whether everything is in place, and says what is not and
// what to do about it. It changes nothing and posts nothing.
func (s *Slack) Check(ctx context.Context) error {
	me, err := s.api.AuthTestContext(ctx)
	if err != nil {
		return fmt.Errorf("slack: introduce the bot: %w: check bot_token_file, or install the app again", err)
	}
	if s.cfg.Team != "" && me.TeamID != s.cfg.Team {
		return fmt.Errorf("slack: the bot lives in workspace %s: write that as team, or use the tokens of %s", me.TeamID, s.cfg.Team)
	}
	granted := strings.Split(me.Header.Get("X-OAuth-Scopes"), ",")
	for _, scope := range scopes(manifest) {
		if !slices.Contains(granted, scope) {
			return fmt.Errorf("slack: scope %s is missing: update the app from the manifest and install it again", scope)
		}
	}
	if _, _, err := s.api.StartSocketModeContext(ctx); err != nil {
		return fmt.Errorf("slack: open a connection: %w: check app_token_file and that Socket Mode is on", err)
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
