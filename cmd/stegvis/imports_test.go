package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImports keeps the corridors one-way: each package may import only what
// stands on its line. A new package gets a line, or this fails.
func TestImports(t *testing.T) {
	may := map[string]string{
		"bot/care":                      "", // the model knows nothing but itself
		"bot/contacts":                  "bot/care",
		"bot/reply":                     "bot/care",
		"bot/secret":                    "",
		"bot/intyg/page":                "",
		"bot/intyg/apart":               "",                                                                   // processes and bytes
		"bot/intyg":                     "bot/care bot/intyg/apart bot/intyg/page bot/reply templates/papers", // papers: the words of our own blank
		"bot/ledger":                    "bot/care bot/ledger/seal bot/mutant",
		"bot/ledger/seal":               "bot/secret",
		"bot/mutant":                    "",
		"bot/stats":                     "bot/care reminders templates",
		"bot/forms/pdf":                 "",
		"bot/forms":                     "bot/care bot/forms/pdf",
		"bot/invite":                    "bot/care",
		"reminders":                     "bot/care",
		"templates":                     "bot/care",
		"templates/papers":              "",
		"channels":                      "bot/care bot/contacts", // contacts: only it makes an Address
		"channels/channeltest":          "channels bot/care bot/contacts",
		"channels/notebook":             "channels bot/care",
		"channels/mail":                 "channels bot/care bot/contacts bot/mutant bot/secret",
		"channels/mail/mailfake":        "",
		"channels/mail/lab":             "",
		"channels/slack":                "channels bot/care bot/contacts bot/secret templates",
		"channels/slack/slackfake/node": "channels/slack/slackfake",
		"channels/slack/slackfake":      "", // nothing of ours: a mistake of ours must not cancel out there
		"bot": "bot/care bot/contacts bot/forms bot/intyg bot/invite bot/ledger bot/mutant bot/reply bot/stats " +
			"channels reminders templates", // no channel of its own: it must not know which there are
		"cmd/stegvis/ptrace": "",
		"cmd/stegvis": "bot bot/care bot/contacts bot/forms bot/intyg bot/intyg/apart bot/intyg/page bot/ledger bot/reply bot/secret bot/stats " +
			"channels channels/mail channels/mail/mailfake channels/notebook channels/slack channels/slack/slackfake " +
			"reminders templates templates/papers",
	}
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "example.org/stegvis/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		pkg := strings.TrimPrefix(f[0], "example.org/stegvis/")
		allowed, ok := may[pkg]
		if !ok {
			t.Errorf("%s: give this package a line in the table", pkg)
		}
		for _, imp := range f[1:] {
			if dep, ours := strings.CutPrefix(imp, "example.org/stegvis/"); ours && !slices.Contains(strings.Fields(allowed), dep) {
				t.Errorf("%s must not import %s", pkg, dep)
			}
		}
	}
}

// TestNobodyFollowsLinks: where documents and mail are read there is no HTTP
// client at all, and the desk does not use one, so no link can be opened.
func TestNobodyFollowsLinks(t *testing.T) {
	for _, pkg := range []string{"bot/intyg", "bot/reply", "bot/care", "bot/contacts", "channels"} {
		out, err := exec.Command("go", "list", "-deps", "example.org/stegvis/"+pkg).Output()
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(strings.Fields(string(out)), "net/http") {
			t.Errorf("%s can reach net/http", pkg)
		}
	}
	out, err := exec.Command("go", "list", "-f", `{{join .Imports " "}}`, "example.org/stegvis/bot").Output()
	if err != nil || strings.Contains(string(out), "net/http") {
		t.Errorf("%v: the desk uses net/http", err)
	}
}

// TestFakesKnowNoClients: the stand-in for Slack never uses the client it stands
// in for, and the model uses nothing but the standard library.
func TestFakesKnowNoClients(t *testing.T) {
	for pkg, forbidden := range map[string]string{
		"channels/slack/slackfake": "github.com/slack-go/slack",
		"bot/care":                 "github.com/",
	} {
		out, err := exec.Command("go", "list", "-deps", "example.org/stegvis/"+pkg).Output()
		if err != nil {
			t.Fatal(err)
		}
		for dep := range strings.Lines(string(out)) {
			if strings.HasPrefix(dep, forbidden) {
				t.Errorf("%s depends on %s", pkg, strings.TrimSpace(dep))
			}
		}
	}
}
