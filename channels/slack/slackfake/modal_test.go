package slackfake

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

var form = M{"type": "modal", "callback_id": "beslut", "notify_on_close": true,
	"title": M{"type": "plain_text", "text": "Beslut"}, "submit": M{"type": "plain_text", "text": "Spara"},
	"blocks": []any{
		field("dag", M{"type": "datepicker", "initial_date": "2026-12-01"}),
		field("tid", M{"type": "timepicker"}),
		field("minuter", M{"type": "number_input", "is_decimal_allowed": false, "min_value": "1", "max_value": "600"}),
		field("vem", M{"type": "external_select", "min_query_length": 1}),
		field("val", M{"type": "radio_buttons", "options": options("Bifall", "Avslag")}),
		field("flera", M{"type": "checkboxes", "options": options("PVR", "HTJ", "BIH")}),
		optionalField("text", M{"type": "plain_text_input", "max_length": 10}),
		M{"type": "actions", "block_id": "mer", "elements": []any{
			M{"type": "static_select", "action_id": "enhet", "options": options("Norr", "Syd")},
			M{"type": "button", "action_id": "fler", "text": M{"type": "plain_text", "text": "Fler"}},
		}},
	}}

func field(id string, element M) M {
	element["action_id"] = "v"
	return M{"type": "input", "block_id": id, "label": M{"type": "plain_text", "text": id}, "element": element}
}

func optionalField(id string, element M) M {
	f := field(id, element)
	f["optional"] = true
	return f
}

func options(texts ...string) []any {
	var out []any
	for _, t := range texts {
		out = append(out, M{"text": M{"type": "plain_text", "text": t}, "value": "v-" + t})
	}
	return out
}

// openForm connects an app that answers forms with what is in answer, and has
// Anna open the form.
func openForm(t *testing.T, answer *box) (*rig, Human) {
	t.Helper()
	r := newRig(t, nil)
	a := r.connect(func(e M) (M, bool) {
		switch asMap(e["payload"])["type"] {
		case "block_suggestion":
			return M{"options": options("Hemtjänst " + asMap(e["payload"])["value"].(string))}, true
		case "view_submission":
			return answer.get(), true
		}
		return nil, true
	})
	a.next(t, "hello")
	if err := r.Human(anna).Slash(room1, "/stegvis", "beslut"); err != nil {
		t.Fatal(err)
	}
	trigger := at(t, a.next(t, "slash_commands"), "payload.trigger_id")
	r.must("views.open", M{"trigger_id": trigger, "view": form})
	return r, r.Human(anna)
}

func TestForm(t *testing.T) {
	var answer box
	_, who := openForm(t, &answer)
	errs, err := who.SubmitForm(Form{"minuter": "0", "text": "elva tecken"})
	want := M{"tid": Required, "minuter": OutOfRange, "vem": Required, "val": Required, "flera": Required, "text": TooLong}
	if d := cmp.Diff(want, errs); err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	state, err := who.Fill(Form{"tid": "10:00", "minuter": "20", "vem": "Norr", "val": "Bifall", "flera": "v-PVR,HTJ"})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]any{
		"dag.v.selected_date": "2026-12-01", "tid.v.selected_time": "10:00", "minuter.v.value": "20",
		"vem.v.selected_option.value": "v-Hemtjänst Norr", "val.v.selected_option.value": "v-Bifall",
		"text.v.type": "plain_text_input", "text.v.value": nil, "mer.enhet.type": "static_select", "mer.enhet.selected_option": nil,
	} {
		if got := at(t, state, path); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
	if n := len(asList(at(t, state, "flera.v.selected_options"))); n != 2 {
		t.Errorf("%d chosen", n)
	}
	for _, bad := range []Form{{"val": "Kanske"}, {"finns inte": "x"}} {
		if _, err := who.Fill(bad); err == nil {
			t.Errorf("%v was filled in", bad)
		}
	}
	answer.put(M{"response_action": "errors", "errors": M{"dag": "För tidigt"}})
	if errs, err := who.Submit(state); err != nil || errs["dag"] != "För tidigt" || who.Modal() == nil {
		t.Errorf("got %v, %v", errs, err)
	}
	answer.put(nil)
	if errs, err := who.Submit(state); err != nil || errs != nil || who.Modal() != nil {
		t.Errorf("got %v, %v", errs, err)
	}
}

// TestBadAnswersToForms: what Slack would refuse is an error, and the form
// stays.
func TestBadAnswersToForms(t *testing.T) {
	var answer box
	_, who := openForm(t, &answer)
	state, err := who.Fill(Form{"tid": "10:00", "minuter": "20", "vem": "x", "val": "Bifall", "flera": "PVR"})
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]M{
		"errors at no input":  {"response_action": "errors", "errors": M{"mer": "x"}},
		"errors at nothing":   {"response_action": "errors", "errors": M{"finns inte": "x"}},
		"no errors":           {"response_action": "errors"},
		"an empty error":      {"response_action": "errors", "errors": M{"dag": ""}},
		"an unknown action":   {"response_action": "close"},
		"an update to home":   {"response_action": "update", "view": M{"type": "home", "blocks": []any{}}},
		"a title that's long": {"response_action": "push", "view": M{"type": "modal", "title": M{"type": "plain_text", "text": "en rubrik som är för lång"}, "blocks": []any{}}},
	} {
		answer.put(bad)
		if errs, err := who.Submit(state); err == nil || who.Modal() == nil || who.Toast() == "" {
			t.Errorf("%s: got %v, %v", name, errs, err)
		}
	}
}

func TestViewsInTheFace(t *testing.T) {
	var answer box
	r, who := openForm(t, &answer)
	v := who.Modal()
	id := v["id"].(string)
	if err := who.ClickView(id, "enhet", M{"selected_option": options("Syd")[0]}, nil); err != nil {
		t.Error(err)
	}
	if err := r.Human(omar).ClickView(id, "fler", nil, nil); err == nil {
		t.Error("clicked in another's modal")
	}
	r.refused("hash_conflict", "views.update", M{"view_id": id, "hash": "old", "view": form})
	r.must("views.update", M{"view_id": id, "hash": v["hash"], "view": form})
	who.CloseModal()
	if who.Modal() != nil {
		t.Error("still open")
	}
	r.refused("not_found", "views.update", M{"view_id": id, "view": form})
	r.refused("invalid_trigger_id", "views.open", M{"trigger_id": "1.2.3", "view": form})
	r.refused("invalid_arguments", "views.open", M{"trigger_id": "1.2.3", "view": M{"type": "home", "blocks": []any{}}})
	big := M{"type": "modal", "title": M{"type": "plain_text", "text": "x"}, "private_metadata": string(make([]byte, 300*1024)), "blocks": []any{}}
	r.refused("view_too_large", "views.open", M{"trigger_id": "1.2.3", "view": big})
}

func TestExternalID(t *testing.T) {
	var answer box
	r, who := openForm(t, &answer)
	named := clone(form)
	named["external_id"] = "one"
	r.must("views.update", M{"view_id": who.Modal()["id"], "view": named})
	r.must("views.update", M{"external_id": "one", "view": named})
	trigger := func() string {
		r.Fake.mu.Lock()
		defer r.Fake.mu.Unlock()
		return r.newTrigger(anna)
	}
	r.refused("duplicate_external_id", "views.push", M{"trigger_id": trigger(), "view": named})
	r.must("views.push", M{"trigger_id": trigger(), "view": form})
	if root := who.Modal()["root_view_id"]; root == who.Modal()["id"] {
		t.Error("the second modal is its own root")
	}
}
