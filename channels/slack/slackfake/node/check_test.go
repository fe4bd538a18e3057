package node

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"example.org/stegvis/channels/slack/slackfake"
)

// TestManifest has the bot's own manifest judged, which says scopes and events
// by names that are easily got wrong, and that manifest with mistakes in it.
func TestManifest(t *testing.T) {
	data, err := os.ReadFile("../../manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	docs := []slackfake.Document{manifest(t, string(data))}
	mistakes := [][2]string{
		{"- chat:write", "- chat:writes"},
		{"- message.im", "- message.dm"},
		{"always_online:", "allways_online:"},
		{"is_enabled: true", "is_enabled: sure"},
		{"should_escape: true", "should_escape: sometimes"},
	}
	for _, m := range mistakes {
		wrong := strings.Replace(string(data), m[0], m[1], 1)
		if wrong == string(data) {
			t.Fatalf("the manifest does not hold %q", m[0])
		}
		docs = append(docs, manifest(t, wrong))
	}
	verdict := Check(t, docs)
	if verdict[0] != nil {
		t.Errorf("the manifest: %q", verdict[0])
	}
	for i, m := range mistakes {
		if verdict[i+1] == nil {
			t.Errorf("%q is not seen", m[1])
		}
	}
}

func manifest(t *testing.T, yaml string) slackfake.Document {
	t.Helper()
	m, err := slackfake.ReadManifest([]byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return slackfake.Document{Kind: "manifest", JSON: m}
}

// The documents below use every block and element there is a use for.
const (
	goodBlocks = `[
{"type":"header","block_id":"h","text":{"type":"plain_text","text":"SK-2026-0147","emoji":true}},
{"type":"section","fields":[{"type":"mrkdwn","text":"*Nästa steg*","verbatim":true},{"type":"plain_text","text":"Boka"}],
 "accessory":{"type":"button","action_id":"see","text":{"type":"plain_text","text":"Visa"},"value":"v1|x|3","style":"primary"}},
{"type":"actions","elements":[
 {"type":"button","action_id":"a","text":{"type":"plain_text","text":"Ta"},"confirm":{"title":{"type":"plain_text","text":"T"},"text":{"type":"plain_text","text":"S"},"confirm":{"type":"plain_text","text":"J"},"deny":{"type":"plain_text","text":"N"}}},
 {"type":"overflow","action_id":"o","options":[{"text":{"type":"plain_text","text":"Historik"},"value":"h"}]},
 {"type":"datepicker","action_id":"d","initial_date":"2026-12-01"},
 {"type":"static_select","action_id":"s","options":[{"text":{"type":"plain_text","text":"Ett"},"value":"1"}]}]},
{"type":"divider"},
{"type":"context","elements":[{"type":"plain_text","text":"Inga personuppgifter i Slack."}]}]`
	goodModal = `{"type":"modal","callback_id":"c","private_metadata":"m","notify_on_close":true,
"title":{"type":"plain_text","text":"Beslut"},"submit":{"type":"plain_text","text":"Spara"},"close":{"type":"plain_text","text":"Avbryt"},"blocks":[
{"type":"input","block_id":"a","label":{"type":"plain_text","text":"Dag"},"element":{"type":"datepicker","action_id":"v"}},
{"type":"input","block_id":"b","label":{"type":"plain_text","text":"Tid"},"element":{"type":"timepicker","action_id":"v","initial_time":"10:00"}},
{"type":"input","block_id":"c","label":{"type":"plain_text","text":"Vem"},"element":{"type":"external_select","action_id":"v","min_query_length":1}},
{"type":"input","block_id":"d","optional":true,"hint":{"type":"plain_text","text":"Tips"},"label":{"type":"plain_text","text":"Text"},"element":{"type":"plain_text_input","action_id":"v","multiline":true,"max_length":1000}},
{"type":"input","block_id":"e","label":{"type":"plain_text","text":"Antal"},"element":{"type":"number_input","action_id":"v","is_decimal_allowed":false,"min_value":"1"}},
{"type":"input","block_id":"f","label":{"type":"plain_text","text":"Val"},"element":{"type":"radio_buttons","action_id":"v","options":[{"text":{"type":"plain_text","text":"Ja"},"value":"ja"}]}},
{"type":"input","block_id":"g","label":{"type":"plain_text","text":"Kryss"},"element":{"type":"checkboxes","action_id":"v","options":[{"text":{"type":"plain_text","text":"Ja"},"value":"ja"}]}}]}`
)

// TestTypesAndLimits is the negative control of both judges: the types must
// see every mistake in form, the limits every mistake in measure, and neither
// may see one where there is none.
func TestTypesAndLimits(t *testing.T) {
	long := strings.Repeat("å", 3001)
	rows := []struct {
		name, kind, json, old, new string
		types, limits              bool // who must object
	}{
		{"blocks", "blocks", goodBlocks, "", "", false, false},
		{"modal", "view", goodModal, "", "", false, false},
		{"home", "view", `{"type":"home","blocks":` + goodBlocks + `}`, "", "", false, false},
		{"errors", "ack", `{"response_action":"errors","errors":{"a":"Fel"}}`, "", "", false, false},
		{"clear", "ack", `{"response_action":"clear"}`, "", "", false, false},
		{"update", "ack", `{"response_action":"update","view":` + goodModal + `}`, "", "", false, false},
		{"options", "ack", `{"options":[{"text":{"type":"plain_text","text":"Ett"},"value":"1"}]}`, "", "", false, false},
		{"message", "ack", `{"response_type":"ephemeral","text":"Hej"}`, "", "", false, false},
		{"metadata", "metadata", `{"event_type":"stegvis_outbox","event_payload":{"outbox_id":"1"}}`, "", "", false, false},

		{"bad style", "blocks", goodBlocks, `"style":"primary"`, `"style":"big"`, true, true},
		{"unknown key", "blocks", goodBlocks, `"style":"primary"`, `"colour":"red"`, true, true},
		{"mrkdwn in a header", "blocks", goodBlocks, `"text":{"type":"plain_text","text":"SK-2026-0147","emoji":true}`, `"text":{"type":"mrkdwn","text":"x"}`, true, true},
		{"unknown block", "blocks", goodBlocks, `"type":"divider"`, `"type":"dividers"`, true, true},
		{"input in a row", "blocks", goodBlocks, `{"type":"datepicker","action_id":"d","initial_date":"2026-12-01"}`, `{"type":"plain_text_input","action_id":"d"}`, true, true},
		{"a number as value", "blocks", goodBlocks, `"value":"v1|x|3"`, `"value":3`, true, true},
		{"an option without text", "blocks", goodBlocks, `{"text":{"type":"plain_text","text":"Historik"},"value":"h"}`, `{"value":"h"}`, true, true},
		{"no title", "view", goodModal, `"title":{"type":"plain_text","text":"Beslut"},`, ``, true, true},
		{"mrkdwn label", "view", goodModal, `{"type":"plain_text","text":"Dag"}`, `{"type":"mrkdwn","text":"Dag"}`, true, true},
		{"unknown view", "view", goodModal, `"type":"modal"`, `"type":"sheet"`, true, true},
		{"a flag as text", "view", goodModal, `"optional":true`, `"optional":"yes"`, true, true},
		{"unknown action", "ack", `{"response_action":"close"}`, "", "", true, true},
		{"errors without any", "ack", `{"response_action":"errors"}`, "", "", true, true},
		{"metadata without payload", "metadata", `{"event_type":"x"}`, "", "", true, false},

		{"too long", "blocks", goodBlocks, "*Nästa steg*", long, false, true},
		{"long title", "view", goodModal, `"text":"Beslut"`, `"text":"en rubrik som är för lång"`, false, true},
		{"the same action twice", "blocks", goodBlocks, `"action_id":"o"`, `"action_id":"a"`, false, true},
		{"the same block twice", "view", goodModal, `"block_id":"b"`, `"block_id":"a"`, false, true},
		{"no submit", "view", goodModal, `"submit":{"type":"plain_text","text":"Spara"},`, ``, false, true},
		{"an impossible day", "blocks", goodBlocks, "2026-12-01", "2026-13-01", false, true},
		{"an empty text", "blocks", goodBlocks, `"text":"Visa"`, `"text":""`, false, true},
	}
	var docs []slackfake.Document
	for _, r := range rows {
		text := strings.Replace(r.json, r.old, r.new, 1)
		if r.old != "" && text == r.json {
			t.Fatalf("%s: nothing was changed", r.name)
		}
		var x any
		if err := json.Unmarshal([]byte(text), &x); err != nil {
			t.Fatalf("%s: %v", r.name, err)
		}
		docs = append(docs, slackfake.Document{Kind: r.kind, JSON: x})
	}
	verdict := Check(t, docs)
	for i, r := range rows {
		if got := verdict[i] != nil; got != r.types {
			t.Errorf("%s: the types object: %v, want %v: %q", r.name, got, r.types, verdict[i])
		}
		if said := slackfake.CheckDocument(docs[i]); (said != nil) != r.limits {
			t.Errorf("%s: the limits object: %v, want %v: %q", r.name, said != nil, r.limits, said)
		}
	}
}
