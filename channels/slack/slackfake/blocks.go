package slackfake

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

type surface string

const (
	surfMessage surface = "message"
	surfModal   surface = "modal"
	surfHome    surface = "home"
)

type verr struct {
	ptr, msg string
}

// bkv collects errors in the wording Slack uses ("must be less than 3001 characters [json-pointer:/…]").
type bkv struct {
	errs    []verr
	surf    surface
	blockID map[string]bool
	inputs  int
}

func (v *bkv) add(ptr, format string, a ...any) {
	v.errs = append(v.errs, verr{ptr, fmt.Sprintf(format, a...)})
}

func (v *bkv) strings() []string {
	var out []string
	for _, e := range v.errs {
		out = append(out, fmt.Sprintf("%s [json-pointer:%s]", e.msg, e.ptr))
	}
	return out
}

func asMap(x any) map[string]any { m, _ := x.(map[string]any); return m }
func asList(x any) []any         { l, _ := x.([]any); return l }
func asStr(x any) string         { s, _ := x.(string); return s }

var blockFields = map[string]string{ // allowed top-level keys per block type (beyond type, block_id)
	"section": "text fields accessory expand", "actions": "elements", "context": "elements", "divider": "",
	"header": "text level", "input": "label element hint optional dispatch_action", "image": "image_url slack_file alt_text title",
	"rich_text": "elements", "markdown": "text", "table": "rows column_settings", "file": "external_id source", "video": "*",
}
var blockSurfaces = map[string]string{
	"section": "message modal home", "actions": "message modal home", "context": "message modal home", "divider": "message modal home",
	"header": "message modal home", "input": "message modal home", "image": "message modal home", "rich_text": "message modal home",
	"markdown": "message", "table": "message", "file": "message", "video": "message modal home",
}

const (
	elInActions = "actions"
	elInSection = "section"
	elInInput   = "input"
)

var elementPlaces = map[string]string{
	"button": "actions section", "checkboxes": "actions section input", "datepicker": "actions section input", "datetimepicker": "actions input",
	"timepicker": "actions section input", "overflow": "actions section", "radio_buttons": "actions section input",
	"static_select": "actions section input", "external_select": "actions section input", "users_select": "actions section input",
	"conversations_select": "actions section input", "channels_select": "actions section input",
	"multi_static_select": "actions section input", "multi_external_select": "actions section input", "multi_users_select": "actions section input",
	"multi_conversations_select": "actions section input", "multi_channels_select": "actions section input",
	"plain_text_input": "input", "email_text_input": "input", "url_text_input": "input", "number_input": "input",
	"file_input": "input", "rich_text_input": "input actions", "image": "section", "workflow_button": "actions section",
}
var elementFields = map[string]string{
	"button":                "text action_id url value style confirm accessibility_label",
	"checkboxes":            "action_id options initial_options confirm focus_on_load",
	"radio_buttons":         "action_id options initial_option confirm focus_on_load",
	"datepicker":            "action_id initial_date confirm focus_on_load placeholder",
	"timepicker":            "action_id initial_time confirm focus_on_load placeholder timezone",
	"datetimepicker":        "action_id initial_date_time confirm focus_on_load",
	"overflow":              "action_id options confirm",
	"static_select":         "action_id options option_groups initial_option confirm focus_on_load placeholder",
	"external_select":       "action_id initial_option min_query_length confirm focus_on_load placeholder",
	"multi_static_select":   "action_id options option_groups initial_options confirm max_selected_items focus_on_load placeholder",
	"multi_external_select": "action_id initial_options min_query_length confirm max_selected_items focus_on_load placeholder",
	"users_select":          "action_id initial_user confirm focus_on_load placeholder",
	"multi_users_select":    "action_id initial_users confirm max_selected_items focus_on_load placeholder",
	"plain_text_input":      "action_id initial_value multiline min_length max_length dispatch_action_config focus_on_load placeholder",
	"email_text_input":      "action_id initial_value dispatch_action_config focus_on_load placeholder",
	"url_text_input":        "action_id initial_value dispatch_action_config focus_on_load placeholder",
	"number_input":          "action_id is_decimal_allowed initial_value min_value max_value dispatch_action_config focus_on_load placeholder",
	"file_input":            "action_id filetypes max_files",
}

func has(list, w string) bool {
	for _, f := range strings.Fields(list) {
		if f == w {
			return true
		}
	}
	return false
}

func (v *bkv) str(m map[string]any, key, ptr string, min, max int, required bool) {
	x, ok := m[key]
	if !ok {
		if required {
			v.add(ptr, "missing required field: %s", key)
		}
		return
	}
	s, ok := x.(string)
	if !ok {
		v.add(ptr+"/"+key, "must provide a string")
		return
	}
	n := utf8.RuneCountInString(s)
	if n < min {
		v.add(ptr+"/"+key, "must be more than %d characters", min-1)
	}
	if max > 0 && n > max {
		v.add(ptr+"/"+key, "must be less than %d characters", max+1)
	}
}

func (v *bkv) text(m map[string]any, key, ptr string, max int, kinds string, required bool) {
	x, ok := m[key]
	if !ok {
		if required {
			v.add(ptr, "missing required field: %s", key)
		}
		return
	}
	t := asMap(x)
	p := ptr + "/" + key
	if t == nil {
		v.add(p, "must provide an object")
		return
	}
	n := len(v.errs)
	ty := asStr(t["type"])
	if !has(kinds, ty) {
		v.add(p+"/type", "unsupported type: %s", ty)
	}
	v.str(t, "text", p, 1, max, true)
	for k := range t {
		allowed := "type text"
		if ty == "plain_text" {
			allowed += " emoji"
		} else {
			allowed += " verbatim"
		}
		if !has(allowed, k) {
			v.add(p, "invalid additional property: %s", k)
		}
	}
	if len(v.errs) > n { // Slack lists the enclosing schema first
		v.errs = append(v.errs[:n], append([]verr{{p, "failed to match all allowed schemas"}}, v.errs[n:]...)...)
	}
}

func (v *bkv) extra(m map[string]any, allowed, ptr string) {
	if allowed == "*" {
		return
	}
	for k := range m {
		if k != "type" && k != "block_id" && !has(allowed, k) {
			v.add(ptr, "invalid additional property: %s", k)
		}
	}
}

func (v *bkv) items(m map[string]any, key, ptr string, min, max int, required bool) []any {
	x, ok := m[key]
	if !ok {
		if required {
			v.add(ptr, "missing required field: %s", key)
		}
		return nil
	}
	l, ok := x.([]any)
	if !ok {
		v.add(ptr+"/"+key, "must provide an array")
		return nil
	}
	if len(l) < min {
		v.add(ptr+"/"+key, "no less than %d items allowed", min)
	}
	if len(l) > max {
		v.add(ptr+"/"+key, "no more than %d items allowed", max)
	}
	return l
}

func (v *bkv) options(list []any, ptr, textKinds string) {
	seen := map[string]bool{}
	for i, o := range list {
		p := fmt.Sprintf("%s/%d", ptr, i)
		m := asMap(o)
		if m == nil {
			v.add(p, "must provide an object")
			continue
		}
		v.text(m, "text", p, 75, textKinds, true)
		v.str(m, "value", p, 0, 150, true)
		v.text(m, "description", p, 75, "plain_text mrkdwn", false)
		if val := asStr(m["value"]); seen[val] {
			v.add(p+"/value", "duplicate value: %s", val)
		} else {
			seen[val] = true
		}
		for k := range m {
			if !has("text value description url", k) {
				v.add(p, "invalid additional property: %s", k)
			}
		}
	}
}

func (v *bkv) element(m map[string]any, ptr, place string) {
	ty := asStr(m["type"])
	if !has(elementPlaces[ty], place) {
		v.add(ptr+"/type", "unsupported type: %s", ty)
		return
	}
	if a, ok := elementFields[ty]; ok {
		for k := range m {
			if k != "type" && !has(a, k) {
				v.add(ptr, "invalid additional property: %s", k)
			}
		}
	}
	v.str(m, "action_id", ptr, 1, 255, false)
	if has(elementFields[ty], "placeholder") {
		v.text(m, "placeholder", ptr, 150, "plain_text", false)
	}
	if c := asMap(m["confirm"]); c != nil {
		p := ptr + "/confirm"
		v.text(c, "title", p, 100, "plain_text", true)
		v.text(c, "text", p, 300, "plain_text mrkdwn", true)
		v.text(c, "confirm", p, 30, "plain_text", true)
		v.text(c, "deny", p, 30, "plain_text", true)
	}
	switch ty {
	case "button":
		v.text(m, "text", ptr, 75, "plain_text", true)
		v.str(m, "value", ptr, 0, 2000, false)
		v.str(m, "url", ptr, 0, 3000, false)
		if s, ok := m["style"]; ok && s != "primary" && s != "danger" {
			v.add(ptr+"/style", "must be a valid enum value")
		}
	case "checkboxes", "radio_buttons":
		v.options(v.items(m, "options", ptr, 1, 10, true), ptr+"/options", "plain_text mrkdwn")
	case "overflow":
		v.options(v.items(m, "options", ptr, 1, 5, true), ptr+"/options", "plain_text")
	case "static_select", "multi_static_select":
		if _, ok := m["option_groups"]; ok {
			for i, g := range v.items(m, "option_groups", ptr, 1, 100, true) {
				p := fmt.Sprintf("%s/option_groups/%d", ptr, i)
				v.text(asMap(g), "label", p, 75, "plain_text", true)
				v.options(v.items(asMap(g), "options", p, 1, 100, true), p+"/options", "plain_text")
			}
		} else {
			v.options(v.items(m, "options", ptr, 1, 100, true), ptr+"/options", "plain_text")
		}
	case "plain_text_input":
		if n, ok := m["max_length"].(float64); ok && (n < 1 || n > 3000) {
			v.add(ptr+"/max_length", "must be less than 3001")
		}
	case "datepicker":
		if s, ok := m["initial_date"].(string); ok && len(s) != 10 {
			v.add(ptr+"/initial_date", "must be a valid date")
		}
	}
}

func (v *bkv) block(x any, ptr string) {
	m := asMap(x)
	if m == nil {
		v.add(ptr, "must provide an object")
		return
	}
	ty := asStr(m["type"])
	fields, ok := blockFields[ty]
	if !ok || !has(blockSurfaces[ty], string(v.surf)) {
		v.add(ptr+"/type", "unsupported type: %s", ty)
		return
	}
	v.extra(m, fields, ptr)
	v.str(m, "block_id", ptr, 0, 255, false)
	if id := asStr(m["block_id"]); id != "" {
		if v.blockID[id] {
			v.add(ptr+"/block_id", "`block_id` %s already exists", id)
		}
		v.blockID[id] = true
	}
	switch ty {
	case "section":
		if m["text"] == nil && m["fields"] == nil {
			v.add(ptr, "must define either `text` or `fields`")
		}
		v.text(m, "text", ptr, 3000, "plain_text mrkdwn", false)
		for i, f := range v.items(m, "fields", ptr, 1, 10, false) {
			v.text(map[string]any{"f": f}, "f", fmt.Sprintf("%s/fields/%d", ptr, i), 2000, "plain_text mrkdwn", true)
		}
		if a := asMap(m["accessory"]); a != nil {
			v.element(a, ptr+"/accessory", elInSection)
		}
	case "actions":
		ids := map[string]bool{}
		for i, e := range v.items(m, "elements", ptr, 1, 25, true) {
			p := fmt.Sprintf("%s/elements/%d", ptr, i)
			v.element(asMap(e), p, elInActions)
			if id := asStr(asMap(e)["action_id"]); id != "" {
				if ids[id] {
					v.add(p+"/action_id", "`action_id` \"%s\" already exists", id)
				}
				ids[id] = true
			}
		}
	case "context":
		for i, e := range v.items(m, "elements", ptr, 1, 10, true) {
			em := asMap(e)
			p := fmt.Sprintf("%s/elements/%d", ptr, i)
			switch asStr(em["type"]) {
			case "mrkdwn", "plain_text":
				v.str(em, "text", p, 1, 3000, true)
			case "image":
			default:
				v.add(p+"/type", "unsupported type: %s", asStr(em["type"]))
			}
		}
	case "header":
		v.text(m, "text", ptr, 150, "plain_text", true)
	case "input":
		v.inputs++
		v.text(m, "label", ptr, 2000, "plain_text", true)
		v.text(m, "hint", ptr, 2000, "plain_text", false)
		if e := asMap(m["element"]); e != nil {
			v.element(e, ptr+"/element", elInInput)
		} else {
			v.add(ptr, "missing required field: element")
		}
	case "markdown":
		v.str(m, "text", ptr, 1, 12000, true)
	case "image":
		v.str(m, "alt_text", ptr, 1, 2000, true)
	}
}

// validateMessageBlocks returns Slack-worded errors, or nil.
func validateBlocks(surf surface, blocks []any, base string, max int) (*bkv, []string) {
	v := &bkv{surf: surf, blockID: map[string]bool{}}
	if len(blocks) > max {
		v.add(base, "no more than %d items allowed", max)
	}
	for i, b := range blocks {
		v.block(b, fmt.Sprintf("%s/%d", base, i))
	}
	return v, v.strings()
}

func validateView(view map[string]any) []string {
	ty := asStr(view["type"])
	surf := surface(ty)
	v := &bkv{surf: surf, blockID: map[string]bool{}}
	allowed := "type blocks private_metadata callback_id external_id"
	switch surf {
	case surfModal:
		allowed += " title close submit clear_on_close notify_on_close submit_disabled"
		v.text(view, "title", "/view", 24, "plain_text", true)
		v.text(view, "close", "/view", 24, "plain_text", false)
		v.text(view, "submit", "/view", 24, "plain_text", false)
	case surfHome:
	default:
		return []string{"unsupported type: " + ty + " [json-pointer:/view/type]"}
	}
	for k := range view {
		if !has(allowed, k) {
			v.add("/view", "invalid additional property: %s", k)
		}
	}
	v.str(view, "private_metadata", "/view", 0, 3000, false)
	v.str(view, "callback_id", "/view", 0, 255, false)
	bl := v.items(view, "blocks", "/view", 0, 100, true)
	for i, b := range bl {
		v.block(b, fmt.Sprintf("/view/blocks/%d", i))
	}
	if surf == surfModal && v.inputs > 0 && view["submit"] == nil {
		v.add("/view", "missing required field: submit")
	}
	if len(v.errs) == 0 {
		return nil
	}
	return append([]string{"failed to match all allowed schemas [json-pointer:/view]"}, v.strings()...)
}
