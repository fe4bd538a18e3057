package slackfake

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// M is a JSON object.
type M = map[string]any

func asMap(x any) M      { m, _ := x.(M); return m }
func asList(x any) []any { l, _ := x.([]any); return l }
func asStr(x any) string { s, _ := x.(string); return s }

// clone returns a copy that shares nothing with m, as a client would decode
// it: every number a float64, every list an []any.
func clone(m M) M {
	b, _ := json.Marshal(m)
	var out M
	json.Unmarshal(b, &out)
	return out
}

func clones(list []M) []M {
	out := []M{}
	for _, m := range list {
		out = append(out, clone(m))
	}
	return out
}

// withoutNulls removes the keys that clients send as null for what they leave
// out. Slack reads them as left out, too.
func withoutNulls(m M) M {
	for k, v := range m {
		if v == nil {
			delete(m, k)
		}
	}
	return m
}

// str reads an argument that may have come in a form or in JSON.
func str(args M, key string) string {
	switch x := args[key].(type) {
	case string:
		return x
	case bool:
		return strconv.FormatBool(x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return ""
}

// flag reads a boolean argument: clients write true, "true" and "1".
func flag(args M, key string) bool { v := str(args, key); return v == "true" || v == "1" }

func number(args M, key string) int { n, _ := strconv.Atoi(str(args, key)); return n }

// structured reads an argument that is JSON text in a form but plain JSON in
// a JSON body. Only the arguments that Slack documents so may be read with it:
// a text that merely begins with a brace is a text.
func structured(args M, key string) (v any, given bool, err error) {
	x, ok := args[key]
	if !ok || x == nil || x == "" {
		return nil, false, nil
	}
	if s, ok := x.(string); ok {
		err := json.Unmarshal([]byte(s), &v)
		return v, true, err
	}
	return x, true, nil
}

func randID(prefix string, n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return prefix + strings.ToUpper(hex.EncodeToString(b))[:n]
}

func uuid() string {
	b := make([]byte, 16)
	rand.Read(b)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
