package slackfake

import (
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func plain(s string) M { return M{"type": "plain_text", "text": s} }

func repeat(n int, x any) []any {
	out := []any{}
	for range n {
		out = append(out, x)
	}
	return out
}

func manyOptions(n int) []any {
	out := []any{}
	for i := range n {
		out = append(out, M{"text": plain("x"), "value": fmt.Sprint(i)})
	}
	return out
}

func section(text string) M { return M{"type": "section", "text": M{"type": "mrkdwn", "text": text}} }

func row(elements ...any) M { return M{"type": "actions", "elements": elements} }

func button(change M) M {
	b := M{"type": "button", "action_id": "a", "text": plain("x")}
	for k, v := range change {
		b[k] = v
	}
	return b
}

// TestLimits checks both sides of every limit: what just fits is let through,
// what is one too much is refused with these words.
func TestLimits(t *testing.T) {
	å := func(n int) string { return strings.Repeat("å", n) }
	for _, x := range []struct {
		name     string
		good     any
		bad      any
		says, at string
	}{
		{"blocks", repeat(50, M{"type": "divider"}), repeat(51, M{"type": "divider"}), "no more than 50 items allowed", "/blocks"},
		{"section", []any{section(å(3000))}, []any{section(å(3001))}, "must be less than 3001 characters", "/blocks/0/text/text"},
		{"empty text", []any{section("x")}, []any{section("")}, "must be more than 0 characters", "/blocks/0/text/text"},
		{"fields", []any{M{"type": "section", "fields": repeat(10, plain("x"))}}, []any{M{"type": "section", "fields": repeat(11, plain("x"))}}, "no more than 10 items allowed", "/blocks/0/fields"},
		{"field", []any{M{"type": "section", "fields": repeat(1, plain(å(2000)))}}, []any{M{"type": "section", "fields": repeat(1, plain(å(2001)))}}, "must be less than 2001 characters", "/blocks/0/fields/0/text"},
		{"no content", []any{section("x")}, []any{M{"type": "section"}}, "must define either `text` or `fields`", "/blocks/0"},
		{"header", []any{M{"type": "header", "text": plain(å(150))}}, []any{M{"type": "header", "text": plain(å(151))}}, "must be less than 151 characters", "/blocks/0/text/text"},
		{"context", []any{M{"type": "context", "elements": repeat(10, plain("x"))}}, []any{M{"type": "context", "elements": repeat(11, plain("x"))}}, "no more than 10 items allowed", "/blocks/0/elements"},
		{"button text", []any{row(button(M{"text": plain(å(75))}))}, []any{row(button(M{"text": plain(å(76))}))}, "must be less than 76 characters", "/blocks/0/elements/0/text/text"},
		{"button value", []any{row(button(M{"value": å(2000)}))}, []any{row(button(M{"value": å(2001)}))}, "must be less than 2001 characters", "/blocks/0/elements/0/value"},
		{"button url", []any{row(button(M{"url": å(3000)}))}, []any{row(button(M{"url": å(3001)}))}, "must be less than 3001 characters", "/blocks/0/elements/0/url"},
		{"action_id", []any{row(button(M{"action_id": å(255)}))}, []any{row(button(M{"action_id": å(256)}))}, "must be less than 256 characters", "/blocks/0/elements/0/action_id"},
		{"block_id", []any{M{"type": "divider", "block_id": å(255)}}, []any{M{"type": "divider", "block_id": å(256)}}, "must be less than 256 characters", "/blocks/0/block_id"},
		{"one block_id", []any{M{"type": "divider", "block_id": "a"}, M{"type": "divider", "block_id": "b"}}, repeat(2, M{"type": "divider", "block_id": "a"}), "`block_id` a already exists", "/blocks/1/block_id"},
		{"one action_id", []any{row(button(nil)), row(button(nil))}, []any{row(button(nil), button(nil))}, "`action_id` \"a\" already exists", "/blocks/0/elements/1/action_id"},
		{"style", []any{row(button(M{"style": "danger"}))}, []any{row(button(M{"style": "default"}))}, "must be a valid enum value", "/blocks/0/elements/0/style"},
		{"overflow", []any{row(M{"type": "overflow", "options": manyOptions(5)})}, []any{row(M{"type": "overflow", "options": manyOptions(6)})}, "no more than 5 items allowed", "/blocks/0/elements/0/options"},
		{"boxes", []any{row(M{"type": "checkboxes", "options": manyOptions(10)})}, []any{row(M{"type": "checkboxes", "options": manyOptions(11)})}, "no more than 10 items allowed", "/blocks/0/elements/0/options"},
		{"menu", []any{row(M{"type": "static_select", "options": manyOptions(100)})}, []any{row(M{"type": "static_select", "options": manyOptions(101)})}, "no more than 100 items allowed", "/blocks/0/elements/0/options"},
		{"one value", []any{row(M{"type": "static_select", "options": manyOptions(2)})}, []any{row(M{"type": "static_select", "options": repeat(2, manyOptions(1)[0])})}, "duplicate value: 0", "/blocks/0/elements/0/options/1/value"},
		{"chosen at first", []any{row(M{"type": "static_select", "options": manyOptions(2), "initial_option": manyOptions(2)[1]})}, []any{row(M{"type": "static_select", "options": manyOptions(2), "initial_option": manyOptions(3)[2]})}, "must be one of the options", "/blocks/0/elements/0/initial_option"},
		{"day", []any{row(M{"type": "datepicker", "initial_date": "2028-02-29"})}, []any{row(M{"type": "datepicker", "initial_date": "2027-02-29"})}, "must be a valid date", "/blocks/0/elements/0/initial_date"},
		{"where", []any{row(M{"type": "datetimepicker"})}, []any{M{"type": "section", "text": plain("x"), "accessory": M{"type": "datetimepicker"}}}, "unsupported type: datetimepicker", "/blocks/0/accessory/type"},
		{"what", []any{M{"type": "divider"}}, []any{M{"type": "carousel"}}, "unsupported type: carousel", "/blocks/0/type"},
		{"nothing else", []any{M{"type": "divider"}}, []any{M{"type": "divider", "text": "x"}}, "invalid additional property: text", "/blocks/0"},
	} {
		if said := CheckBlocks(x.good); said != nil {
			t.Errorf("%s: what fits: %q", x.name, said)
		}
		if want := x.says + " [json-pointer:" + x.at + "]"; !slices.Contains(CheckBlocks(x.bad), want) {
			t.Errorf("%s: got %q, want %q", x.name, CheckBlocks(x.bad), want)
		}
	}
}

func TestViewLimits(t *testing.T) {
	modal := func(change M) M {
		v := M{"type": "modal", "title": plain("T"), "blocks": []any{}}
		for k, x := range change {
			v[k] = x
		}
		return v
	}
	å := func(n int) string { return strings.Repeat("å", n) }
	text := func(m M) []any { return []any{M{"type": "input", "label": plain("L"), "element": m}} }
	for _, x := range []struct {
		name      string
		good, bad M
		says      string
	}{
		{"title", M{"title": plain(å(24))}, M{"title": plain(å(25))}, "must be less than 25 characters [json-pointer:/view/title/text]"},
		{"submit", M{"submit": plain(å(24))}, M{"submit": plain(å(25))}, "must be less than 25 characters [json-pointer:/view/submit/text]"},
		{"metadata", M{"private_metadata": å(3000)}, M{"private_metadata": å(3001)}, "must be less than 3001 characters [json-pointer:/view/private_metadata]"},
		{"callback", M{"callback_id": å(255)}, M{"callback_id": å(256)}, "must be less than 256 characters [json-pointer:/view/callback_id]"},
		{"blocks", M{"blocks": repeat(100, M{"type": "divider"})}, M{"blocks": repeat(101, M{"type": "divider"})}, "no more than 100 items allowed [json-pointer:/view/blocks]"},
		{"a button to submit", M{"submit": plain("S"), "blocks": text(M{"type": "datepicker"})}, M{"blocks": text(M{"type": "datepicker"})}, "missing required field: submit [json-pointer:/view]"},
		{"length", M{"submit": plain("S"), "blocks": text(M{"type": "plain_text_input", "max_length": 3000})}, M{"submit": plain("S"), "blocks": text(M{"type": "plain_text_input", "max_length": 3001})}, "must be less than 3001 [json-pointer:/view/blocks/0/element/max_length]"},
		{"numbers", M{"submit": plain("S"), "blocks": text(M{"type": "number_input", "is_decimal_allowed": false})}, M{"submit": plain("S"), "blocks": text(M{"type": "number_input"})}, "missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]"},
		{"focus", M{"blocks": []any{row(M{"type": "datepicker", "focus_on_load": true})}}, M{"blocks": repeat(2, row(M{"type": "datepicker", "focus_on_load": true}))}, "only one element may have focus_on_load [json-pointer:/view/blocks]"},
		{"only in messages", M{}, M{"blocks": []any{M{"type": "markdown", "text": "x"}}}, "unsupported type: markdown [json-pointer:/view/blocks/0/type]"},
		{"size", M{"private_metadata": "x"}, M{"private_metadata": å(130 * 1024)}, "view_too_large [json-pointer:/view]"},
	} {
		if said := CheckView(modal(x.good)); said != nil {
			t.Errorf("%s: what fits: %q", x.name, said)
		}
		if got := CheckView(modal(x.bad)); !slices.Contains(got, x.says) || got[0] != "failed to match all allowed schemas [json-pointer:/view]" {
			t.Errorf("%s: got %q, want %q", x.name, got, x.says)
		}
	}
}

func FuzzChecks(f *testing.F) {
	for _, x := range []any{buttons, form, M{"response_action": "errors"}, repeat(3, nil), M{"type": "home", "blocks": 1}, M{"options": manyOptions(2)}} {
		b, _ := json.Marshal(x)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var x any
		if json.Unmarshal(b, &x) != nil {
			return
		}
		list, ok := x.([]any)
		if CheckBlocks(x) == nil && ok {
			nameBlocks(list)
			if said := CheckBlocks(list); said != nil {
				t.Errorf("good until it was named: %q", said)
			}
		}
		CheckView(x)
		CheckAck(x)
	})
}

// TestNoClientInside: the fake must not know the client it is to be used with.
func TestNoClientInside(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range parsed.Imports {
			if path := strings.Trim(i.Path.Value, `"`); strings.Contains(path, ".") && path != "github.com/gorilla/websocket" {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}
