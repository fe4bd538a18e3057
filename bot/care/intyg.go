package care

import "slices"

// An Intyg is what an egenvårdsintyg says, whatever file it arrived in. The
// word is kept in Swedish because "certificate" already means something else
// in a program that speaks TLS.
//
// A nil *bool means that the intyg does not say. Keys in comments are those of
// the label catalogue (bot/intyg/labels.json) and are what [Intyg.Missing]
// returns.
type Intyg struct {
	Form     string    `json:",omitempty"` // form and version it was recognised as
	Type     string    `json:",omitempty"` // dokument_typ: nytt, forlangning, andring, avslut
	Issued   Date      // datum_utfardat
	Person   Person    // the one it is about
	Measures []Measure // insatser, at least one
	Own      *bool     `json:",omitempty"` // eget_ansvar
	Risk     Risk      // riskanalys
	Consent  Consent   // samtycke
	Provider string    `json:",omitempty"` // utforare, as written
	Contact  string    `json:",omitempty"` // utforare.kontakt, as written
	Joint    *bool     `json:",omitempty"` // gemensamt_hembesok
	FollowUp string    `json:",omitempty"` // uppfoljning, as written
	Issuer   Issuer    // utfardare
	SentBy   string    `json:",omitempty"` // skickas_av
	Copy     *bool     `json:",omitempty"` // kopia_till_enskild
	Doubts   []string  `json:",omitempty"` // keys of values that were read but are not sure
	Traces   []Trace   `json:",omitempty"` // where each value was read
	Demanded []string  `json:",omitempty"` // what the unit required when it came; empty for [Mandatory]
}

// A Person is den enskilde. Nothing of it may reach chat, logs or subjects.
type Person struct {
	Name      string // patient_namn
	ID        string // patient_id: 12 digits, or a reservnummer as written
	Address   string `json:",omitempty"` // patient_adress; never asked for
	Phone     string `json:",omitempty"` // patient_telefon
	Protected bool   `json:",omitempty"` // skyddade_uppgifter
}

// A Measure is one insats with its own scope and period.
type Measure struct {
	Type      []string `json:",omitempty"` // insats.typ: lakemedel, kompressionsstrumpor, fysisk_aktivitet, sondmatning, ovrigt
	What      string   // insats.beskrivning
	Purpose   string   // insats.syfte; never filled from intygets ändamål
	Self      string   `json:",omitempty"` // insats.utfor_sjalv
	Help      string   // insats.hjalp_med
	From, To  Date     // period.fran, period.till (the last day)
	Ongoing   bool     `json:",omitempty"` // period.till is "tills vidare"
	Review    Date     // omprovning
	Frequency string   // insats.frekvens, as written
	Minutes   int      `json:",omitempty"` // insats.minuter, per occasion, when it is one number
	Time      string   // insats.minuter, as written
	Persons   int      `json:",omitempty"` // antal_personer
}

// Risk is what the intyg says of the riskanalys.
type Risk struct {
	Done *bool  `json:",omitempty"` // riskanalys.gjord
	On   Date   // riskanalys.datum
	Text string `json:",omitempty"` // riskanalys.text
	Harm *bool  `json:",omitempty"` // riskanalys.skaderisk: could the person come to harm
}

// Consent is the person's samtycke.
type Consent struct {
	Given *bool    `json:",omitempty"` // samtycke.finns
	To    []string `json:",omitempty"` // samtycke.omfattar: bih, htj, narstaende, annan
}

// An Issuer is the licensed professional who wrote the intyg.
type Issuer struct {
	Name       string // utfardare.namn
	Profession string // utfardare.yrke
	Unit       string // utfardare.enhet
	Phone      string // utfardare.telefon
	Email      string `json:",omitempty"` // utfardare.epost
}

// Mandatory are the fields that the model requires (level O), where a unit has
// not said otherwise. An address is never required (SKR 2019-05-10), and the
// purpose of the intyg is never taken for the purpose of the egenvård. The
// utförare is not among them: when it is unknown BIH chooses it.
var Mandatory = []string{
	"datum_utfardat", "patient_namn", "patient_id",
	"insats.beskrivning", "insats.syfte", "insats.hjalp_med", "period.fran", "period.till", "omprovning", "insats.frekvens", "insats.minuter",
	"riskanalys.gjord", "samtycke.finns", "samtycke.omfattar",
	"utfardare.namn", "utfardare.yrke", "utfardare.enhet", "utfardare.telefon",
}

// Demandable returns the fields that a unit may require: all but an address.
func Demandable() (keys []string) {
	all := Intyg{Measures: []Measure{{Ongoing: true}, {}}}.gaps()
	return all.names(nil)
}

// Missing names the fields that are required and i lacks, in the order they
// stand on the form.
func (i Intyg) Missing() []string {
	if len(i.Demanded) == 0 {
		return i.gaps().names(Mandatory)
	}
	return i.gaps().names(i.Demanded)
}

// gaps says of each field whether it is empty.
func (i Intyg) gaps() missing {
	m := missing{
		{"dokument_typ", i.Type == ""},
		{"datum_utfardat", i.Issued.IsZero()},
		{"patient_namn", i.Person.Name == ""},
		{"patient_id", i.Person.ID == ""},
		{"patient_telefon", i.Person.Phone == ""},
	}
	if len(i.Measures) == 0 {
		m = append(m, Measure{}.gaps()...)
	}
	for _, x := range i.Measures {
		m = append(m, x.gaps()...)
	}
	return append(m, missing{
		{"eget_ansvar", i.Own == nil},
		{"riskanalys.gjord", i.Risk.Done == nil},
		{"riskanalys.datum", i.Risk.On.IsZero()},
		{"riskanalys.text", i.Risk.Text == ""},
		{"riskanalys.skaderisk", i.Risk.Harm == nil},
		{"samtycke.finns", i.Consent.Given == nil},
		{"samtycke.omfattar", len(i.Consent.To) == 0},
		{"utforare", i.Provider == ""},
		{"utforare.kontakt", i.Contact == ""},
		{"gemensamt_hembesok", i.Joint == nil},
		{"uppfoljning", i.FollowUp == ""},
		{"utfardare.namn", i.Issuer.Name == ""},
		{"utfardare.yrke", i.Issuer.Profession == ""},
		{"utfardare.enhet", i.Issuer.Unit == ""},
		{"utfardare.telefon", i.Issuer.Phone == ""},
		{"utfardare.epost", i.Issuer.Email == ""},
		{"skickas_av", i.SentBy == ""},
		{"kopia_till_enskild", i.Copy == nil},
	}...)
}

func (m Measure) gaps() missing {
	return missing{
		{"insats.typ", len(m.Type) == 0},
		{"insats.beskrivning", m.What == ""},
		{"insats.syfte", m.Purpose == ""},
		{"insats.utfor_sjalv", m.Self == ""},
		{"insats.hjalp_med", m.Help == ""},
		{"period.fran", m.From.IsZero()},
		{"period.till", m.To.IsZero() && !m.Ongoing},
		{"omprovning", m.Ongoing && m.Review.IsZero()},
		{"insats.frekvens", m.Frequency == ""},
		{"insats.minuter", m.Minutes == 0 && m.Time == ""},
	}
}

type missing []struct {
	key  string
	gone bool
}

// names returns the keys that are gone, each once: those that are demanded, or
// with nil all.
func (m missing) names(demanded []string) (keys []string) {
	seen := map[string]bool{}
	for _, f := range m {
		if f.gone && !seen[f.key] && (demanded == nil || slices.Contains(demanded, f.key)) {
			keys = append(keys, f.key)
			seen[f.key] = true
		}
	}
	return keys
}

// From returns the day the first measure begins; zero when none is known.
func (i Intyg) From() Date {
	var first Date
	for _, m := range i.Measures {
		if !m.From.IsZero() && (first.IsZero() || m.From.Before(first)) {
			first = m.From
		}
	}
	return first
}

// End returns the last day of the intyg: the first day on which any of its
// measures ends, since that is when PVR must have looked at it again. A measure
// that goes on tills vidare ends on its review. Zero when none is known.
func (i Intyg) End() Date {
	if all := i.limits(); len(all) > 0 {
		return all[0].Day
	}
	return Date{}
}
