package forms

import (
	"slices"
	"strconv"
	"strings"

	"example.org/stegvis/bot/care"
)

// Renewal returns what of an intyg may stand in the blank for its extension.
// The person, the issuer, what is done and how often are carried over; what
// must be assessed anew is not: purpose, period, own responsibility, risk,
// consent, follow-up and how the intyg is handled.
func Renewal(i care.Intyg) care.Intyg {
	next := care.Intyg{Type: "forlangning", Person: i.Person, Provider: i.Provider, Contact: i.Contact, Issuer: i.Issuer}
	for _, m := range i.Measures {
		m.Type = slices.Clone(m.Type)
		m.Purpose, m.Ongoing = "", false
		m.From, m.To, m.Review = care.Date{}, care.Date{}, care.Date{}
		next.Measures = append(next.Measures, m)
	}
	return next
}

// prefilled returns what i says as values of fields, by their names.
func (w Words) prefilled(i care.Intyg) map[string]string {
	v := map[string]string{}
	for key, value := range map[string]string{
		"dokument_typ":         i.Type,
		"datum_utfardat":       i.Issued.String(),
		"patient_namn":         i.Person.Name,
		"patient_id":           personnummer(i.Person.ID),
		"patient_telefon":      i.Person.Phone,
		"eget_ansvar":          yesNo(i.Own),
		"riskanalys.gjord":     yesNo(i.Risk.Done),
		"riskanalys.datum":     i.Risk.On.String(),
		"riskanalys.text":      i.Risk.Text,
		"riskanalys.skaderisk": yesNo(i.Risk.Harm),
		"samtycke.finns":       yesNo(i.Consent.Given),
		"samtycke.omfattar":    strings.Join(i.Consent.To, ","),
		"utforare":             i.Provider,
		"utforare.kontakt":     i.Contact,
		"gemensamt_hembesok":   yesNo(i.Joint),
		"uppfoljning":          i.FollowUp,
		"utfardare.namn":       i.Issuer.Name,
		"utfardare.yrke":       i.Issuer.Profession,
		"utfardare.enhet":      i.Issuer.Unit,
		"utfardare.telefon":    i.Issuer.Phone,
		"utfardare.epost":      i.Issuer.Email,
		"skickas_av":           i.SentBy,
		"kopia_till_enskild":   yesNo(i.Copy),
	} {
		v[fieldName(key, 0)] = value
	}
	if i.Person.Protected {
		v["skyddade_uppgifter"] = "ja"
	}
	for n, m := range i.Measures {
		w.measure(v, n, m)
	}
	return v
}

func (w Words) measure(v map[string]string, n int, m care.Measure) {
	for key, value := range map[string]string{
		"insats.typ":         strings.Join(m.Type, ","),
		"insats.beskrivning": m.What,
		"insats.syfte":       m.Purpose,
		"insats.utfor_sjalv": m.Self,
		"insats.hjalp_med":   m.Help,
		"period.fran":        m.From.String(),
		"period.till":        m.To.String(),
		"omprovning":         m.Review.String(),
		"insats.frekvens":    m.Frequency,
		"insats.minuter":     m.Time,
		"antal_personer":     count(m.Persons),
	} {
		v[fieldName(key, n)] = value
	}
	if m.Ongoing {
		v[fieldName("period.till", n)] = w.common.Ongoing
	}
	if m.Minutes > 0 {
		v[fieldName("insats.minuter", n)] = strconv.Itoa(m.Minutes)
	}
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yesNo(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "ja"
	}
	return "nej"
}
