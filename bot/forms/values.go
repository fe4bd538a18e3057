package forms

import (
	"fmt"
	"reflect"
	"strings"
	"text/template"
	"text/template/parse"
	"time"

	"example.org/stegvis/bot/care"
)

// markup is text whose line breaks and signs mean something.
type markup string

// funcs are what the papers' texts can call.
func (w Words) funcs() template.FuncMap {
	return template.FuncMap{
		valueFunc:      w.value,
		"falt":         func() markup { return w.form.guide() },
		"koder":        w.codes,
		"personnummer": personnummer,
		"minuter":      func(n int) string { return fmt.Sprintf(w.common.Minutes, n) },
		"tillsvidare":  func() string { return w.common.Ongoing },
		"lage":         func(state string) string { return w.common.States[state] },
		"inc":          func(n int) int { return n + 1 },
	}
}

const valueFunc = "value"

// protect puts every value that a text shows through [Words.value], as
// html/template does: the people who write the texts need not think of it.
func protect(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, c := range n.Nodes {
				protect(c)
			}
		}
	case *parse.ActionNode:
		if len(n.Pipe.Decl) == 0 {
			n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos,
				Args: []parse.Node{parse.NewIdentifier(valueFunc).SetPos(n.Pos)}})
		}
	case *parse.IfNode:
		protect(n.List)
		protect(n.ElseList)
	case *parse.RangeNode:
		protect(n.List)
		protect(n.ElseList)
	case *parse.WithNode:
		protect(n.List)
		protect(n.ElseList)
	}
}

// value returns v as people write it. Nothing in it can be taken for markup:
// line breaks become the line separator, and an unseen character keeps the
// signs apart from what comes before them.
func (w Words) value(v any) string {
	s := ""
	switch v := v.(type) {
	case markup:
		return string(v)
	case care.Date:
		s = w.date(v)
	case time.Time:
		s = w.date(care.DateOf(v)) + v.In(care.Stockholm).Format(" 15.04")
	case *bool:
		s = w.yesNo(v)
	case []string:
		s = w.list(v)
	default:
		s = strings.TrimSpace(fmt.Sprint(reflect.Indirect(reflect.ValueOf(v))))
	}
	switch {
	case s == "":
		s = w.common.Unknown
	case strings.Trim(s, "0123456789 +-()") == "": // a telephone number stays on one line
		s = strings.ReplaceAll(s, " ", string(hardSpace))
	}
	return joiner + plainText.Replace(s)
}

const (
	joiner    = "\u2060" // word joiner: no width, no picture
	separator = "\u2028" // line separator
	hardSpace = '\u00A0'
)

var plainText = strings.NewReplacer("\r\n", separator, "\n", separator, "\r", separator, "**", "*"+joiner+"*", "|", joiner+"|")

func (w Words) date(d care.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.Day, w.common.Months[d.Month-1], d.Year)
}

func (w Words) yesNo(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return w.common.Yes
	}
	return w.common.No
}

// list returns the words as a sentence would: a, b och c.
func (w Words) list(s []string) string {
	if len(s) < 2 {
		return strings.Join(s, "")
	}
	last := len(s) - 1
	return strings.Join(s[:last], ", ") + " " + w.common.And + " " + s[last]
}

// codes returns what the form prints beside the boxes with these codes.
func (w Words) codes(key string, codes []string) []string {
	var out []string
	for _, c := range codes {
		out = append(out, w.form.option(key, c))
	}
	return out
}

// personnummer returns twelve digits with the dash people expect.
func personnummer(id string) string {
	if len(id) != 12 || strings.Trim(id, "0123456789") != "" {
		return id
	}
	return id[:8] + "-" + id[8:]
}
