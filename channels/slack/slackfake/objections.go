package slackfake

import (
	"net/mail"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What a client says itself about a form, before it asks the app.
const (
	Required   = "(client) required"
	TooShort   = "(client) too short"
	TooLong    = "(client) too long"
	NotANumber = "(client) not a number"
	OutOfRange = "(client) out of range"
	NotMail    = "(client) not an email"
	NotURL     = "(client) not a url"
)

// objections returns what the client itself has against a form, by block id.
func objections(blocks []any, state M) M {
	out := M{}
	for _, b := range blocks {
		block := asMap(b)
		if block["type"] != "input" {
			continue
		}
		e, id := asMap(block["element"]), asStr(block["block_id"])
		held := asMap(asMap(state[id])[asStr(e["action_id"])])
		if why := objection(e, held[valueKeys[asStr(e["type"])][0]], block["optional"] == true); why != "" {
			out[id] = why
		}
	}
	return out
}

func objection(e M, value any, optional bool) string {
	text, isText := value.(string)
	if value == nil || isText && text == "" || !isText && isEmptyList(value) {
		if optional {
			return ""
		}
		return Required
	}
	n, number := utf8.RuneCountInString(text), 0.0
	switch e["type"] {
	case "plain_text_input":
		if least, ok := e["min_length"].(float64); ok && n < int(least) {
			return TooShort
		}
		if most, ok := e["max_length"].(float64); ok && n > int(most) || n > 3000 {
			return TooLong
		}
	case "number_input":
		var err error
		if number, err = strconv.ParseFloat(text, 64); err != nil || e["is_decimal_allowed"] != true && strings.Contains(text, ".") {
			return NotANumber
		}
		if outside(number, e["min_value"], e["max_value"]) {
			return OutOfRange
		}
	case "email_text_input":
		if a, err := mail.ParseAddress(text); err != nil || a.Address != text {
			return NotMail
		}
	case "url_text_input":
		if !strings.HasPrefix(text, "https://") && !strings.HasPrefix(text, "http://") {
			return NotURL
		}
	}
	return ""
}

func isEmptyList(x any) bool { l, ok := x.([]any); return ok && len(l) == 0 }

func outside(n float64, least, most any) bool {
	lo, err1 := strconv.ParseFloat(asStr(least), 64)
	hi, err2 := strconv.ParseFloat(asStr(most), 64)
	return err1 == nil && n < lo || err2 == nil && n > hi
}
