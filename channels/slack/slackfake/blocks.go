package slackfake

import "fmt"

// A blockRule says where a block may stand, what it may hold besides type and
// block_id ("*" is anything), and what else is asked of it.
type blockRule struct {
	surfaces string
	keys     string
	check    func(c *checker, m M, ptr string)
}

const anywhere = "message modal home"

var blockRules = map[string]blockRule{
	"actions":   {anywhere, "elements", (*checker).actions},
	"context":   {anywhere, "elements", (*checker).context},
	"divider":   {anywhere, "", nil},
	"header":    {anywhere, "text level", (*checker).header},
	"image":     {anywhere, "image_url slack_file alt_text title", (*checker).image},
	"input":     {anywhere, "label element hint optional dispatch_action", (*checker).input},
	"rich_text": {anywhere, "elements", (*checker).richText},
	"section":   {anywhere, "text fields accessory expand", (*checker).section},
	"video":     {anywhere, "*", nil},
	"file":      {"message", "external_id source", nil},
	"markdown":  {"message", "text", (*checker).markdown},
	"table":     {"message", "rows column_settings", nil},
}

func (c *checker) blocks(list []any, ptr string, most int) {
	if len(list) > most && c.surface == "message" {
		c.say(ptr, "no more than %d items allowed", most)
	}
	for i, b := range list {
		c.block(b, fmt.Sprintf("%s/%d", ptr, i))
	}
	if c.focused > 1 {
		c.say(ptr, "only one element may have focus_on_load")
	}
}

func (c *checker) block(x any, ptr string) {
	m := asMap(x)
	if m == nil {
		c.say(ptr, "must provide an object")
		return
	}
	rule, known := blockRules[asStr(m["type"])]
	if !known || !oneOf(rule.surfaces, c.surface) {
		c.say(ptr+"/type", "unsupported type: %s", asStr(m["type"]))
		return
	}
	if rule.keys != "*" {
		c.onlyKeys(m, "type block_id "+rule.keys, ptr)
	}
	c.str(m, "block_id", ptr, 0, 255, optional)
	if id := asStr(m["block_id"]); id != "" {
		if c.blockIDs[id] {
			c.say(ptr+"/block_id", "`block_id` %s already exists", id)
		}
		c.blockIDs[id] = true
	}
	if rule.check != nil {
		rule.check(c, m, ptr)
	}
}

func (c *checker) section(m M, ptr string) {
	if m["text"] == nil && m["fields"] == nil {
		c.say(ptr, "must define either `text` or `fields`")
	}
	c.text(m, "text", ptr, 3000, "plain_text mrkdwn", optional)
	for i, f := range c.items(m, "fields", ptr, 1, 10, optional) {
		c.textObject(f, fmt.Sprintf("%s/fields/%d", ptr, i), 2000, "plain_text mrkdwn")
	}
	c.flag(m, "expand", ptr)
	if x, ok := m["accessory"]; ok {
		c.element(x, ptr+"/accessory", "section")
	}
}

// actions checks a row of elements. Their action ids must differ within the
// row; two blocks may use the same one.
func (c *checker) actions(m M, ptr string) {
	ids := map[string]bool{}
	for i, e := range c.items(m, "elements", ptr, 1, 25, required) {
		p := fmt.Sprintf("%s/elements/%d", ptr, i)
		c.element(e, p, "actions")
		id := asStr(asMap(e)["action_id"])
		if ids[id] {
			c.say(p+"/action_id", "`action_id` \"%s\" already exists", id)
		}
		ids[id] = id != ""
	}
}

func (c *checker) context(m M, ptr string) {
	for i, x := range c.items(m, "elements", ptr, 1, 10, required) {
		p := fmt.Sprintf("%s/elements/%d", ptr, i)
		switch e := asMap(x); asStr(e["type"]) {
		case "mrkdwn", "plain_text":
			c.textObject(e, p, 3000, "plain_text mrkdwn")
		case "image":
			c.picture(e, p)
		default:
			c.say(p+"/type", "unsupported type: %s", asStr(e["type"]))
		}
	}
}

func (c *checker) header(m M, ptr string) {
	c.text(m, "text", ptr, 150, "plain_text", required)
	c.whole(m, "level", ptr, 1, 4)
}

func (c *checker) image(m M, ptr string) {
	c.picture(m, ptr)
	c.text(m, "title", ptr, 2000, "plain_text", optional)
}

func (c *checker) picture(m M, ptr string) {
	if m["image_url"] == nil && m["slack_file"] == nil {
		c.say(ptr, "must define either `image_url` or `slack_file`")
	}
	c.str(m, "image_url", ptr, 1, 3000, optional)
	c.str(m, "alt_text", ptr, 1, 2000, required)
}

func (c *checker) input(m M, ptr string) {
	c.inputs++
	c.text(m, "label", ptr, 2000, "plain_text", required)
	c.text(m, "hint", ptr, 2000, "plain_text", optional)
	c.flag(m, "optional", ptr)
	c.flag(m, "dispatch_action", ptr)
	if c.present(m, "element", ptr, required) {
		c.element(m["element"], ptr+"/element", "input")
	}
}

func (c *checker) richText(m M, ptr string) { c.items(m, "elements", ptr, 1, 1000, required) }

func (c *checker) markdown(m M, ptr string) { c.str(m, "text", ptr, 1, 12000, required) }
