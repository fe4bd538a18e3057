package slackfake

import (
	"slices"
	"strings"
)

// tell sends an event about r, or about nothing in particular, if the app has
// subscribed to it, has the scope for it and is there to see it; f.mu is held.
func (f *Fake) tell(kind string, r *room, event M) {
	needs := strings.Fields(eventScopes[kind])
	switch {
	case !slices.Contains(f.app.Events, kind):
		return
	case len(needs) > 0 && !slices.ContainsFunc(needs, f.app.hasScope):
		return
	case r != nil && !r.members[BotUser]:
		return
	}
	f.announce(f.callback(event))
}

func (f *Fake) callback(event M) M {
	seen := M{"enterprise_id": nil, "team_id": f.cfg.Team.ID, "user_id": BotUser, "is_bot": true, "is_enterprise_install": false}
	return M{"type": "event_callback", "token": "verification-token", "team_id": f.cfg.Team.ID, "api_app_id": AppID,
		"event": event, "event_id": randID("Ev", 10), "event_time": f.cfg.Clock().Unix(), "authorizations": []M{seen}, "is_ext_shared_channel": false}
}

// RawEvent sends an event of any shape, whether the app has subscribed to it
// or not.
func (f *Fake) RawEvent(event M) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.announce(f.callback(clone(event)))
}

// sayPosted tells of a new message, and once more if it mentions the bot.
func (f *Fake) sayPosted(r *room, m M) {
	event := shown(m, false)
	event["channel"], event["channel_type"], event["event_ts"] = r.ID, r.kind(), m["ts"]
	f.tell("message."+r.scopes(), r, event)
	if r.im != "" || m["bot_id"] != nil || !strings.Contains(asStr(m["text"]), "<@"+BotUser+">") {
		return
	}
	mention := clone(event)
	mention["type"] = "app_mention"
	delete(mention, "channel_type")
	delete(mention, "parent_user_id")
	f.tell("app_mention", r, mention)
}

func (f *Fake) sayChanged(r *room, m, before M) {
	f.sayHidden(r, M{"subtype": "message_changed", "message": shown(m, false), "previous_message": shown(before, false)})
}

// sayDeleted tells that the message of before is gone. Of one with answers
// Slack says that it has become its tombstone.
func (f *Fake) sayDeleted(r *room, before M) {
	if tomb := r.find(asStr(before["ts"])); tomb != nil {
		f.sayChanged(r, tomb, before)
		return
	}
	f.sayHidden(r, M{"subtype": "message_deleted", "deleted_ts": before["ts"], "previous_message": shown(before, false)})
}

func (f *Fake) sayHidden(r *room, event M) {
	ts := f.ts()
	event["type"], event["hidden"], event["channel"], event["channel_type"] = "message", true, r.ID, r.kind()
	event["ts"], event["event_ts"] = ts, ts
	f.tell("message."+r.scopes(), r, event)
}

func (f *Fake) sayReacted(r *room, m M, user, name string, added bool) {
	kind := "reaction_removed"
	if added {
		kind = "reaction_added"
	}
	f.tell(kind, r, M{"type": kind, "user": user, "reaction": name, "item_user": m["user"], "event_ts": f.ts(),
		"item": M{"type": "message", "channel": r.ID, "ts": m["ts"]}})
}
