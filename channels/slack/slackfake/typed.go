package slackfake

import (
	"regexp"
	"strings"
)

// Whatever people type reaches the app in Slack's wire form: & < > escaped,
// addresses and links in angle brackets, mentions as ids. Those in wire form
// already, as the client's completion makes them, stay as they are.
var typedParts = regexp.MustCompile(`<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>` +
	`|<(?:https?://|mailto:)[^<>|\s]+(?:\|[^<>]*)?>|&(?:amp|lt|gt);` +
	`|<#C[A-Z0-9]+(?:\|[^<>]*)?>|<!subteam\^(S[A-Z0-9]+)(?:\|[^<>]*)?>` +
	`|https?://[^\s<>"]*[^\s<>".,;:!?)]` +
	`|[\pL\pN._%+-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)*\.\pL{2,}` +
	`|@[\pL\pN._-]*[\pL\pN]`)

// wire turns typed text into wire text and the elements of its rich text; f.mu
// is held.
func (f *Fake) wire(typed string) (text string, elements []any) {
	var b strings.Builder
	plain := func(s string) {
		if s != "" {
			b.WriteString(escape(s))
			elements = append(elements, M{"type": "text", "text": s})
		}
	}
	end := 0
	for _, at := range typedParts.FindAllStringIndex(typed, -1) {
		part := typed[at[0]:at[1]]
		wired, element := f.wirePart(part)
		if element == nil {
			continue
		}
		plain(typed[end:at[0]])
		end = at[1]
		b.WriteString(wired)
		elements = append(elements, element)
	}
	plain(typed[end:])
	return b.String(), elements
}

// wirePart returns the wire form of a mention, link or address, or nil for
// what only looks like a mention.
func (f *Fake) wirePart(part string) (string, M) {
	groups := typedParts.FindStringSubmatch(part)
	switch {
	case groups[1] != "":
		return "<@" + groups[1] + ">", M{"type": "user", "user_id": groups[1]}
	case groups[2] != "":
		return "<!subteam^" + groups[2] + ">", M{"type": "usergroup", "usergroup_id": groups[2]}
	case strings.HasPrefix(part, "<#"):
		id, _, _ := strings.Cut(strings.Trim(part, "<#>"), "|")
		return part, M{"type": "channel", "channel_id": id}
	case strings.HasPrefix(part, "&"):
		return part, M{"type": "text", "text": unescape(part)}
	case strings.HasPrefix(part, "<"):
		url, label, _ := strings.Cut(strings.Trim(part, "<>"), "|")
		return part, M{"type": "link", "url": url, "text": label}
	case strings.HasPrefix(part, "http"):
		return "<" + escape(part) + ">", M{"type": "link", "url": part}
	case strings.HasPrefix(part, "@"):
		return f.wireName(part[1:])
	}
	return "<mailto:" + part + "|" + part + ">", M{"type": "link", "url": "mailto:" + part, "text": part}
}

func (f *Fake) wireName(name string) (string, M) {
	for id, u := range f.users {
		if u.Name == name {
			return "<@" + id + ">", M{"type": "user", "user_id": id}
		}
	}
	for id, g := range f.groups {
		if g.Handle == name {
			return "<!subteam^" + id + ">", M{"type": "usergroup", "usergroup_id": id}
		}
	}
	return "", nil
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// wireCommand turns what is typed after a slash command into what the app
// gets: as typed or, if the manifest says so, with mentions as ids and names.
func (f *Fake) wireCommand(typed string, c command) string {
	if !c.Escape {
		return typed
	}
	return typedParts.ReplaceAllStringFunc(typed, func(part string) string {
		wired, element := f.wirePart(part)
		switch id := asStr(element["user_id"]); {
		case element == nil:
			return part
		case id != "" && f.users[id] != nil:
			return "<@" + id + "|" + f.users[id].Name + ">"
		}
		return wired
	})
}
