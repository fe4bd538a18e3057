package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Signatures hold weekdays, opening hours and telephone numbers: whoever reads
// them as part of the answer books a visit in somebody's telefontid.

// signOffs end a letter, alone on a line or with the writer's name after them.
var signOffs = []string{
	"med vänliga hälsningar", "med vänlig hälsning", "med vänlig hälsningar", "med bästa hälsningar", "med bästa hälsning", "med hälsning",
	"med hälsningar", "med varma hälsningar", "vänliga hälsningar", "vänlig hälsning", "bästa hälsningar", "bästa hälsning", "varma hälsningar",
	"varm hälsning", "många hälsningar", "soliga hälsningar", "trevliga hälsningar", "glada hälsningar", "hjärtliga hälsningar",
	"hälsningar från", "hälsningar", "hälsning", "hälsn.", "hälsn", "hälsar", "m.v.h.", "m.v.h", "mvh.", "mvh", "m v h", "m.h.", "mh", "vh", "vänligen", "vänl.", "b.h.",
	"allt gott önskar",
	"with best regards", "with kind regards", "best regards", "kind regards", "warm regards", "regards", "best wishes", "sincerely",
	"yours sincerely", "cheers", "br", "kh",
}

// details are what tells a line of a signature from a line of an answer.
var details = []string{
	"tel", "tfn", "telefon", "mobil", "växel", "direkt", "direktnr", "telefontid", "fax", "e-post", "epost", "www", "http", "org.nr", "orgnr",
	"samordnare", "samordningsansvarig", "kontaktperson", "planerare", "gruppledare", "gruppchef", "teamledare", "verksamhetschef", "enhetschef", "chef", "handläggare", "biståndshandläggare",
	"leg.", "leg", "legitimerad", "fysioterapeut", "sjukgymnast", "arbetsterapeut", "distriktsarbetsterapeut", "sjuksköterska", "distriktssköterska", "undersköterska", "läkare", "överläkare", "dietist", "logoped", "kurator", "rehabassistent",
	"coordinator", "therapist", "physiotherapist", "nurse", "manager",
	"ab", "hb", "hemtjänst", "hemtjänsten", "hemvård", "hemomsorg", "omsorg", "omsorgen", "primärvårdsrehab", "vårdcentral", "vårdcentralen", "rehab", "region", "kommun", "kommunal", "stadsdelsförvaltning", "stad", "enheten", "mottagningen",
	"expedition", "expeditionen", "expeditionstid", "öppet", "öppettider", "öppen", "kontaktcenter", "receptionen", "adress", "box", "gatan", "vägen", "plan", "tr", "arbetar", "jobbar", "semester", "tjänstgör", "sekretess", "sekretessbelagda",
	"sekretessbelagd", "certifierade", "certifierad", "e-tjänsterna", "kontoret", "pass", "knappval", "säkrast", "nås", "träffas", "msc",
	"mottagare", "mottagaren", "personuppgifter", "gdpr", "miljön", "facebook", "linkedin", "instagram", "webbplats", "hemsida", "confidential", "confidentiality", "recipient", "intended", "disclaimer",
}

var (
	detailWords = func() map[string]bool { return set(strings.Join(details, " ")) }()
	// kept begin what is said after the signature all the same.
	kept = []string{"ps", "p.s", "obs", "förresten", "glömde", "nej", "tillägg", "rättelse", "ändring", "edit", "p s", "jo,", "jo ", "sorry", "ursäkta", "oj", "men "}
)

// unsign drops the signature from the lines of a part. What comes after it is
// kept when it begins as people begin afterthoughts.
func unsign(lines []string) []string {
	for i, line := range lines {
		if i > 0 && isSmall(line) {
			return unblock(lines[:i])
		}
		head, ok := signOff(line)
		if !ok {
			continue
		}
		rest := afterthought(lines[i+1:])
		out := lines[:i:i]
		if head != "" {
			out = append(out, head)
		}
		return append(out, rest...)
	}
	return unblock(lines)
}

// doubts reports whether a line below the signature may take back what stands
// above it.
func doubts(line string) bool {
	return tagged(tokens(line), tBut|tNot|tNo|tBad|tHedge|tDefer|tIf|tFix|tBusy)
}

// afterthought returns the lines from the first one that begins a postscript.
func afterthought(lines []string) []string {
	for i, line := range lines {
		t := strings.TrimSpace(line)
		if t == "" || isName(t) {
			continue
		}
		if hasAnyPrefix(strings.ToLower(t), kept) || !isDetail(t) && !isHabit(t) && doubts(t) {
			return unblock(lines[i:])
		}
	}
	return nil
}

// isHabit reports whether a line tells on which days somebody works, and takes
// nothing back: "Ledig onsdagar".
func isHabit(t string) bool {
	ts := tokens(t)
	return hasSym(ts, sWeekdays) && !tagged(ts, tBut|tNo|tHedge|tDefer|tIf|tFix|tCan)
}

// small begin what institutions put below everybody's mail.
var small = []string{
	"detta e-postmeddelande", "detta epostmeddelande", "detta mejl ", "detta mail ", "detta meddelande", "denna e-post", "det här mejlet", "det här meddelandet", "innehållet i detta",
	"informationen i detta", "om du inte är rätt mottagare", "om du har fått detta", "har du fått detta", "när du skickar e-post", "när du kontaktar oss", "vi behandlar dina personuppgifter", "vi behandlar personuppgifter",
	"läs mer om hur vi behandlar", "så behandlar vi", "tänk på miljön", "spara på miljön", "skriv inte ut", "behöver du verkligen skriva ut", "innan du skriver ut", "this e-mail", "this email", "this message", "the information in this", "please consider the environment", "if you are not the intended",
}

// isSmall reports whether a line begins the small print: its paragraph speaks of
// confidence, data protection or paper.
func isSmall(line string) bool {
	low := strings.ToLower(strings.Join(strings.Fields(strings.TrimLeft(line, "*_ ")), " "))
	if !hasAnyPrefix(low, small) {
		return false
	}
	for _, w := range []string{"sekretess", "konfidentiell", "personuppgift", "avse", "mottagare", "misstag", "miljö", "gdpr", "skriv", "confidential", "intended", "print", "recipient"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// signOff reports whether the letter ends on this line, and returns what
// stands on it before the end.
func signOff(line string) (head string, ok bool) {
	t := strings.TrimSpace(line)
	low := strings.ToLower(t)
	if slash(t) {
		return "", true
	}
	if n := signOffLen(low); n > 0 && n <= len(t) && isSigner(t[n:]) {
		return "", true
	}
	return inlineSignOff(t, low)
}

// signOffLen returns how much of low a sign-off at its beginning takes.
func signOffLen(low string) int {
	for _, s := range signOffs {
		if strings.HasPrefix(low, s) {
			if r, _ := utf8.DecodeRuneInString(low[len(s):]); !unicode.IsLetter(r) {
				return len(s)
			}
		}
	}
	return 0
}

// isSigner reports whether what follows a sign-off can be who signs: nothing,
// or a name with or without a title.
func isSigner(rest string) bool {
	rest = strings.Trim(rest, " ,.!/-–😊🙂🎄☀️")
	rest = strings.TrimPrefix(rest, "från ")
	return rest == "" || isName(rest) || isLowName(rest)
}

// isLowName reports whether s is one or two words, not capitalised, that mean
// nothing here: how people sign in a hurry.
func isLowName(s string) bool {
	words := strings.Fields(s)
	for _, w := range words {
		for _, r := range w {
			if !unicode.IsLetter(r) && r != '-' {
				return false
			}
		}
		if means(strings.ToLower(w)) {
			return false
		}
	}
	return len(words) == 1 || len(words) == 2
}

// slash reports whether the line signs with a name after one or two slashes.
func slash(t string) bool {
	if t == "" || strings.IndexByte("/", t[0]) < 0 && !strings.HasPrefix(t, "–") && !strings.HasPrefix(t, "-") && !strings.HasPrefix(t, "~") {
		return false
	}
	rest := strings.TrimLeft(t, "/–-~ ")
	return t != rest && (isName(rest) || t[0] == '/' && isLowName(rest))
}

// inlineSignOff finds a sign-off at the end of a line that says more.
func inlineSignOff(t, low string) (head string, ok bool) {
	if len(t) != len(low) {
		return "", false
	}
	for i := strings.LastIndexAny(t, "/"); i > 0; i = -1 {
		if name := t[i+1:]; (t[i-1] == ' ' || t[i-1] == '/') && (isName(name) || isLowName(name)) {
			return strings.TrimRight(t[:i], "/ "), true
		}
	}
	for _, s := range []string{"mvh", "hälsningar", "hälsn", "hälsar", "vänliga hälsningar", "med vänlig hälsning", "/mvh", "vh", "regards"} {
		i := strings.LastIndex(low, " "+s)
		if i > 0 && signOffLen(low[i+1:]) > 0 && isSigner(t[i+1+signOffLen(low[i+1:]):]) && t[i+1+signOffLen(low[i+1:]):] != "" {
			return strings.TrimRight(t[:i], " ,"), true
		}
	}
	if i := strings.LastIndex(low, " mvh"); i > 0 && i == len(low)-4 {
		return strings.TrimRight(t[:i], " ,"), true
	}
	return "", false
}

// unblock drops a signature that nothing announces: a name near the end with
// only titles, numbers and addresses below it.
func unblock(lines []string) []string {
	cut := len(lines)
	for i := len(lines) - 1; i >= 0; i-- {
		t := strings.TrimSpace(lines[i])
		switch {
		case t == "":
		case isName(t) || hasNameFirst(t):
			cut = i
		case !isDetail(t):
			i = 0
		}
	}
	if strings.TrimSpace(strings.Join(lines[:cut], "")) == "" {
		return lines
	}
	return lines[:cut]
}

// hasNameFirst reports whether a line gives a name and titles after a bar.
func hasNameFirst(t string) bool {
	name, rest, found := strings.Cut(t, "|")
	return found && isName(strings.TrimSpace(name)) && isDetail(rest)
}

// isName reports whether s is one to four capitalised words none of which
// means anything else here, perhaps with a title after a comma.
func isName(s string) bool {
	s = strings.TrimSpace(s)
	name, title, found := strings.Cut(s, ",")
	if found && !isTitle(title) {
		return false
	}
	words := strings.Fields(strings.TrimRight(name, "."))
	if len(words) == 0 || len(words) > 4 {
		return false
	}
	for i, w := range words {
		if !isNameWord(w, i) {
			return false
		}
	}
	return true
}

func isNameWord(w string, i int) bool {
	r, n := utf8.DecodeRuneInString(w)
	for _, c := range w {
		if !unicode.IsLetter(c) && c != '-' && c != '\'' && c != '.' && c != '’' {
			return false
		}
	}
	if i > 0 && (w == "och" || w == "o" || w == "&" || w == "von" || w == "af" || w == "de" || w == "el") {
		return true
	}
	return unicode.IsUpper(r) && n < len(w)+1 && !means(strings.ToLower(w))
}

// isTitle reports whether what stands after a name and a comma is a title.
func isTitle(s string) bool {
	words := strings.Fields(s)
	return len(words) > 0 && len(words) <= 6 && isDetail(s)
}

// isDetail reports whether a line can only be part of a signature.
func isDetail(t string) bool {
	low := strings.ToLower(t)
	if strings.Contains(low, "@") || strings.Contains(low, "www.") || strings.Contains(low, "://") || isDelimiter(t) {
		return true
	}
	digits := 0
	for _, r := range low {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits >= 8 {
		return true
	}
	for _, w := range strings.FieldsFunc(low, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '.' }) {
		if detailWords[w] || detailWords[strings.TrimRight(w, ".")] || hasAnySuffix(w, "gatan", "vägen", "stigen", "gränd", "torg", "terapeut", "omsorg", "vård", "vården") {
			return true
		}
	}
	return false
}

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, x := range suffixes {
		if len(s) > len(x) && strings.HasSuffix(s, x) {
			return true
		}
	}
	return false
}
