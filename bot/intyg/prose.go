package intyg

import (
	"regexp"
	"slices"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// An intyg told in sentences has no labels to hold on to. What is found in it
// here are proposals: what a colleague would underline before asking, never
// certain.

// A prosePattern says how a sentence gives a field; the value is its group.
type prosePattern struct {
	key string
	re  *regexp.Regexp
}

var prosePatterns = []prosePattern{
	{"insats.syfte", regexp.MustCompile(`(?i)\b(?:syftet|syfte|målet|målsättningen|avsikten|tanken)(?: med [\p{L} ]{3,30}?)?\s*(?:är(?: att)?|:)\s*:?\s*(?:att\s)?(.{4,})`)},
	{"insats.syfte", regexp.MustCompile(`(?i)\b(?:i syfte att|med målet att|med syftet att|för att kunna|för att)\s(.{8,})`)},
	{"insats.beskrivning", regexp.MustCompile(`(?i)\bbedöm(?:t|er|s|des)? att .{2,60}? (?:kan|ska|bör|klarar(?: av)?)(?: att)?(?: göra| utföra| sköta| ha| genomföra)?\s(.{4,120}?) som egenvård`)},
	{"insats.beskrivning", regexp.MustCompile(`(?i)\begenvård(?:en|sintyg|sinsatsen|såtgärden)?(?: avser| gäller| består av| i form av| för|:)\s(.{4,120})`)},
	{"insats.beskrivning", regexp.MustCompile(`(?i)\b(?:göra|utföra|genomföra) (.{4,100}?) som egenvård`)},
	{"insats.hjalp_med", regexp.MustCompile(`(?i)\b(?:behöver|behövs|önskar|vill ha)(?: praktisk)? (?:hjälp|stöd|stöttning)(?: av hemtjänsten)? (?:med|för|att|i form av)\s(.{4,})`)},
	{"insats.hjalp_med", regexp.MustCompile(`(?i)\b(?:hemtjänsten|personalen|de) (?:ska|behöver|får gärna|hjälper till att|hjälper till med)\s(.{4,})`)},
	{"utforare", regexp.MustCompile(`(?i:\bhemtjänst(?:en|utföraren|utförare)?) (?i:är|heter|utförs av|sköts av|genom|via|från|hos)\s(\p{Lu}[^().,;:]{2,60})`)},
	{"utforare", regexp.MustCompile(`(?:utförs av|har hjälp av|får hjälp av|har|via|genom|från)\s((?:\p{Lu}[\p{L}&-]+ )+(?:hemtjänst|omsorg)|(?:\p{Lu}[\p{L}&-]+ )*(?:Hemtjänst|Omsorg)(?: i)?(?: [\p{Lu}][\p{L}&-]+)+)`)},
	{"utforare", regexp.MustCompile(`(?:Hon|Han|Hen|hon|han|hen|[Pp]atienten) har\s(\p{Lu}\p{L}+(?: \p{Lu}[\p{L}&]+)*)\.?$`)},
	{"utfardare.telefon", regexp.MustCompile(`(?i:ring|nås|nå mig|når mig|telefon|tel)[^.]{0,25}?\s((?:\+46|0)\d[\d -]{6,14}\d)`)},
	{"utforare.kontakt", regexp.MustCompile(`(?i)\bhemtjänst.{3,80}?\(([^()]{3,80})\)`)},
	{"utforare.kontakt", regexp.MustCompile(`(?i)\b(?:samordnare|kontaktperson(?:en)?)(?: hos \S+)?(?: är| heter|:)?\s(\p{Lu}[^.;()]{3,60})`)},
	{"patient_adress", regexp.MustCompile(`(?i:hemma på|bor på|boende på|bosatt på|adressen|adress är|adress:)\s(\p{Lu}[^.;]*?\d{3} ?\d{2} \p{Lu}\p{L}+)`)},
	{"patient_adress", regexp.MustCompile(`(\p{Lu}\p{L}+(?:vägen|gatan|gränd|stigen|backen|torget|allén|väg|gata) \d+[^.;()]{0,25}?, ?\d{3} ?\d{2} \p{Lu}\p{L}+)`)},
	{"kontakt_vid_forsamring", regexp.MustCompile(`(?i)^((?:vid (?:försämring|frågor|problem|avvikelse|fall)|om .{3,40} (?:försämras|förändras|inte fungerar)).{6,})`)},
	{"insats.utfor_sjalv", regexp.MustCompile(`(?i)\b(?:hon|han|hen|patienten|den enskilde) (?:gör|utför|klarar|sköter) (.{3,80}?) själv`)},
}

var (
	oftenShape = regexp.MustCompile(`(?i)(?:\b(?:\d+(?:\s?-\s?\d+)?|en|ett|två|tre|fyra|fem|sex)\s?(?:gånger|gång|ggr|g|x|tillfällen|dagar)\s?(?:/|per|om|i|varje)?\s?(?:dag(?:en)?|dygn(?:et)?|vecka(?:n)?|vk|v|d)\b)|\bvarje (?:dag|morgon|kväll|vecka|vardag)|\bdagligen|\bvarannan (?:dag|vecka)|\balla dagar|\bmorgon och kväll|\b(?:mån|tis|ons|tors|fre)\w*(?:, | och )(?:mån|tis|ons|tors|fre)\w*(?:(?:, | och )(?:tis|ons|tors|fre|lör|sön)\w*)*`)
	longShape  = regexp.MustCompile(`(?i)((?:(?:ca|cirka|ungefär|runt|omkring)\.?\s)?\d+(?:\s?-\s?\d+)?\s?(?:min\w*|timm\w+|h)\b|en kvart|en halvtimme|en timme)|(?:ungefär|ca|cirka|omkring)\.?\s(\d+)\sper\s(?:gång|tillfälle)`)
	whoShape   = regexp.MustCompile(`(\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+){1,4})[\s,;:(]{1,4}(?i:p(?:ers)?(?:on)?n(?:umme)?r:?\s)?$`)
	abbreviate = regexp.MustCompile(`(?i)\b(?:leg|tel|tfn|ca|kl|nr|bl|dvs|osv|etc|fr|o|m|t|e|s|k|resp|ev|min|max|dr|st|v|jan|feb|aug|sept?|okt|nov|dec)$`)
)

// prose adds proposals for what has no value yet.
func (b *builder) prose() {
	known := 0
	for _, l := range b.labels {
		if l.known && l.resolved && l.meaning.key != "" {
			known++
		}
	}
	if known > 5 || b.coverage() >= .6 || b.doc.Carrier == page.Scan || b.doc.Carrier == page.Form {
		return
	}
	paragraphs := b.paragraphs()
	for _, lines := range paragraphs {
		for _, s := range sentences(lines.text) {
			lines.used = b.sentence(lines, s) || lines.used
		}
	}
	b.leftOver(paragraphs)
	b.signedBelow()
	if f := b.r.Fields["datum_utfardat"]; f.Empty() && !b.received.IsZero() && b.coverage() > .3 {
		b.r.Fields["datum_utfardat"] = Field{Value: b.received.String(), Confidence: .5, Page: 1, Source: page.FromMail}
	}
}

// A paragraph is lines of running text without a gap between them.
type paragraph struct {
	text string
	at   *element
	used bool
}

func (b *builder) paragraphs() (all []*paragraph) {
	var last *element
	for _, line := range byRow(b.els) {
		e := line[0]
		if e.taken || e.label != nil && !e.label.inline || e.heading != nil {
			last = nil
			continue
		}
		text := folds.Replace(lineText(line))
		if last != nil && last.page == e.page && e.box.Y0-last.box.Y1 < e.line() {
			p := all[len(all)-1]
			p.text = glue(p.text, text, true)
		} else {
			all = append(all, &paragraph{text: text, at: e})
		}
		last = e
	}
	return all
}

// sentences cuts text at its full stops, not at those of abbreviations.
func sentences(text string) (all []string) {
	start := 0
	for i := 0; i+2 < len(text); i++ {
		if strings.IndexByte(".!?", text[i]) < 0 || text[i+1] != ' ' || !isUpper(text[i+2:]) || abbreviate.MatchString(text[start:i]) {
			continue
		}
		all = append(all, strings.TrimSpace(text[start:i+1]))
		start = i + 1
	}
	if rest := strings.TrimSpace(text[start:]); rest != "" {
		all = append(all, rest)
	}
	return all
}

// sentence takes from one sentence what it says; it reports whether that was
// anything.
func (b *builder) sentence(p *paragraph, s string) (found bool) {
	propose := func(key string, value any, raw string) {
		a := &answer{box: p.at.box, page: p.at.page, from: p.at.from, sure: .6}
		b.offer(a, key, value, raw, false)
		found = true
	}
	if ids := FindPersonnummer(s, b.received); len(ids) == 1 {
		at := idShape.FindStringIndex(s)
		propose("patient_id", ids[0].Number, s[at[0]:at[1]])
		if m := whoShape.FindStringSubmatch(s[:at[0]]); m != nil {
			propose("patient_namn", m[1], m[1])
		}
	}
	for _, pat := range prosePatterns {
		if m := pat.re.FindStringSubmatch(s); m != nil {
			v := strings.Trim(m[1], " ,:;.")
			propose(pat.key, v, v)
		}
	}
	b.proseScope(s, propose)
	b.proseAnswers(s, propose)
	return found
}

// proseScope finds how often, how long and for what time.
func (b *builder) proseScope(s string, propose func(string, any, string)) {
	minutesAt := len(s)
	if m := longShape.FindStringSubmatchIndex(s); m != nil && !strings.Contains(strings.ToLower(s), "vila") {
		raw := strings.TrimSpace(s[m[0]:m[1]])
		if m[4] >= 0 {
			raw = s[m[4]:m[5]]
		}
		raw = strings.TrimSpace(approximately.ReplaceAllString(raw, ""))
		if f := b.longOften(s); f {
			propose("insats.minuter", minutes(raw), raw)
			minutesAt = m[0]
		}
	}
	if all := oftenShape.FindAllStringIndex(s[:minutesAt], -1); all != nil {
		end := all[len(all)-1][1]
		if i := strings.IndexAny(s[end:minutesAt], ",.;("); i >= 0 && i < 12 {
			end += i
		}
		raw := strings.Trim(s[all[0][0]:end], " ,")
		propose("insats.frekvens", frequency(raw), raw)
	}
	if !spanWord.MatchString(s) {
		return
	}
	at := spanWord.FindStringIndex(s)
	if span := parseSpan(s[at[0]:], b.issued); !span.from.IsZero() {
		propose("period.fran", span.from.String(), s)
		if !span.to.IsZero() {
			propose("period.till", span.to.String(), s)
		}
	} else if span.ongoing {
		propose("period.till", Ongoing, s)
	}
}

var spanWord = regexp.MustCompile(`(?i)\b(?:från och med|från|fr\.?\s?o\.?\s?m\.?|fom|from|med start|start(?:ar)?|under perioden|perioden|tiden)\s(?:den\s)?(?:\d|v\.?\s?\d|vecka)|tills vidare`)

// longOften reports whether a sentence with minutes speaks of the help, and
// not of how the exercise is done.
func (b *builder) longOften(s string) bool {
	return oftenShape.MatchString(s) || regexpPer.MatchString(s)
}

var regexpPer = regexp.MustCompile(`(?i)per (?:gång|tillfälle|besök)|tar (?:ca|ungefär|cirka)|åt gången|varje gång|tidsåtgång`)

// proseAnswers finds the yes and no of sentences.
func (b *builder) proseAnswers(s string, propose func(string, any, string)) {
	low := strings.ToLower(s)
	not := regexpNot.MatchString(low)
	switch {
	case strings.Contains(low, "riskanalys"), strings.Contains(low, "riskbedömning"):
		propose("riskanalys.gjord", !not, s)
		if d := dates(s, b.received, past); len(d) > 0 && !not {
			propose("riskanalys.datum", d[0].date.String(), s)
		}
	case strings.Contains(low, "samtyck"):
		propose("samtycke.finns", !not, s)
		if to := b.c.recipients(s); len(to) > 0 && !not {
			propose("samtycke.omfattar", to, s)
		}
	case strings.Contains(low, "hembesök") && (strings.Contains(low, "gemensam") || strings.Contains(low, "instruktion")):
		propose("gemensamt_hembesok", !not, s)
	case strings.Contains(low, "följs upp"), strings.Contains(low, "uppfölj"), strings.Contains(low, "följa upp"):
		if d := dates(s, b.issued, coming); len(d) == 1 {
			propose("uppfoljning", value(d[0].date.String(), d[0].date == d[0].last), s[d[0].start:])
		}
	}
}

var regexpNot = regexp.MustCompile(`\b(?:inte|ej|nej|ingen|inget|utan|saknas)\b`)

// leftOver takes a paragraph that says nothing else for the instruction.
func (b *builder) leftOver(all []*paragraph) {
	i := slices.IndexFunc(all, func(p *paragraph) bool {
		return !p.used && len(strings.Fields(p.text)) > 6 && !strings.Contains(p.text, "?") && b.r.Persons < 2
	})
	if i > 0 && all[0].used || i > 1 {
		a := &answer{box: all[i].at.box, page: all[i].at.page, from: all[i].at.from, sure: .5}
		b.offer(a, "instruktion", all[i].text, all[i].text, false)
	}
}

// signedBelow reads who wrote a mail from what stands under its greeting.
func (b *builder) signedBelow() {
	for i, line := range b.signed {
		text := lineText(line)
		a := b.at(line[0])
		a.sure = .6
		if i < 3 && b.r.Fields["utfardare.namn"].Empty() && isName(text) && len(strings.Fields(text)) > 1 && !strings.Contains(text, ",") {
			b.offer(a, "utfardare.namn", text, text, false)
			continue
		}
		title, unit, _ := strings.Cut(text, ",")
		if b.c.Profession(title) == "" && b.c.Profession(strings.TrimSpace(unit)) != "" && isName(title) {
			b.offer(a, "utfardare.namn", title, text, false)
			title, unit, _ = strings.Cut(strings.TrimSpace(unit), ",")
		}
		switch {
		case b.c.Profession(title) != "":
			b.offer(a, "utfardare.yrke", title, title, false)
			if unit = strings.TrimSpace(unit); unit != "" {
				b.offer(a, "utfardare.enhet", unit, unit, false)
			}
		default:
			rest := b.offerContact(a, text)
			if lettered(rest) && i < 5 && len(strings.Fields(rest)) < 6 && !strings.HasSuffix(rest, ".") && digits(rest) == "" {
				b.offer(a, "utfardare.enhet", rest, rest, false)
			}
		}
	}
	b.unsure("utfardare.telefon", .6)
	b.unsure("utfardare.epost", .6)
}
