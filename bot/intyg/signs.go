package intyg

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

// kinds.json holds the phrases that mails are told apart by, and the signs
// that put a human first.
//
//go:embed kinds.json
var kindsJSON []byte

// phrases is kinds.json, compiled.
type phrases struct {
	signs                          []sign
	kinds                          []kindPhrases
	times, ours, question, caseRef *phrase
}

type sign struct {
	name          string
	words, unless *phrase // nil when there are none
}

type kindPhrases struct {
	kind                string
	from, subject, text *phrase
}

var mailPhrases = sync.OnceValue(func() *phrases {
	p, err := parsePhrases(kindsJSON)
	if err != nil {
		panic(err) // unreachable: the file is part of the program and loaded by a test
	}
	return p
})

func parsePhrases(data []byte) (*phrases, error) {
	var file struct {
		Signs []struct {
			Sign          string
			Words, Unless []string
		}
		Kinds []struct {
			Kind                string
			From, Subject, Text []string
		}
		Times, Ours, Question, Case string
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("read phrases of mails: %w", err)
	}
	p := &phrases{}
	var first error
	compile := func(words ...string) *phrase {
		one, err := newPhrase(words)
		if err != nil && first == nil {
			first = fmt.Errorf("read phrases of mails: %w", err)
		}
		return one
	}
	for _, s := range file.Signs {
		p.signs = append(p.signs, sign{s.Sign, compile(s.Words...), compile(s.Unless...)})
	}
	for _, k := range file.Kinds {
		p.kinds = append(p.kinds, kindPhrases{k.Kind, compile(k.From...), compile(k.Subject...), compile(k.Text...)})
	}
	p.times, p.ours, p.question, p.caseRef = compile(file.Times), compile(file.Ours), compile(file.Question), compile(file.Case)
	return p, first
}

// Signs names what in a text must go before a human before anything automatic
// is said: death, hospital, a fall, protected identity, consent withdrawn. It
// rather names one too many than one too few.
func Signs(text string) (found []string) {
	all := say(text)
	for _, s := range mailPhrases().signs {
		if s.in(all) {
			found = append(found, s.name)
		}
	}
	return found
}

// signed reports whether one sign is in what was written, which is sooner known
// than all.
func (s saying) signed(name string) bool {
	return slices.ContainsFunc(mailPhrases().signs, func(x sign) bool { return x.name == name && x.in(s) })
}

func (x sign) in(s saying) bool {
	if !x.words.in(s) {
		return false
	}
	return x.unless == nil || x.words.MatchString(x.unless.ReplaceAllString(s.text, " "))
}
