package slackfake

import (
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func (f *Fake) conversationInfo(a M) M {
	r, code := f.room(str(a, "channel"))
	if code != "" {
		return fail(code)
	}
	return M{"ok": true, "channel": f.roomJSON(r)}
}

func (f *Fake) conversationList(a M) M {
	types := str(a, "types")
	if types == "" {
		types = "public_channel"
	}
	wanted := strings.Split(types, ",")
	var ids []string
	for id, r := range f.rooms {
		listed := !r.Archived || !flag(a, "exclude_archived")
		if listed && f.lists(r, wanted) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	page, next := paginate(ids, a, 100)
	out := []M{}
	for _, id := range page {
		out = append(out, f.roomJSON(f.rooms[id]))
	}
	return M{"ok": true, "channels": out, "response_metadata": M{"next_cursor": next}}
}

func (f *Fake) lists(r *room, wanted []string) bool {
	switch {
	case !f.app.hasScope(r.scopes() + ":read"):
		return false
	case r.im != "":
		return slices.Contains(wanted, "im")
	case r.Private:
		return slices.Contains(wanted, "private_channel") && r.members[BotUser]
	}
	return slices.Contains(wanted, "public_channel")
}

func (f *Fake) conversationMembers(a M) M {
	r, code := f.room(str(a, "channel"))
	if code != "" {
		return fail(code)
	}
	page, next := paginate(slices.Sorted(maps.Keys(r.members)), a, 100)
	return M{"ok": true, "members": page, "response_metadata": M{"next_cursor": next}}
}

func (f *Fake) conversationOpen(a M) M {
	user, _, _ := strings.Cut(str(a, "users"), ",")
	if u := f.users[user]; u == nil || user == BotUser {
		return fail("user_not_found")
	} else if u.Deleted {
		return fail("user_disabled")
	}
	return M{"ok": true, "channel": M{"id": f.im(user).ID}}
}

func (f *Fake) conversationHistory(a M) M {
	r, code := f.readable(a)
	if code != "" {
		return fail(code)
	}
	var shown []M
	for _, m := range r.msgs {
		if (r.root(m) == nil || m["subtype"] == "thread_broadcast") && between(m, a) {
			shown = append(shown, m)
		}
	}
	slices.Reverse(shown) // the newest first
	page, next := paginate(shown, a, 100)
	resp := M{"ok": true, "messages": f.readMessages(page, a), "has_more": next != "", "pin_count": 0}
	return withCursor(resp, next)
}

// conversationReplies returns a thread, its beginning first on every page.
func (f *Fake) conversationReplies(a M) M {
	r, code := f.readable(a)
	if code != "" {
		return fail(code)
	}
	root := r.find(str(a, "ts"))
	if root == nil {
		return fail("thread_not_found")
	}
	var shown []M
	for _, m := range r.msgs {
		if m["thread_ts"] == root["ts"] && m["ts"] != root["ts"] && between(m, a) {
			shown = append(shown, m)
		}
	}
	page, next := paginate(shown, a, 1000)
	resp := M{"ok": true, "messages": f.readMessages(append([]M{root}, page...), a), "has_more": next != ""}
	return withCursor(resp, next)
}

func (f *Fake) readable(a M) (*room, string) {
	r, code := f.room(str(a, "channel"))
	switch {
	case code == "" && !r.members[BotUser]:
		code = "not_in_channel"
	case code == "" && strings.HasPrefix(str(a, "oldest"), "-"):
		code = "invalid_ts_oldest"
	}
	return r, code
}

// between reports whether m lies within the oldest and latest of a call.
func between(m, a M) bool {
	ts, oldest, latest, inclusive := asStr(m["ts"]), str(a, "oldest"), str(a, "latest"), flag(a, "inclusive")
	after := oldest == "" || oldest == "0" || ts > oldest || inclusive && ts == oldest
	before := latest == "" || ts < latest || inclusive && ts == latest
	return after && before
}

func (f *Fake) readMessages(msgs []M, a M) []M {
	out := []M{}
	for _, m := range msgs {
		out = append(out, shown(m, flag(a, "include_all_metadata")))
	}
	return out
}

// shown is a message as the API returns it.
func shown(m M, withMetadata bool) M {
	out := clone(m)
	if !withMetadata {
		delete(out, "metadata")
	}
	return out
}

// paginate cuts the page out of list that a call asks for.
func paginate[T any](list []T, a M, limit int) (page []T, next string) {
	if n := number(a, "limit"); n > 0 {
		limit = min(n, 1000)
	}
	from := min(offset(a), len(list))
	to := min(from+limit, len(list))
	if to < len(list) {
		next = hex.EncodeToString([]byte("next:" + strconv.Itoa(to)))
	}
	return list[from:to], next
}

func offset(a M) int {
	b, _ := hex.DecodeString(str(a, "cursor"))
	n, _ := strconv.Atoi(strings.TrimPrefix(string(b), "next:"))
	return max(n, 0)
}

// withCursor adds the cursor of the next page, if there is one: Slack leaves
// the whole object out of the last page of a history.
func withCursor(resp M, next string) M {
	if next != "" {
		resp["response_metadata"] = M{"next_cursor": next}
	}
	return resp
}
