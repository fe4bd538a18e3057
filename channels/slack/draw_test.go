package slack

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
	"example.org/stegvis/channels/slack/slackfake/node"
	"example.org/stegvis/templates"
)

// A drawing is something we put before people: the blocks of a message, or a
// view.
type drawing struct {
	view bool
	json []byte
}

func theWords() words { return words{Chat: templates.ChatWords(), forms: templates.Forms()} }

// drawings are all the shapes that cards, messages and forms can have.
func drawings(t *testing.T) map[string]drawing {
	t.Helper()
	w, today, all := theWords(), care.DateOf(time.Now()), map[string]drawing{}
	blocks := func(name string, b []slack.Block) { all[name] = drawing{false, marshal(t, b)} }
	view := func(name string, v any) { all[name] = drawing{true, marshal(t, v)} }
	for name, c := range cases() {
		_, b := w.card(c, today)
		blocks("card-"+name, b)
		at := spot{mark{c.ID, c.Rev}, place{room, "1.2"}}
		if len(c.Acts) > 0 {
			view("menu-"+name, w.everything(at, c))
		}
		if name != "step2" && name != "everything" && name != "hostile" && name != "bare" {
			continue // the forms see no more of a case than these have
		}
		for act := range w.forms {
			chosen := &channels.Choice{Value: "htj-1", Label: c.HTJ}
			s := sheet{act: act, spot: at, c: c, today: today}
			view("form-"+act+"-"+name, w.form(s))
			s.chosen, s.wrong = chosen, map[string]string{}
			for _, f := range w.forms[act].Fields {
				s.wrong[f.Name] = w.Refused[care.Needed]
			}
			view("form-"+act+"-"+name+"-again", w.form(s))
		}
		view("note-"+name, w.note(at, w.Modal.Loading))
		slots := []care.Slot{{At: time.Now().Add(48 * time.Hour), Minutes: 30}, {At: time.Now().Add(72 * time.Hour), Minutes: 30}}
		blocks("message-"+name, w.message(channels.Outgoing{Text: strings.Repeat(c.PVR+"\n", 900), Case: c.ID, Slots: slots}, nil))
		blocks("digest-"+name, w.message(channels.Outgoing{Text: "• " + string(c.ID) + " " + c.PVR, Mention: anna}, map[string]string{string(c.ID): "https://demo.slack.com/archives/C0EGENVARD/p1732184523000200"}))
	}
	home := func(name string, b []slack.Block) {
		view(name, slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: b}})
	}
	blocks("test-card", w.testCard(w.Check.Press))
	home("home-lobby", w.lobby())
	home("home-empty", w.dashboard(channels.Overview{}, time.Now()))
	home("home-full", w.dashboard(channels.Overview{Mine: rows(99), Free: rows(99), Late: rows(99), Waiting: rows(99)}, time.Now()))
	view("shown", w.shown(spot{mark{example().ID, 1}, place{}}, example(), "https://demo.slack.com/archives/C0EGENVARD/p1732184523000200", care.DateOf(time.Now())))
	return all
}

// cases are all the shapes a case can have, friendly and hostile.
func cases() map[string]care.PublicCase {
	all := map[string]care.PublicCase{}
	for _, s := range care.Steps() {
		c := example()
		c.Step = s
		all[fmt.Sprintf("step%d", s)] = c
	}
	c := example()
	c.Closed, c.Acts = true, []string{"mejla_underlag", "anmal_felskick", "oppna_igen"}
	all["closed"] = c
	all["closed-quiet"] = care.PublicCase{ID: "SK-2026-0001", Label: "Röd Sten", Closed: true, Step: care.Closing}
	all["bare"] = care.PublicCase{ID: "SK-2026-0002", Step: care.Assessment}
	c = example()
	c.Acts = nil
	for _, a := range care.Acts {
		c.Acts = append(c.Acts, a.Name)
	}
	c.Frozen, c.Stopped, c.Paused, c.Owner = true, true, c.From, "Anna Ek"
	slot := care.Slot{At: time.Now(), Minutes: 30}
	c.Meeting = care.PublicMeeting{Kind: care.Visit, Slots: []care.Slot{slot, slot, slot}, Waits: []care.Role{care.PVR, care.HTJ}}
	c.Missing = append(care.Intyg{}.Missing(), c.Missing...)
	all["everything"] = c
	c.Meeting = care.PublicMeeting{Kind: care.Call, Agreed: &slot}
	all["agreed"] = c
	c = example()
	c.PVR, c.HTJ, c.Owner, c.Label = hostile, strings.Repeat("å", 4000), hostile, hostile
	all["hostile"] = c
	return all
}

const hostile = "<!channel> <@U0ANNA> <https://evil.example|Öppna intyg> & *fet*\n:tada: {case}"

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestDrawingsAreWithinSlacksLimits holds everything we draw against Slack's
// own rules, and against what people can read.
func TestDrawingsAreWithinSlacksLimits(t *testing.T) {
	for name, d := range drawings(t) {
		var doc any
		if err := json.Unmarshal(d.json, &doc); err != nil {
			t.Fatal(err)
		}
		check := slackfake.CheckBlocks
		if d.view {
			check = slackfake.CheckView
		}
		for _, complaint := range check(doc) {
			t.Errorf("%s: Slack would say: %s", name, complaint)
		}
		lint(t, name, doc)
	}
}

// lint walks a drawing and looks at every object in it.
func lint(t *testing.T, name string, doc any) {
	t.Helper()
	switch x := doc.(type) {
	case []any:
		for _, v := range x {
			lint(t, name, v)
		}
	case map[string]any:
		lintObject(t, name, x)
		for _, v := range x {
			lint(t, name, v)
		}
	}
}

// ourNotation is what we write ourselves in Slack's notation: the mention of one
// person of these tests, and the way to a card.
var ourNotation = regexp.MustCompile(`^<@U0ANNA>$|<https://demo\.slack\.com/archives/C0EGENVARD/p\d+\|(SK-2026-\d{4}|Öppna kortet i kanalen)>`)

func lintObject(t *testing.T, name string, x map[string]any) {
	t.Helper()
	said, _ := x["text"].(string)
	switch x["type"] {
	case "button":
		label := x["text"].(map[string]any)["text"].(string)
		if n := utf8.RuneCountInString(label); n > 30 {
			t.Errorf("%s: the button %q is cut off: %d runes", name, label, n)
		}
	case "mrkdwn":
		if strings.ContainsAny(ourNotation.ReplaceAllString(said, ""), "<>") {
			t.Errorf("%s: formatted text holds Slack's notation: %q", name, said)
		}
		fallthrough
	case "plain_text":
		if strings.Contains(strings.ReplaceAll(said, "{case}", ""), "{") && !strings.Contains(name, "hostile") {
			t.Errorf("%s: a word was not filled in: %q", name, said)
		}
	}
	if id, ok := x["action_id"].(string); ok && !routed(id) {
		t.Errorf("%s: nobody answers action %q", name, id)
	}
	if id, ok := x["callback_id"].(string); ok {
		act, isForm := strings.CutPrefix(id, formPrefix)
		if _, known := templates.Forms()[act]; id != menuCallback && id != noteCallback && !(isForm && known) {
			t.Errorf("%s: nobody answers view %q", name, id)
		}
	}
}

// routed reports whether a click or a suggestion with that action id is known.
func routed(id string) bool {
	if act, ok := strings.CutPrefix(id, actPrefix); ok {
		_, known := templates.Forms()[act]
		return known
	}
	return id == moreAction || id == showAction || id == checkAction || id == inputAction || strings.HasPrefix(id, slotPrefix) || strings.HasPrefix(id, choosePrefix)
}

func TestCardSaysWhatIsNext(t *testing.T) {
	c := example()
	notice, blocks := theWords().card(c, care.DateOf(time.Now()))
	drawn := string(marshal(t, blocks))
	for _, want := range []string{
		"SK-2026-0042 · Blå Tall · steg 2 av 6 · Ansökan",
		`*Nästa steg*\nBIH: begär komplettering av intyget`, "(om 3 dagar)", `*Ansvarig*\nIngen ännu`,
		`*Utförare (HTJ)*\nHemtjänst Norra AB`, `*Förskrivare (PVR)*\nRehab Skärholmen`,
		"Saknas: Syfte med egenvården, Slutdatum.", "Jämför med originalet: Minuter per gång.",
		"Också öppet: HTJ: meddela kontaktperson",
		"✅🔵⚪⚪⚪⚪  Inga personuppgifter i Slack. Svara i tråden.",
		`"value": "v1|SK-2026-0042|7"`,
	} {
		if !strings.Contains(drawn, want) {
			t.Errorf("the card does not say %q:\n%s", want, drawn)
		}
	}
	if want := "SK-2026-0042, steg 2: BIH: begär komplettering av intyget, senast "; !strings.HasPrefix(notice, want) {
		t.Errorf("notice %q, want %q first", notice, want)
	}
}

func TestCardRemarksOnWhatIsUnusual(t *testing.T) {
	w := theWords()
	c := cases()["everything"]
	said := strings.Join(w.remarks(c, care.DateOf(time.Now())), "\n")
	for _, want := range []string{w.Card.Frozen, w.Card.Stop, "Saknas: Datum då intyget skrevs,", "Gemensamt hembesök, förslag: ", "Väntar på svar från PVR, HTJ.", "pausade och börjar igen"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in:\n%s", want, said)
		}
	}
	if said := strings.Join(w.remarks(cases()["agreed"], care.DateOf(time.Now())), "\n"); !strings.Contains(said, "Telefonsamtal är bokat ") {
		t.Errorf("the card remarks:\n%s", said)
	}
	if said := w.remarks(care.PublicCase{}, care.DateOf(time.Now())); len(said) != 0 {
		t.Errorf("of a case with nothing to remark on it remarks %q", said)
	}
}

// TestCardLooksTwoWeeksAhead: duties far off do not hide those at hand.
func TestCardLooksTwoWeeksAhead(t *testing.T) {
	c, today := example(), care.DateOf(time.Now())
	c.Duties = append(c.Duties,
		care.Duty{Name: "ansokan", Owner: care.BIH, Due: today.Add(soonDue)},
		care.Duty{Name: "beslut", Owner: care.BIH},
		care.Duty{Name: "uppfoljning", Owner: care.PVR, Due: today.Add(soonDue + 1)})
	w := theWords()
	said := w.others(c, today)
	for name, near := range map[string]bool{"begar_komplettering": false, "kontaktperson": true, "ansokan": true, "beslut": true, "uppfoljning": false} {
		if strings.Contains(said, w.Duties[name]) != near {
			t.Errorf("%s said: %t, want %t: %s", name, !near, near, said)
		}
	}
}

func TestWhatCannotBeTakenBackAsksFirst(t *testing.T) {
	w, c := theWords(), example()
	for act, form := range w.forms {
		if b := w.button(c, act, false); (b.Confirm != nil) != (form.Confirm != nil) {
			t.Errorf("%s: the button asks: %t, the form says so: %t", act, b.Confirm != nil, form.Confirm != nil)
		}
	}
	if q := w.button(c, "besked_avslutas", true); q.Confirm == nil || !strings.Contains(q.Confirm.Text.Text, "Hemtjänst Norra AB får besked") {
		t.Errorf("the button that ends the insats asks %+v", q.Confirm)
	}
}

func TestClosedCardIsOneLine(t *testing.T) {
	notice, blocks := theWords().card(cases()["closed"], care.DateOf(time.Now()))
	if len(blocks) != 1 || notice != "SK-2026-0042 · Blå Tall · avslutat" {
		t.Errorf("%d blocks, notice %q", len(blocks), notice)
	}
}

// TestEveryActCanBeReached: two expected acts as buttons, one menu of at most
// five, and behind "Fler val" all the rest.
func TestEveryActCanBeReached(t *testing.T) {
	w, c := theWords(), cases()["everything"]
	l := w.lay(c.Acts)
	if len(l.steps) != mostSteps || l.claim != "ta_arendet" || l.mail != "mejla_underlag" {
		t.Errorf("laid out as %+v", l)
	}
	menu := w.fits(l.menu)
	if len(menu) != mostMenu || menu[mostMenu-1] != allActs {
		t.Errorf("menu %q", menu)
	}
	if !strings.Contains(strings.Join(menu, " "), "anmal_felskick") {
		t.Errorf("menu %q: a letter that went wrong must always be reported with two clicks", menu)
	}
	list := string(marshal(t, w.everything(spot{}, c)))
	for _, act := range c.Acts {
		if !strings.Contains(list, `"value": "`+act+`"`) {
			t.Errorf("%s is not in the list of everything", act)
		}
	}
}

func TestFewActsFitTheMenu(t *testing.T) {
	w := theWords()
	_, blocks := w.card(example(), care.DateOf(time.Now()))
	drawn := string(marshal(t, blocks))
	for _, label := range []string{"Begär komplettering", "Uppgifterna stämmer", "Ta ärendet", "Mejla mig underlaget", "Pausa påminnelser", "Anmäl felskick", "Registrera beslut"} {
		if !strings.Contains(drawn, label) {
			t.Errorf("no %q on the card", label)
		}
	}
	if strings.Contains(drawn, w.Card.More) {
		t.Error("a list of everything, though everything fits")
	}
}

// TestDrawingsTypeCheck has the TypeScript compiler hold everything we draw,
// and everything we answer, against Slack's official types.
func TestDrawingsTypeCheck(t *testing.T) {
	docs, names := documents(t)
	for i, complaints := range node.Check(t, docs) {
		t.Errorf("%s: %s", names[i], strings.Join(complaints, "\n"))
	}
}

// TestEverythingSentTypeChecks is the same for what has in fact been sent.
func TestEverythingSentTypeChecks(t *testing.T) {
	r := newRig(t, kit{})
	r.desk.choices = []channels.Choice{{Value: "htj-norra", Label: "Hemtjänst Norra AB"}}
	card := r.card(t, example())
	if _, err := r.slack.Send(t.Context(), letter("t1", hostile, card)); err != nil {
		t.Fatal(err)
	}
	who := opened(t, r, "beslut")
	if _, err := who.Suggest(who.Modal()["id"].(string), "choose:provider", "norra"); err != nil {
		t.Fatal(err)
	}
	who.Submit(inputs(map[string]slackfake.M{"utfall": one("avslag"), "omfattning": text("440813-9089")}))
	who.Submit(inputs(map[string]slackfake.M{"utfall": one("avslag")}))
	who.OpenHome()
	if err := who.Slash(room, "/stegvis", "SK-2026-0042"); err != nil {
		t.Fatal(err)
	}
	r.told(t, anna, 2)
	channeltest.Until(t, "the home tab", func() bool { return who.Home() != nil })
	docs := r.Documents()
	for i, complaints := range node.Check(t, docs) {
		t.Errorf("%s: %s\n%s", docs[i].Kind, strings.Join(complaints, "\n"), marshal(t, docs[i].JSON))
	}
}

// documents are all drawings in the form in which they are judged.
func documents(t *testing.T) (docs []slackfake.Document, names []string) {
	t.Helper()
	for name, d := range drawings(t) {
		kind := "blocks"
		if d.view {
			kind = "view"
		}
		docs = append(docs, slackfake.Document{Kind: kind, JSON: json.RawMessage(d.json)})
		names = append(names, name)
	}
	return docs, names
}
