package reply

import (
	"slices"
	"strings"
)

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
	var at []int // the token each word is from
	for k, t := range ts {
		if t.kind == kWord {
			for _, w := range strings.Fields(t.word) {
				words, at = append(words, w), append(at, k)
			}
		}
	}
	seen := map[Sign]bool{}
	for i := range words {
		for _, p := range signLexicon[words[i]] {
			end := i + len(p.words)
			if end <= len(words) && slices.Equal(words[i:end], p.words) && !movesMeeting(p.words, ts[at[end-1]+1:]) {
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

// movesMeeting reports whether what moves is a meeting, by the day or the time
// that it is moved to: "flyttat till 10/12".
func movesMeeting(words []string, rest []token) bool {
	if words[len(words)-1] != "till" || len(rest) == 0 {
		return false
	}
	const when = sWeekday | sMonth | sNum | sDay | sDot | sFull | sClock | sKl | sV | sOff | sNext | sThe
	return rest[0].sym&when != 0
}
