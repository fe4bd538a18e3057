package mail

import (
	"slices"
	"strings"

	"example.org/stegvis/channels"
)

// Trust says whose word is taken for who a mail is from: our own mail server
// checks the sender's domain (DMARC) and writes down the result in
// Authentication-Results. Everybody can write such a line; only the topmost is
// our server's, and only if it bears our server's name. Exchange Online leaves
// out its name, so there the place alone must do.
type Trust struct {
	Server   string `toml:"server"`   // the name at the beginning of the line, or "microsoft365"; if empty, nobody is asked
	Internal bool   `toml:"internal"` // Exchange Online: take its word for mail from within the organisation
}

const microsoft365 = "microsoft365"

// vouch says whether our server vouches for the address in From.
func (t Trust) vouch(h header) channels.Vouch {
	switch {
	case t.Server == "":
		return channels.NotAsked
	case sender(h) == "":
		return channels.Doubtful
	case t.internal(h):
		return channels.Vouched
	}
	lines := h.all("Authentication-Results")
	if len(lines) == 0 {
		return channels.Doubtful
	}
	results, ok := t.results(lines[0])
	if ok && passes(results, domainOf(sender(h))) {
		return channels.Vouched
	}
	return channels.Doubtful
}

// internal reports whether Exchange Online says that a colleague who was logged
// on has written the mail. It removes such a line from mail that comes from
// outside.
func (t Trust) internal(h header) bool {
	as := h.all("X-Ms-Exchange-Organization-Authas")
	return t.Internal && t.Server == microsoft365 && len(as) == 1 && as[0] == "Internal"
}

// A result is what one check came to: dmarc=pass header.from=pvr.test.
type result map[string]string

// results reads a line, if it is our server's; ok is false when it is not, or
// when any of it can be read in two ways.
func (t Trust) results(line string) (all []result, ok bool) {
	parts, ok := clauses(line)
	if !ok || len(parts) == 0 {
		return nil, false
	}
	if t.Server != microsoft365 {
		name := parts[0]
		if len(name) == 0 || len(name) > 2 || !strings.EqualFold(name[0], t.Server) || len(name) == 2 && name[1] != "1" {
			return nil, false
		}
		parts = parts[1:]
	}
	for _, part := range parts {
		if len(part) == 0 {
			continue // a semicolon at the end
		}
		r, ok := resultOf(part)
		if !ok {
			return nil, false
		}
		all = append(all, r)
	}
	return all, true
}

// resultOf reads the words of one check. Each must be name=value, and each name
// must come once.
func resultOf(words []string) (result, bool) {
	r := result{}
	for i, w := range words {
		name, value, ok := strings.Cut(w, "=")
		name = strings.ToLower(name)
		if i == 0 {
			name, _, _ = strings.Cut(name, "/") // the version of the method
			r["method"] = name
		}
		if _, twice := r[name]; !ok || name == "" || value == "" || twice {
			return nil, false
		}
		r[name] = value
	}
	return r, true
}

// passes reports whether the results have exactly one for DMARC, it is a pass,
// and it is about this domain.
func passes(all []result, domain string) bool {
	of := func(method string) (found []result) {
		return slices.DeleteFunc(slices.Clone(all), func(r result) bool { return r["method"] != method })
	}
	dmarc, comp := of("dmarc"), of("compauth")
	if len(dmarc) != 1 || len(comp) > 1 || len(comp) == 1 && strings.EqualFold(comp[0]["compauth"], "fail") {
		return false
	}
	return strings.EqualFold(dmarc[0]["dmarc"], "pass") && strings.EqualFold(dmarc[0]["header.from"], domain)
}

// clauses splits a line at its semicolons, and each part at its blanks. Comments
// go away; what is quoted stays one word. A line that is not well formed is not
// read at all: our own server writes none.
func clauses(line string) (parts [][]string, ok bool) {
	s := scanner{rest: line}
	parts = [][]string{nil}
	for s.next() {
		last := len(parts) - 1
		switch {
		case s.mark == ';':
			parts = append(parts, nil)
		case s.glued && len(parts[last]) > 0:
			parts[last][len(parts[last])-1] += s.word
		default:
			parts[last] = append(parts[last], s.word)
		}
	}
	return parts, !s.broken
}
