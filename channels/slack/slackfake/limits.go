package slackfake

import "encoding/json"

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

// CheckDocument returns what Slack would say against what the app has sent, or
// nil; of what it has no limits for, nothing.
func CheckDocument(d Document) []string {
	switch d.Kind {
	case "blocks":
		return CheckBlocks(d.JSON)
	case "view":
		return CheckView(d.JSON)
	case "ack":
		return CheckAck(d.JSON)
	}
	return nil
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
