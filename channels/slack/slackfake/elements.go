package slackfake

import (
	"fmt"
	"time"
)

// An elementRule says where an element may stand, what it may hold besides
// type, and what else is asked of it.
type elementRule struct {
	places string
	keys   string
	check  func(c *checker, m M, ptr string)
}

const (
	everywhere = "actions section input"
	common     = "action_id confirm focus_on_load "
	chosen     = common + "placeholder "
	written    = "action_id focus_on_load placeholder dispatch_action_config initial_value "
)

// elements are those people can use. The picture in a section or context is
// not among them.
var elements = map[string]elementRule{
	"button":   {"actions section", "text action_id url value style confirm accessibility_label", (*checker).button},
	"overflow": {"actions section", "action_id options confirm", (*checker).overflow},

	"checkboxes":    {everywhere, common + "options initial_options", (*checker).boxes},
	"radio_buttons": {everywhere, common + "options initial_option", (*checker).boxes},

	"static_select":              {everywhere, chosen + "options option_groups initial_option", (*checker).menu},
	"multi_static_select":        {everywhere, chosen + "options option_groups initial_options max_selected_items", (*checker).menu},
	"external_select":            {everywhere, chosen + "initial_option min_query_length", (*checker).asked},
	"multi_external_select":      {everywhere, chosen + "initial_options min_query_length max_selected_items", (*checker).asked},
	"users_select":               {everywhere, chosen + "initial_user", nil},
	"multi_users_select":         {everywhere, chosen + "initial_users max_selected_items", nil},
	"conversations_select":       {everywhere, chosen + "initial_conversation default_to_current_conversation response_url_enabled filter", nil},
	"multi_conversations_select": {everywhere, chosen + "initial_conversations default_to_current_conversation filter max_selected_items", nil},
	"channels_select":            {everywhere, chosen + "initial_channel response_url_enabled", nil},
	"multi_channels_select":      {everywhere, chosen + "initial_channels max_selected_items", nil},

	"datepicker":     {everywhere, chosen + "initial_date", (*checker).date},
	"timepicker":     {everywhere, chosen + "initial_time timezone", (*checker).clock},
	"datetimepicker": {"actions input", common + "initial_date_time", (*checker).instant},

	"plain_text_input": {"input", written + "multiline min_length max_length", (*checker).typed},
	"email_text_input": {"input", written, nil},
	"url_text_input":   {"input", written, nil},
	"number_input":     {"input", written + "is_decimal_allowed min_value max_value", (*checker).counted},
	"rich_text_input":  {"input", written, nil},
	"file_input":       {"input", "action_id filetypes max_files", (*checker).filed},
}

func (c *checker) element(x any, ptr, place string) {
	m := asMap(x)
	kind := asStr(m["type"])
	if kind == "image" && place == "section" {
		c.picture(m, ptr)
		return
	}
	rule, known := elements[kind]
	if !known || !oneOf(rule.places, place) {
		c.say(ptr+"/type", "unsupported type: %s", kind)
		return
	}
	c.onlyKeys(m, "type "+rule.keys, ptr)
	c.str(m, "action_id", ptr, 1, 255, optional)
	c.text(m, "placeholder", ptr, 150, "plain_text", optional)
	c.flag(m, "focus_on_load", ptr)
	c.whole(m, "max_selected_items", ptr, 1, 1000)
	if m["focus_on_load"] == true {
		c.focused++
	}
	if _, ok := m["confirm"]; ok {
		c.confirm(asMap(m["confirm"]), ptr+"/confirm")
	}
	if rule.check != nil {
		rule.check(c, m, ptr)
	}
}

func (c *checker) confirm(m M, ptr string) {
	c.onlyKeys(m, "title text confirm deny style", ptr)
	c.text(m, "title", ptr, 100, "plain_text", required)
	c.text(m, "text", ptr, 300, "plain_text mrkdwn", required)
	c.text(m, "confirm", ptr, 30, "plain_text", required)
	c.text(m, "deny", ptr, 30, "plain_text", required)
	c.style(m, ptr)
}

func (c *checker) style(m M, ptr string) {
	if s, ok := m["style"]; ok && s != "primary" && s != "danger" {
		c.say(ptr+"/style", "must be a valid enum value")
	}
}

func (c *checker) button(m M, ptr string) {
	c.text(m, "text", ptr, 75, "plain_text", required)
	c.str(m, "value", ptr, 0, 2000, optional)
	c.str(m, "url", ptr, 0, 3000, optional)
	c.str(m, "accessibility_label", ptr, 0, 75, optional)
	c.style(m, ptr)
}

func (c *checker) overflow(m M, ptr string) {
	c.options(c.items(m, "options", ptr, 1, 5, required), ptr+"/options", "plain_text")
}

func (c *checker) boxes(m M, ptr string) {
	c.options(c.items(m, "options", ptr, 1, 10, required), ptr+"/options", "plain_text mrkdwn")
	c.initial(m, ptr)
}

func (c *checker) menu(m M, ptr string) {
	if m["options"] != nil && m["option_groups"] != nil {
		c.say(ptr, "must define either `options` or `option_groups`, not both")
	}
	if m["option_groups"] == nil {
		c.options(c.items(m, "options", ptr, 1, 100, required), ptr+"/options", "plain_text")
	}
	c.optionGroups(m, ptr, optional)
	c.initial(m, ptr)
}

func (c *checker) optionGroups(m M, ptr string, must bool) {
	for i, g := range c.items(m, "option_groups", ptr, 1, 100, must) {
		p := fmt.Sprintf("%s/option_groups/%d", ptr, i)
		c.text(asMap(g), "label", p, 75, "plain_text", required)
		c.options(c.items(asMap(g), "options", p, 1, 100, required), p+"/options", "plain_text")
	}
}

func (c *checker) options(list []any, ptr, kinds string) {
	seen := map[string]bool{}
	for i, o := range list {
		p, m := fmt.Sprintf("%s/%d", ptr, i), asMap(o)
		c.text(m, "text", p, 75, kinds, required)
		c.str(m, "value", p, 1, 150, required)
		c.text(m, "description", p, 75, kinds, optional)
		c.onlyKeys(m, "text value description url", p)
		if v := asStr(m["value"]); seen[v] {
			c.say(p+"/value", "duplicate value: %s", v)
		} else {
			seen[v] = true
		}
	}
}

// initial checks that what is chosen at first can be chosen.
func (c *checker) initial(m M, ptr string) {
	values := map[string]bool{}
	for _, o := range offeredBy(m) {
		values[asStr(asMap(o)["value"])] = true
	}
	if o := asMap(m["initial_option"]); o != nil && !values[asStr(o["value"])] {
		c.say(ptr+"/initial_option", "must be one of the options")
	}
	for i, o := range asList(m["initial_options"]) {
		if !values[asStr(asMap(o)["value"])] {
			c.say(fmt.Sprintf("%s/initial_options/%d", ptr, i), "must be one of the options")
		}
	}
}

func (c *checker) asked(m M, ptr string) { c.whole(m, "min_query_length", ptr, 0, 3000) }

func (c *checker) date(m M, ptr string)  { c.format(m, "initial_date", time.DateOnly, "date", ptr) }
func (c *checker) clock(m M, ptr string) { c.format(m, "initial_time", "15:04", "time", ptr) }

func (c *checker) format(m M, key, layout, name, ptr string) {
	if x, ok := m[key]; ok {
		if _, err := time.Parse(layout, asStr(x)); err != nil {
			c.say(ptr+"/"+key, "must be a valid %s", name)
		}
	}
}

func (c *checker) instant(m M, ptr string) {
	c.whole(m, "initial_date_time", ptr, 1_000_000_000, 9_999_999_999)
}

func (c *checker) typed(m M, ptr string) {
	c.str(m, "initial_value", ptr, 0, 3000, optional)
	c.whole(m, "min_length", ptr, 0, 3000)
	c.whole(m, "max_length", ptr, 1, 3000)
	c.flag(m, "multiline", ptr)
}

func (c *checker) counted(m M, ptr string) {
	c.present(m, "is_decimal_allowed", ptr, required)
	for _, k := range []string{"initial_value", "min_value", "max_value"} {
		c.str(m, k, ptr, 1, 100, optional)
	}
}

func (c *checker) filed(m M, ptr string) { c.whole(m, "max_files", ptr, 1, 10) }
