package slackfake

// A Human is somebody at the keyboard of the fake: each method does what the
// Slack client does, and says what the Slack client says.
type Human struct {
	s  *Fake
	ID string
}

// Human returns the person with that user id.
func (s *Fake) Human(user string) Human { return Human{s, user} }

// Post writes in a channel and returns the message's ts.
func (h Human) Post(channel, text string) (ts string, err error) {
	return h.s.Post(h.ID, channel, text, "")
}

// Reply writes in the thread under ts.
func (h Human) Reply(channel, ts, text string) (string, error) {
	return h.s.Post(h.ID, channel, text, ts)
}

// DM returns the id of the person's conversation with the bot.
func (h Human) DM() string { h.s.mu.Lock(); defer h.s.mu.Unlock(); return h.s.im(h.ID).ID }

// Click presses a button in a message. The error is what the person sees
// when nobody answers: operation_timeout or dispatch_failed.
func (h Human) Click(channel, ts, actionID string) error {
	return h.s.Click(h.ID, channel, ts, actionID, nil)
}

// Pick chooses in a menu or picker of a message; value is what Slack adds to
// the action, such as {"selected_date": "2026-12-01"}.
func (h Human) Pick(channel, ts, actionID string, value M) error {
	return h.s.Click(h.ID, channel, ts, actionID, value)
}

// Slash runs a slash command.
func (h Human) Slash(channel, command, text string) error {
	return h.s.Slash(h.ID, channel, command, text)
}

// OpenHome opens the app's Home tab.
func (h Human) OpenHome() { h.s.OpenHome(h.ID) }

// Home returns the Home tab as the person sees it, or nil.
func (h Human) Home() M { return h.s.HomeView(h.ID) }

// Modal returns the uppermost modal, or nil when none is open.
func (h Human) Modal() M { return h.s.TopView(h.ID) }

// ClickView presses a button, or chooses with value, in a modal or Home tab.
// state is what the form holds: block id, action id, value object.
func (h Human) ClickView(viewID, actionID string, value, state M) error {
	return h.s.ViewClick(h.ID, viewID, actionID, value, state)
}

// Suggest types query into a select that asks the app for its options.
func (h Human) Suggest(viewID, actionID, query string) ([]any, error) {
	return h.s.Suggest(h.ID, viewID, actionID, query)
}

// Submit presses the uppermost modal's button and returns what the form shows
// as errors, by block id. state is block id, action id, value object.
func (h Human) Submit(state M) (errs map[string]any, err error) { return h.s.Submit(h.ID, state) }

// CloseModal closes the uppermost modal.
func (h Human) CloseModal() { h.s.CloseModal(h.ID) }

// Ephemerals returns what only this person sees in a channel.
func (h Human) Ephemerals(channel string) []M { return h.s.Ephemerals(channel, h.ID) }
