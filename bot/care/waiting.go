package care

import "slices"

// What is written to the parties does not always leave by itself. It may wait for
// the person's consent; and a unit that is new to the desk lets everything wait
// until somebody has read it and says that it may be sent.

// A Waiting letter is one that is written and waits for BIH.
type Waiting struct {
	To       Role
	Template string
	Subject  string
	For      string
	Then     string `json:",omitempty"` // what it waits for after that
}

// What a letter waits for. Stored with it: never to be changed.
const (
	ForConsent = "consent" // until a consent is noted that covers it
	ForHuman   = "human"   // until somebody at BIH sends it
)

func (e LettersHeld) apply(c *Case) { c.Waiting = append(slices.Clone(c.Waiting), e.Letters...) }

func (e LettersHeld) waits(what string) bool {
	return slices.ContainsFunc(e.Letters, func(w Waiting) bool { return w.For == what })
}

func (LettersReleased) apply(c *Case) {
	c.Waiting = slices.DeleteFunc(slices.Clone(c.Waiting), func(w Waiting) bool { return w.For == ForHuman })
}

func (LettersDropped) apply(c *Case) { c.Waiting = nil }

// review lets what waits for a consent that there is now go on.
func (c *Case) review() {
	var left []Waiting
	for _, w := range c.Waiting {
		if ok, _ := c.May(w.To, Affairs); ok && w.For == ForConsent {
			w.For, w.Then = w.Then, ""
		}
		if w.For != "" {
			left = append(left, w)
		}
	}
	c.Waiting = left
}

// move puts c in a step, open or closed. What waits when a case closes is never
// sent: what was to be said then is another thing.
func (c Case) move(to Step, closed bool) Case {
	if closed && !c.Closed {
		c.Waiting = nil
	}
	c.Step, c.Closed = to, closed
	return c
}

// Waits reports whether anything to a party waits for that; to any party when to
// is empty.
func (c Case) Waits(to Role, what string) bool {
	return slices.ContainsFunc(c.Waiting, func(w Waiting) bool { return w.For == what && (to == "" || w.To == to) })
}

func (c Case) unsent() bool      { return c.Waits("", ForHuman) }
func (c Case) unpermitted() bool { return c.Waits("", ForConsent) }
