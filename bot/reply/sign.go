package reply

import "strings"

// signWords are what a human must see before anything automatic is said. Too
// many of these cost a look; too few cost a letter to the bereaved.
var signWords = map[Sign][]string{
	Death:    {"avliden", "avlidit", "avled", "gått bort", "dött", "dog", "död", "somnat in", "dödsfall", "bortgång", "bortgången", "gick bort", "begravning", "dödsbo", "dödsboet", "passed away", "died", "deceased", "har somnat", "finns inte längre", "lever inte"},
	Hospital: {"sjukhus", "sjukhuset", "inlagd", "inlagt", "akuten", "akutmottagningen", "iva", "lasarett", "lasarettet", "ambulans", "ambulansen", "vårdavdelning", "avdelningen på", "inskriven på", "utskriven", "utskrivning", "utskrivningsklar", "karolinska", "huddinge sjukhus", "sös", "södersjukhuset", "danderyd", "opererad", "opererats", "operation", "opereras", "hospital", "hospitalized", "hospitalised", "slutenvård", "slutenvården", "geriatriken", "stroke", "propp", "hjärtinfarkt", "lunginflammation"},
	Fall:     {"ramlat", "ramlade", "fallit", "föll", "trillat", "trillade", "fallolycka", "fallskada", "höftfraktur", "fraktur", "brutit", "bröt", "halkat", "halkade", "snubblat", "snubblade", "slagit sig", "slog sig", "skadat sig", "skadade sig", "fallen", "fell", "fall i", "ramlar", "faller omkull"},
	Change:   {"försämrats", "försämrad", "försämring", "sämre skick", "mycket sämre", "blivit sämre", "palliativ", "palliativt", "korttids", "korttidsboende", "korttidsplats", "flyttat till", "flyttar till boende", "särskilt boende", "äldreboende", "vårdboende", "vill inte längre", "tackat nej till", "återkallar", "återkallat samtycke", "samtycket", "drar tillbaka", "inte längre kund", "bytt utförare", "skyddade personuppgifter", "sekretessmarkering"},
}

// signOrder is the order in which signs are reported, the gravest first.
var signOrder = []Sign{Death, Hospital, Fall, Change}

var signLexicon = compileSigns()

// A signTable finds signs by their first word.
type signTable map[string][]signPhrase

type signPhrase struct {
	words []string
	sign  Sign
}

func compileSigns() signTable {
	t := signTable{}
	for _, s := range signOrder {
		for _, w := range signWords[s] {
			words := strings.Fields(w)
			t[words[0]] = append(t[words[0]], signPhrase{words, s})
		}
	}
	return t
}

// signs returns the stop signs in the text.
func signs(ts []token) (found []Sign) {
	var words []string
	for _, t := range ts {
		if t.kind == kWord {
			words = append(words, strings.Fields(t.word)...)
		}
	}
	seen := map[Sign]bool{}
	for i := range words {
		for _, p := range signLexicon[words[i]] {
			if i+len(p.words) <= len(words) && strings.Join(words[i:i+len(p.words)], " ") == strings.Join(p.words, " ") {
				seen[p.sign] = true
			}
		}
	}
	for _, s := range signOrder {
		if seen[s] {
			found = append(found, s)
		}
	}
	return found
}
