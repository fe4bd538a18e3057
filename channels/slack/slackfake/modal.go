package slackfake

import (
	"errors"
	"fmt"
	"maps"
)

// Modal returns the uppermost modal, or nil when none is open. Its id is under
// "id".
func (h Human) Modal() M {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	return clone(h.f.views[h.top()])
}

// top is the id of the uppermost modal, or ""; f.mu is held.
func (h Human) top() string {
	stack := h.f.stacks[h.ID]
	if len(stack) == 0 {
		return ""
	}
	return stack[len(stack)-1]
}

// Suggest types query into a menu of a modal that asks the app for its
// options, and returns what is offered.
func (h Human) Suggest(viewID, actionID, query string) ([]any, error) {
	h.f.mu.Lock()
	s, err := h.inView(viewID)
	h.f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	block, element, err := s.find("", actionID)
	if err != nil {
		return nil, err
	}
	return h.suggest(s, block, element, query)
}

func (h Human) suggest(s spot, block, element M, query string) ([]any, error) {
	h.f.mu.Lock()
	p := h.from("block_suggestion")
	maps.Copy(p, M{"action_id": element["action_id"], "block_id": block["block_id"], "value": query})
	if s.view != nil {
		p["container"], p["view"] = M{"type": "view", "view_id": s.view["id"]}, clone(s.view)
	} else {
		h.addMessage(p, s)
		delete(p, "response_url")
	}
	h.f.mu.Unlock()
	answer, err := h.f.ask("interactive", p)
	if err != nil {
		return nil, h.toast(err)
	}
	if errs := CheckAck(answer); errs != nil {
		return nil, fmt.Errorf("options: %v", errs)
	}
	offered := asList(answer["options"])
	for _, g := range asList(answer["option_groups"]) {
		offered = append(offered, asList(asMap(g)["options"])...)
	}
	return offered, nil
}

// Submit hands in the uppermost modal with exactly this in its form: block id
// to action id to value. It returns what the form then shows as errors, by
// block id; of its own the client has only [Required] here, so that a test can
// hand in what a client would have refused.
func (h Human) Submit(state M) (errs M, err error) {
	return h.submit(state, func(why string) bool { return why == Required })
}

// SubmitForm fills in the uppermost modal and presses its button, with
// everything a client has to say.
func (h Human) SubmitForm(form Form) (errs M, err error) {
	state, err := h.Fill(form)
	if err != nil {
		return nil, err
	}
	return h.submit(state, func(string) bool { return true })
}

func (h Human) submit(state M, minds func(why string) bool) (errs M, err error) {
	p, view, err := h.submission(state)
	if err != nil {
		return nil, err
	}
	errs = objections(asList(view["blocks"]), state)
	maps.DeleteFunc(errs, func(_ string, why any) bool { return !minds(asStr(why)) })
	if len(errs) > 0 {
		return errs, nil
	}
	answer, err := h.f.ask("interactive", p)
	if err == nil {
		errs, err = h.follow(view, answer)
	}
	return errs, h.toast(err)
}

// submission is the payload of a modal that is handed in, and the modal.
func (h Human) submission(state M) (p, view M, err error) {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	view = clone(h.f.views[h.top()])
	switch {
	case view == nil:
		return nil, nil, errors.New("no modal open")
	case view["submit"] == nil:
		return nil, nil, errors.New("the modal has no submit button")
	}
	p = h.from("view_submission")
	maps.Copy(p, M{"trigger_id": h.f.newTrigger(h.ID), "view": withState(view, state), "response_urls": []any{}})
	return p, view, nil
}

// follow does what the app has answered to a submission.
func (h Human) follow(view, answer M) (M, error) {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	defer h.f.changed()
	if errs := CheckAck(answer); errs != nil {
		return nil, fmt.Errorf("answer to the form: %v", errs)
	}
	id := asStr(view["id"])
	switch answer["response_action"] {
	case "errors":
		return shownErrors(view, asMap(answer["errors"]))
	case "clear":
		h.f.closeAll(h.ID)
		return nil, nil
	case "update", "push":
		return nil, h.showNext(id, answer)
	}
	h.f.closeView(h.ID, id)
	return nil, nil
}

func (h Human) showNext(id string, answer M) error {
	v, refusal := h.f.readView(answer, "modal")
	switch {
	case refusal != nil:
		return fmt.Errorf("answer to the form: %s", refusal["error"])
	case answer["response_action"] == "push" && len(h.f.stacks[h.ID]) >= maxStack:
		return errors.New("push_limit_reached")
	case answer["response_action"] == "push":
		h.f.pile(h.ID, v)
	case h.f.views[id] != nil: // closed meanwhile otherwise
		h.f.replaceView(id, v)
	}
	return nil
}

// shownErrors returns the errors as they stand under the inputs they name. An
// error at what is no input makes Slack refuse the whole answer.
func shownErrors(view, errs M) (M, error) {
	for id := range errs {
		if !hasInput(asList(view["blocks"]), id) {
			return nil, fmt.Errorf("answer to the form: errors name %q, which is no input block", id)
		}
	}
	return errs, nil
}

func hasInput(blocks []any, id string) bool {
	for _, b := range blocks {
		if m := asMap(b); m["type"] == "input" && m["block_id"] == id {
			return true
		}
	}
	return false
}

// CloseModal closes the uppermost modal, and with it all of them if it says
// clear_on_close. The app is told if the modal says notify_on_close.
func (h Human) CloseModal() {
	h.f.mu.Lock()
	id := h.top()
	view := clone(h.f.views[id])
	if view == nil {
		h.f.mu.Unlock()
		return
	}
	cleared := view["clear_on_close"] == true
	if cleared {
		h.f.closeAll(h.ID)
	} else {
		h.f.closeView(h.ID, id)
	}
	p := h.from("view_closed")
	p["view"], p["is_cleared"] = view, cleared
	h.f.changed()
	h.f.mu.Unlock()
	if view["notify_on_close"] == true {
		h.f.ask("interactive", p)
	}
}
