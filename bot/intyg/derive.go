package intyg

import (
	"regexp"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// derive fills what follows from other fields. Nothing of it is certain.
func (b *builder) derive() {
	b.risk()
	if f := b.r.Fields["underskrift"]; b.r.Fields["utfardare.namn"].Empty() && isName(textOf(f)) && strings.Contains(textOf(f), " ") {
		f.Certain, f.Confidence = false, min(f.Confidence, .7)
		b.r.Fields["utfardare.namn"] = f
	}
	b.periods()
	b.kinds()
	b.help()
	b.attachment()
	if r := b.r.Fields["omprovning"]; !r.Empty() && slices.ContainsFunc(b.r.Measures, func(m map[string]Field) bool { return m["period.till"].Value == Ongoing }) {
		b.warn("tills_vidare_ankrad_vid_omprovning")
	}
	if b.r.Fields["skickas_av"].Empty() {
		b.warn("skickas_av_saknas")
	}
}

// risk takes a form that asks only what the risks are for one that says the
// riskanalys is done, when they are written there.
func (b *builder) risk() {
	text := b.r.Fields["riskanalys.text"]
	if _, asked := b.r.Fields["riskanalys.gjord"]; asked || text.Empty() {
		return
	}
	text.Value, text.Certain, text.Confidence = true, false, min(text.Confidence, .8)
	b.r.Fields["riskanalys.gjord"] = text
}

// periods fills a start that is not written, and a period written once for
// several measures.
func (b *builder) periods() {
	issued, _ := care.ParseDate(textOf(b.r.Fields["datum_utfardat"]))
	for i, m := range b.r.Measures {
		for _, key := range []string{"period.fran", "period.till", "insats.hjalp_med"} {
			for _, other := range b.r.Measures {
				if f := other[key]; i > 0 && m[key].Empty() && !f.Empty() || m[key].Empty() && !f.Empty() && len(b.r.Measures) > 1 {
					f.Certain, f.Confidence = false, min(f.Confidence, .7)
					m[key] = f
				}
			}
		}
		if from := m["period.fran"]; from.Empty() && from.Raw == "" && m["period.till"].Value == Ongoing && !issued.IsZero() {
			f := b.r.Fields["datum_utfardat"]
			f.Certain, f.Confidence = false, .6
			m["period.fran"] = f
			b.warn("startdatum_antaget_utfardandedatum")
		}
	}
}

func textOf(f Field) string {
	s, _ := f.Value.(string)
	return s
}

// kinds tells the kind of an insats by its description, when no box does.
func (b *builder) kinds() {
	for _, m := range b.r.Measures {
		what := m["insats.beskrivning"]
		if !m["insats.typ"].Empty() || what.Empty() {
			continue
		}
		if kinds := b.c.Kinds(textOf(what)); len(kinds) > 0 {
			what.Value, what.Certain, what.Confidence = kinds, false, .7
			m["insats.typ"] = what
		}
	}
}

// Kinds returns the kinds of insats that a description speaks of.
func (c *Catalogue) Kinds(text string) (kinds []string) {
	p := " " + plain(text)
	for _, k := range c.words.Measures {
		for _, w := range k.Words {
			at := strings.Index(p, plain(w))
			if at > 0 && (runes(w) > 6 || runes(w) > 4 && !isLetter(p[at-1:]) || !isLetter(p[at-1:]) && !isLetter(p[at+len(plain(w)):])) {
				kinds = append(kinds, k.Type)
				break
			}
		}
	}
	return kinds
}

// help takes the instruction to the staff for what help is needed, on forms
// that have the one and not the other.
func (b *builder) help() {
	for _, l := range b.labels {
		if l.resolved && l.meaning.key == "insats.hjalp_med" {
			return
		}
	}
	f := b.r.Fields["instruktion"]
	if f.Empty() || len(b.r.Measures) != 1 {
		return
	}
	f.Certain, f.Confidence = false, .6
	b.r.Measures[0]["insats.hjalp_med"] = f
}

var attached = regexp.MustCompile(`(?i)\b(program|instruktion|bilaga|schema|bildprogram)\w*\s+(bifogas|bilägges|medföljer)|enligt (bifogat|bifogad|bilagt|bilaga)`)

// attachment notes that the intyg speaks of a paper which may not be there.
func (b *builder) attachment() {
	if attached.MatchString(b.wholeText()) {
		b.warn("bilaga_omnamnd_men_saknas")
	}
}

var placeDate = regexp.MustCompile(`^\p{Lu}\p{L}+(?:[ -]\p{Lu}\p{L}+)?,?\s+(?:den\s)?(\d.*)$`)

// signature reads the end of an intyg that is signed without labels: place
// and day, name and profession, unit and phone, each on a line of its own.
func (b *builder) signature() {
	lines := byRow(b.els)
	for i, line := range lines {
		text := lineText(line)
		if line[0].taken || line[0].label != nil {
			continue
		}
		if m := placeDate.FindStringSubmatch(text); m != nil {
			if d, ok := day(m[1], b.received, past); ok && !HasPersonnummer(m[1]) {
				b.offer(b.at(line[0]), "datum_utfardat", d.String(), text, false)
			}
		}
		name, title, ok := strings.Cut(text, ",")
		if !ok || len(strings.Fields(name)) < 2 || !isName(strings.TrimSpace(name)) || b.c.Profession(title) == "" {
			continue
		}
		a := b.at(line[0])
		b.offer(a, "utfardare.namn", strings.TrimSpace(name), text, false)
		b.offer(a, "utfardare.yrke", strings.TrimSpace(title), text, false)
		if i+1 < len(lines) && !lines[i+1][0].taken && lines[i+1][0].label == nil {
			a := b.at(lines[i+1][0])
			unit := b.offerContact(a, lineText(lines[i+1]))
			b.offer(a, "utfardare.enhet", unit, unit, false)
			b.unsure("utfardare.telefon", .7)
		}
	}
}

func (b *builder) at(e *element) *answer {
	return &answer{box: e.box, page: e.page, from: e.from, sure: e.sure}
}
