package slackfake

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Slash runs a slash command, which Slack allows in channels and DMs but not
// in threads.
func (h Human) Slash(channel, name, text string) error {
	p, r, err := h.slashPayload(channel, name, text)
	if err != nil {
		return err
	}
	answer, err := h.f.ask("slash_commands", p)
	if err == nil {
		err = h.slashAnswer(r, answer)
	}
	return h.toast(err)
}

func (h Human) slashPayload(channel, name, text string) (M, *room, error) {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	i := slices.IndexFunc(h.f.app.Commands, func(c command) bool { return c.Name == name })
	if i < 0 {
		return nil, nil, fmt.Errorf("%s is not a valid command", name)
	}
	r, err := h.at(channel)
	if err != nil {
		return nil, nil, err
	}
	return M{"token": "verification-token", "team_id": cmp.Or(h.f.users[h.ID].Team, h.f.cfg.Team.ID), "team_domain": h.f.cfg.Team.Domain, "channel_id": r.ID, "channel_name": r.shownName(),
		"user_id": h.ID, "user_name": h.f.users[h.ID].Name, "command": name, "text": h.f.wireCommand(text, h.f.app.Commands[i]),
		"api_app_id": AppID, "is_enterprise_install": "false", "trigger_id": h.f.newTrigger(h.ID),
		"response_url": h.f.newResponseURL(responseURL{room: r, user: h.ID})}, r, nil
}

// slashAnswer shows the message that came with the acknowledgement, if one
// did.
func (h Human) slashAnswer(r *room, answer M) error {
	if answer["text"] == nil && answer["blocks"] == nil {
		return nil
	}
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	m := h.f.botMessage()
	if refusal := readContent(answer, m); refusal != nil {
		return errors.New("invalid_command_response")
	}
	if answer["response_type"] == "in_channel" {
		h.f.post(r, m)
	} else {
		h.f.whisper(r, h.ID, m)
	}
	return nil
}
