package slackfake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// CheckBlocks returns what Slack would say against the blocks of a message,
// in its own words, or nil. blocks is anything that becomes a JSON array.
//
// The limits are those of Slack's reference and of two lists that others have
// made; they count characters, not bytes. What Slack says where its wording is
// not known is said in plain English.
func CheckBlocks(blocks any) []string {
	list, ok := plainJSON(blocks).([]any)
	if !ok {
		return []string{"must provide an array [json-pointer:/blocks]"}
	}
	c := checker{surface: "message", blockIDs: map[string]bool{}}
	c.blocks(list, "/blocks", 50)
	return c.said
}

// CheckView returns what Slack would say against a modal or a Home tab.
func CheckView(view any) []string {
	v := asMap(plainJSON(view))
	c := checker{surface: asStr(v["type"]), blockIDs: map[string]bool{}}
	allowed := "type blocks private_metadata callback_id external_id"
	switch c.surface {
	case "modal":
		allowed += " title close submit clear_on_close notify_on_close submit_disabled"
		c.text(v, "title", "/view", 24, "plain_text", required)
		c.text(v, "close", "/view", 24, "plain_text", optional)
		c.text(v, "submit", "/view", 24, "plain_text", optional)
	case "home":
	default:
		return []string{"unsupported type: " + c.surface + " [json-pointer:/view/type]"}
	}
	c.onlyKeys(v, allowed, "/view")
	c.str(v, "private_metadata", "/view", 0, 3000, optional)
	c.str(v, "callback_id", "/view", 0, 255, optional)
	c.str(v, "external_id", "/view", 0, 255, optional)
	c.blocks(c.items(v, "blocks", "/view", 0, 100, required), "/view/blocks", 100)
	if c.surface == "modal" && c.inputs > 0 && v["submit"] == nil {
		c.say("/view", "missing required field: submit")
	}
	if b, _ := json.Marshal(v); len(b) > maxView {
		c.say("/view", "view_too_large")
	}
	if c.said == nil {
		return nil
	}
	return append([]string{"failed to match all allowed schemas [json-pointer:/view]"}, c.said...)
}

// CheckAck returns what is wrong with the payload of an acknowledgement: what
// follows a form, options for a menu, or a message.
func CheckAck(payload any) []string {
	a := asMap(plainJSON(payload))
	c := checker{surface: "message", blockIDs: map[string]bool{}}
	if b, _ := json.Marshal(a); len(b) >= maxAck {
		c.say("", "must be less than %d bytes", maxAck)
	}
	switch action := asStr(a["response_action"]); action {
	case "":
	case "clear":
	case "errors":
		c.errors(asMap(a["errors"]))
	case "update", "push":
		view := asMap(a["view"])
		if view["type"] != "modal" {
			c.say("/view/type", "unsupported type: %s", asStr(view["type"]))
		}
		c.said = append(c.said, CheckView(withoutNulls(view))...)
	default:
		c.say("/response_action", "must be a valid enum value")
	}
	c.options(c.items(a, "options", "", 0, 100, optional), "/options", "plain_text")
	c.optionGroups(a, "", optional)
	if a["blocks"] != nil {
		c.said = append(c.said, CheckBlocks(a["blocks"])...)
	}
	return c.said
}

func plainJSON(x any) any {
	b, err := json.Marshal(x)
	if err != nil {
		return nil
	}
	var out any
	json.Unmarshal(b, &out)
	return out
}

// A checker gathers what Slack would say, in the order it would say it.
type checker struct {
	surface  string // message, modal or home
	said     []string
	blockIDs map[string]bool
	inputs   int
	focused  int
}

const (
	required = true
	optional = false
)

func (c *checker) say(ptr, format string, a ...any) {
	c.said = append(c.said, fmt.Sprintf(format, a...)+" [json-pointer:"+ptr+"]")
}

func oneOf(list, word string) bool { return slices.Contains(strings.Fields(list), word) }

func (c *checker) onlyKeys(m M, allowed, ptr string) {
	var extra []string
	for k := range m {
		if !oneOf(allowed, k) {
			extra = append(extra, k)
		}
	}
	slices.Sort(extra)
	for _, k := range extra {
		c.say(ptr, "invalid additional property: %s", k)
	}
}

// present reports whether m has the key, and says so if it must and has not.
func (c *checker) present(m M, key, ptr string, must bool) bool {
	_, ok := m[key]
	if !ok && must {
		c.say(ptr, "missing required field: %s", key)
	}
	return ok
}

func (c *checker) str(m M, key, ptr string, least, most int, must bool) {
	if !c.present(m, key, ptr, must) {
		return
	}
	s, ok := m[key].(string)
	n := utf8.RuneCountInString(s)
	switch {
	case !ok:
		c.say(ptr+"/"+key, "must provide a string")
	case n < least:
		c.say(ptr+"/"+key, "must be more than %d characters", least-1)
	case n > most:
		c.say(ptr+"/"+key, "must be less than %d characters", most+1)
	}
}

func (c *checker) flag(m M, key, ptr string) {
	if x, ok := m[key]; ok {
		if _, ok := x.(bool); !ok {
			c.say(ptr+"/"+key, "must provide a boolean")
		}
	}
}

func (c *checker) whole(m M, key, ptr string, least, most int) {
	x, ok := m[key]
	if !ok {
		return
	}
	n, ok := x.(float64)
	switch {
	case !ok || n != float64(int64(n)):
		c.say(ptr+"/"+key, "must provide an integer")
	case int(n) < least:
		c.say(ptr+"/"+key, "must be more than %d", least-1)
	case int(n) > most:
		c.say(ptr+"/"+key, "must be less than %d", most+1)
	}
}

func (c *checker) items(m M, key, ptr string, least, most int, must bool) []any {
	if !c.present(m, key, ptr, must) {
		return nil
	}
	list, ok := m[key].([]any)
	switch {
	case !ok:
		c.say(ptr+"/"+key, "must provide an array")
	case len(list) < least:
		c.say(ptr+"/"+key, "no less than %d items allowed", least)
	case len(list) > most:
		c.say(ptr+"/"+key, "no more than %d items allowed", most)
	}
	return list
}

// text checks a text object. Slack names the schema that did not fit before
// what did not fit in it.
func (c *checker) text(m M, key, ptr string, most int, kinds string, must bool) {
	if !c.present(m, key, ptr, must) {
		return
	}
	c.textObject(m[key], ptr+"/"+key, most, kinds)
}

func (c *checker) textObject(x any, ptr string, most int, kinds string) {
	t := asMap(x)
	if t == nil {
		c.say(ptr, "must provide an object")
		return
	}
	inner := checker{}
	kind, allowed := asStr(t["type"]), "type text emoji"
	if !oneOf(kinds, kind) {
		inner.say(ptr+"/type", "unsupported type: %s", kind)
	}
	if kind == "mrkdwn" {
		allowed = "type text verbatim"
	}
	inner.str(t, "text", ptr, 1, most, required)
	inner.flag(t, "emoji", ptr)
	inner.flag(t, "verbatim", ptr)
	inner.onlyKeys(t, allowed, ptr)
	if inner.said != nil {
		c.say(ptr, "failed to match all allowed schemas")
		c.said = append(c.said, inner.said...)
	}
}

func (c *checker) errors(errs M) {
	if len(errs) == 0 {
		c.say("", "missing required field: errors")
	}
	for id := range errs {
		c.str(errs, id, "/errors", 1, 2000, required)
	}
}
