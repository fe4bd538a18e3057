package bot

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates"
)

// An Erasing carries out the gallring of a unit. Two people must want it: each is
// mailed a code at her own address in the contact lists, with the cases it is
// about, and both codes are needed.
type Erasing struct {
	Registry
	Plan  Retention
	Count func(care.CaseID, []care.Fact) []json.RawMessage // what a case counts as when it is gone
	Now   func() time.Time
}

func (e Erasing) today() care.Date { return care.DateOf(e.Now()) }

// Preview holds every case against the plan, the oldest first. It changes nothing.
func (e Erasing) Preview(ctx context.Context) (all []Verdict, err error) {
	list, err := e.Ledger.Cases(ctx)
	if err != nil {
		return nil, err
	}
	said, err := e.Ledger.Events(ctx, time.Time{}, ledger.Exported, ledger.Confirmed, ledger.Held, ledger.LetGo)
	if err != nil {
		return nil, err
	}
	standing := standings(said)
	for _, c := range list {
		facts, err := e.Ledger.Facts(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, e.Plan.Judge(care.Replay(c.ID, facts), facts, standing[c.ID], e.today()))
	}
	return all, nil
}

// due are the cases that the plan has erased today.
func (e Erasing) due(ctx context.Context) (due []Verdict, err error) {
	all, err := e.Preview(ctx)
	return slices.DeleteFunc(all, func(v Verdict) bool { return v.Keep != "" }), err
}

// A proposal is what is noted of the wish to erase some cases.
type proposal struct {
	ID     string
	Cases  []care.CaseID
	People []string
	Codes  []string // hashes of them, in the order of the people
}

// valid is for how long the codes of a proposal can be used.
const valid = 14 * 24 * time.Hour

// Propose asks two of the staff whether all cases that are due may be erased, and
// returns the number of the proposal.
func (e Erasing) Propose(ctx context.Context, people ...string) (id string, cases []care.CaseID, err error) {
	due, err := e.due(ctx)
	if err != nil {
		return "", nil, err
	}
	if len(due) == 0 {
		return "", nil, errors.New("no case is to be erased: see why with stegvis erase preview")
	}
	p := proposal{ID: rand.Text()[:8]}
	for _, v := range due {
		p.Cases = append(p.Cases, v.Case)
	}
	var letters []ledger.Letter
	for _, who := range people {
		code := rand.Text()[:8]
		l, err := e.codeFor(who, p, code)
		if err != nil {
			return "", nil, err
		}
		if slices.Contains(p.People, l.Address) {
			return "", nil, errors.New("two people must want it: name two")
		}
		p.People, p.Codes, letters = append(p.People, l.Address), append(p.Codes, p.hash(l.Address, code)), append(letters, l)
	}
	if len(p.People) != 2 {
		return "", nil, errors.New("two people must want it: name two")
	}
	what, err := json.Marshal(p)
	if err != nil {
		return "", nil, err // unreachable: it is text
	}
	if err := e.Ledger.Note(ctx, ledger.Event{At: e.Now(), Kind: ledger.Proposed, Who: strings.Join(p.People, ", "), What: string(what)}); err != nil {
		return "", nil, err
	}
	for i, l := range letters {
		err = errors.Join(err, e.Ledger.PostOnce(ctx, fmt.Sprint("gallring/", p.ID, "/", i), l, e.Now()))
	}
	return p.ID, p.Cases, err
}

func (p proposal) hash(who, code string) string {
	h := sha256.Sum256([]byte(p.ID + "\x00" + who + "\x00" + strings.ToUpper(strings.TrimSpace(code))))
	return hex.EncodeToString(h[:])
}

// codeFor writes to one of the staff, at her own address.
func (e Erasing) codeFor(who string, p proposal, code string) (l ledger.Letter, err error) {
	person, ok := e.Contacts.Person(who, e.today())
	if !ok || !person.Valid(e.today()) {
		return l, errors.New("one of the two is nobody who works here: give the mail addresses of two of the staff in the contact lists")
	}
	to, err := e.Contacts.Desk(person.Mail, e.today())
	if err != nil {
		return l, err
	}
	l = ledger.Letter{Token: ledger.NewToken(), Role: care.BIH, Template: "gallring_kod", Channel: to.Channel(), Address: to.At(), Unit: to.Unit()}
	l.Subject, l.Text, err = templates.Render(care.BIH, l.Template, templates.Data{Unit: e.Unit.Name,
		Erasing: templates.Erasing{ID: p.ID, Code: code, Cases: p.Cases, Until: care.DateOf(e.Now().Add(valid))}})
	return l, err
}

// Approve erases the cases of a proposal when both codes are given; those that may
// no longer be erased are left. It returns what was erased.
func (e Erasing) Approve(ctx context.Context, id string, codes []string) (gone []care.CaseID, err error) {
	p, err := e.proposal(ctx, id)
	if err != nil {
		return nil, err
	}
	for i, who := range p.People {
		if !slices.ContainsFunc(codes, func(c string) bool { return p.hash(who, c) == p.Codes[i] }) {
			return nil, errors.New("both codes are needed: ask each of the two for hers")
		}
	}
	if err := e.Ledger.Note(ctx, ledger.Event{At: e.Now(), Kind: ledger.Approved, Who: strings.Join(p.People, ", "), What: p.ID}); err != nil {
		return nil, err
	}
	due, err := e.due(ctx)
	for _, v := range due {
		if err != nil {
			return gone, err
		}
		if slices.Contains(p.Cases, v.Case) {
			err = e.erase(ctx, v, p)
			gone = append(gone, v.Case)
		}
	}
	return gone, err
}

// proposal finds one that is still valid and has not been used.
func (e Erasing) proposal(ctx context.Context, id string) (p proposal, err error) {
	said, err := e.Ledger.Events(ctx, e.Now().Add(-valid), ledger.Proposed, ledger.Approved)
	if err != nil {
		return p, err
	}
	for _, s := range said {
		switch {
		case s.Kind == ledger.Approved && s.What == id:
			return p, fmt.Errorf("proposal %s has been carried out", id)
		case s.Kind == ledger.Approved || p.ID == id:
		default:
			if err := json.Unmarshal([]byte(s.What), &p); err != nil {
				return p, fmt.Errorf("read a proposal: %w", err)
			}
		}
	}
	if p.ID != id {
		return p, fmt.Errorf("proposal %s: there is none, or it is older than two weeks: make a new one", id)
	}
	return p, nil
}

func (e Erasing) erase(ctx context.Context, v Verdict, p proposal) error {
	facts, err := e.Ledger.Facts(ctx, v.Case)
	if err != nil {
		return err
	}
	return e.Ledger.Erase(ctx, ledger.Removal{
		Case: v.Case, At: e.Now(), Who: strings.Join(p.People, ", "),
		Why: fmt.Sprintf("%s, due %s, proposal %s", v.State, v.Due, p.ID), Figures: e.Count(v.Case, facts),
	})
}

// Say notes what one of the staff says about keeping a case: that it is held, let
// go, or has arrived in the personakt.
func (e Erasing) Say(ctx context.Context, kind string, id care.CaseID, who, why string) error {
	person, ok := e.Contacts.Person(who, e.today())
	if !ok || !person.Valid(e.today()) {
		return errors.New("--by is nobody who works here: give the mail address of one of the staff in the contact lists")
	}
	c, err := e.Ledger.Case(ctx, id)
	if err != nil {
		return err
	}
	if c.Rev == 0 {
		return fmt.Errorf("case %s: there is none: list them with stegvis cases", id)
	}
	if kind == ledger.Confirmed {
		if err := e.wasExported(ctx, id); err != nil {
			return err
		}
	}
	return e.Ledger.Note(ctx, ledger.Event{At: e.Now(), Kind: kind, Case: id, Who: person.Mail, Why: why})
}

func (e Erasing) wasExported(ctx context.Context, id care.CaseID) error {
	said, err := e.Ledger.Events(ctx, time.Time{}, ledger.Exported)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(said, func(x ledger.Event) bool { return x.Case == id }) {
		return fmt.Errorf("case %s: it has not been exported", id)
	}
	return nil
}
