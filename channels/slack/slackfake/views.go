package slackfake

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

const (
	maxView  = 250 * 1024
	maxStack = 3
)

// A trigger is the right to show a person one modal, soon after something
// they did.
type trigger struct {
	user  string
	until time.Time
	used  bool
}

// newTrigger grants a trigger; f.mu is held.
func (f *Fake) newTrigger(user string) string {
	now := f.cfg.Clock()
	id := fmt.Sprintf("%d.%d.%s", now.UnixMicro(), 1_000_000_000, randID("", 24))
	f.triggers[id] = &trigger{user: user, until: now.Add(f.cfg.TriggerTTL)}
	return id
}

func (f *Fake) pull(id string) (*trigger, string) {
	t := f.triggers[id]
	switch {
	case t == nil:
		return nil, "invalid_trigger_id"
	case t.used:
		return nil, "exchanged_trigger_id"
	case f.cfg.Clock().After(t.until):
		return nil, "expired_trigger_id"
	}
	return t, ""
}

func (f *Fake) openView(a M) M { return f.showModal(a, false) }
func (f *Fake) pushView(a M) M { return f.showModal(a, true) }

func (f *Fake) showModal(a M, push bool) M {
	v, refusal := f.readView(a, "modal")
	if refusal != nil {
		return refusal
	}
	t, code := f.pull(str(a, "trigger_id"))
	switch {
	case code != "":
		return fail(code)
	case f.taken(asStr(v["external_id"]), ""):
		return fail("duplicate_external_id")
	case push && len(f.stacks[t.user]) >= maxStack:
		return fail("push_limit_reached")
	}
	t.used = true
	if !push {
		f.closeAll(t.user)
	}
	return M{"ok": true, "view": clone(f.pile(t.user, v))}
}

// pile puts a modal on top of those the person has open.
func (f *Fake) pile(user string, v M) M {
	o := f.newView(randID("V", 10), v)
	if stack := f.stacks[user]; len(stack) > 0 {
		o["root_view_id"], o["previous_view_id"] = stack[0], stack[len(stack)-1]
	}
	f.stacks[user] = append(f.stacks[user], asStr(o["id"]))
	return o
}

// closeView takes a modal away. Slack does not find it afterwards.
func (f *Fake) closeView(user, id string) {
	f.stacks[user] = slices.DeleteFunc(slices.Clone(f.stacks[user]), func(x string) bool { return x == id })
	delete(f.views, id)
}

func (f *Fake) closeAll(user string) {
	for _, id := range f.stacks[user] {
		delete(f.views, id)
	}
	delete(f.stacks, user)
}

func (f *Fake) updateView(a M) M {
	id := str(a, "view_id")
	if ext := str(a, "external_id"); ext != "" {
		for k, o := range f.views {
			if o["external_id"] == ext {
				id = k
			}
		}
	}
	old := f.views[id]
	if old == nil {
		return fail("not_found")
	}
	v, refusal := f.readView(a, asStr(old["type"]))
	switch hash := str(a, "hash"); {
	case refusal != nil:
		return refusal
	case hash != "" && hash != old["hash"]:
		return fail("hash_conflict")
	case f.taken(asStr(v["external_id"]), id):
		return fail("duplicate_external_id")
	}
	return M{"ok": true, "view": clone(f.replaceView(id, v))}
}

// taken reports whether a view other than id has that external id.
func (f *Fake) taken(external, id string) bool {
	for k, o := range f.views {
		if external != "" && k != id && o["external_id"] == external {
			return true
		}
	}
	return false
}

func (f *Fake) replaceView(id string, v M) M {
	old := f.views[id]
	o := f.newView(id, v)
	o["root_view_id"], o["previous_view_id"] = old["root_view_id"], old["previous_view_id"]
	return o
}

// readView reads the view of a call and returns the answer that refuses it,
// or nil.
func (f *Fake) readView(a M, kind string) (v, refusal M) {
	x, _, err := structured(a, "view")
	v = asMap(x)
	if err != nil || v == nil {
		return nil, invalid("missing required field: view [json-pointer:/view]")
	}
	if b, _ := json.Marshal(v); len(b) > maxView {
		return nil, fail("view_too_large")
	}
	if v["type"] != kind {
		return nil, invalid(fmt.Sprintf("unsupported type: %s [json-pointer:/view/type]", asStr(v["type"])))
	}
	if errs := CheckView(withoutNulls(v)); errs != nil {
		return nil, invalid(errs...)
	}
	nameBlocks(asList(v["blocks"]))
	return v, nil
}

// newView stores a view as Slack fills it in.
func (f *Fake) newView(id string, v M) M {
	o := M{"private_metadata": "", "callback_id": "", "external_id": "", "clear_on_close": false, "notify_on_close": false,
		"submit": nil, "close": nil, "previous_view_id": nil}
	maps.Copy(o, clone(v))
	if o["type"] == "home" {
		o["title"] = M{"type": "plain_text", "text": "View Title", "emoji": true}
	}
	hash := fmt.Sprintf("%d.%s", f.cfg.Clock().Unix(), randID("", 8))
	maps.Copy(o, M{"id": id, "root_view_id": id, "hash": hash, "state": M{"values": M{}}, "team_id": f.cfg.Team.ID,
		"app_id": AppID, "app_installed_team_id": f.cfg.Team.ID, "bot_id": BotID})
	f.views[id] = o
	return o
}
