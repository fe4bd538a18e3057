package slackfake

import "slices"

// manifest is what the app manifest says about how Slack treats the app.
type manifest struct {
	BotName   string
	Scopes    []string
	Events    []string
	Commands  []command
	Shortcuts []shortcut
	Home      bool
	Messages  bool // people may write to the bot
	Interact  bool
}

// A command is a slash command. With Escape, Slack hands over mentions as ids
// and not as typed.
type command struct {
	Name, Hint string
	Escape     bool
}

// A shortcut is something people can choose from a menu, on a message or
// anywhere.
type shortcut struct {
	ID, Name  string
	OnMessage bool
}

// parseManifest reads an app manifest in YAML.
func parseManifest(data []byte) (manifest, error) {
	doc, err := ReadManifest(data)
	if err != nil {
		return manifest{}, err
	}
	features, settings := asMap(doc["features"]), asMap(doc["settings"])
	home := asMap(features["app_home"])
	m := manifest{
		BotName:  asStr(asMap(features["bot_user"])["display_name"]),
		Scopes:   strs(asMap(asMap(doc["oauth_config"])["scopes"])["bot"]),
		Events:   strs(asMap(settings["event_subscriptions"])["bot_events"]),
		Home:     home["home_tab_enabled"] == true,
		Messages: home["messages_tab_enabled"] == true && home["messages_tab_read_only_enabled"] != true,
		Interact: asMap(settings["interactivity"])["is_enabled"] == true,
	}
	for _, c := range asList(features["slash_commands"]) {
		c := asMap(c)
		m.Commands = append(m.Commands, command{asStr(c["command"]), asStr(c["usage_hint"]), c["should_escape"] == true})
	}
	for _, c := range asList(features["shortcuts"]) {
		c := asMap(c)
		m.Shortcuts = append(m.Shortcuts, shortcut{asStr(c["callback_id"]), asStr(c["name"]), asStr(c["type"]) == "message"})
	}
	return m, nil
}

func (m manifest) hasScope(scope string) bool { return slices.Contains(m.Scopes, scope) }

func strs(x any) []string {
	var out []string
	for _, s := range asList(x) {
		out = append(out, asStr(s))
	}
	return out
}
