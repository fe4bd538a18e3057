// Package secret keeps what only the service may know: passwords, tokens, keys.
// They lie in files of their own, or in those that systemd makes of credentials,
// never in the config, the environment or the command line; and however they are
// printed, logged or encoded they come out as <secret>.
package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// A Text is a secret. The zero Text is empty. It holds a pointer, so that
// whatever prints the inside of a struct around it prints an address at most.
type Text struct{ value *string }

const hidden = "<secret>"

// Of makes a secret of s.
func Of(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{&s}
}

// Reveal returns the secret itself, for the one call that needs it.
func (t Text) Reveal() string {
	if t.value == nil {
		return ""
	}
	return *t.value
}

// Empty reports whether there is no secret.
func (t Text) Empty() bool { return t.value == nil }

// Format prints <secret>, whatever the verb.
func (Text) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// String returns <secret>.
func (Text) String() string { return hidden }

// MarshalText encodes as <secret>. There is no way back: a secret cannot be read
// from a config.
func (Text) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue logs as <secret>.
func (Text) LogValue() slog.Value { return slog.StringValue(hidden) }
