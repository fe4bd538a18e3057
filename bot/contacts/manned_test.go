package contacts

import (
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
)

// TestUnmanned: one BIH is there today and on every day to come.
func TestUnmanned(t *testing.T) {
	const (
		head = "id;namn;roll;e-post;slack;från;till;aktiv\n"
		htj  = "h;Sol;HTJ;a@b.example;;;;\n"
		bih  = "b;BIH;BIH;bih@b.example;;;;\n"
	)
	for _, tt := range []struct{ name, list, want string }{
		{"one", bih, ""},
		{"in chat alone", "b;BIH;BIH;;C1;;;\n", ""},
		{"one after the other", "b;BIH;BIH;bih@b.example;C1;;2026-12-31;\nb;BIH;BIH;bih@b.example;C2;2027-01-01;;\n", ""},
		{"another long ago", bih + "old;BIH;BIH;old@b.example;;;2020-12-31;\n", ""},
		{"none", "", "no single BIH"},
		{"two", bih + "b2;BIH;BIH;b2@b.example;;;;\n", "no single BIH"},
		{"not active", "b;BIH;BIH;bih@b.example;;;;nej\n", "no single BIH"},
		{"not yet", "b;BIH;BIH;bih@b.example;;2027-01-01;;\n", "no single BIH"},
		{"a last day", "b;BIH;BIH;bih@b.example;;;2026-12-31;\n", "BIH is reached today but not on every day"},
		{"a gap", "b;BIH;BIH;bih@b.example;C1;;2026-12-31;\nb;BIH;BIH;bih@b.example;C2;2027-01-02;;\n", "BIH is reached today but not on every day"},
		{"two later", bih + "b2;BIH;BIH;b2@b.example;;2027-01-01;;\n", "BIH is reached today but not on every day"},
	} {
		err := fromText(t, head+htj+tt.list).Unmanned(care.Date{Year: 2026, Month: 11, Day: 23})
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}
