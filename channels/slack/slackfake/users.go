package slackfake

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

func (f *Fake) userInfo(a M) M {
	u := f.users[str(a, "user")]
	if u == nil {
		return fail("user_not_found")
	}
	return M{"ok": true, "user": f.userJSON(u)}
}

func (f *Fake) userList(a M) M {
	page, next := paginate(slices.Sorted(maps.Keys(f.users)), a, 1000)
	out := []M{}
	for _, id := range page {
		out = append(out, f.userJSON(f.users[id]))
	}
	return M{"ok": true, "members": out, "cache_ts": f.cfg.Clock().Unix(), "response_metadata": M{"next_cursor": next}}
}

func (f *Fake) userByEmail(a M) M {
	for _, u := range f.users {
		if u.Email != "" && strings.EqualFold(u.Email, str(a, "email")) && !u.Deleted {
			return M{"ok": true, "user": f.userJSON(u)}
		}
	}
	return fail("users_not_found")
}

func (f *Fake) userJSON(u *User) M {
	profile := M{"real_name": u.RealName, "real_name_normalized": u.RealName, "display_name": u.Name, "display_name_normalized": u.Name,
		"status_text": "", "status_emoji": "", "team": f.cfg.Team.ID}
	if u.Email != "" && f.app.hasScope("users:read.email") {
		profile["email"] = u.Email
	}
	out := M{"id": u.ID, "team_id": cmp.Or(u.Team, f.cfg.Team.ID), "name": u.Name, "deleted": u.Deleted, "profile": profile, "is_bot": u.IsBot, "is_app_user": false, "updated": created}
	if u.Deleted { // Slack tells no more of those who have left
		return out
	}
	if u.IsBot {
		profile["bot_id"], profile["api_app_id"] = BotID, AppID
	}
	maps.Copy(out, M{"real_name": u.RealName, "tz": cmp.Or(u.TZ, "Europe/Stockholm"), "tz_label": "Central European Time", "tz_offset": 3600,
		"is_admin": false, "is_owner": false, "is_primary_owner": false, "is_restricted": u.Guest || u.OneChannel, "is_ultra_restricted": u.OneChannel})
	if u.Team != "" {
		out["is_stranger"] = true
	}
	return out
}

func (f *Fake) groupList(M) M {
	if f.cfg.FreePlan {
		return fail("plan_upgrade_required")
	}
	out := []M{}
	for _, id := range slices.Sorted(maps.Keys(f.groups)) {
		g := f.groups[id]
		out = append(out, M{"id": id, "team_id": f.cfg.Team.ID, "is_usergroup": true, "name": g.Handle, "handle": g.Handle, "user_count": len(g.Members)})
	}
	return M{"ok": true, "usergroups": out}
}

func (f *Fake) groupMembers(a M) M {
	if f.cfg.FreePlan {
		return fail("plan_upgrade_required")
	}
	g, ok := f.groups[str(a, "usergroup")]
	if !ok {
		return fail("no_such_subteam")
	}
	return M{"ok": true, "users": g.Members}
}
