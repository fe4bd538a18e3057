package care

import (
	"cmp"
	"strings"
)

// An Answering is what kind of answer a message expects, and so how a reply to
// it is understood.
type Answering string

const (
	Free      Answering = "free"     // anything: it is passed on, or shown to BIH
	Times     Answering = "times"    // one of the proposed times, or other times
	Booked    Answering = "booked"   // that a booked time still holds, that it does not, or another time
	Ordering  Answering = "order"    // start date, and whether a joint visit is needed
	Outcomes  Answering = "outcome"  // förlängs, avslutas, ändras
	Reviewing Answering = "review"   // times for a joint follow-up, or the outcome of it
	Receipt   Answering = "ack"      // that it has come, and is right
	Contacts  Answering = "contact"  // the name of the kontaktperson
	Informing Answering = "informed" // that the person has been told
	Holding   Answering = "held"     // whether the meeting took place
	Filling   Answering = "intyg"    // the intyg, or values for its empty fields
	Checking  Answering = "check"    // from BIH: values put right, or the file that had to be fetched
	Grading   Answering = "grades"   // a grade for each question of a questionnaire, and free words
)

// questions lists the messages that expect more than free text. A reminder
// expects what the thing it reminds of expects.
var questions = map[string]Answering{
	"tider":                Times,
	"inga_tider":           Times,
	"foresla_samtal":       Times,
	"foresla_hembesok":     Times,
	"svara_samtal":         Times,
	"svara_hembesok":       Times,
	"svara_uppfoljning":    Times,
	"bestallning":          Ordering,
	"startbesked":          Ordering,
	"bestallning_forlangd": Receipt,
	"pvr_ringer":           Contacts,
	"kontaktperson":        Contacts,
	"overlamning":          Receipt,
	"informera_start":      Informing,
	"informera_hembesok":   Informing,
	"samtal_blev_av":       Holding,
	"hembesok_blev_av":     Holding,
	"uppfoljning_blev_av":  Holding,
	"motet_blev_av":        Holding,
	"bokat":                Booked,
	"tiden_galler":         Booked,
	"fel_noterat":          Booked,
	"samtal":               Booked,
	"hembesok":             Booked,
	"uppfoljning_mote":     Booked,
	"avbokat":              Times,
	"flytt":                Times,
	"flytt_noterad":        Times,
	"motet_uteblev":        Times,
	"informera_avbokat":    Informing,
	"uppfoljning":          Reviewing,
	"besked_pvr":           Outcomes,
	"komplettering":        Filling,
	"komplettera":          Filling,
	"forhandsbedomning":    Filling,
	"intyg":                Filling,
	"nytt_intyg":           Filling,
	"forlangning":          Filling,
	"underlag":             Checking,
	"underlag_hamta":       Checking,
	"enkat_start":          Grading,
	"enkat_slut":           Grading,
}

// echoes lists the messages that repeat what a party has answered, each with
// the question it was asked; none where the message itself names it.
var echoes = map[string]string{
	"tider_noterade":        "tider",
	"svar_noterat":          "tider",
	"informera_start":       "startbesked",
	"forlangning":           "besked_pvr",
	"avslut_noterat":        "besked_pvr",
	"andring_noterad":       "besked_pvr",
	"kontaktperson_noterad": "kontaktperson",
	"informerad_noterad":    "",
}

// Echoed returns the question whose answer a message made from template repeats,
// given the question that the message itself expects an answer to; ok is false
// when it repeats none.
func Echoed(template, question string) (of string, ok bool) {
	of, ok = echoes[template]
	return cmp.Or(of, question), ok
}

// Informs returns what the person is to be told of by whoever is asked question.
func Informs(question string) string { return question[strings.LastIndexByte(question, '_')+1:] }

// AnswerTo returns what kind of answer a message made from template expects.
func AnswerTo(template string) Answering {
	if a, ok := questions[strings.TrimPrefix(template, "paminn_")]; ok {
		return a
	}
	return Free
}

// MeetingOf returns the meeting that a message made from template is about when
// the message itself does not say.
func MeetingOf(template string) MeetingKind {
	switch name := strings.TrimPrefix(template, "paminn_"); {
	case strings.HasSuffix(name, "samtal"), name == "samtal_blev_av":
		return Call
	case strings.Contains(name, "hembesok"):
		return Visit
	case strings.Contains(name, "uppfoljning"):
		return Review
	}
	return ""
}
