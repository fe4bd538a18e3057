package slackfake

import (
	"testing"
	"time"
)

func TestTypedText(t *testing.T) {
	r := newRig(t, nil)
	for typed, want := range map[string]string{
		"Ja":                             "Ja",
		"a < b & c > d":                  "a &lt; b &amp; c &gt; d",
		"@stegvis hej":                   "<@U0STEGVIS> hej",
		"@bih och @okänd":                "<!subteam^S0BIH> och @okänd",
		"<@U0ANNA|anna> <#C0BIH|x>":      "<@U0ANNA> <#C0BIH|x>",
		"skriv till anna@bih.example.":   "skriv till <mailto:anna@bih.example|anna@bih.example>.",
		"se https://x.example/a?b=1&c=2": "se <https://x.example/a?b=1&amp;c=2>",
		"<https://x.example|den>":        "<https://x.example|den>",
		"<!channel> & &amp;":             "&lt;!channel&gt; &amp; &amp;",
		"":                               "",
	} {
		ts, err := r.Human(anna).Post(room1, typed)
		if err != nil {
			t.Fatal(err)
		}
		m := last(r.Messages(room1))
		if m["ts"] != ts {
			t.Fatalf("%q: not the last", typed)
		}
		if m["text"] != want {
			t.Errorf("%q: got %q, want %q", typed, m["text"], want)
		}
		if m["blocks"] != nil && CheckBlocks(m["blocks"]) != nil {
			t.Errorf("%q: %q", typed, CheckBlocks(m["blocks"]))
		}
	}
}

func FuzzTypedText(f *testing.F) {
	for _, s := range []string{"<@U0ANNA>", "&amp;<", "a@b.se", "http://", "<https://x|<", "@bih"} {
		f.Add(s)
	}
	fake, err := New(Config{Manifest: []byte("features:\n  x: true\n"), Groups: []Group{{ID: "S0BIH", Handle: "bih"}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		text, rich := fake.wire(typed)
		if (text == "") != (typed == "") || (len(rich) == 0) != (typed == "") {
			t.Errorf("%q became %q", typed, text)
		}
		depth := 0
		for _, c := range text {
			switch c {
			case '<':
				depth++
			case '>':
				depth--
			}
			if depth < 0 || depth > 1 {
				t.Fatalf("%q became %q: brackets out of order", typed, text)
			}
		}
	})
}

func TestPeopleMayNot(t *testing.T) {
	r := newRig(t, own("messages_tab_read_only_enabled: false", "messages_tab_read_only_enabled: true"))
	ts, _ := r.Human(anna).Post(room1, "mitt")
	for name, err := range map[string]error{
		"edit another's":    r.Human(omar).Edit(room1, ts, "ditt"),
		"delete another's":  r.Human(omar).Delete(room1, ts),
		"react to nothing":  r.Human(omar).React(room1, "1.1", "eyes"),
		"click on nothing":  r.Human(omar).Click(room1, "1.1", "a"),
		"click on no other": r.Human(omar).Click("C0OPEN", ts, "a"),
		"use no shortcut":   r.Human(omar).Shortcut("other", room1, ts),
	} {
		if err == nil {
			t.Errorf("%s: may", name)
		}
	}
	if _, err := r.Human(omar).Post("C0OPEN", "utifrån"); err == nil {
		t.Error("posted where he is not")
	}
	if _, err := r.Human(omar).Reply(room1, "1.1", "på inget"); err == nil {
		t.Error("answered nothing")
	}
	if _, err := r.Human(omar).Post(r.Human(omar).DM(), "hej"); err == nil {
		t.Error("wrote to an app that takes no messages")
	}
	r.refused("messages_tab_disabled", "chat.postMessage", M{"channel": omar, "text": "x"})
	r.Archive(room1)
	if err := r.Human(anna).Edit(room1, ts, "nu"); err == nil {
		t.Error("edited in an archive")
	}
}

func TestChoosing(t *testing.T) {
	r := newRig(t, nil)
	a := r.connect(nil)
	a.next(t, "hello")
	ts := r.must("chat.postMessage", M{"channel": room1, "text": "kort", "blocks": buttons})["ts"].(string)
	if err := r.Human(anna).Choose(room1, ts, "s", "Två"); err != nil {
		t.Fatal(err)
	}
	e := a.next(t, "interactive")
	if at(t, e, "payload.actions.selected_option.value") != "2" || at(t, e, "payload.state.values.b.s.selected_option.value") != "2" {
		t.Errorf("got %v", e)
	}
	if err := r.Human(anna).Choose(room1, ts, "s", "Tre"); err == nil {
		t.Error("chose what is not there")
	}
	if err := r.Human(anna).Shortcut("link_message", room1, ts); err != nil {
		t.Fatal(err)
	}
	if e := a.next(t, "interactive"); at(t, e, "payload.message_ts") != ts || at(t, e, "payload.callback_id") != "link_message" {
		t.Errorf("got %v", e)
	}
}

func TestTriggerAndHome(t *testing.T) {
	r := newRig(t, nil)
	a := r.connect(nil)
	a.next(t, "hello")
	r.Human(anna).Slash(room1, "/stegvis", "till @omar & @okänd")
	e := a.next(t, "slash_commands")
	if got := at(t, e, "payload.text"); got != "till <@U0OMAR|omar> & @okänd" {
		t.Errorf("text %q", got)
	}
	r.pass(3*time.Second + time.Millisecond)
	r.refused("expired_trigger_id", "views.open", M{"trigger_id": at(t, e, "payload.trigger_id"), "view": form})

	r.Human(anna).OpenHome()
	if e := a.next(t, "events_api"); at(t, e, "payload.event.type") != "app_home_opened" || at(t, e, "payload.event.view") != nil {
		t.Errorf("got %v", e)
	}
	r.must("views.publish", M{"user_id": anna, "view": M{"type": "home", "blocks": buttons}})
	home := r.Human(anna).Home()
	if err := r.Human(anna).ClickView(home["id"].(string), "a", nil, nil); err != nil {
		t.Error(err)
	}
	if e := a.next(t, "interactive"); at(t, e, "payload.view.type") != "home" {
		t.Errorf("got %v", e)
	}
	r.must("views.publish", M{"user_id": anna, "hash": home["hash"], "view": M{"type": "home", "blocks": []any{}}})
	r.refused("hash_conflict", "views.publish", M{"user_id": anna, "hash": home["hash"], "view": M{"type": "home", "blocks": []any{}}})
	if r.Human(omar).Home() != nil {
		t.Error("a Home that nobody has published")
	}
}

func last(msgs []M) M { return msgs[len(msgs)-1] }
