package slackfake

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ReadManifest reads the little YAML that app manifests are written in: maps
// and lists by indentation, and one-line scalars, plain or in double quotes.
// It refuses everything else rather than guess at it, so that a manifest which
// says one thing here cannot say another to Slack.
func ReadManifest(data []byte) (M, error) {
	r := yamlReader{}
	for i, l := range strings.Split(string(data), "\n") {
		text := strings.TrimLeft(l, " ")
		if text = strings.TrimRight(text, " \r"); text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		r.lines = append(r.lines, yamlLine{i + 1, len(l) - len(strings.TrimLeft(l, " ")), text})
	}
	if len(r.lines) == 0 {
		return nil, errors.New("manifest: empty")
	}
	v, err := r.value(r.lines[0].indent)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	if len(r.lines) > 0 {
		return nil, fmt.Errorf("manifest: line %d: unexpected indentation", r.lines[0].no)
	}
	m, ok := v.(M)
	if !ok {
		return nil, errors.New("manifest: not a map")
	}
	return m, nil
}

type yamlLine struct {
	no, indent int
	text       string
}

func (l yamlLine) isItem() bool { return strings.HasPrefix(l.text, "- ") }

type yamlReader struct{ lines []yamlLine }

func (r *yamlReader) value(indent int) (any, error) {
	if r.lines[0].isItem() {
		return r.list(indent)
	}
	return r.dict(indent)
}

func (r *yamlReader) list(indent int) (any, error) {
	out := []any{}
	for len(r.lines) > 0 && r.lines[0].indent == indent && r.lines[0].isItem() {
		v, err := r.item()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// item reads what follows a dash: a scalar, or a map whose first key stands
// beside the dash and the others below it.
func (r *yamlReader) item() (any, error) {
	l := &r.lines[0]
	text := strings.TrimLeft(l.text[2:], " ")
	if _, _, isPair := pair(text); !isPair {
		r.lines = r.lines[1:]
		return scalar(text, l.no)
	}
	l.indent += len(l.text) - len(text)
	l.text = text
	return r.dict(l.indent)
}

func (r *yamlReader) dict(indent int) (any, error) {
	out := M{}
	for len(r.lines) > 0 && r.lines[0].indent == indent && !r.lines[0].isItem() {
		l := r.lines[0]
		key, rest, ok := pair(l.text)
		if _, twice := out[key]; !ok || twice {
			return nil, fmt.Errorf("line %d: want a new key", l.no)
		}
		r.lines = r.lines[1:]
		v, err := r.after(l, rest)
		if err != nil {
			return nil, err
		}
		out[key] = v
	}
	return out, nil
}

// after reads what follows a key: the scalar beside it or the block below it.
// A list may stand as far to the left as its key.
func (r *yamlReader) after(key yamlLine, rest string) (any, error) {
	if rest != "" {
		return scalar(rest, key.no)
	}
	if len(r.lines) > 0 {
		next := r.lines[0]
		if next.indent > key.indent || next.indent == key.indent && next.isItem() {
			return r.value(next.indent)
		}
	}
	return nil, fmt.Errorf("line %d: a key without a value", key.no)
}

// pair splits "key: value". A scope such as chat:write is no pair: no space
// follows its colon.
func pair(s string) (key, rest string, ok bool) {
	if strings.HasPrefix(s, `"`) || strings.HasPrefix(s, "'") {
		return "", "", false
	}
	key, rest, ok = strings.Cut(s+" ", ": ")
	return key, strings.TrimSpace(rest), ok
}

func scalar(s string, line int) (any, error) {
	switch {
	case s == "true" || s == "false":
		return s == "true", nil
	case len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' && !strings.ContainsAny(s[1:len(s)-1], `\"`):
		return s[1 : len(s)-1], nil
	case strings.Trim(s, "0123456789") == "":
		return strconv.ParseFloat(s, 64)
	case ambiguous(s):
		return nil, fmt.Errorf("line %d: only plain and \"double-quoted\" scalars are understood", line)
	}
	return s, nil
}

// ambiguous reports whether YAML would read s as something other than its
// plain text.
func ambiguous(s string) bool {
	switch strings.ToLower(s) {
	case "null", "~", "yes", "no", "on", "off", "true", "false":
		return true
	}
	return strings.ContainsAny(s[:1], "\"'{}[]&*!|>%@`#,?-.+") || strings.Contains(s, " #") || strings.Contains(s, ": ") ||
		strings.ContainsAny(s[:1], "0123456789")
}
