package bot

import (
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// asking are questions of every kind, and whom they go to.
var asking = map[string]care.Role{
	"tider": care.HTJ, "bokat": care.HTJ, "bestallning": care.HTJ, "bestallning_forlangd": care.HTJ, "informera_start": care.HTJ, "informera_hembesok": care.HTJ, "kontaktperson": care.HTJ,
	"hembesok_blev_av": care.PVR, "samtal_blev_av": care.PVR, "uppfoljning_blev_av": care.PVR, "besked_pvr": care.PVR, "uppfoljning": care.PVR, "fraga": care.PVR,
	"tider_noterade": care.PVR, "svar_noterat": care.HTJ, "informerad_noterad": care.HTJ, "avslut_noterat": care.PVR, "andring_noterad": care.PVR,
}

// answered returns what words make happen in a case in which a visit is booked,
// as an answer to a question.
func (v *visit) answered(question string, from care.Role, text string) care.Event {
	v.t.Helper()
	l := ledger.Letter{Case: visitCase, Role: from, Template: question, Question: question, Meeting: care.Visit, Slots: []care.Slot{visitAt}}
	m, err := v.understood(v.t.Context(), meaning{in: channels.Incoming{Channel: "mail", From: addresses[from], Text: text, Received: v.now}}, v.get(), l)
	if err != nil {
		v.t.Fatal(err)
	}
	return m.event
}

// TestReceiptThatIsNone: "mottaget" about something that cannot be read, is
// missing or is about somebody else is no yes to any question.
func TestReceiptThatIsNone(t *testing.T) {
	v := newVisit(t)
	for _, text := range []string{
		"Mottaget, men bilagan går inte att öppna", "Mottaget men intyget saknas", "Mottaget, men det gäller fel person", "Tack, men pdf:en är tom",
		"Vi har fått någon annans intyg", "Mottaget. Sidan 2 fattas.", "Ja, mottaget, men det är inte vår kund",
	} {
		for question, from := range asking {
			switch e := v.answered(question, from, text).(type) {
			case care.Acknowledged, care.StartProposed, care.TimesChosen, care.TimesProposed, care.BookingConfirmed, care.PersonInformed, care.OutcomeReported, care.ContactNamed, care.AnswerConfirmed:
				t.Errorf("%q to %s: %T", text, question, e)
			case care.MeetingHeld:
				if e.Held {
					t.Errorf("%q to %s: held", text, question)
				}
			case nil:
				t.Errorf("%q to %s came to nothing", text, question)
			}
		}
	}
}

// TestStopsFirst: a death, a fall or a stay in hospital in an answer to any
// question is put before a human, whatever else the answer says.
func TestStopsFirst(t *testing.T) {
	v := newVisit(t)
	for sign, text := range map[string]string{
		"avliden": "Ja det går bra. Men hon har avlidit i helgen.",
		"sjukhus": "Mottaget. Hon ligger på sjukhus sedan igår.",
		"fall":    "Informerad! Han har ramlat i natt.",
	} {
		for question, from := range asking {
			e, ok := v.answered(question, from, text).(care.StopSigned)
			if !ok || !strings.Contains(strings.Join(e.Signs, " "), sign) {
				t.Errorf("%q to %s: got %T%v", text, question, e, e.Signs)
			}
		}
	}
	v.mailed(channels.Incoming{From: "htj@htj.example", Text: "Vi kommer. Hon har avlidit.", Answers: []string{v.invitation(care.HTJ).Token}})
	sent := len(v.mail.Sent())
	v.send(t)
	if n := len(v.mail.Sent()); n != sent {
		t.Errorf("%d letters left after a stop sign", n-sent)
	}
}

// TestWholeMail: what somebody answered lies in full with the papers of the
// case, mailed to the one who asks for them and never shown in chat.
func TestWholeMail(t *testing.T) {
	v := newVisit(t)
	withStaff(t, v.bench)
	raw := "From: rehab@rehab.example\r\nSubject: Sv: Bokat\r\n\r\nVi kommer!\r\n\r\n> det som stod ovanför\r\n"
	at := v.now
	if err := v.Keep(t.Context(), channels.Raw{Channel: "mail", ID: "m1", Received: at, Data: []byte(raw)}); err != nil {
		t.Fatal(err)
	}
	v.mailed(channels.Incoming{From: "rehab@rehab.example", Text: "Vi kommer!\n\n> det som stod ovanför", Answers: []string{v.invitation(care.PVR).Token}})
	before := len(v.mail.Sent())
	v.take(t, channels.Incoming{Channel: "slack", ID: "a1", From: "U2", Case: visitCase, Act: "mejla_underlag", Received: at.Add(time.Minute)})
	v.send(t)
	v.send(t)
	found := false
	for _, m := range v.mail.Sent()[before:] {
		for _, f := range m.Files {
			if f.Name == "SK-2026-0001-svar-1.eml" && string(f.Data) == raw {
				found = true
			}
		}
	}
	if !found {
		t.Errorf("the answer did not come with the underlag")
	}
	for _, said := range v.chat() {
		if strings.Contains(said, "ovanför") {
			t.Errorf("chat shows the mail: %q", said)
		}
	}
}

// TestFelAfterwards: "fel" to what we have repeated takes the answer back; when
// the time has been booked since, the booking is in doubt.
func TestFelAfterwards(t *testing.T) {
	v := newVisit(t)
	if e, ok := v.answered("tider_noterade", care.PVR, "Fel!").(care.BookingDoubted); !ok {
		t.Errorf("after the booking: got %T", e)
	}
	if e, ok := v.answered("informera_start", care.HTJ, "Det blev fel datum").(care.AnswerDoubted); !ok || e.Question != "startbesked" {
		t.Errorf("the start: got %T%+v", e, e)
	}
	if e, ok := v.answered("tider_noterade", care.PVR, "Tack!").(care.AnswerConfirmed); !ok {
		t.Errorf("thanks: got %T", e)
	}
	if e, ok := v.answered("avslut_noterat", care.PVR, "Kan ni ringa mig?").(care.QuestionAsked); !ok || e.To != care.BIH {
		t.Errorf("something else: got %T%+v", e, e)
	}
}
