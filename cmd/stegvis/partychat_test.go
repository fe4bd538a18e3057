package main

import (
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
)

// Who there is in chat beside BIH.
const (
	siri   = "U0SIRI"      // HTJ's samordnare, in the channel that only HTJ has
	olof   = "U0OLOF"      // of the other HTJ
	eva    = "U0EVA"       // PVR, in a conversation with the bot alone
	berry  = "C0TRANBARET" // HTJ's channel
	berrys = "C0TRANBAREN" // the other HTJ's
)

// partyContacts is the contact list with a party or two in chat.
func partyContacts(pvr, htj string) string {
	return `Id;Roll;Namn;Alias;Stadsdel;E-post;Samordnare;Slack;Kanal;Leverans
bih;BIH;Biståndshandläggarenheten Skärholmen;;Skärholmen;mottagning@bih.test;;C0EGENVARD;;
;handläggare;Marit Provberg;;;marit@bih.test;;U0MARIT;;
;handläggare;Jonas Testlund;;;jonas@bih.test;;U0JONAS;;
pvr-almen;PVR;Almens Rehab;Rehab Almen;;intyg@pvr.test;;` + pvr + `;handling
htj-tranbaret;HTJ;Tranbärets Hemtjänst AB;Tranbäret;Skärholmen;samordning@htj.test;Siri Provgren;` + htj + `;handling
htj-tranbaren;HTJ;Tranbärens Hemtjänst HB;Tranbären;Skärholmen;kontor@htj.test;Olof Testberg;C0TRANBAREN;slack;handling
`
}

// A wireParty is a party in chat, on the wire.
type wireParty struct {
	*wire
	user, place string
}

func openParties(t *testing.T, list string) (*wire, care.Date) {
	t.Helper()
	monday := quietMonday(care.DateOf(time.Now()))
	c := &clock{at: monday.At(8, 12)}
	w := openWith(t, fakeOffice(t, c), c, list,
		slackfake.Channel{ID: berry, Name: "htj-tranbaret", Private: true, Members: []string{siri}},
		slackfake.Channel{ID: berrys, Name: "htj-tranbaren", Private: true, Members: []string{olof}},
		slackfake.Channel{ID: "D", Members: []string{eva}})
	w.mails(mailing{from: rehab, subject: "Egenvårdsintyg", file: "intyg.pdf", pdf: w.filled(monday), text: "Hej!\nHär kommer ett egenvårdsintyg.\n"})
	w.onCard("ansokan")
	w.fills(marit, "ansokan", slackfake.Form{"datum": monday.String()})
	w.onCard("beslut")
	w.fills(marit, "beslut", slackfake.Form{"utfall": "bifall", "utforare": "Tranbärets Hemtjänst AB", "kontrollerad": "ja"})
	w.onCard("meddelat")
	w.fills(jonas, "meddelat", slackfake.Form{"datum": monday.String()})
	return w, monday
}

// onCard waits until BIH's card offers an act.
func (w *wire) onCard(act string) {
	w.Helper()
	w.chatHas(room, `"act:`+act+`"`)
}

// chatHas waits until something stands in a conversation, and returns the message.
func (w *wire) chatHas(place, what string) (found slackfake.M) {
	w.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		for _, m := range w.slack.Messages(place) {
			if strings.Contains(drawn(m), what) {
				return m
			}
		}
		if time.Now().After(end) {
			w.Fatalf("%q never stood in %s:\n%s", what, place, drawn(w.slack.Messages(place)))
		}
	}
}

// card is the party's card, and thread the ts that answers under it go to.
func (p wireParty) thread() string {
	p.Helper()
	m := p.chatHas(p.place, "Det räknas som ett svar på mejl")
	ts, _ := m["ts"].(string)
	return ts
}

func (p wireParty) replies(text string) {
	p.Helper()
	p.clock.later(5 * time.Minute)
	if _, err := p.slack.Human(p.user).Reply(p.place, p.thread(), text); err != nil {
		p.Fatal(err)
	}
}

// says writes outside every thread.
func (p wireParty) says(text string) {
	p.Helper()
	p.clock.later(5 * time.Minute)
	if _, err := p.slack.Human(p.user).Post(p.place, text); err != nil {
		p.Fatal(err)
	}
}

// TestVisitWithHTJInChat: PVR is on mail and HTJ in chat, and they agree on a
// joint visit: HTJ by writing in the thread and by pressing a time.
func TestVisitWithHTJInChat(t *testing.T) {
	t.Parallel()
	w, monday := openParties(t, partyContacts(";", berry+";slack"))
	htj := wireParty{w, siri, berry}

	w.chatHas(berry, "Vi har skickat ett mejl till er i SK-")
	w.gets(homecare, "Beställning av stöd till egenvård")
	w.hasPapers(homecare, "Beställning av stöd till egenvård", "application/pdf", 2)
	htj.replies("Vi kan starta " + asSaid(monday.Add(7)) + ". Gemensamt hembesök behövs.")
	w.gets(rehab, "Gemensamt hembesök: föreslå tider")
	w.answers(rehab, "Gemensamt hembesök: föreslå tider", asSaid(monday.Add(2))+" kl 10 eller "+asSaid(monday.Add(3))+" kl 13.30")
	slots := w.chatHas(berry, `"slot:2"`)
	ts, _ := slots["ts"].(string)
	w.clock.later(5 * time.Minute)
	if err := w.slack.Human(siri).Click(berry, ts, "slot:2"); err != nil {
		t.Fatal(err)
	}
	w.gets(rehab, "Bokat: gemensamt hembesök")
	w.chatHas(berry, "är bokat till")
	w.gets(homecare, "Bokat: gemensamt hembesök") // with the invitation
	w.chatHas(room, "Alla som ska vara med har sagt ja")
	htj.replies("Vi har fått förhinder och kan inte komma")
	w.gets(rehab, "Avbokat: gemensamt hembesök")

	w.othersSeeNothing(wireParty{w, olof, berrys})
	w.staffDoNotCount(berry, htj.thread())
	w.noPapersInChat()
}

// TestVisitWithPVRInChat: HTJ is on mail and PVR in a conversation with the bot,
// where it writes under the card and, the case's number first, beside it.
func TestVisitWithPVRInChat(t *testing.T) {
	t.Parallel()
	w, monday := openParties(t, partyContacts(eva+";slack", ";"))
	pvr := wireParty{w, eva, w.slack.Human(eva).DM()}
	id := string(w.letters()[0].Case)

	w.answers2(homecare, "Beställning av stöd till egenvård", "Vi kan starta "+asSaid(monday.Add(7))+". Gemensamt hembesök behövs.")
	w.chatHas(pvr.place, "Ett gemensamt hembesök för instruktion behövs")
	pvr.says(id + ": " + asSaid(monday.Add(2)) + " kl 10")
	w.gets(homecare, "Förslag på tid för gemensamt hembesök")
	w.answers(homecare, "Förslag på tid för gemensamt hembesök", "Nej, tyvärr. Vi kan "+asSaid(monday.Add(3))+" kl 9.")
	w.chatHas(pvr.place, "Vilken av tiderna passar er?")
	pvr.replies("Ja, det passar bra")
	w.gets(homecare, "Bokat: gemensamt hembesök")
	w.chatHas(pvr.place, "är bokat till")
	w.gets(rehab, "Bokat: gemensamt hembesök") // with the invitation

	pvr.replies("Vi har fått förhinder och kan inte komma")
	w.gets(homecare, "Avbokat: gemensamt hembesök")
	pvr.says(id)
	w.chatHas(pvr.place, id+", steg 3 av 6")
	w.othersSeeNothing(wireParty{w, olof, berrys})
	w.noPapersInChat()
}

// answers2 waits for the mail it answers.
func (w *wire) answers2(from, subject, text string) {
	w.Helper()
	w.gets(from, subject)
	w.answers(from, subject, text)
}

// othersSeeNothing: to a party of no case there is no case, whatever it asks, and
// nothing has ever stood in its place.
func (w *wire) othersSeeNothing(other wireParty) {
	w.Helper()
	id := string(w.letters()[0].Case)
	if said := w.slack.Messages(other.place); len(said) > 0 {
		w.Errorf("the other utförare sees:\n%s", drawn(said))
	}
	for _, text := range []string{"<@" + slackfake.BotUser + "> " + id, "<@" + slackfake.BotUser + "> " + id + " tid 2 passar", "<@" + slackfake.BotUser + "> SK-2020-9999"} {
		before := len(w.slack.Ephemerals(other.place, other.user))
		other.says(text)
		channeltest.Until(w.T, "an answer to the other utförare", func() bool { return len(w.slack.Ephemerals(other.place, other.user)) > before })
		said := w.slack.Ephemerals(other.place, other.user)
		if got := drawn(said[len(said)-1]); !strings.Contains(got, "Jag hittar inget ärende") {
			w.Errorf("%q was answered with %s", text, got)
		}
	}
}

// staffDoNotCount: what BIH writes in a party's thread is not the party's word.
func (w *wire) staffDoNotCount(place, thread string) {
	w.Helper()
	before := len(w.letters())
	w.slack.Invite(place, marit)
	if _, err := w.slack.Human(marit).Reply(place, thread, "Nr 1 passar bra"); err != nil {
		w.Fatal(err)
	}
	channeltest.Until(w.T, "an answer to BIH", func() bool {
		return strings.Contains(drawn(w.slack.Ephemerals(place, marit)), "partens tråd")
	})
	if after := len(w.letters()); after != before {
		w.Errorf("%d letters were written", after-before)
	}
}

// noPapersInChat: no party's place holds a file, the person, or what is another's.
func (w *wire) noPapersInChat() {
	w.Helper()
	for _, place := range []string{berry, berrys, w.slack.Human(eva).DM()} {
		all := drawn(w.slack.Messages(place))
		for _, word := range append(ofIngeborg(), `"files"`, `"act:`, "Blå ", "Ansvarig", "inhämta ansökan", "fatta beslut") {
			if strings.Contains(all, word) {
				w.Errorf("in %s stands %q:\n%s", place, word, all)
			}
		}
	}
}
