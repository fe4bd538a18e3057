package slackfake

import (
	"fmt"
	"unicode/utf8"
)

// Slack cuts off a new message's text at maxPosted characters, and refuses to
// put more than maxUpdated into an old one.
const (
	maxPosted  = 40000
	maxUpdated = 4000
)

// readContent reads text, blocks, attachments and metadata of a call into m
// and returns the answer that refuses them, or nil.
func readContent(a, m M) M {
	if t, given := a["text"]; given && t != nil {
		m["text"] = cut(str(a, "text"), maxPosted)
	}
	if refusal := readBlocks(a, m); refusal != nil {
		return refusal
	}
	if refusal := readMetadata(a, m); refusal != nil {
		return refusal
	}
	attached, given, err := structured(a, "attachments")
	if err != nil {
		return fail("invalid_attachments")
	}
	if given {
		m["attachments"] = attached
	}
	if m["text"] == nil {
		m["text"] = ""
	}
	if m["text"] == "" && m["blocks"] == nil && len(asList(m["attachments"])) == 0 {
		return fail("no_text")
	}
	return nil
}

func cut(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	return string([]rune(s)[:runes])
}

func readBlocks(a, m M) M {
	x, given, err := structured(a, "blocks")
	if !given {
		return nil
	}
	list, ok := x.([]any)
	if err != nil || !ok {
		return fail("invalid_blocks_format")
	}
	if errs := CheckBlocks(list); errs != nil {
		resp := invalid(errs...)
		resp["error"], resp["errors"] = "invalid_blocks", errs
		return resp
	}
	delete(m, "blocks")
	if len(list) > 0 {
		nameBlocks(list)
		m["blocks"] = list
	}
	return nil
}

// nameBlocks gives every block and element without an id the one Slack would
// make up.
func nameBlocks(blocks []any) {
	for i, b := range blocks {
		b := asMap(b)
		if asStr(b["block_id"]) == "" {
			b["block_id"] = fmt.Sprintf("b%s%d", randID("", 4), i)
		}
		for j, e := range elementsOf(b) {
			if isActive(e) && asStr(e["action_id"]) == "" {
				e["action_id"] = fmt.Sprintf("a%s%d", randID("", 4), j)
			}
		}
	}
}

// elementsOf returns the elements of a block: in a row, beside its text, or
// under its label.
func elementsOf(block M) []M {
	var out []M
	for _, e := range append(append([]any{}, asList(block["elements"])...), block["accessory"], block["element"]) {
		if m := asMap(e); m != nil {
			out = append(out, m)
		}
	}
	return out
}

// isActive reports whether an element is one that people can use.
func isActive(e M) bool { _, known := elements[asStr(e["type"])]; return known }

// readMetadata reads what Slack calls message metadata. An empty object takes
// away what an old message has.
func readMetadata(a, m M) M {
	x, given, err := structured(a, "metadata")
	if !given {
		return nil
	}
	md, ok := x.(M)
	if err != nil || !ok {
		return fail("invalid_metadata_format")
	}
	if len(md) == 0 {
		delete(m, "metadata")
		return nil
	}
	if asStr(md["event_type"]) == "" || asMap(md["event_payload"]) == nil {
		return fail("invalid_metadata_schema")
	}
	m["metadata"] = md
	return nil
}
