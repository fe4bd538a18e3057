package slackfake

import (
	"maps"
	"strconv"
	"strings"
	"unicode/utf8"
)

// botMessage is a message of the bot before it says anything.
func (f *Fake) botMessage() M {
	icon := f.base + "/icon.png"
	return M{"type": "message", "user": BotUser, "bot_id": BotID, "app_id": AppID, "team": f.cfg.Team.ID,
		"bot_profile": M{"id": BotID, "app_id": AppID, "name": f.app.BotName, "deleted": false, "updated": created,
			"team_id": f.cfg.Team.ID, "icons": M{"image_36": icon, "image_48": icon, "image_72": icon}}}
}

func (f *Fake) postMessage(a M) M {
	r, code := f.room(str(a, "channel"))
	if code == "" {
		code = f.refusePost(r)
	}
	if code != "" {
		return fail(code)
	}
	m := f.botMessage()
	if refusal := readContent(a, m); refusal != nil {
		return refusal
	}
	if th := str(a, "thread_ts"); th != "" {
		root := r.find(th)
		if root == nil {
			return fail("thread_not_found")
		}
		answer(m, root, flag(a, "reply_broadcast"))
	}
	f.post(r, m)
	return M{"ok": true, "channel": r.ID, "ts": m["ts"], "message": shown(m, true)}
}

func (f *Fake) refusePost(r *room) string {
	switch {
	case r.Archived:
		return "is_archived"
	case r.im != "" && !f.app.Messages:
		return "messages_tab_disabled"
	case !r.members[BotUser] && !f.app.hasScope("chat:write.public"):
		return "not_in_channel"
	}
	return ""
}

// answer makes m an answer in the thread that root begins or is part of.
func answer(m, root M, broadcast bool) {
	m["thread_ts"], m["parent_user_id"] = root["ts"], root["user"]
	if th := asStr(root["thread_ts"]); th != "" {
		m["thread_ts"] = th
	}
	if broadcast {
		m["subtype"] = "thread_broadcast"
	}
}

// post gives m its time, puts it into the room and tells the app.
func (f *Fake) post(r *room, m M) {
	m["ts"] = f.ts()
	r.add(m)
	f.sayPosted(r, m)
}

func (f *Fake) updateMessage(a M) M {
	r, code := f.room(str(a, "channel"))
	if code != "" {
		return fail(code)
	}
	m := r.find(str(a, "ts"))
	switch {
	case m == nil:
		return fail("message_not_found")
	case m["bot_id"] != BotID:
		return fail("cant_update_message")
	case r.Archived:
		return fail("is_inactive")
	case utf8.RuneCountInString(str(a, "text")) > maxUpdated:
		return fail("msg_too_long")
	}
	if refusal := f.rewrite(r, m, a); refusal != nil {
		return refusal
	}
	out := shown(m, true)
	delete(out, "ts") // Slack's own recordings have no ts inside message here
	return M{"ok": true, "channel": r.ID, "ts": m["ts"], "text": m["text"], "message": out}
}

// rewrite changes what a message says. A text without blocks takes the blocks
// away, blocks without a text leave the text, and metadata stays unless named.
func (f *Fake) rewrite(r *room, m, a M) M {
	next, before := clone(m), clone(m)
	if _, text := a["text"]; text && a["blocks"] == nil {
		delete(next, "blocks")
	}
	if refusal := readContent(a, next); refusal != nil {
		return refusal
	}
	for _, k := range []string{"text", "blocks", "metadata", "attachments"} {
		delete(m, k)
		if next[k] != nil {
			m[k] = next[k]
		}
	}
	if m["blocks"] == nil { // with blocks, Slack shows no "edited"
		m["edited"] = M{"user": BotUser, "ts": f.ts()}
	}
	f.sayChanged(r, m, before)
	return nil
}

func (f *Fake) deleteMessage(a M) M {
	r, code := f.room(str(a, "channel"))
	if code != "" {
		return fail(code)
	}
	m := r.find(str(a, "ts"))
	switch {
	case m == nil:
		return fail("message_not_found")
	case m["bot_id"] != BotID:
		return fail("cant_delete_message")
	}
	f.unpost(r, m)
	return M{"ok": true, "channel": r.ID, "ts": str(a, "ts")}
}

func (f *Fake) unpost(r *room, m M) {
	before := clone(m)
	r.remove(m)
	f.sayDeleted(r, before)
}

func (f *Fake) postEphemeral(a M) M {
	r, code := f.room(str(a, "channel"))
	user := str(a, "user")
	switch {
	case code != "":
		return fail(code)
	case r.Archived:
		return fail("is_archived")
	case !r.members[BotUser]:
		return fail("not_in_channel")
	case !r.members[user]:
		return fail("user_not_in_channel")
	}
	m := f.botMessage()
	if refusal := readContent(a, m); refusal != nil {
		return refusal
	}
	if th := str(a, "thread_ts"); th != "" {
		m["thread_ts"] = th
	}
	f.whisper(r, user, m)
	return M{"ok": true, "message_ts": m["ts"]}
}

// whisper shows m to one person. The server keeps nothing of it: no history
// has it, and no event tells of it.
func (f *Fake) whisper(r *room, user string, m M) {
	m["ts"], m["is_ephemeral"] = f.ts(), true
	r.seenBy[user] = append(r.seenBy[user], m)
}

func (f *Fake) permalink(a M) M {
	r, code := f.room(str(a, "channel"))
	if code != "" {
		return fail(code)
	}
	m := r.find(str(a, "message_ts"))
	if m == nil {
		return fail("message_not_found")
	}
	link := f.teamURL() + "/archives/" + r.ID + "/p" + strings.ReplaceAll(asStr(m["ts"]), ".", "")
	if root := r.root(m); root != nil {
		link += "?thread_ts=" + asStr(root["ts"]) + "&cid=" + r.ID
	}
	return M{"ok": true, "channel": r.ID, "permalink": link}
}

func (f *Fake) scheduleMessage(a M) M {
	r, code := f.room(str(a, "channel"))
	if code != "" {
		return fail(code)
	}
	now, at := f.cfg.Clock().Unix(), int64(number(a, "post_at"))
	switch {
	case at == 0:
		return fail("invalid_time")
	case at <= now:
		return fail("time_in_past")
	case at > now+120*86400:
		return fail("time_too_far")
	}
	m := f.botMessage()
	if refusal := readContent(a, m); refusal != nil {
		return refusal
	}
	id := "Q" + strconv.FormatInt(f.cfg.Clock().UnixNano(), 36)
	f.queued[id] = m
	said := M{"type": "delayed_message"}
	maps.Copy(said, M{"text": m["text"], "bot_id": BotID, "user": BotUser, "team": f.cfg.Team.ID})
	return M{"ok": true, "channel": r.ID, "scheduled_message_id": id, "post_at": at, "message": said}
}

func (f *Fake) unscheduleMessage(a M) M {
	id := str(a, "scheduled_message_id")
	if f.queued[id] == nil {
		return fail("invalid_scheduled_message_id")
	}
	delete(f.queued, id)
	return M{"ok": true}
}

// Messages returns what a channel shows to everybody, threads included, the
// oldest first.
func (f *Fake) Messages(channel string) []M {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.rooms[channel]; r != nil {
		return clones(r.msgs)
	}
	return nil
}

// Ephemerals returns what a channel shows to one person only.
func (f *Fake) Ephemerals(channel, user string) []M {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.rooms[channel]; r != nil {
		return clones(r.seenBy[user])
	}
	return nil
}
