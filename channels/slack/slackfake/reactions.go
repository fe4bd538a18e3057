package slackfake

import (
	"slices"
	"strings"
)

// react adds or takes away user's reaction to a message.
func (f *Fake) react(user string, a M, add bool) M {
	r, code := f.room(str(a, "channel"))
	if code != "" {
		return fail(code)
	}
	m, name := r.find(str(a, "timestamp")), strings.Trim(str(a, "name"), ":")
	switch {
	case m == nil:
		return fail("message_not_found")
	case name == "":
		return fail("invalid_name")
	}
	list, _ := m["reactions"].([]M)
	i := slices.IndexFunc(list, func(x M) bool { return x["name"] == name })
	var users []string
	if i >= 0 {
		users = list[i]["users"].([]string)
	}
	switch has := slices.Contains(users, user); {
	case add && has:
		return fail("already_reacted")
	case !add && !has:
		return fail("no_reaction")
	case add:
		users = append(slices.Clone(users), user)
	default:
		users = slices.DeleteFunc(slices.Clone(users), func(u string) bool { return u == user })
	}
	m["reactions"] = withReaction(list, i, name, users)
	f.sayReacted(r, m, user, name, add)
	return M{"ok": true}
}

func withReaction(list []M, i int, name string, users []string) []M {
	list = slices.Clone(list)
	now := M{"name": name, "users": users, "count": len(users)}
	switch {
	case i < 0:
		return append(list, now)
	case len(users) == 0:
		return slices.Delete(list, i, i+1)
	}
	list[i] = now
	return list
}
