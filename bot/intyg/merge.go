package intyg

import (
	"reflect"
	"slices"

	"example.org/stegvis/bot/care"
)

// A slot is where the model keeps the value of a key.
type slot struct {
	key string
	of  func(i *care.Intyg, m *care.Measure) []any // pointers
}

var slots = []slot{
	{"dokument_typ", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Type} }},
	{"datum_utfardat", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Issued} }},
	{"patient_namn", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Person.Name} }},
	{"patient_id", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Person.ID} }},
	{"patient_adress", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Person.Address} }},
	{"patient_telefon", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Person.Phone} }},
	{"skyddade_uppgifter", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Person.Protected} }},
	{"insats.beskrivning", func(i *care.Intyg, m *care.Measure) []any { return []any{&m.What} }},
	{"insats.typ", func(i *care.Intyg, m *care.Measure) []any { return []any{&m.Type} }},
	{"insats.syfte", func(i *care.Intyg, m *care.Measure) []any { return []any{&m.Purpose} }},
	{"insats.utfor_sjalv", func(i *care.Intyg, m *care.Measure) []any { return []any{&m.Self} }},
	{"insats.hjalp_med", func(i *care.Intyg, m *care.Measure) []any { return []any{&m.Help} }},
	{"eget_ansvar", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Own} }},
	{"period.fran", func(i *care.Intyg, m *care.Measure) []any { return []any{&m.From} }},
	{"period.till", func(i *care.Intyg, m *care.Measure) []any { return []any{&m.To, &m.Ongoing} }},
	{"omprovning", func(i *care.Intyg, m *care.Measure) []any { return []any{&m.Review} }},
	{"insats.frekvens", func(i *care.Intyg, m *care.Measure) []any { return []any{&m.Frequency} }},
	{"insats.minuter", func(i *care.Intyg, m *care.Measure) []any { return []any{&m.Time, &m.Minutes} }},
	{"antal_personer", func(i *care.Intyg, m *care.Measure) []any { return []any{&m.Persons} }},
	{"riskanalys.gjord", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Risk.Done} }},
	{"riskanalys.datum", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Risk.On} }},
	{"riskanalys.text", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Risk.Text} }},
	{"riskanalys.skaderisk", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Risk.Harm} }},
	{"samtycke.finns", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Consent.Given} }},
	{"samtycke.omfattar", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Consent.To} }},
	{"utforare", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Provider} }},
	{"utforare.kontakt", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Contact} }},
	{"gemensamt_hembesok", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Joint} }},
	{"uppfoljning", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.FollowUp} }},
	{"utfardare.namn", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Issuer.Name} }},
	{"utfardare.yrke", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Issuer.Profession} }},
	{"utfardare.enhet", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Issuer.Unit} }},
	{"utfardare.telefon", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Issuer.Phone} }},
	{"utfardare.epost", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Issuer.Email} }},
	{"skickas_av", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.SentBy} }},
	{"kopia_till_enskild", func(i *care.Intyg, m *care.Measure) []any { return []any{&i.Copy} }},
}

// Merge fills what into lacks with what was read later: in the answer to a
// komplettering, or in a new document. filled names what was filled. Where the
// two say different things, what stood there stays and becomes a doubt, and both
// are in its trace; disputed names those.
func Merge(into care.Intyg, from Reading) (whole care.Intyg, filled, disputed []string) {
	whole = into
	whole.Measures = slices.Clone(into.Measures)
	whole.Doubts = slices.Clone(into.Doubts)
	later := from.Intyg()
	for len(whole.Measures) < max(1, len(later.Measures)) && (len(whole.Measures) == 0 || from.Whole) {
		whole.Measures = append(whole.Measures, care.Measure{})
	}
	for n := range whole.Measures {
		m, at := care.Measure{}, n
		switch {
		case n < len(later.Measures):
			m = later.Measures[n]
		case len(later.Measures) == 1 && !from.Whole:
			m, at = later.Measures[0], 0 // a period or purpose told once for all
		}
		for _, s := range slots {
			if n > 0 && !perMeasure(s.key) {
				continue
			}
			switch fill(s, &whole, &whole.Measures[n], &later, &m) {
			case taken:
				whole.Traces = retrace(whole.Traces, later.Traces, s.key, n, at)
				filled = with(filled, s.key)
			case refused:
				whole.Traces = alongside(whole.Traces, later.Traces, s.key, n, at)
				disputed = with(disputed, s.key)
			}
		}
	}
	return whole, filled, disputed
}

func with(keys []string, key string) []string {
	if slices.Contains(keys, key) {
		return keys
	}
	return append(keys, key)
}

// perMeasure reports whether the model keeps the value of key with each insats.
func perMeasure(key string) bool { return ofMeasure(key) || key == "omprovning" }

// retrace lets the value of a key in one insats have the trace that it has in
// another reading.
func retrace(into, from []care.Trace, key string, n, at int) []care.Trace {
	into = slices.DeleteFunc(slices.Clone(into), func(t care.Trace) bool { return t.Key == key && t.Measure == n })
	for _, t := range from {
		if t.Key == key && (t.Measure == at || !ofMeasure(key)) {
			t.Measure = n
			return append(into, t)
		}
	}
	return into
}

// alongside notes in the trace of a value what another reading says in its place.
func alongside(into, from []care.Trace, key string, n, at int) []care.Trace {
	of := func(n int) func(care.Trace) bool {
		return func(t care.Trace) bool { return t.Key == key && (t.Measure == n || !ofMeasure(key)) }
	}
	other := slices.IndexFunc(from, of(at))
	if other < 0 {
		return into
	}
	into = slices.Clone(into)
	i := slices.IndexFunc(into, of(n))
	if i < 0 {
		t := from[other]
		t.Measure, t.Sure = n, false
		return append(into, t)
	}
	into[i].Raw, into[i].Sure = into[i].Raw+" | "+from[other].Raw, false
	return into
}

// A filling is what became of a value that was read later.
type filling int

const (
	idle    filling = iota // it says nothing, or the same
	taken                  // the place was empty
	refused                // something else stands there
)

// fill copies the slot from one intyg to the other, when it is empty there.
func fill(s slot, into *care.Intyg, m *care.Measure, later *care.Intyg, from *care.Measure) filling {
	old, fresh := s.of(into, m), s.of(later, from)
	switch {
	case empty(fresh) || same(old, fresh):
		return idle
	case !empty(old):
		doubt(into, s.key)
		return refused
	}
	set(old, fresh)
	if slices.Contains(later.Doubts, s.key) {
		doubt(into, s.key)
	}
	return taken
}

func set(old, fresh []any) {
	for i := range old {
		reflect.ValueOf(old[i]).Elem().Set(reflect.ValueOf(fresh[i]).Elem())
	}
}

// doubt notes that the value of key is not sure.
func doubt(i *care.Intyg, key string) {
	if !slices.Contains(i.Doubts, key) {
		i.Doubts = append(i.Doubts, key)
	}
}

func empty(values []any) bool {
	for _, v := range values {
		if !reflect.ValueOf(v).Elem().IsZero() {
			return false
		}
	}
	return true
}

func same(a, b []any) bool {
	for i := range a {
		x, y := reflect.ValueOf(a[i]).Elem().Interface(), reflect.ValueOf(b[i]).Elem().Interface()
		if s, ok := x.(string); ok {
			x, y = plain(s), plain(y.(string))
		}
		if !reflect.DeepEqual(x, y) {
			return false
		}
	}
	return true
}
