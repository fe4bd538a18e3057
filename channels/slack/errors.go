package slack

import (
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/slack-go/slack"

	"example.org/stegvis/channels"
)

// Slack's own words for what went wrong, by what can be done about it.
var (
	// The message as it stands will never be taken.
	hopeless = []string{
		"channel_not_found", "not_in_channel", "is_archived", "user_not_found", "users_not_found",
		"no_text", "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "invalid_arguments",
		"restricted_action", "cannot_dm_bot", "user_disabled", "missing_scope",
	}
	// The card cannot be changed any more; a new one can be put up.
	gone = []string{
		"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive",
		"is_archived", "channel_not_found", "not_in_channel",
	}
	// Slack itself does not know how far it came.
	halfway = []string{"internal_error", "fatal_error", "request_timeout", "service_unavailable", "service_timeout"}

	// Slack takes nothing from us at present.
	shut = []string{
		"ratelimited", "rate_limited", "accesslimited", "access_denied", "ekm_access_denied", "team_access_not_granted",
		"team_added_to_org", "org_login_required", "two_factor_setup_required",
	}

	// No token of ours is any good.
	fatal = []string{"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type"}
)

// code returns Slack's word for err, or "".
func code(err error) string {
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return refused.Err
	}
	return ""
}

func isGone(err error) bool  { return slices.Contains(gone, code(err)) }
func isFatal(err error) bool { return slices.Contains(fatal, code(err)) }

// sending says what err means for the message that was being sent: refused for
// good, refused for now, or nobody knows. Only an error before the request left
// this machine, and Slack's own refusal, tell for sure that it was not posted.
func sending(what string, err error) error {
	err = fmt.Errorf("slack: %s: %w", what, err)
	word := code(err)
	switch {
	case slices.Contains(hopeless, word):
		return channels.Permanent(err)
	case isShut(err), isUnposted(err), isLimited(err), neverLeft(err), isRefusedByStatus(err):
		return channels.Down(err)
	case word != "" && !slices.Contains(halfway, word):
		return err
	}
	return channels.Unknown(err)
}

// isShut reports whether Slack refuses us, and not the message.
func isShut(err error) bool { return isFatal(err) || slices.Contains(shut, code(err)) }

// changing says what err means for something that may safely be done again.
func changing(what string, err error) error {
	err = fmt.Errorf("slack: %s: %w", what, err)
	switch word := code(err); {
	case slices.Contains(hopeless, word):
		return channels.Permanent(err)
	case word == "", isShut(err), slices.Contains(halfway, word):
		return channels.Down(err)
	}
	return err
}

func isLimited(err error) bool {
	_, ok := errors.AsType[*slack.RateLimitedError](err)
	return ok
}

func isUnposted(err error) bool { return errors.As(err, new(unposted)) }

// neverLeft reports whether no connection was made at all.
func neverLeft(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// isRefusedByStatus reports whether a proxy or Slack turned the request away
// unread.
func isRefusedByStatus(err error) bool {
	status, ok := errors.AsType[slack.StatusCodeError](err)
	return ok && status.Code < 500
}
