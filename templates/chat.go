package templates

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"example.org/stegvis/bot/care"
)

//go:embed chat.toml
var chatTOML []byte

//go:embed forms.toml
var formsTOML []byte

// A Form says how one act of [care.Acts] looks to the person who does it: the
// button that stands for it, and what it asks before it is done. Forms belong
// to no channel: in Slack one becomes a modal, in a mail numbered questions.
type Form struct {
	Button  string   `toml:"button"`  // at most 30 runes
	Style   string   `toml:"style"`   // "", "primary" or "danger"
	Place   string   `toml:"place"`   // where on the card, one of [Places]
	Always  bool     `toml:"always"`  // must be in sight whatever else there is
	Again   bool     `toml:"again"`   // each press counts, also by another person
	Title   string   `toml:"title"`   // at most 24 runes
	Submit  string   `toml:"submit"`  // at most 24 runes
	Intro   string   `toml:"intro"`   // may name {case}, {label}, {pvr}, {htj} and {chosen}
	Done    string   `toml:"done"`    // what to answer when the desk itself says nothing
	Confirm *Confirm `toml:"confirm"` // asked before an act without fields
	Fields  []Field  `toml:"field"`
}

// Confirm is the question "are you sure" of an act that cannot be taken back.
type Confirm struct {
	Title string `toml:"title"`
	Text  string `toml:"text"`
	Yes   string `toml:"yes"`
}

// A Field is one thing a form asks for. Kind is one of [FieldKinds].
type Field struct {
	Name     string   `toml:"name"`
	Label    string   `toml:"label"`
	Hint     string   `toml:"hint"`
	Kind     string   `toml:"kind"`
	Required bool     `toml:"required"`
	Options  []Option `toml:"option"`
	Default  string   `toml:"default"` // a value, or one of [Defaults]
	Max      int      `toml:"max"`     // longest text, or highest number
	Lines    int      `toml:"lines"`   // of a text; more than one makes it a box
}

// An Option is one of the answers to a choice.
type Option struct {
	Value string `toml:"value"`
	Label string `toml:"label"`
}

// Places lists where the button of an act may stand: among the steps, beside
// the owner, as the one that mails the documents, or out of the way.
func Places() []string { return []string{"", "owner", "mail", "aside"} }

// FieldKinds lists the kinds of field there are.
func FieldKinds() []string {
	return []string{"date", "time", "slots", "text", "number", "choice", "choices", "tick", "provider", "unit", "neighbour", "person", "duty"}
}

// Defaults lists the names in [Field.Default] that stand for something in the
// case rather than for themselves.
func Defaults() []string { return []string{"@today", "@from", "@end", "@starts", "@htj", "@missing"} }

// Chat holds the words of cards, buttons and answers that belong to no single
// form. A word in braces is filled in by [Fill].
type Chat struct {
	Card     Card              `toml:"card"`
	Say      Say               `toml:"say"`
	Modal    Modal             `toml:"modal"`
	Home     Home              `toml:"home"`
	Command  Command           `toml:"command"`
	Check    Check             `toml:"check"`
	Party    Party             `toml:"party"`
	Calendar Calendar          `toml:"calendar"`
	Duties   map[string]string `toml:"duties"`   // by [care.Duty.Name]
	Meetings map[string]string `toml:"meetings"` // by [care.MeetingKind]
	Refused  map[string]string `toml:"refused"`  // by code of [care.Refusal]
	Fields   map[string]string `toml:"fields"`   // keys of the label catalogue, in plain words
}

// Card holds the words of a case's card.
type Card struct {
	Title    string `toml:"title"`
	Closed   string `toml:"closed"`
	Notice   string `toml:"notice"` // what a lock screen and a screen reader get
	NoDue    string `toml:"no_due"` // the same without a day
	Next     string `toml:"next"`
	Due      string `toml:"due"`
	Owner    string `toml:"owner"`
	HTJ      string `toml:"htj"`
	PVR      string `toml:"pvr"`
	Period   string `toml:"period"`
	Duty     string `toml:"duty"`
	NoDuty   string `toml:"no_duty"`
	NoOwner  string `toml:"no_owner"`
	Unknown  string `toml:"unknown"`
	Span     string `toml:"span"`
	Missing  string `toml:"missing"`
	Doubts   string `toml:"doubts"`
	Stop     string `toml:"stop"`
	Frozen   string `toml:"frozen"`
	Shielded string `toml:"shielded"`
	Unsent   string `toml:"unsent"`
	Held     string `toml:"held"`
	Paused   string `toml:"paused"`
	Proposed string `toml:"proposed"`
	Waits    string `toml:"waits"`
	Agreed   string `toml:"agreed"`
	Others   string `toml:"others"` // of duties beside the first
	Foot     string `toml:"foot"`
	Past     string `toml:"past"`
	Present  string `toml:"present"`
	Future   string `toml:"future"`
	More     string `toml:"more"` // opens the acts that did not fit
}

// Say holds the answers to clicks and messages. Every one of them gets one.
type Say struct {
	Done        string `toml:"done"`
	Already     string `toml:"already"`
	AlreadyDone string `toml:"already_done"` // by whom is not known
	Stale       string `toml:"stale"`
	NotAllowed  string `toml:"not_allowed"`
	AskWhom     string `toml:"ask_whom"`
	Trouble     string `toml:"trouble"`
	NotOpened   string `toml:"not_opened"`
	OldButton   string `toml:"old_button"`
	Answered    string `toml:"answered"`
	OtherTime   string `toml:"other_time"`
	Personal    string `toml:"personal"`
	Protected   string `toml:"protected"`
	Parts       string `toml:"parts"`
	File        string `toml:"file"`
}

// Modal holds the words around a form's own.
type Modal struct {
	Cancel     string `toml:"cancel"`
	Close      string `toml:"close"`
	Title      string `toml:"title"`
	Case       string `toml:"case"`
	Loading    string `toml:"loading"`
	Choose     string `toml:"choose"`
	ChooseAct  string `toml:"choose_act"`
	Next       string `toml:"next"`
	Pick       string `toml:"pick"`
	PickDate   string `toml:"pick_date"`
	PickTime   string `toml:"pick_time"`
	SlotDay    string `toml:"slot_day"`
	SlotTime   string `toml:"slot_time"`
	HalfSlot   string `toml:"half_slot"`
	SameSlot   string `toml:"same_slot"`
	PastTime   string `toml:"past_time"`
	NoSuchTime string `toml:"no_such_time"`
	BadNumber  string `toml:"bad_number"`
	TooLong    string `toml:"too_long"`
	OtherTime  string `toml:"other_time"`
	Nobody     string `toml:"nobody"`
	Mailed     string `toml:"mailed"`     // who is chosen, when documents are mailed there
	Carried    string `toml:"carried"`    // the same when BIH carries them
	ToMailed   string `toml:"to_mailed"`  // an address to choose, when documents are mailed there
	ToCarried  string `toml:"to_carried"` // the same when BIH carries them
}

// Home holds the words of the app's own page.
type Home struct {
	Title   string `toml:"title"`
	Text    string `toml:"text"` // to those who do not work with cases
	Foot    string `toml:"foot"`
	Status  string `toml:"status"`
	List    string `toml:"list"` // the heading of a list
	Today   string `toml:"today"`
	Late    string `toml:"late"`
	Mine    string `toml:"mine"`
	Free    string `toml:"free"`
	Waiting string `toml:"waiting"`
	Row     string `toml:"row"`
	Due     string `toml:"due"`
	More    string `toml:"more"`
	None    string `toml:"none"`
	Show    string `toml:"show"`
	Open    string `toml:"open"`
}

// Command holds the answers to /stegvis.
type Command struct {
	Help    string            `toml:"help"`
	Status  string            `toml:"status"`
	NoDue   string            `toml:"no_due"`
	NoCase  string            `toml:"no_case"`
	NotNow  string            `toml:"not_now"`
	More    string            `toml:"more"`
	Mine    string            `toml:"mine"` // words that people write
	Free    string            `toml:"free"`
	Late    string            `toml:"late"`
	Waiting string            `toml:"waiting"`
	Summary string            `toml:"summary"`
	Verbs   map[string]string `toml:"verbs"` // what is written after a number, to the act it stands for
}

// Party holds the words for HTJ and PVR in chat.
type Party struct {
	Title     string    `toml:"title"`
	Left      string    `toml:"left"` // a case that is closed, or no longer theirs
	Todo      string    `toml:"todo"`
	Nothing   string    `toml:"nothing"`
	Foot      string    `toml:"foot"`
	Status    string    `toml:"status"`
	Which     string    `toml:"which"`
	None      string    `toml:"none"`
	Number    string    `toml:"number"`
	NotYours  string    `toml:"not_yours"`
	Overtaken string    `toml:"overtaken"` // to who answered while we asked something new
	Thread    string    `toml:"thread"`    // to BIH, in a party's thread
	Instead   []Instead `toml:"instead"`   // what a mail says, and what the chat says instead
}

// Instead is what is said by mail and in chat of the same thing.
type Instead struct {
	Mail string `toml:"mail"`
	Chat string `toml:"chat"`
}

// Check holds the words of the card by which a new workspace is tried.
type Check struct {
	Text   string `toml:"text"`
	Press  string `toml:"press"`
	Button string `toml:"button"`
}

// Calendar holds how days are said. Weekdays begin with Sunday, as
// [time.Weekday] does.
type Calendar struct {
	Weekdays []string `toml:"weekdays"`
	Months   []string `toml:"months"`
	Slot     string   `toml:"slot"`
	Today    string   `toml:"today"`
	Tomorrow string   `toml:"tomorrow"`
	InDays   string   `toml:"in_days"`
	LateOne  string   `toml:"late_one"`
	Late     string   `toml:"late"`
}

var chat = sync.OnceValue(func() Chat { return mustDecode[Chat]("chat.toml", chatTOML) })

var forms = sync.OnceValue(func() map[string]Form { return mustDecode[map[string]Form]("forms.toml", formsTOML) })

// ChatWords returns the words of the chat.
func ChatWords() Chat { return chat() }

// Forms returns the form of every act, by the act's name in [care.Acts].
func Forms() map[string]Form { return forms() }

// mustDecode panics on a mistake in a file that is built into the program; the
// tests decode them all.
func mustDecode[T any](name string, data []byte) (v T) {
	d := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		panic(fmt.Sprintf("templates: %s: %v", name, err))
	}
	return v
}

// Fill replaces each {name} in text by the value that follows the name in
// pairs. Values are never looked into, so nothing in them is replaced.
func Fill(text string, pairs ...string) string {
	var filled strings.Builder
	for {
		before, after, found := strings.Cut(text, "{")
		filled.WriteString(before)
		if !found {
			return filled.String()
		}
		text = after
		if name, rest, closed := strings.Cut(after, "}"); closed && named(pairs, name) >= 0 {
			filled.WriteString(pairs[named(pairs, name)+1])
			text = rest
			continue
		}
		filled.WriteByte('{')
	}
}

// named returns the place of a name in pairs of names and values; -1 when it is not
// there.
func named(pairs []string, name string) int {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return i
		}
	}
	return -1
}

// NotAllowed says that somebody may not do what she wanted to, and whom to ask.
func (c Chat) NotAllowed(helpers []string) string {
	who := c.Say.AskWhom
	if len(helpers) > 0 {
		who = List(helpers)
	}
	return Fill(c.Say.NotAllowed, "who", who)
}

// Field returns what a key of the label catalogue is called in plain words.
func (c Chat) Field(key string) string {
	if w, ok := c.Fields[key]; ok {
		return w
	}
	return c.Card.Unknown
}

// Day says d as "tis 1 dec".
func (c Chat) Day(d care.Date) string {
	if d.IsZero() {
		return c.Card.Unknown
	}
	return fmt.Sprintf("%s %d %s", c.Calendar.Weekdays[d.Weekday()], d.Day, c.Calendar.Months[d.Month-1])
}

// Slot says s as "tis 1 dec 10.00".
func (c Chat) Slot(s care.Slot) string {
	at := s.At.In(care.Stockholm)
	return Fill(c.Calendar.Slot, "day", c.Day(care.DateOf(at)), "time", at.Format("15.04"))
}

// Until says how far d lies from today: "om 3 dagar", "2 dagar försenat".
func (c Chat) Until(d, today care.Date) string {
	switch n := d.Days(today); {
	case n == 0:
		return c.Calendar.Today
	case n == 1:
		return c.Calendar.Tomorrow
	case n > 1:
		return Fill(c.Calendar.InDays, "n", fmt.Sprint(n))
	case n == -1:
		return c.Calendar.LateOne
	default:
		return Fill(c.Calendar.Late, "n", fmt.Sprint(-n))
	}
}
