package slackfake

// OpenHome opens the app's Home tab.
func (h Human) OpenHome() {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	event := M{"type": "app_home_opened", "user": h.ID, "channel": h.f.im(h.ID).ID, "tab": "home", "event_ts": h.f.ts()}
	if v := h.f.views[h.f.homes[h.ID]]; v != nil {
		event["view"] = clone(v)
	}
	h.f.tell("app_home_opened", nil, event)
	h.f.changed()
}

// Home returns the Home tab as the person sees it, or nil.
func (h Human) Home() M {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	return clone(h.f.views[h.f.homes[h.ID]])
}

func (f *Fake) publishHome(a M) M {
	user := str(a, "user_id")
	switch {
	case !f.app.Home:
		return fail("not_enabled")
	case f.users[user] == nil:
		return invalid("invalid `user_id` [json-pointer:/user_id]")
	}
	v, refusal := f.readView(a, "home")
	if refusal != nil {
		return refusal
	}
	id := f.homes[user]
	if id == "" {
		id = randID("V", 10)
		f.homes[user] = id
		return M{"ok": true, "view": clone(f.newView(id, v))}
	}
	if hash := str(a, "hash"); hash != "" && hash != f.views[id]["hash"] {
		return fail("hash_conflict")
	}
	return M{"ok": true, "view": clone(f.replaceView(id, v))}
}
