package care

import "slices"

// What may be told to whom. All that is known of a person is secret (OSL 26 kap.
// 1 §): a party is told of it by the person's leave, as the intyg says it was
// given or as BIH has noted it, and no longer than until it is taken back. What
// names a case and asks for something, and says no more, needs no leave.

// A Content is how much a message says of the person.
type Content int

const (
	Bare      Content = iota // a case number, times, what is asked
	Affairs                  // what has been decided of the person, or words that somebody has written
	Documents                // papers about the person
)

// affairs lists the messages that say something of the person, beside what is
// attached to them.
var affairs = map[Role][]string{
	PVR: {"forhandsbedomning", "avstyrks", "bifall", "avslag", "fraga", "besked"},
	HTJ: {"bestallning", "bestallning_forlangd", "fraga", "besked"},
}

// harmless are the papers that say nothing of the person, or nothing but what the
// one who gets them has written.
var harmless = []Paper{Information, Instruction, Blank}

// Says returns how much a message says, with those papers.
func Says(to Role, template string, papers ...Paper) Content {
	switch {
	case slices.ContainsFunc(papers, func(p Paper) bool { return !slices.Contains(harmless, p) }):
		return Documents
	case slices.Contains(affairs[to], template):
		return Affairs
	}
	return Bare
}

// A Permit is the person's leave to tell one party: since when, and how it is known.
type Permit struct {
	On  Date
	How string // intyg, or what BIH has noted: skriftligt, muntligt, annan_grund
	By  string // who at BIH has noted it; empty when the intyg says so
}

// ByIntyg is how it is known when the intyg says so.
const ByIntyg = "intyg"

// Permit returns the leave to tell a party that stands recorded now. What could
// not be read for sure is none.
func (c Case) Permit(to Role) (p Permit, ok bool) {
	if p, ok := c.Permits[to]; ok {
		return p, true
	}
	doubt := slices.Contains(c.Intyg.Doubts, "samtycke.finns") || slices.Contains(c.Intyg.Doubts, "samtycke.omfattar")
	if c.Withdrawn || doubt || !yes(c.Intyg.Consent.Given) || to == HTJ && !slices.Contains(c.Intyg.Consent.To, "htj") {
		return Permit{}, false
	}
	return Permit{On: c.Intyg.Issued, How: ByIntyg}, true
}

// Why a party may not be told; the words are in templates.
const (
	Unrecorded = "saknas"      // nothing says that the person has agreed
	Declined   = "nej"         // the intyg says that the person has not
	Beyond     = "omfattar_ej" // the person has agreed to something else
	TakenBack  = "aterkallat"  // the person has taken it back
	Shielded   = "skyddat"     // the person's identity is protected: nothing is said by itself
)

// May reports whether a party may be told so much now, and if not, why. What
// another district is handed over BIH answers for by its own deed. Until its intyg
// has come, PVR is answered what it asks of its own patient.
func (c Case) May(to Role, what Content) (ok bool, why string) {
	_, permitted := c.Permit(to)
	switch {
	case to == BIH:
		return true, ""
	case c.Protected:
		return false, Shielded
	case what == Bare, to == Other, permitted:
		return true, ""
	case c.Withdrawn:
		return false, TakenBack
	case to == PVR && !c.hasIntyg():
		return true, ""
	case c.Intyg.Consent.Given == nil:
		return false, Unrecorded
	case !*c.Intyg.Consent.Given:
		return false, Declined
	case to == HTJ && len(c.Intyg.Consent.To) > 0 && !slices.Contains(c.Intyg.Consent.To, "htj"):
		return false, Beyond
	}
	return false, Unrecorded
}

// Stop signs that change what may be told.
const (
	signWithdrawn = "samtycke_aterkallat"
	signProtected = "skyddade_personuppgifter"
)

// heed notes what stop signs say of what may be told.
func (c *Case) heed(signs []string) {
	if slices.Contains(signs, signWithdrawn) {
		c.Withdrawn, c.Permits = true, nil
	}
	c.Protected = c.Protected || slices.Contains(signs, signProtected)
}

func (e ConsentGiven) apply(c *Case) {
	for _, to := range e.To {
		c.Permits[to] = Permit{e.On, e.How, e.By}
	}
}

func (ProtectionLifted) apply(c *Case) {
	c.Protected = false
	c.Stop = slices.DeleteFunc(slices.Clone(c.Stop), func(s string) bool { return s == signProtected })
}

// permit records a consent that BIH has been told of.
func permit(_ Case, v Values, who string) (Event, Refusal) {
	on, bad := v.date("datum")
	e := ConsentGiven{On: on, How: v["hur"], By: who}
	for _, r := range splitList(v["till"]) {
		e.To = append(e.To, Role(r))
	}
	return e, join(bad, v.need("till"), v.need("hur"))
}

// stop is a stop sign that BIH itself gives.
func stop(_ Case, v Values, _ string) (Event, Refusal) {
	return StopSigned{Signs: splitList(v["tecken"]), From: BIH}, v.need("tecken")
}

// agreed reports whether the person has agreed to what a party is told.
func (c Case) agreed(to Role) bool { _, ok := c.Permit(to); return ok }

// stoppable: something is under way that can be stopped.
func stoppable(c Case) bool { return !c.Closed && !c.Elsewhere }

// consenting: there is somebody whose consent can be noted, and a party it lacks for.
func consenting(c Case) bool {
	return stoppable(c) && !c.Unclear && !c.Stranger && (c.Withdrawn || !c.agreed(HTJ))
}
