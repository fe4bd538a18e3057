package slackfake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

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
