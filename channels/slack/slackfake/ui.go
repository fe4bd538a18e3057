package slackfake

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

// UI serves what a page needs to be the chat client of any person in the
// workspace. It belongs on another address than [Fake.Handler], behind whatever
// keeps strangers out, and is mounted with [http.StripPrefix].
//
//	GET state?user=U0ANNA
//
// answers with everything that person sees:
//
//	user, bot           their id and the bot's
//	now                 the clock, RFC 3339
//	connected, down     whether the app has a socket, and whether Slack is down
//	toast               what last went wrong for them: operation_timeout,
//	                    dispatch_failed or English; "" when nothing did
//	users               id to {id, name, real_name, is_bot, deleted, guest}
//	groups              id to {id, handle}
//	commands            [{name, hint}]
//	shortcuts           [{id, name}], those in a message's menu
//	channels            [{id, name, im, private, archived, members, messages}],
//	                    those they are in; messages as in conversations.history,
//	                    the oldest first, answers (thread_ts other than ts) and
//	                    what only they see (is_ephemeral) included
//	home                the published Home tab, or null
//	stack               the open modals, the uppermost last
//
// Views come with their id, and every block and element with its block_id and
// action_id.
//
//	GET events
//
// is a stream of server-sent events: one at once and one after each change,
// with nothing in it but a count. The page then fetches the state again.
//
//	POST act {"do": …, "user": …}
//
// lets that person do something and answers {"ok": true} or {"ok": false,
// "error": what the person sees}. It waits as long as the person would, up to
// three seconds, so a page does well to show that something is going on.
//
//	post       channel, text [thread_ts]       answers ts
//	upload     channel, name [text, thread_ts] answers ts; the file is empty
//	edit       channel, ts, text
//	delete     channel, ts
//	react      channel, ts, name               and unreact
//	slash      channel, command, text
//	shortcut   name, channel, ts
//	home                                       opens the Home tab
//	click      channel, ts, block, action [value]
//	click      view, block, action [value, state]   in a modal or the Home tab
//	suggest    view or channel and ts, block, action, query   answers options
//	submit     state                           answers errors, by block id
//	close                                      the uppermost modal
//
// value is what Slack adds to an action: {} for a button, else for example
// {"selected_date": "2026-12-01"} or {"selected_option": {…}}. state is what
// the form holds, block id to action id to {"type": …, and the value};
// what it leaves out keeps its initial value. The errors of submit that the
// client itself has are the words of the constants beside [Required].
//
// And three things happen to Slack itself, for whoever demonstrates them:
//
//	disconnect name                            the reason, or "" to cut
//	down       on                              true or false
//	fail       name, fault                     as [Fake.Fail]
func (f *Fake) UI() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, r *http.Request) { writeJSON(w, f.State(r.URL.Query().Get("user"))) })
	mux.HandleFunc("GET /events", f.serveEvents)
	mux.HandleFunc("POST /act", f.serveAct)
	return http.NewCrossOriginProtection().Handler(mux)
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(v)
}

// State returns what [Fake.UI] answers to GET state.
func (f *Fake) State(user string) M {
	f.mu.Lock()
	defer f.mu.Unlock()
	if u := f.users[user]; u != nil && !u.IsBot && f.app.Messages {
		f.im(user)
	}
	stack := []M{}
	for _, id := range f.stacks[user] {
		stack = append(stack, clone(f.views[id]))
	}
	return M{"user": user, "bot": BotUser, "now": f.cfg.Clock().Format(time.RFC3339), "connected": len(f.sockets.open) > 0, "down": f.down,
		"toast": f.toasts[user], "users": f.shownUsers(), "groups": f.shownGroups(), "commands": f.shownCommands(), "shortcuts": f.shownShortcuts(),
		"channels": f.shownRooms(user), "home": clone(f.views[f.homes[user]]), "stack": stack}
}

func (f *Fake) shownUsers() M {
	out := M{}
	for id, u := range f.users {
		out[id] = M{"id": id, "name": u.Name, "real_name": u.RealName, "is_bot": u.IsBot, "deleted": u.Deleted, "guest": u.Guest}
	}
	return out
}

func (f *Fake) shownGroups() M {
	out := M{}
	for id, g := range f.groups {
		out[id] = M{"id": id, "handle": g.Handle}
	}
	return out
}

func (f *Fake) shownCommands() []M {
	out := []M{}
	for _, c := range f.app.Commands {
		out = append(out, M{"name": c.Name, "hint": c.Hint})
	}
	return out
}

func (f *Fake) shownShortcuts() []M {
	out := []M{}
	for _, s := range f.app.Shortcuts {
		if s.OnMessage {
			out = append(out, M{"id": s.ID, "name": s.Name})
		}
	}
	return out
}

func (f *Fake) shownRooms(user string) []M {
	out := []M{}
	for _, id := range slices.Sorted(maps.Keys(f.rooms)) {
		r := f.rooms[id]
		if !r.members[user] {
			continue
		}
		out = append(out, M{"id": id, "name": r.Name, "im": r.im != "", "private": r.Private, "archived": r.Archived,
			"members": slices.Sorted(maps.Keys(r.members)), "messages": r.shownTo(user)})
	}
	return out
}

func (f *Fake) serveEvents(w http.ResponseWriter, r *http.Request) {
	changed, end := f.Subscribe()
	defer end()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	for n := 0; ; n++ {
		fmt.Fprintf(w, "data: %d\n\n", n)
		if out.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-f.stop:
			return
		case <-changed:
		}
	}
}
