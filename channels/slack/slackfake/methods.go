package slackfake

import "strings"

// A method of the web API: the scope it needs and what it does while f.mu is
// held.
type method struct {
	scope string
	do    func(f *Fake, args M) M
}

// Besides the names of scopes, of which any one will do, a method may need an
// app-level token, or the scope that goes with the kind of conversation.
const (
	anyToken = ""
	appToken = "app"
	reading  = "conversation:read"
	history  = "conversation:history"
)

// methods lists the methods there are. What is not here is unknown_method.
var methods = map[string]method{
	"api.test":              {anyToken, func(_ *Fake, a M) M { return M{"ok": true, "args": a} }},
	"auth.test":             {anyToken, (*Fake).authTest},
	"apps.connections.open": {appToken, (*Fake).openConnection},
	"team.info":             {"team:read", (*Fake).teamInfo},
	"bots.info":             {"users:read", (*Fake).botInfo},

	"chat.postMessage":            {"chat:write", (*Fake).postMessage},
	"chat.postEphemeral":          {"chat:write", (*Fake).postEphemeral},
	"chat.update":                 {"chat:write", (*Fake).updateMessage},
	"chat.delete":                 {"chat:write", (*Fake).deleteMessage},
	"chat.getPermalink":           {anyToken, (*Fake).permalink},
	"chat.scheduleMessage":        {"chat:write", (*Fake).scheduleMessage},
	"chat.deleteScheduledMessage": {"chat:write", (*Fake).unscheduleMessage},

	"conversations.info":    {reading, (*Fake).conversationInfo},
	"conversations.list":    {"channels:read groups:read im:read", (*Fake).conversationList},
	"conversations.members": {reading, (*Fake).conversationMembers},
	"conversations.open":    {"im:write", (*Fake).conversationOpen},
	"conversations.history": {history, (*Fake).conversationHistory},
	"conversations.replies": {history, (*Fake).conversationReplies},

	"users.info":            {"users:read", (*Fake).userInfo},
	"users.list":            {"users:read", (*Fake).userList},
	"users.lookupByEmail":   {"users:read.email", (*Fake).userByEmail},
	"usergroups.list":       {"usergroups:read", (*Fake).groupList},
	"usergroups.users.list": {"usergroups:read", (*Fake).groupMembers},

	"reactions.add":    {"reactions:write", func(f *Fake, a M) M { return f.react(BotUser, a, true) }},
	"reactions.remove": {"reactions:write", func(f *Fake, a M) M { return f.react(BotUser, a, false) }},

	"views.open":    {anyToken, (*Fake).openView},
	"views.push":    {anyToken, (*Fake).pushView},
	"views.update":  {anyToken, (*Fake).updateView},
	"views.publish": {anyToken, (*Fake).publishHome},

	"files.getUploadURLExternal":   {"files:write", (*Fake).uploadURL},
	"files.completeUploadExternal": {"files:write", (*Fake).completeUpload},
	"files.info":                   {"files:read", (*Fake).fileInfo},
}

// missingScope names the scope a call lacks, or "".
func (f *Fake) missingScope(scope string, args M) string {
	kind, depends := strings.CutPrefix(scope, "conversation:")
	if depends {
		r := f.rooms[str(args, "channel")]
		if r == nil {
			return "" // there is no such channel, which is said elsewhere
		}
		scope = r.scopes() + ":" + kind
	}
	if scope == anyToken || scope == appToken {
		return ""
	}
	anyOf := strings.Fields(scope)
	for _, s := range anyOf {
		if f.app.hasScope(s) {
			return ""
		}
	}
	return anyOf[0]
}

// eventScopes says which scope an event needs besides being subscribed to;
// any one will do, and an event that is not here needs none.
var eventScopes = map[string]string{
	"app_mention":           "app_mentions:read",
	"message.channels":      "channels:history",
	"message.groups":        "groups:history",
	"message.im":            "im:history",
	"member_joined_channel": "channels:read groups:read",
	"member_left_channel":   "channels:read groups:read",
	"channel_archive":       "channels:read",
	"channel_left":          "channels:read",
	"group_archive":         "groups:read",
	"group_left":            "groups:read",
	"reaction_added":        "reactions:read",
	"reaction_removed":      "reactions:read",
}

func (f *Fake) authTest(M) M {
	return M{"ok": true, "url": f.teamURL() + "/", "team": f.cfg.Team.Domain, "user": f.app.BotName, "team_id": f.cfg.Team.ID,
		"user_id": BotUser, "bot_id": BotID, "is_enterprise_install": false}
}

func (f *Fake) teamURL() string { return "https://" + f.cfg.Team.Domain + ".slack.com" }

func (f *Fake) teamInfo(M) M {
	return M{"ok": true, "team": M{"id": f.cfg.Team.ID, "name": f.cfg.Team.Domain, "domain": f.cfg.Team.Domain, "email_domain": ""}}
}

func (f *Fake) botInfo(a M) M {
	if id := str(a, "bot"); id != "" && id != BotID {
		return fail("bot_not_found")
	}
	return M{"ok": true, "bot": M{"id": BotID, "app_id": AppID, "user_id": BotUser, "name": f.app.BotName, "deleted": false, "updated": created}}
}
