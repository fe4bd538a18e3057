package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How mail programs mark what they quote: Outlook, Gmail, iOS, Android,
// Thunderbird, GroupWise and the rest, in the languages they speak here.

// wrote are the verbs of "Den tis 1 dec. 2026 kl 08:12 skrev X:".
var wrote = []string{
	"skrev", "wrote", "schrieb", "écrit", "escribió", "escreveu", "ha scritto", "napisał", "schreef", "geschreven",
	"skreiv", "kirjoitti", "написал", "пише", "写道",
}

// openers begin such a line.
var openers = []string{
	"den ", "on ", "le ", "el ", "em ", "dnia ", "am ", "il ", "op ", "at ", "---- on ", ">>> on ", "på ",
	"mån", "tis", "ons", "tor", "fre", "lör", "sön", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
}

// separators stand alone between the answer and what was quoted.
var separators = []string{
	"ursprungligt meddelande", "ursprungligt mejl", "ursprungligt mail", "original message", "originalmeddelande",
	"mensaje original", "message d'origine", "ursprüngliche nachricht", "forwarded message", "vidarebefordrat meddelande",
	"vidarebefordrat brev", "vidarebefordrat mejl", "opprinnelig melding", "oprindelig meddelelse", "alkuperäinen viesti",
}

// labels are the first words of the lines in a quoted mail header: 1 for the
// sender, with which the header begins, 2 for the rest.
var labels = map[string]int{
	"från": 1, "from": 1, "fra": 1, "von": 1, "de": 1, "da": 1, "avsändare": 1, "lähettäjä": 1,
	"skickat": 2, "sent": 2, "datum": 2, "date": 2, "sendt": 2, "gesendet": 2, "enviado": 2, "data": 2, "dato": 2, "lähetetty": 2,
	"till": 2, "to": 2, "til": 2, "an": 2, "para": 2, "a": 2, "à": 2, "mottagare": 2, "vastaanottaja": 2,
	"kopia": 2, "cc": 2, "bcc": 2, "kopi": 2, "hemlig kopia": 2, "svara till": 2, "reply-to": 2, "risposta": 2, "svar till": 2,
	"ämne": 2, "subject": 2, "emne": 2, "betreff": 2, "asunto": 2, "oggetto": 2, "objet": 2, "aihe": 2, "rubrik": 2,
	"prioritet": 2, "importance": 2, "bilagor": 2, "attachments": 2,
}

// added are the beginnings of lines that devices, gateways and mail programs
// put in by themselves.
var added = []string{
	"skickat från", "skickat med", "skickades från", "sent from", "sent via", "sent with", "hämta outlook", "get outlook", "get [outlook",
	"hämta [outlook", "sendt fra", "envoyé de", "von meinem", "diese nachricht wurde von meinem", "verzonden met", "從我的",
	"(sent from", "<<sent by", "from my iphone", "someone from mobile", "skaffa outlook", "lähetetty", "ᐧ",
	"[extern", "[external", "varning: detta mejl kommer", "varning! detta mejl", "obs! detta mejl kommer", "caution: this email",
	"detta e-postmeddelande kommer från en extern", "detta mejl kommer från en extern", "extern avsändare", "external email",
	"du får inte ofta e-post från", "you don't often get email from", "läs om varför det här är viktigt", "vissa personer som har fått det här meddelandet",
	"fick du det här mejlet av misstag", "virusfritt", "virus-free", "denna e-post har kontrollerats",
}

func isAdded(line string) bool {
	line = strings.ToLower(strings.TrimLeft(line, "*_ "))
	return hasAnyPrefix(line, added)
}

// isQuoted reports whether the line carries a quote mark, or the two letters
// of a name before one.
func isQuoted(line string) bool {
	line = strings.TrimLeft(line, " ")
	if line == "" {
		return false
	}
	if line[0] == '>' || line[0] == '|' || strings.HasPrefix(line, "&gt;") {
		return true
	}
	i := strings.IndexByte(line, '>')
	return i > 0 && i <= 3 && strings.IndexFunc(line[:i], func(r rune) bool { return !unicode.IsUpper(r) }) < 0
}

// unmark takes the quote marks off a line.
func unmark(line string) string {
	line = strings.TrimSpace(strings.ReplaceAll(line, "&gt;", ">"))
	return strings.TrimSpace(strings.TrimLeft(line, ">| "))
}

// isDelimiter reports whether a line separates the text from a signature.
func isDelimiter(line string) bool {
	if line == "—" || line == "--" {
		return true
	}
	if len(line) < 3 {
		return false
	}
	for i := range len(line) {
		if line[i] != line[0] {
			return false
		}
	}
	return strings.IndexByte("-_=*", line[0]) >= 0
}

// marker returns how many lines, from i on, say that a quote follows; 0 for
// none.
func (s *splitter) marker(i int) int {
	line := s.lines[i]
	if strings.HasPrefix(line, ">>> ") && strings.HasSuffix(strings.TrimSpace(line), ">>>") {
		return 1 // GroupWise
	}
	if isQuoted(line) {
		return 0
	}
	if isSeparator(line) || s.isHeader(i) {
		return 1
	}
	return s.attribution(i)
}

func isSeparator(line string) bool {
	t := strings.TrimSpace(line)
	if strings.HasPrefix(t, "Begin forwarded message") || strings.HasPrefix(t, "Vidarebefordrat brev:") {
		return true
	}
	if t == "" || strings.IndexByte("-*_", t[0]) < 0 {
		return false
	}
	return hasAnyPrefix(strings.ToLower(strings.TrimLeft(t, "-*_ ")), separators)
}

// isHeader reports whether a quoted mail header begins at i: a sender, and at
// least two lines more of its kind close below.
func (s *splitter) isHeader(i int) bool {
	if headerLabel(s.lines[i]) != 1 {
		return false
	}
	found := 0
	for _, line := range s.lines[i+1 : min(i+9, len(s.lines))] {
		if headerLabel(line) != 0 {
			found++
		}
	}
	return found >= 2
}

// headerLabel returns what kind of header line this is; 0 for none.
func headerLabel(line string) int {
	line = strings.TrimLeft(line, " *_")
	colon := strings.IndexByte(line, ':')
	if colon < 1 || colon > 14 {
		return 0
	}
	return labels[strings.ToLower(strings.TrimRight(line[:colon], " *_"))]
}

// attribution returns how many lines, from i on, say who wrote the quote and
// when: "Den tis 1 dec. 2026 kl 08:12 skrev X <x@y>:", broken anywhere.
func (s *splitter) attribution(i int) int {
	if !s.opens(i) {
		return 0
	}
	joined, most := "", 4
	for n := 0; n < most && i+n < len(s.lines); n++ {
		t := strings.TrimSpace(s.lines[i+n])
		if t == "" && n == 1 && i+2 < len(s.lines) && strings.TrimSpace(s.lines[i+2]) == "<" {
			most = 5 // the address stands on lines of its own
			continue
		}
		if t == "" {
			return 0
		}
		joined += " " + t
		if n > 0 && strings.HasPrefix(t, ">") && !strings.HasPrefix(t, ">:") && !isAttribution(joined) {
			return 0
		}
		if isAttribution(joined) {
			return n + 1
		}
	}
	return 0
}

// opens reports whether the line at i can begin an attribution.
func (s *splitter) opens(i int) bool {
	t := strings.TrimLeft(s.lines[i], " *_")
	if t == "" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(t)
	at := strings.IndexByte(t, '@')
	return unicode.IsDigit(r) || r > 0x3ff || at > 0 && t[at-1] != ' ' || hasAnyFoldPrefix(t, openers)
}

func isAttribution(joined string) bool {
	t := strings.TrimRight(joined, " *_")
	dated := strings.ContainsAny(t, "0123456789")
	if dated && len(t) > 11 && isYear(t[1:]) && (strings.HasSuffix(t, ">") || strings.HasSuffix(t, ">:") || strings.Contains(t, "GMT+")) {
		return !strings.HasSuffix(t, "<")
	}
	if !dated && !strings.Contains(t, "@") || !strings.HasSuffix(t, ":") && !strings.HasSuffix(t, "----") {
		return false
	}
	for _, w := range wrote {
		if strings.Contains(t, w) {
			return true
		}
	}
	return false
}

// isYear reports whether s begins with a date such as 2016-03-03 or 2013/7/20.
func isYear(s string) bool {
	for i := range 4 {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s[4] == '-' || s[4] == '/'
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func hasAnyFoldPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
			return true
		}
	}
	return false
}
