package slackfake

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestThreadsAndHistory(t *testing.T) {
	r := newRig(t, nil)
	root := r.must("chat.postMessage", M{"channel": room1, "text": "rot"})["ts"]
	var replies []any
	for i := range 5 {
		replies = append(replies, r.must("chat.postMessage", M{"channel": room1, "text": fmt.Sprint(i), "thread_ts": root})["ts"])
	}
	under := r.must("chat.postMessage", M{"channel": room1, "text": "svar på svar", "thread_ts": replies[0]})
	if at(t, under, "message.thread_ts") != root {
		t.Errorf("an answer to an answer is in thread %v", at(t, under, "message.thread_ts"))
	}
	var got []any
	for cursor := ""; ; {
		page := r.must("conversations.replies", M{"channel": room1, "ts": root, "limit": 2, "cursor": cursor})
		msgs := page["messages"].([]any)
		if asMap(msgs[0])["ts"] != root || asMap(msgs[0])["reply_count"] != 6.0 {
			t.Errorf("the page begins with %v", msgs[0])
		}
		got = append(got, msgs[1:]...)
		if page["has_more"] != true {
			break
		}
		cursor = at(t, page, "response_metadata.next_cursor").(string)
	}
	if len(got) != 6 || asMap(got[0])["ts"] != replies[0] || asMap(got[5])["ts"] != under["ts"] {
		t.Errorf("%d answers: %v", len(got), got)
	}
	if n := len(r.must("conversations.history", M{"channel": room1})["messages"].([]any)); n != 1 {
		t.Errorf("%d messages in the channel", n)
	}
	since := r.must("conversations.replies", M{"channel": room1, "ts": root, "oldest": replies[3]})["messages"].([]any)
	if len(since) != 3 {
		t.Errorf("%d since the fourth, with the parent", len(since))
	}
	r.refused("thread_not_found", "conversations.replies", M{"channel": room1, "ts": "1.1"})
}

func TestDeleting(t *testing.T) {
	r := newRig(t, nil)
	a := r.connect(nil)
	root := r.must("chat.postMessage", M{"channel": room1, "text": "rot", "blocks": buttons})["ts"].(string)
	reply := r.must("chat.postMessage", M{"channel": room1, "text": "svar", "thread_ts": root})["ts"].(string)
	r.must("chat.delete", M{"channel": room1, "ts": root})
	if m := r.Messages(room1)[0]; m["subtype"] != "tombstone" || m["blocks"] != nil {
		t.Errorf("left: %v", m)
	}
	r.refused("cant_update_message", "chat.update", M{"channel": room1, "ts": root, "text": "x"})
	r.DeleteMessage(room1, reply)
	r.refused("message_not_found", "chat.update", M{"channel": room1, "ts": reply, "text": "x"})
	kinds := []any{}
	for range 4 {
		kinds = append(kinds, at(t, a.next(t, "events_api"), "payload.event.subtype"))
	}
	if got := fmt.Sprint(kinds); got != "[<nil> <nil> message_changed message_deleted]" {
		t.Errorf("events %s", got)
	}
	hers, _ := r.Human(anna).Post(room1, "mitt")
	r.refused("cant_delete_message", "chat.delete", M{"channel": room1, "ts": hers})
	if err := r.Human(anna).Delete(room1, hers); err != nil {
		t.Error(err)
	}
	r.refused("message_not_found", "chat.delete", M{"channel": room1, "ts": hers})
}

func TestRefusedPosts(t *testing.T) {
	r := newRig(t, func(c *Config) {
		c.Channels = append(c.Channels, Channel{ID: "C0SECRET", Private: true, Members: []string{anna}})
	})
	for name, x := range map[string]struct {
		code string
		args M
	}{
		"nowhere":         {"channel_not_found", M{"channel": "C404", "text": "x"}},
		"a secret":        {"channel_not_found", M{"channel": "C0SECRET", "text": "x"}},
		"not a member":    {"not_in_channel", M{"channel": "#allmant", "text": "x"}},
		"nothing":         {"no_text", M{"channel": room1}},
		"empty blocks":    {"no_text", M{"channel": room1, "blocks": []any{}}},
		"no thread":       {"thread_not_found", M{"channel": room1, "text": "x", "thread_ts": "1.1"}},
		"blocks as text":  {"invalid_blocks_format", M{"channel": room1, "text": "x", "blocks": "{"}},
		"blocks as one":   {"invalid_blocks_format", M{"channel": room1, "text": "x", "blocks": M{}}},
		"bad blocks":      {"invalid_blocks", M{"channel": room1, "text": "x", "blocks": []any{M{"type": "x"}}}},
		"metadata":        {"invalid_metadata_format", M{"channel": room1, "text": "x", "metadata": "x"}},
		"empty metadata":  {"invalid_metadata_schema", M{"channel": room1, "text": "x", "metadata": M{"event_type": "x"}}},
		"bad attachments": {"invalid_attachments", M{"channel": room1, "text": "x", "attachments": "["}},
	} {
		if resp := r.call("chat.postMessage", x.args); resp["error"] != x.code {
			t.Errorf("%s: got %v, want %s", name, resp, x.code)
		}
	}
	if len(r.Messages(room1)) != 0 {
		t.Error("something was posted")
	}
	long := r.must("chat.postMessage", M{"channel": room1, "text": strings.Repeat("å", 40001)})
	if n := len([]rune(at(t, long, "message.text").(string))); n != 40000 {
		t.Errorf("%d characters", n)
	}
	r.refused("msg_too_long", "chat.update", M{"channel": room1, "ts": long["ts"], "text": strings.Repeat("å", 4001)})
	r.refused("user_not_in_channel", "chat.postEphemeral", M{"channel": room1, "user": "U404", "text": "x"})
}

func TestReactions(t *testing.T) {
	r := newRig(t, nil)
	ts, _ := r.Human(anna).Post(room1, "hej")
	eyes := M{"channel": room1, "timestamp": ts, "name": "eyes"}
	r.must("reactions.add", eyes)
	r.refused("already_reacted", "reactions.add", eyes)
	if err := r.Human(omar).React(room1, ts, ":eyes:"); err != nil {
		t.Error(err)
	}
	if at(t, r.Messages(room1)[0], "reactions.count") != 2.0 {
		t.Errorf("reactions %v", r.Messages(room1)[0]["reactions"])
	}
	if err := r.Human(omar).Unreact(room1, ts, "eyes"); err != nil {
		t.Error(err)
	}
	r.must("reactions.remove", eyes)
	r.refused("no_reaction", "reactions.remove", eyes)
	r.refused("invalid_name", "reactions.add", M{"channel": room1, "timestamp": ts})
}

func TestFiles(t *testing.T) {
	r := newRig(t, own("      - chat:write\n", "      - chat:write\n      - files:write\n      - files:read\n"))
	up := r.must("files.getUploadURLExternal", M{"filename": "a.csv", "length": 3})
	done := M{"files": []any{M{"id": up["file_id"], "title": "Statistik"}}, "channel_id": room1, "initial_comment": "Se bilaga"}
	r.refused("file_not_found", "files.completeUploadExternal", done)
	res, err := http.Post(up["upload_url"].(string), "application/octet-stream", strings.NewReader("a;b"))
	if err != nil || readAll(t, res) != "OK - 3" {
		t.Fatal(err)
	}
	file := at(t, r.must("files.completeUploadExternal", done), "files.url_private").(string)
	if got := at(t, r.Messages(room1)[0], "files.title"); got != "Statistik" {
		t.Errorf("shared %v", got)
	}
	for _, token := range []string{"", BotToken} {
		req, _ := http.NewRequest("GET", file, nil)
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if got := readAll(t, res); (got == "a;b") != (token != "") {
			t.Errorf("with token %q: %q", token, got)
		}
	}
	record := r.Requests()
	if i := len(record) - 2; record[i].Kind != Upload || record[i].Body != "a;b" {
		t.Errorf("the content is not on record: %+v", record)
	}
}

func TestDocuments(t *testing.T) {
	r := newRig(t, nil)
	r.must("chat.postMessage", M{"channel": room1, "text": "x", "blocks": buttons, "metadata": M{"event_type": "x", "event_payload": M{"id": "1"}}})
	r.must("views.publish", M{"user_id": anna, "view": M{"type": "home", "blocks": buttons}})
	a := r.connect(func(e M) (M, bool) { return M{"text": "Hej"}, true })
	a.next(t, "hello")
	r.Human(anna).Slash(room1, "/stegvis", "")
	kinds := map[string]int{}
	for _, d := range r.Documents() {
		kinds[d.Kind]++
		if said := CheckDocument(d); said != nil {
			t.Errorf("%s: %q", d.Kind, said)
		}
	}
	if kinds["blocks"] != 1 || kinds["metadata"] != 1 || kinds["view"] != 1 || kinds["ack"] == 0 {
		t.Errorf("documents %v", kinds)
	}
}
