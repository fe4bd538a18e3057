package contacts

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"example.org/stegvis/bot/care"
)

// asked is one line of questions.
type asked struct {
	ID       json.RawMessage `json:"id"`
	Text     string          `json:"provider_text"`
	District string          `json:"district"`
	Date     string          `json:"date"`
}

type answered struct {
	ID  json.RawMessage `json:"id"`
	Got got             `json:"got"`
	Why *reasons        `json:"why,omitempty"`
}

type got struct {
	Decision   Decision      `json:"decision"`
	Provider   care.UnitID   `json:"provider,omitempty"`
	Candidates []care.UnitID `json:"candidates,omitempty"`
}

// reasons say in Swedish what a coordinator would want to know.
type reasons struct {
	Decision   string   `json:"decision"`
	Candidates []reason `json:"candidates,omitempty"`
}

type reason struct {
	Unit care.UnitID `json:"unit"`
	Name string      `json:"name"`
	Why  string      `json:"why"`
}

// MatchJSONL answers questions, one JSON object per line:
//
//	{"id":"q1","provider_text":"Tussilago","district":"Sätra","date":"2026-12-01"}
//	{"id":"q1","got":{"decision":"route","provider":"u011"}}
//
// and says why, in words, when asked to. Without a date nothing is valid.
func (d *Directory) MatchJSONL(in io.Reader, out io.Writer, why bool) error {
	dec, w := json.NewDecoder(in), bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for n := 1; ; n++ {
		var q asked
		err := dec.Decode(&q)
		if errors.Is(err, io.EOF) {
			return w.Flush()
		}
		if err != nil {
			return errors.Join(fmt.Errorf("question %d: %w", n, err), w.Flush())
		}
		if err := enc.Encode(d.answer(q, why)); err != nil {
			return fmt.Errorf("answer %d: %w", n, err)
		}
	}
}

func (d *Directory) answer(q asked, why bool) answered {
	on, err := care.ParseDate(q.Date[:min(len(q.Date), len("2026-12-01"))])
	if err != nil {
		on = care.Date{} // on no day is anybody valid: it becomes a question
	}
	m := d.Match(Query{Text: q.Text, District: q.District}, on)
	a := answered{ID: q.ID, Got: got{Decision: m.Decision, Provider: m.Unit}}
	if m.Decision == Ask {
		for _, c := range m.Candidates {
			a.Got.Candidates = append(a.Got.Candidates, c.Unit)
		}
	}
	if why {
		a.Why = &reasons{Decision: Say(m.Why)}
		for _, c := range m.Candidates {
			u, _ := d.Unit(c.Unit, on)
			a.Why.Candidates = append(a.Why.Candidates, reason{c.Unit, u.Name, Say(c.Why)})
		}
	}
	return a
}
