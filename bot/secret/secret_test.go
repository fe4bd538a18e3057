package secret

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
)

const canary = "hemlig-kanariefågel"

// around is how a secret lies in the structs of the program.
type around struct {
	Open   Text
	hidden Text
	Deep   *struct{ In []Text }
}

// Nothing that prints, logs or encodes a secret, or what it lies in, shows it.
func TestNeverShown(t *testing.T) {
	s := Of(canary)
	all := around{s, s, &struct{ In []Text }{[]Text{s}}}
	var shown bytes.Buffer
	for _, verb := range "vsdqxXtbcoOUeEfFgGpTw" {
		for _, flags := range []string{"", "+", "#", "-20", "010", " ", ".3"} {
			fmt.Fprintf(&shown, "%"+flags+string(verb)+"\n", s)
			fmt.Fprintf(&shown, "%"+flags+string(verb)+"\n", &s)
			fmt.Fprintf(&shown, "%"+flags+string(verb)+"\n", all)
			fmt.Fprintf(&shown, "%"+flags+string(verb)+"\n", []any{s, map[string]Text{"k": s}})
		}
	}
	fmt.Fprintln(&shown, s, &s, all, fmt.Errorf("log on as %v: %w", s, errors.New("refused")))
	asJSON, err := json.Marshal(map[string]any{"s": s, "all": all})
	asXML, err2 := xml.Marshal(s)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	shown.Write(asJSON)
	shown.Write(asXML)
	for _, h := range []slog.Handler{slog.NewTextHandler(&shown, nil), slog.NewJSONHandler(&shown, nil)} {
		slog.New(h).With("with", s).Error("m", "s", s, "p", &s, "all", all, slog.Group("g", "s", s))
	}
	if err := template.Must(template.New("").Parse("{{.}} {{printf `%s` .}} {{print .}}")).Execute(&shown, s); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(shown.Bytes(), []byte("kanarie")) || bytes.Contains(shown.Bytes(), []byte(fmt.Sprintf("%x", canary))) {
		t.Errorf("shown in:\n%s", &shown)
	}
	if n := strings.Count(shown.String(), hidden); n < 300 {
		t.Errorf("only %d of it were printed at all", n)
	}
	if s.Reveal() != canary || s.Empty() || !Of("").Empty() || (Text{}).Reveal() != "" {
		t.Error("it is not what was put in")
	}
}

// A config cannot hold one: what is read from outside is a file.
func TestNotDecoded(t *testing.T) {
	var s around
	if err := json.Unmarshal([]byte(`{"Open": "hemligt"}`), &s); err == nil {
		t.Error("it was read from JSON")
	}
}

func TestFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	for mode, want := range map[os.FileMode]string{
		0o600: "", 0o400: "", 0o640: "", 0o440: "",
		0o644: "everybody", 0o604: "everybody", 0o602: "everybody", 0o601: "everybody", 0o660: "a group may change it",
	} {
		os.Remove(file)
		if err := os.WriteFile(file, []byte(canary+"\r\n"), mode); err != nil {
			t.Fatal(err)
		}
		os.Chmod(file, mode) // whatever the umask is
		s, err := Read(file)
		if want == "" && (err != nil || s.Reveal() != canary) || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("mode %o: %v, want %q", mode, err, want)
		}
		if err != nil && strings.Contains(err.Error(), canary) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	if _, err := Read(filepath.Dir(file)); err == nil {
		t.Error("a folder was read")
	}
	os.Remove(file)
	if err := os.WriteFile(file, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(file); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("an empty one: %v", err)
	}
}

func TestWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	for _, text := range []string{canary, "ny"} {
		if err := Write(file, Of(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := Read(file); err != nil || got.Reveal() != text {
			t.Errorf("%v", err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".new-*")); len(left) > 0 {
		t.Errorf("%q is left", left)
	}
	if err := Write(filepath.Join(file, "x"), Of(canary)); err == nil || strings.Contains(err.Error(), canary) {
		t.Errorf("into a file: %v", err)
	}
}
