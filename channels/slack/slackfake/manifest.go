package slackfake

import (
	"fmt"
	"strings"
)

// manifest is what the app manifest says about how Slack treats the app.
type manifest struct {
	BotName    string
	Scopes     []string
	Events     []string
	Commands   []string
	Shortcuts  map[string]string // callback id to the name people see
	Home       bool
	Messages   bool // people may write to the bot
	Interact   bool
	SocketMode bool
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
		BotName:    asStr(asMap(features["bot_user"])["display_name"]),
		Scopes:     strs(asMap(asMap(doc["oauth_config"])["scopes"])["bot"]),
		Events:     strs(asMap(settings["event_subscriptions"])["bot_events"]),
		Shortcuts:  map[string]string{},
		Home:       home["home_tab_enabled"] == true,
		Messages:   home["messages_tab_enabled"] == true && home["messages_tab_read_only_enabled"] != true,
		Interact:   asMap(settings["interactivity"])["is_enabled"] == true,
		SocketMode: settings["socket_mode_enabled"] == true,
	}
	for _, c := range asList(features["slash_commands"]) {
		m.Commands = append(m.Commands, asStr(asMap(c)["command"]))
	}
	for _, c := range asList(features["shortcuts"]) {
		m.Shortcuts[asStr(asMap(c)["callback_id"])] = asStr(asMap(c)["name"])
	}
	return m, nil
}

func strs(x any) []string {
	var out []string
	for _, s := range asList(x) {
		out = append(out, asStr(s))
	}
	return out
}

// ReadManifest reads the little YAML that app manifests are written in: maps
// and lists by indentation, and one-line scalars, quoted or plain. It refuses
// everything else rather than guess at it, so that a manifest which says one
// thing here cannot say another to Slack.
func ReadManifest(data []byte) (M, error) {
	r := yamlReader{}
	for i, l := range strings.Split(string(data), "\n") {
		text := strings.TrimLeft(l, " ")
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		r.lines = append(r.lines, yamlLine{i + 1, len(l) - len(text), strings.TrimRight(text, " \r")})
	}
	if len(r.lines) == 0 {
		return nil, fmt.Errorf("manifest: empty")
	}
	v, err := r.value(r.lines[0].indent)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	if len(r.lines) > 0 {
		return nil, fmt.Errorf("manifest: line %d: unexpected indentation", r.lines[0].no)
	}
	m, ok := v.(M)
	if !ok {
		return nil, fmt.Errorf("manifest: not a map")
	}
	return m, nil
}

type yamlLine struct {
	no, indent int
	text       string
}

type yamlReader struct{ lines []yamlLine }

func (r *yamlReader) value(indent int) (any, error) {
	if strings.HasPrefix(r.lines[0].text, "- ") {
		return r.list(indent)
	}
	return r.dict(indent)
}

func (r *yamlReader) list(indent int) (any, error) {
	out := []any{}
	for len(r.lines) > 0 && r.lines[0].indent == indent && strings.HasPrefix(r.lines[0].text, "- ") {
		l := &r.lines[0]
		item := strings.TrimLeft(l.text[2:], " ")
		if _, _, isPair := pair(item); !isPair {
			v, err := scalar(item, l.no)
			if err != nil {
				return nil, err
			}
			out, r.lines = append(out, v), r.lines[1:]
			continue
		}
		l.indent += len(l.text) - len(item)
		l.text = item
		v, err := r.dict(l.indent)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (r *yamlReader) dict(indent int) (any, error) {
	out := M{}
	for len(r.lines) > 0 && r.lines[0].indent == indent {
		l := r.lines[0]
		key, rest, ok := pair(l.text)
		if !ok || out[key] != nil {
			return nil, fmt.Errorf("line %d: want a new key", l.no)
		}
		r.lines = r.lines[1:]
		v, err := r.after(l, rest)
		if err != nil {
			return nil, err
		}
		out[key] = v
	}
	return out, nil
}

// after reads what follows a key: the scalar beside it or the block below it.
func (r *yamlReader) after(l yamlLine, rest string) (any, error) {
	if rest != "" {
		return scalar(rest, l.no)
	}
	if len(r.lines) == 0 || r.lines[0].indent < l.indent || r.lines[0].indent == l.indent && !strings.HasPrefix(r.lines[0].text, "- ") {
		return nil, fmt.Errorf("line %d: a key without a value", l.no)
	}
	return r.value(r.lines[0].indent)
}

// pair splits "key: value". A scope such as chat:write is no pair: its colon
// is followed by no space.
func pair(s string) (key, rest string, ok bool) {
	if strings.HasPrefix(s, `"`) || strings.HasPrefix(s, "'") {
		return "", "", false
	}
	if k, found := strings.CutSuffix(s, ":"); found && !strings.Contains(k, ": ") {
		return k, "", true
	}
	k, v, found := strings.Cut(s, ": ")
	return k, strings.TrimLeft(v, " "), found
}

func scalar(s string, line int) (any, error) {
	switch {
	case s == "true" || s == "false":
		return s == "true", nil
	case len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' && !strings.Contains(s, `\`):
		return s[1 : len(s)-1], nil
	case strings.Trim(s, "0123456789") == "":
		var n float64
		fmt.Sscan(s, &n)
		return n, nil
	case strings.ContainsAny(s[:1], "\"'{}[]&*!|>%@`#") || strings.Contains(s, " #") || strings.Contains(s, ": "):
		return nil, fmt.Errorf("line %d: only plain and \"double-quoted\" scalars are understood", line)
	}
	return s, nil
}
