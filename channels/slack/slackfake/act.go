package slackfake

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// An act is the body of POST act.
type act struct {
	Do, User, Channel, TS, Text, View, Block, Action, Query, Name, Command string

	Thread       string `json:"thread_ts"`
	Value, State M
	On           bool
	Fault        Fault
}

func (f *Fake) serveAct(w http.ResponseWriter, r *http.Request) {
	var a act
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&a); err != nil {
		http.Error(w, "no such act", http.StatusBadRequest)
		return
	}
	out := M{"ok": true}
	if err := f.perform(a, out); err != nil {
		out = M{"ok": false, "error": err.Error()}
	}
	writeJSON(w, out)
}

func (f *Fake) perform(a act, out M) (err error) {
	switch a.Do {
	case "disconnect":
		f.Disconnect(a.Name, a.Name == "")
		return nil
	case "down":
		f.SetDown(a.On)
		return nil
	case "fail":
		f.Fail(a.Name, a.Fault)
		return nil
	}
	if !f.isPerson(a.User) {
		return errors.New("no such person")
	}
	h := f.Human(a.User)
	switch a.Do {
	case "post":
		out["ts"], err = h.write(a.Channel, a.Thread, M{}, a.Text)
	case "upload":
		out["ts"], err = h.Upload(a.Channel, a.Thread, a.Name, a.Text, []byte{})
	case "edit":
		err = h.Edit(a.Channel, a.TS, a.Text)
	case "delete":
		err = h.Delete(a.Channel, a.TS)
	case "react", "unreact":
		err = h.react(a.Channel, a.TS, a.Name, a.Do == "react")
	case "slash":
		err = h.Slash(a.Channel, a.Command, a.Text)
	case "shortcut":
		err = h.Shortcut(a.Name, a.Channel, a.TS)
	case "home":
		h.OpenHome()
	case "click":
		if a.View != "" {
			return h.useView(a.View, a.Block, a.Action, a.Value, a.State)
		}
		err = h.useMessage(a.Channel, a.TS, a.Block, a.Action, a.Value)
	case "suggest":
		out["options"], err = h.suggestFor(a)
	case "submit":
		out["errors"], err = h.submitHeld(a.State)
	case "close":
		h.CloseModal()
	default:
		err = fmt.Errorf("no such act %q", a.Do)
	}
	return err
}

func (f *Fake) isPerson(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	u := f.users[id]
	return u != nil && !u.IsBot && !u.Deleted
}

func (h Human) suggestFor(a act) ([]any, error) {
	s, err := h.spotOf(a)
	if err != nil {
		return nil, err
	}
	block, element, err := s.find(a.Block, a.Action)
	if err != nil {
		return nil, err
	}
	return h.suggest(s, block, element, a.Query)
}

func (h Human) spotOf(a act) (spot, error) {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	if a.View != "" {
		return h.inView(a.View)
	}
	return h.onMessage(a.Channel, a.TS)
}

func (h Human) submitHeld(given M) (M, error) {
	s, err := h.spotOf(act{View: asStr(h.Modal()["id"])})
	if err != nil {
		return nil, err
	}
	return h.submit(s.held(given), func(string) bool { return true })
}
