package slack

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
	"example.org/stegvis/templates"
)

// opened puts up a case on which act can be done, presses its button and waits
// for the form.
func opened(t *testing.T, r *rig, act string) slackfake.Human {
	t.Helper()
	c := example()
	c.Acts = []string{act, "ta_arendet"}
	card := r.card(t, c)
	who := r.Human(anna)
	err := who.Click(room, ts(t, card), "act:"+act)
	if r.slack.words.forms[act].Place == "aside" {
		err = who.Pick(room, ts(t, card), moreAction, menuPick("v1|SK-2026-0042|7|"+act))
	}
	if err != nil {
		t.Fatal(err)
	}
	channeltest.Until(t, "the form", func() bool { m := who.Modal(); return m != nil && m["callback_id"] == "form:"+act })
	return who
}

func TestFormBecomesValues(t *testing.T) {
	day := care.DateOf(time.Now()).Add(7)
	for act, x := range map[string]struct {
		typed map[string]slackfake.M
		want  care.Values
	}{
		"foresla_samtal": {
			map[string]slackfake.M{
				"tider.1.day": date(day), "tider.1.time": clock("10:00"), "tider.2.day": date(day.Add(-1)), "tider.2.time": clock("14:30"),
				"minuter": {"type": "number_input", "value": "20"},
			},
			care.Values{"tider": day.Add(-1).String() + "T14:30," + day.String() + "T10:00", "minuter": "20"},
		},
		"forhandsbedomning": {
			map[string]slackfake.M{
				"bedomning": one("tillstyrks"), "fran": date(day), "till": date(day.Add(90)), "frekvens": text(" 2 ggr/dag "),
				"minuter": {"type": "number_input", "value": "15"}, "utforare": typed("provider", "htj-norra"), "kommentar": text("Gärna på förmiddagen."),
			},
			care.Values{
				"bedomning": "tillstyrks", "fran": day.String(), "till": day.Add(90).String(), "frekvens": "2 ggr/dag",
				"minuter": "15", "utforare": "htj-norra", "kommentar": "Gärna på förmiddagen.",
			},
		},
		"begar_komplettering": {
			map[string]slackfake.M{"falt": some("insats.syfte", "period.till"), "senast": date(day)},
			care.Values{"falt": "insats.syfte,period.till", "senast": day.String(), "meddelande": ""},
		},
		"ansokan": {map[string]slackfake.M{"datum": date(day)}, care.Values{"datum": day.String()}},
		"beslut": {
			map[string]slackfake.M{"utfall": one("bifall"), "fran": date(day), "till": date(day.Add(90)), "utforare": typed("provider", "htj-norra"), "kontrollerad": some("ja")},
			care.Values{"utfall": "bifall", "fran": day.String(), "till": day.Add(90).String(), "omfattning": "", "utforare": "htj-norra", "kontrollerad": "ja"},
		},
		"uppfoljning_gjord": {
			map[string]slackfake.M{"resultat": one("forlangs"), "till": date(day.Add(180))},
			care.Values{"resultat": "forlangs", "till": day.Add(180).String()},
		},
		"besked_forlangs": {map[string]slackfake.M{"till": date(day.Add(180))}, care.Values{"till": day.Add(180).String()}},
		"fraga_vidare": {
			map[string]slackfake.M{"till": some("PVR", "HTJ"), "text": text("Går det bra att börja tidigare?")},
			care.Values{"till": "PVR,HTJ", "text": "Går det bra att börja tidigare?"},
		},
		"lamna_over":   {map[string]slackfake.M{"person": typed("person", "bo@bih.example")}, care.Values{"person": "bo@bih.example"}},
		"oppna_arende": {map[string]slackfake.M{"pvr": typed("unit", "pvr-1")}, care.Values{"pvr": "pvr-1"}},
	} {
		t.Run(act, func(t *testing.T) {
			r := newRig(t, kit{})
			who := opened(t, r, act)
			if errs, err := who.Submit(inputs(x.typed)); err != nil || len(errs) > 0 {
				t.Fatal(errs, err)
			}
			in := r.desk.Wait(t, 1)[0]
			if in.Act != act || in.Case != "SK-2026-0042" || in.From != anna || !strings.HasPrefix(in.ID, "form|V") {
				t.Errorf("the desk got %+v", in)
			}
			if d := cmp.Diff(x.want, in.Values); d != "" {
				t.Errorf("values (-want +got):\n%s", d)
			}
			if got := r.told(t, anna, 1); got != r.slack.words.forms[act].Done || who.Modal() != nil {
				t.Errorf("told %q, modal %v", got, who.Modal())
			}
		})
	}
}

func typed(kind, value string) slackfake.M {
	return slackfake.M{"type": "external_select", "action_id": choosePrefix + kind, "selected_option": optionOf(value)}
}

func TestWrongIsSaidAtTheField(t *testing.T) {
	r := newRig(t, kit{})
	w, day := r.slack.words, care.DateOf(time.Now()).Add(7)
	spring := care.Date{Year: time.Now().Year() + 1, Month: 3, Day: 31} // the last Sunday of March: no 02.30
	for spring.Weekday() != time.Sunday {
		spring = spring.Add(-1)
	}
	for name, x := range map[string]struct {
		act   string
		typed map[string]slackfake.M
		want  map[string]any
	}{
		"half a time":       {"foresla_hembesok", map[string]slackfake.M{"tider.1.day": date(day), "tider.1.time": clock("10:00"), "tider.2.day": date(day)}, map[string]any{"tider.2.time": w.Modal.HalfSlot}},
		"a time gone by":    {"foresla_hembesok", map[string]slackfake.M{"tider.1.day": date(day.Add(-30)), "tider.1.time": clock("10:00")}, map[string]any{"tider.1.day": w.Modal.PastTime}},
		"the same twice":    {"foresla_hembesok", map[string]slackfake.M{"tider.1.day": date(day), "tider.1.time": clock("10:00"), "tider.3.day": date(day), "tider.3.time": clock("10:00")}, map[string]any{"tider.3.time": w.Modal.SameSlot}},
		"a skipped hour":    {"foresla_hembesok", map[string]slackfake.M{"tider.1.day": date(spring), "tider.1.time": clock("02:30")}, map[string]any{"tider.1.time": w.Modal.NoSuchTime}},
		"no number":         {"foresla_samtal", map[string]slackfake.M{"tider.1.day": date(day), "tider.1.time": clock("10:00"), "minuter": {"type": "number_input", "value": "0"}}, map[string]any{"minuter": "Skriv ett heltal mellan 1 och 600."}},
		"a personnummer":    {"fraga_vidare", map[string]slackfake.M{"till": some("PVR"), "text": text("Gäller 44 08 13 - 9089")}, map[string]any{"text": w.Refused[care.Personal]}},
		"one in a scope":    {"beslut", map[string]slackfake.M{"utfall": one("avslag"), "omfattning": text("440873-9087")}, map[string]any{"omfattning": w.Refused[care.Personal]}},
		"needed, for Slack": {"ansokan", map[string]slackfake.M{}, map[string]any{"datum": "(client) required"}},
	} {
		t.Run(name, func(t *testing.T) {
			who := opened(t, r, x.act)
			errs, err := who.Submit(inputs(x.typed))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(x.want, errs); d != "" && name != "needed, for Slack" {
				t.Errorf("errors (-want +got):\n%s", d)
			}
			if len(errs) != 1 || len(r.desk.Taken()) != 0 {
				t.Errorf("errors %v; the desk got %+v", errs, r.desk.Taken())
			}
			who.CloseModal()
		})
	}
}

// TestDeskRefusesAtTheField: by the model's codes or in words, about one field,
// about proposed times, or about something the form does not have.
func TestDeskRefusesAtTheField(t *testing.T) {
	r := newRig(t, kit{})
	refusal := map[string]string{"till": care.BadOrder}
	r.desk.say = func(channels.Incoming) (channels.Verdict, error) { return channels.Verdict{Refused: refusal}, nil }
	who := opened(t, r, "beslut")
	sent := inputs(map[string]slackfake.M{"utfall": one("bifall")})
	errs, err := who.Submit(sent)
	if err != nil || errs["till"] != "Slutdatum måste vara efter startdatum." || who.Modal() == nil {
		t.Errorf("errors %v, %v", errs, err)
	}
	refusal = map[string]string{"nowhere": "Utföraren finns inte i kontaktlistan."}
	if errs, err = who.Submit(sent); err != nil || errs["utfall"] != "Utföraren finns inte i kontaktlistan." {
		t.Errorf("errors %v, %v", errs, err)
	}
	refusal = nil
	if errs, err = who.Submit(sent); err != nil || len(errs) > 0 || len(r.desk.Wait(t, 1)) != 1 {
		t.Errorf("errors %v, %v: what was corrected must be taken", errs, err)
	}
	refusal = map[string]string{"tider": care.BadTimes}
	who = opened(t, r, "foresla_hembesok")
	errs, err = who.Submit(inputs(map[string]slackfake.M{"tider.1.day": date(care.DateOf(time.Now()).Add(3)), "tider.1.time": clock("10:00")}))
	if err != nil || errs["tider.1.day"] != "Välj en tid framåt." {
		t.Errorf("errors %v, %v", errs, err)
	}
}

func TestFormIsFilledInFromTheCase(t *testing.T) {
	r := newRig(t, kit{})
	r.desk.choices = []channels.Choice{{Value: "htj-norra", Label: "Hemtjänst Norra AB"}, {Value: "htj-norra-2", Label: "Hemtjänst Norra AB, natt"}}
	c := example()
	for act, want := range map[string][]string{
		"beslut":              {`"initial_date": "` + c.From.String(), `"initial_date": "` + c.End.String(), `"value": "htj-norra"`, "Hemtjänst Norra AB", "Jag har kontrollerat mottagaren"},
		"begar_komplettering": {`"initial_options": [`, "Syfte med egenvården", "Slutdatum", "Minuter per gång"},
		"foresla_samtal":      {`"initial_value": "20"`, "Rehab Skärholmen får förslagen med mejl"},
		"ansokan":             {`"initial_date": "` + care.DateOf(time.Now()).String(), "SK-2026-0042 · Blå Tall · steg 2 av 6"},
	} {
		who := opened(t, r, act)
		drawn := string(marshal(t, who.Modal()))
		for _, w := range want {
			if !strings.Contains(drawn, w) {
				t.Errorf("%s: no %q in %s", act, w, drawn)
			}
		}
		who.CloseModal()
	}
}

// TestSlowFormIsOpenedAtOnce: the trigger lives for three seconds.
func TestSlowFormIsOpenedAtOnce(t *testing.T) {
	r := newRig(t, kit{slack: func(s *Slack) { s.quick = 10 * time.Millisecond }})
	c := example()
	card, who := r.card(t, c), r.Human(anna)
	goOn := r.desk.stop()
	if err := who.Click(room, ts(t, card), "act:begar_komplettering"); err != nil {
		t.Fatal(err)
	}
	shows(t, who, r.slack.words.Modal.Loading)
	goOn()
	shows(t, who, "Fält som ska kompletteras")
}

// shows waits until the modal says what is wanted.
func shows(t *testing.T, who slackfake.Human, want string) {
	t.Helper()
	channeltest.Until(t, want, func() bool { return strings.Contains(string(marshal(t, who.Modal())), want) })
}

// slow is a workspace whose people wait for nothing long.
func slow() kit {
	return kit{
		fake:  func(c *slackfake.Config) { c.AckTimeout = time.Second },
		slack: func(s *Slack) { s.soon = 20 * time.Millisecond },
	}
}

// TestSlowDeskAnswersInTheForm: a form is not acknowledged before it is stored, and
// stays open until there is an answer to show in it.
func TestSlowDeskAnswersInTheForm(t *testing.T) {
	r := newRig(t, slow())
	who := opened(t, r, "ansokan")
	goOn := r.desk.stop()
	filled := inputs(map[string]slackfake.M{"datum": date(care.DateOf(time.Now()))})
	if _, err := who.Submit(filled); !errors.Is(err, slackfake.ErrTimeout) {
		t.Fatalf("acknowledged before it is stored: %v", err)
	}
	goOn()
	shows(t, who, "Ansökan är noterad.")
}

func TestSlowRefusalKeepsWhatWasTyped(t *testing.T) {
	r := newRig(t, slow())
	r.desk.say = func(channels.Incoming) (channels.Verdict, error) {
		return channels.Verdict{Refused: map[string]string{"till": care.Needed}}, nil
	}
	who := opened(t, r, "fraga_vidare")
	goOn := r.desk.stop()
	if _, err := who.Submit(inputs(map[string]slackfake.M{"till": some("PVR"), "text": text("Min långa fråga")})); !errors.Is(err, slackfake.ErrTimeout) {
		t.Fatalf("acknowledged before it is stored: %v", err)
	}
	goOn()
	shows(t, who, "Till: Fyll i fältet.")
	shows(t, who, "Min långa fråga")
}

// TestFormOfSomebodyWhoHasLeft: who may act is asked again when it counts.
func TestFormOfSomebodyWhoHasLeft(t *testing.T) {
	r := newRig(t, kit{})
	r.desk.choices = []channels.Choice{{Value: "htj-norra", Label: "Hemtjänst Norra AB"}}
	who := opened(t, r, "beslut")
	r.desk.left = anna
	if options, err := who.Suggest(who.Modal()["id"].(string), "choose:provider", ""); err != nil || len(options) != 0 {
		t.Errorf("suggested %v, %v", options, err)
	}
	if errs, err := who.Submit(inputs(map[string]slackfake.M{"utfall": one("avslag")})); err != nil || len(errs) > 0 {
		t.Fatal(errs, err)
	}
	shows(t, who, r.slack.words.NotAllowed(nil))
	if n := len(r.desk.Taken()); n != 0 {
		t.Errorf("the desk took %d", n)
	}
}

// TestLikenessIsNoChoice: an utförare stands in the form only when the contact
// lists know exactly that name, and it once.
func TestLikenessIsNoChoice(t *testing.T) {
	night := channels.Choice{Value: "htj-natt", Label: "Hemtjänst Norra AB, natt"}
	day := channels.Choice{Value: "htj-norra", Label: "Hemtjänst Norra AB"}
	other := channels.Choice{Value: "htj-norra-2", Label: "Hemtjänst Norra AB"}
	for _, x := range []struct {
		known []channels.Choice
		want  bool
	}{{nil, false}, {[]channels.Choice{night}, false}, {[]channels.Choice{day, night}, true}, {[]channels.Choice{day, other}, false}} {
		r := newRig(t, kit{})
		r.desk.choices = x.known
		drawn := string(marshal(t, opened(t, r, "beslut").Modal()))
		if got := strings.Contains(drawn, `"value": "htj-`); got != x.want {
			t.Errorf("%v: chosen beforehand: %t, want %t", x.known, got, x.want)
		}
	}
}

func TestExpiredTriggerIsSaid(t *testing.T) {
	r := newRig(t, kit{})
	c := example()
	card := r.card(t, c)
	r.Fail("views.open", slackfake.Fault{Error: "expired_trigger_id"})
	if err := r.Human(anna).Click(room, ts(t, card), "act:begar_komplettering"); err != nil {
		t.Fatal(err)
	}
	if got := r.told(t, anna, 1); got != r.slack.words.Say.NotOpened {
		t.Errorf("told %q", got)
	}
}

func TestFormOfAnActThatHasPassed(t *testing.T) {
	r := newRig(t, kit{})
	c := example()
	card := r.card(t, c)
	c.Rev, c.Acts = 9, []string{"beslut"}
	r.desk.put(c)
	who := r.Human(anna)
	if err := who.Click(room, ts(t, card), "act:begar_komplettering"); err != nil {
		t.Fatal(err)
	}
	channeltest.Until(t, "word of it", func() bool { return who.Modal() != nil })
	if drawn := string(marshal(t, who.Modal())); !strings.Contains(drawn, r.slack.words.Say.Stale) {
		t.Errorf("the modal says %s", drawn)
	}
	if drawn := string(marshal(t, r.Messages(room))); strings.Contains(drawn, "act:begar_komplettering") {
		t.Error("the card has not been drawn anew")
	}
}

func TestTypeahead(t *testing.T) {
	r := newRig(t, kit{})
	r.desk.choices = []channels.Choice{{Value: "htj-norra", Label: "Hemtjänst Norra AB"}, {Value: "htj-sol", Label: strings.Repeat("Solglimten ", 30)}}
	who := opened(t, r, "forhandsbedomning")
	id := who.Modal()["id"].(string)
	for typed, want := range map[string]int{"norra": 1, "": 2, "finns inte": 0} {
		options, err := who.Suggest(id, "choose:provider", typed)
		if err != nil || len(options) != want {
			t.Errorf("%q: %d options, %v; want %d", typed, len(options), err, want)
		}
	}
}

// TestFormShowsTheRecipient: whoever sends documents sees in clear who gets them.
func TestFormShowsTheRecipient(t *testing.T) {
	w := words{Chat: templates.ChatWords(), forms: templates.Forms()}
	c := example()
	c.HTJ = "Tranbärets Hemtjänst AB"
	for _, act := range []string{"beslut", "valj_utforare", "godkann_adress", "byt_utforare"} {
		c.Reach, c.Mailed = "samordning@tranbaret.example", true
		if got := w.fill(w.forms[act].Intro, c); !strings.Contains(got, "Tranbärets Hemtjänst AB, som får beställningen och intyget till samordning@tranbaret.example") {
			t.Errorf("%s: %s", act, got)
		}
		c.Mailed = false
		if got := w.fill(w.forms[act].Intro, c); !strings.Contains(got, "dit du skickar handlingarna själv") || strings.Contains(got, "@") {
			t.Errorf("%s, carried: %s", act, got)
		}
	}
}
