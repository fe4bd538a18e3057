package slack

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/secret"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/slack/slackfake"
)

func letter(token, text string, answers ...string) channels.Outgoing {
	return channels.Outgoing{
		Key: "SK-2026-0042/3/x", Token: token, Written: time.Now(), To: at(room), Case: "SK-2026-0042",
		Answers: answers, Subject: "[SK-2026-0042] Ämne", Text: text,
	}
}

func TestSendGoesIntoTheCardsThread(t *testing.T) {
	r := newRig(t, kit{idle: true})
	card := r.card(t, example())
	receipt, err := r.slack.Send(t.Context(), letter("t1", "PVR har svarat.\n\nSvara här.", "mail-receipt@bih.test", card))
	if err != nil {
		t.Fatal(err)
	}
	posts := r.Messages(room)
	if len(posts) != 2 || posts[1]["thread_ts"] != ts(t, card) || receipt != room+":"+posts[1]["ts"].(string) {
		t.Errorf("posted %v, receipt %q", posts, receipt)
	}
	for _, c := range r.Calls("chat.postMessage") {
		if c.Args["unfurl_links"] != "false" || c.Args["unfurl_media"] != "false" || c.Args["reply_broadcast"] != nil {
			t.Errorf("unfurled or broadcast: %v", c.Args)
		}
	}
}

// TestMentionCallsOnOne: exactly the one whose turn it is, and never a channel.
func TestMentionCallsOnOne(t *testing.T) {
	r := newRig(t, kit{idle: true})
	for token, user := range map[string]string{"t1": anna, "t2": "!channel", "t3": "S0GRUPP", "t4": "U1> <!here", "t5": ""} {
		m := letter(token, "Påminnelse <!channel> <@U0BO>")
		m.Mention = user
		if _, err := r.slack.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	var formatted []any
	for _, m := range r.Messages(room) {
		for _, b := range m["blocks"].([]any) {
			if said := b.(map[string]any)["text"].(map[string]any); said["type"] == "mrkdwn" {
				formatted = append(formatted, said["text"])
			}
		}
	}
	if !slices.Equal(formatted, []any{"<@U0ANNA>"}) {
		t.Errorf("formatted texts %q, want a mention of Anna and nothing else", formatted)
	}
}

func TestHostileTextMeansNothing(t *testing.T) {
	r := newRig(t, kit{idle: true})
	if _, err := r.slack.Send(t.Context(), letter("t1", hostile)); err != nil {
		t.Fatal(err)
	}
	m := r.Messages(room)[0]
	if got, want := m["text"], "&lt;!channel&gt; &lt;@U0ANNA&gt; &lt;https://evil.example|Öppna intyg&gt; &amp; *fet*\n:tada: {case}"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	for _, b := range m["blocks"].([]any) {
		said := b.(map[string]any)["text"].(map[string]any)
		if said["type"] != "plain_text" || said["text"] != hostile {
			t.Errorf("laid out as %v", said)
		}
	}
}

func TestLongTextIsNotCutOff(t *testing.T) {
	var b strings.Builder
	for n := range 2000 {
		b.WriteString(strings.Repeat("å", n%40) + "\n")
	}
	b.WriteString("sista raden")
	said := ""
	for _, block := range paragraphs(b.String()) {
		said += string(marshal(t, block))
	}
	if got, want := strings.Count(said, "å"), strings.Count(b.String(), "å"); got != want || !strings.Contains(said, "sista raden") {
		t.Errorf("%d of %d letters are left", got, want)
	}
}

func TestDocumentsDoNotGoIntoChat(t *testing.T) {
	r := newRig(t, kit{idle: true})
	m := letter("t1", "Intyget bifogas.")
	m.Files = []channels.File{{Name: "intyg.pdf", Type: "application/pdf", Data: []byte("%PDF")}}
	if _, err := r.slack.Send(t.Context(), m); !channels.IsPermanent(err) {
		t.Errorf("got %v, want a permanent error", err)
	}
	if n := len(r.Requests()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

// TestLostAnswerIsFoundAgain: the post got through, its answer did not. It must
// be called unknown, found by its metadata, and never posted twice.
func TestLostAnswerIsFoundAgain(t *testing.T) {
	for name, inThread := range map[string]bool{"at the top": false, "in a thread": true} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, kit{idle: true})
			m := letter("t1", "Hej")
			if inThread {
				m.Answers = []string{r.card(t, example())}
			}
			before := len(r.Messages(room))
			r.Fail("chat.postMessage", slackfake.Fault{DropAfter: true})
			if _, err := r.slack.Send(t.Context(), m); !channels.IsUnknown(err) {
				t.Fatalf("got %v, want an unknown outcome", err)
			}
			receipt, found, err := r.slack.Find(t.Context(), m)
			posts := r.Messages(room)
			if err != nil || !found || len(posts) != before+1 || receipt != room+":"+posts[before]["ts"].(string) {
				t.Errorf("Find = %q, %t, %v; %d messages", receipt, found, err, len(posts))
			}
		})
	}
}

func TestServerTroubleIsUnknown(t *testing.T) {
	for name, fault := range map[string]slackfake.Fault{"500": {Status: 500}, "internal": {Error: "internal_error"}} {
		r := newRig(t, kit{idle: true})
		r.Fail("chat.postMessage", fault)
		if _, err := r.slack.Send(t.Context(), letter("t1", "Hej")); !channels.IsUnknown(err) {
			t.Errorf("%s: got %v, want an unknown outcome", name, err)
		}
		if n := r.calls("chat.postMessage"); n != 1 {
			t.Errorf("%s: posted %d times: a post is never blindly tried again", name, n)
		}
	}
}

func TestNobodyThereIsPassing(t *testing.T) {
	r := newRig(t, kit{idle: true})
	r.Close()
	_, err := r.slack.Send(t.Context(), letter("t1", "Hej"))
	if err == nil || channels.IsUnknown(err) || channels.IsPermanent(err) {
		t.Errorf("got %v, want a passing error: nothing was ever sent", err)
	}
}

func TestRefusalIsPermanent(t *testing.T) {
	for _, word := range []string{"channel_not_found", "not_in_channel", "is_archived", "invalid_blocks"} {
		r := newRig(t, kit{idle: true})
		r.Fail("chat.postMessage", slackfake.Fault{Error: word})
		if _, err := r.slack.Send(t.Context(), letter("t1", "Hej")); !channels.IsPermanent(err) {
			t.Errorf("%s: got %v, want a permanent error", word, err)
		}
	}
}

func TestLimitIsWaitedOut(t *testing.T) {
	r := newRig(t, kit{idle: true})
	r.Fail("chat.postMessage", slackfake.Fault{Status: 429, RetryAfter: 1})
	begun := time.Now()
	if _, err := r.slack.Send(t.Context(), letter("t1", "Hej")); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took < time.Second || len(r.Messages(room)) != 1 {
		t.Errorf("posted %d messages after %v, want one after a second", len(r.Messages(room)), took)
	}
}

func TestLongLimitIsLeftToTheDesk(t *testing.T) {
	r := newRig(t, kit{idle: true})
	r.Fail("chat.postMessage", slackfake.Fault{Status: 429, RetryAfter: 3600})
	_, err := r.slack.Send(t.Context(), letter("t1", "Hej"))
	if err == nil || channels.IsUnknown(err) || channels.IsPermanent(err) {
		t.Errorf("got %v, want a passing error", err)
	}
}

// TestLimitWithoutEnd: whoever is told again and again to wait a little gives up, so
// that what goes by mail need not wait for chat.
func TestLimitWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, after := range []time.Duration{0, 10 * time.Second} {
			begun := time.Now()
			err := again(t.Context(), func() error { return &slack.RateLimitedError{RetryAfter: after} })
			if took := time.Since(begun); took > longestPause || !isLimited(err) {
				t.Errorf("given up after %v with %v", took, err)
			}
		}
	})
}

func TestPacerKeepsOneASecond(t *testing.T) {
	p, now := newPacer(), time.Unix(1000, 0)
	var waits []time.Duration
	for range 5 {
		waits = append(waits, p.turn("C1", now))
	}
	want := []time.Duration{0, 0, 0, time.Second, 2 * time.Second}
	for i := range want {
		if waits[i] != want[i] {
			t.Fatalf("waits %v, want %v", waits, want)
		}
	}
	if w := p.turn("C2", now); w != 0 {
		t.Errorf("another channel waits %v", w)
	}
}

func TestCardIsChangedInPlace(t *testing.T) {
	r := newRig(t, kit{idle: true})
	c := example()
	first := r.card(t, c)
	c.Step, c.Rev = care.Startup, 8
	again, err := r.slack.Show(t.Context(), channels.Card{Token: "tok-SK-2026-0042", To: at(room), Receipt: first, Case: c})
	if err != nil || again != first {
		t.Fatalf("Show = %q, %v; want %q", again, err, first)
	}
	posts := r.Messages(room)
	if len(posts) != 1 || !strings.Contains(string(marshal(t, posts[0])), "steg 3 av 6") {
		t.Errorf("in the channel: %s", marshal(t, posts))
	}
	if _, err := r.slack.Show(t.Context(), channels.Card{Token: "x", To: at(room), Receipt: first, Case: c}); err != nil || r.calls("chat.update") != 1 {
		t.Errorf("a card that has not changed was drawn %d times, err %v", r.calls("chat.update"), err)
	}
}

func TestCardThatIsGoneIsPutUpAnew(t *testing.T) {
	for _, word := range []string{"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"} {
		r := newRig(t, kit{idle: true})
		c := example()
		first := r.card(t, c)
		r.Fail("chat.update", slackfake.Fault{Error: word})
		c.Rev++
		again, err := r.slack.Show(t.Context(), channels.Card{Token: "tok-SK-2026-0042", To: at(room), Receipt: first, Case: c})
		if err != nil || again == first || len(r.Messages(room)) != 2 {
			t.Errorf("%s: Show = %q, %v; %d messages", word, again, err, len(r.Messages(room)))
		}
	}
}

func TestCardInAChannelThatIsGone(t *testing.T) {
	r := newRig(t, kit{idle: true})
	c := example()
	first := r.card(t, c)
	r.Archive(room)
	c.Rev++
	_, err := r.slack.Show(t.Context(), channels.Card{Token: "t", To: at(room), Receipt: first, Case: c})
	if !channels.IsPermanent(err) {
		t.Errorf("got %v, want a permanent error, for the desk to tell somebody by mail", err)
	}
}

// TestCardIsNotPutUpTwice: the program died after posting the card and before
// noting its receipt.
func TestCardIsNotPutUpTwice(t *testing.T) {
	r := newRig(t, kit{idle: true})
	first := r.card(t, example())
	r.slack.sent, r.slack.drawn = newRecent[string](10), newRecent[[32]byte](10)
	again := r.card(t, example())
	if again != first || len(r.Messages(room)) != 1 {
		t.Errorf("first %q, then %q; %d messages", first, again, len(r.Messages(room)))
	}
}

func TestErrorsNameNothing(t *testing.T) {
	r := newRig(t, kit{idle: true})
	r.Fail("chat.postMessage", slackfake.Fault{Status: 500}, slackfake.Fault{Error: "is_archived"})
	for range 2 {
		_, err := r.slack.Send(t.Context(), letter("hemlig-token", "Britta Canary"))
		if err == nil || strings.Contains(err.Error(), "Canary") || strings.Contains(err.Error(), slackfake.BotToken) || strings.Contains(err.Error(), "hemlig") {
			t.Errorf("error %v", err)
		}
	}
}

func TestTokensAreCheckedAndHidden(t *testing.T) {
	_, err := New(Config{BotToken: secret.Of("xapp-1-hemligt"), AppToken: secret.Of("xoxb-2-hemligt")}, theWords().Chat, time.Now, nil)
	if err == nil || strings.Contains(err.Error(), "hemligt") {
		t.Errorf("tokens in each other's place: %v", err)
	}
	if _, err := New(Config{BotTokenFile: t.TempDir() + "/none"}, theWords().Chat, time.Now, nil); err == nil {
		t.Error("a missing token file is no error")
	}
}
