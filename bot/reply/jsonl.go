package reply

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"example.org/stegvis/bot/care"
)

// An example is one line of replies to be understood.
type example struct {
	ID      string    `json:"id"`
	Context Kind      `json:"context"`
	Case    string    `json:"case"`
	Now     time.Time `json:"now"`
	Slots   []string  `json:"slots"`
	End     care.Date `json:"end_date"`
	Text    string    `json:"text"`
}

// A understanding is what was got of it. The names are a contract with other
// programs (stegvis understand --json).
type understanding struct {
	Intent    Intent     `json:"intent"`
	Accepted  []int      `json:"accepted,omitempty"`
	Preferred int        `json:"preferred,omitempty"`
	Times     []jsonTime `json:"times,omitempty"`
	StartDate *care.Date `json:"start_date,omitempty"`
	HomeVisit *bool      `json:"home_visit,omitempty"`
	Outcome   string     `json:"outcome,omitempty"`
	Until     *care.Date `json:"until,omitempty"`
	OpenEnded bool       `json:"open_ended,omitempty"`
	Held      *bool      `json:"held,omitempty"`
	Contact   string     `json:"contact,omitempty"`
	Question  bool       `json:"also_question,omitempty"`
	Signs     []Sign     `json:"signs,omitempty"`
	Personal  bool       `json:"personal,omitempty"`
	Why       string     `json:"why,omitempty"`
}

type jsonTime struct {
	Start     string    `json:"start"`
	End       *string   `json:"end"`
	Precision Precision `json:"precision"`
	Bound     Bound     `json:"bound,omitempty"`
}

// JSONL understands one reply per line of in, and writes one line per reply to
// out: {"id","got":{…}}.
func JSONL(in io.Reader, out io.Writer) error {
	dec, enc := json.NewDecoder(bufio.NewReader(in)), json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for n := 1; ; n++ {
		var x example
		if err := dec.Decode(&x); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("reply %d: %w", n, err)
		}
		q, err := x.question()
		if err != nil {
			return fmt.Errorf("reply %d: %w", n, err)
		}
		line := struct {
			ID  string        `json:"id"`
			Got understanding `json:"got"`
		}{x.ID, Parse(x.Text, x.Now, q).export()}
		if err := enc.Encode(line); err != nil {
			return fmt.Errorf("reply %d: write: %w", n, err)
		}
	}
}

const wallClock = "2006-01-02T15:04"

func (x example) question() (Question, error) {
	q := Question{Kind: x.Context, End: x.End, Case: x.Case}
	for _, s := range x.Slots {
		t, err := time.ParseInLocation(wallClock, s, care.Stockholm)
		if err != nil {
			return q, fmt.Errorf("slot %q: want YYYY-MM-DDTHH:MM", s)
		}
		q.Slots = append(q.Slots, t)
	}
	return q, nil
}

func (a Answer) export() understanding {
	u := understanding{Intent: a.Intent, Accepted: a.Accepted, Preferred: a.Preferred, HomeVisit: a.HomeVisit, Outcome: a.Outcome, OpenEnded: a.Ongoing,
		Held: a.Yes, Contact: a.Contact, Question: a.Question, Signs: a.Signs, Personal: a.Personal, Why: a.Why}
	if !a.StartDate.IsZero() {
		u.StartDate = &a.StartDate
	}
	if !a.Until.IsZero() {
		u.Until = &a.Until
	}
	for _, t := range a.Times {
		u.Times = append(u.Times, t.export())
	}
	return u
}

func (t Time) export() jsonTime {
	j := jsonTime{Start: t.Start.In(care.Stockholm).Format(wallClock), Precision: t.Precision, Bound: t.Bound}
	if !t.End.IsZero() {
		end := t.End.In(care.Stockholm).Format(wallClock)
		j.End = &end
	}
	return j
}
