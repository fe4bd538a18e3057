package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"

	"example.org/stegvis/bot/care"
)

// TestDemoClock: the clock goes forward over every morning, and never back.
func TestDemoClock(t *testing.T) {
	t.Parallel()
	v := openDemo(t)
	if now := v.state().Now; care.DateOf(now) != firstMorning || now.Hour() != 8 {
		t.Fatalf("begins at %s", now)
	}
	v.post("api/clock", clockOrder{Step: "day"}, nil)
	if now := v.state().Now; care.DateOf(now) != firstMorning.Add(1) || now.Hour() != 8 {
		t.Errorf("+1 day: %s", now)
	}
	far := time.Date(2027, 2, 8, 8, 0, 0, 0, care.Stockholm)
	v.post("api/clock", map[string]string{"to": far.Format(time.RFC3339)}, nil)
	if now := v.state().Now; now.Before(far) || now.After(far.Add(time.Minute)) {
		t.Errorf("moved to %s, want %s", now, far)
	}
	for what, body := range map[string]string{
		"back": `{"to":"2026-11-24T08:00:00+01:00"}`, "too far": `{"to":"2099-01-01T08:00:00+01:00"}`, "nowhere": `{}`, "no JSON": `to`,
	} {
		r, err := http.Post(v.url+"api/clock", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode < 400 {
			t.Errorf("%s: %s", what, r.Status)
		}
		if now := v.state().Now; now.After(far.Add(time.Minute)) || now.Before(far) {
			t.Fatalf("%s: the clock is at %s", what, now)
		}
	}
}

// TestDemoGuide: whatever can be owed, the guide knows what to do about it, by
// names that exist.
func TestDemoGuide(t *testing.T) {
	t.Parallel()
	g := readGuide()
	acts := map[string]care.Act{}
	for _, a := range care.Acts {
		acts[a.Name] = a
	}
	for _, name := range care.DebtNames() {
		e, ok := g.Duty[name]
		switch {
		case !ok || e.Title == "" || e.Text == "":
			t.Errorf("%s: the guide has no words", name)
		case e.Who == "BIH" && len(e.Act) == 0, e.Who != "BIH" && e.Who != "clock" && len(e.Mail) == 0:
			t.Errorf("%s: the guide does not say where it is done", name)
		}
		for _, a := range e.Act {
			if _, ok := acts[a]; !ok {
				t.Errorf("%s: there is no act %s", name, a)
			}
		}
	}
	if len(g.Duty) != len(care.DebtNames()) {
		t.Errorf("the guide has words for %d things, and %d can be owed", len(g.Duty), len(care.DebtNames()))
	}
}

// TestDemoBlocks: the page can draw every kind of block and element that the
// bot's forms and cards are made of.
func TestDemoBlocks(t *testing.T) {
	t.Parallel()
	script, err := pageFiles.ReadFile("demo/page/blocks.js")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^  (\w+): \(`).FindAllSubmatch(script, -1) {
		known[string(m[1])] = true
	}
	for _, kind := range emitted(t) {
		if !known[kind] {
			t.Errorf("the page cannot draw %s", kind)
		}
	}
}

var elementMaker = regexp.MustCompile(`slack\.New(\w+?)(?:Block)?(?:Element)?\(`)

// kinds are Slack's names for what slack-go's makers make.
var kinds = map[string]string{
	"Button": "button", "OverflowBlock": "overflow", "Overflow": "overflow", "DatePicker": "datepicker", "TimePicker": "timepicker",
	"NumberInput": "number_input", "RadioButtons": "radio_buttons", "CheckboxGroups": "checkboxes", "PlainTextInput": "plain_text_input",
	"OptionsSelect": "static_select", "OptionsMultiSelect": "multi_static_select",
	"Section": "section", "Header": "header", "Context": "context", "Action": "actions", "Input": "input", "Divider": "divider",
}

// emitted lists the kinds that channels/slack makes anywhere in its source. What
// is made by a maker that is not in kinds must be put there, and drawn.
func emitted(t *testing.T) (list []string) {
	t.Helper()
	for name, source := range goSource(t, "../../channels/slack") {
		for _, m := range elementMaker.FindAllStringSubmatch(source, -1) {
			switch kind, ok := kinds[m[1]]; {
			case ok:
				list = append(list, kind)
			case !slices.Contains([]string{"TextBlockObject", "Text", "OptionBlockObject", "Option", "ConfirmationBlockObject", "Confirmation", "Accessory"}, m[1]) && !strings.HasSuffix(m[1], "Object"):
				t.Errorf("%s: slack.New%s makes something whose kind this test does not know", name, m[1])
			}
		}
	}
	if len(list) == 0 {
		t.Error("found nothing that is made")
	}
	return append(list, "external_select")
}

// goSource returns the source of a package without its tests.
func goSource(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[f] = string(b)
	}
	return all
}

// TestDemoContract: other people's programs can join by what --json prints.
func TestDemoContract(t *testing.T) {
	t.Parallel()
	v := openDemo(t)
	c := v.page.contract()
	ask, err := http.NewRequestWithContext(t.Context(), "POST", c.SlackAPI+"auth.test", nil)
	if err != nil {
		t.Fatal(err)
	}
	ask.Header.Set("Authorization", "Bearer "+c.BotToken)
	r, err := http.DefaultClient.Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if body, _ := io.ReadAll(r.Body); !strings.Contains(string(body), `"ok":true`) {
		t.Errorf("auth.test: %s", body)
	}
	roles := map[string]int{}
	for _, a := range c.Accounts {
		roles[a.Role]++
		box, err := imapclient.DialInsecure(c.IMAP, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := box.Login(a.Address, a.Password).Wait(); err != nil {
			t.Errorf("%s: %v", a.Role, err)
		}
		box.Close()
	}
	if roles["PVR"] == 0 || roles["BIH"] != 1 || roles["HTJ"] == 0 || c.SMTP == "" || c.Page != v.url {
		t.Errorf("%+v", c)
	}
}

// TestDemoInvitation: an invitation is shown with its time, and accepting it
// sends an answer that a calendar would send.
func TestDemoInvitation(t *testing.T) {
	t.Parallel()
	v := openDemo(t)
	s := v.until("the guide begins", func(s view) bool { return s.Guide.Sample != "" })
	s.Guide.Sample = "forhandsbedomning"
	for s.Guide.Title != v.page.guide.Duty["samtal"].Title && s.Guide.Title != v.page.guide.Duty["forhandsbedomning"].Title {
		s = v.follow(s)
	}
	var at place
	for _, b := range s.Boxes {
		for _, m := range b.Mails {
			if b.Role == "PVR" && m.Invite {
				at = m.place
			}
		}
	}
	var m openMail
	v.get("api/mail?"+url.Values{"box": {at.Box}, "folder": {at.Folder}, "uid": {fmt.Sprint(at.UID)}}.Encode(), &m)
	if m.Invite == nil || m.Invite.At.In(care.Stockholm).Hour() != 10 || !m.Invite.End.After(m.Invite.At) || m.Invite.Summary == "" {
		t.Fatalf("invitation %+v in %+v", m.Invite, at)
	}
	v.post("api/invitation", invitationOrder{place: at, Answer: "ACCEPTED", Subject: "Accepterat"}, nil)
	s = v.until("BIH has the answer", func(s view) bool {
		return slices.ContainsFunc(s.Boxes, func(b boxView) bool {
			return b.Role == "BIH" && slices.ContainsFunc(b.Mails, func(m mailView) bool { return m.Invite && m.From == at.Box })
		})
	})
	r, err := http.Post(v.url+"api/invitation", "application/json", strings.NewReader(`{"box":"x","answer":"MAYBE"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an answer that is none: %s", r.Status)
	}
}
