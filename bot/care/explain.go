package care

import (
	"runtime"
	"strings"
)

// A Reason is why something followed from an event: the row of the model that
// fitted, as it stands in the source, and what it says.
type Reason struct {
	Where    string // which part of the model: the step, or when it applies
	Row      string // the row itself; empty when the model has none
	Sentence string // the sentence of the printed model that it carries out
	Says     []Notice
	Step     Step // that it leads to
	Closed   bool
}

// Explain says why what follows from e in before does, under the model as it is
// today. What was stored may have been decided under an older one.
func Explain(before Case, e Event) Reason {
	after, notices := Decide(before, e)
	r, ok := find(before, before.with(e), e)
	why := Reason{Says: notices, Step: after.Step, Closed: after.Closed, Where: place(before, r)}
	if ok {
		why.Row, why.Sentence = r.source()
	}
	return why
}

// place names the part of the model that a row stands in.
func place(c Case, r Row) string {
	switch {
	case r.line == 0:
		return "no row"
	case c.Closed:
		return "when closed"
	}
	for _, x := range Model[c.Step] {
		if x.line == r.line {
			return "step " + c.Step.String()
		}
	}
	return "in every step"
}

// source is the row as it is written, and the words beside it.
func (r Row) source() (row, sentence string) {
	lines := strings.Split(modelSource, "\n")
	if r.line < 1 || r.line > len(lines) {
		return "", ""
	}
	row, sentence, _ = strings.Cut(lines[r.line-1], "//")
	return strings.TrimSuffix(strings.TrimSpace(row), ","), strings.TrimSpace(sentence)
}

// here is the line of model.go that is being read, by which a row is found again.
func here() int {
	pc := make([]uintptr, 8)
	frames := runtime.CallersFrames(pc[:runtime.Callers(2, pc)])
	for {
		f, more := frames.Next()
		if strings.HasSuffix(f.File, "/model.go") {
			return f.Line
		}
		if !more {
			return 0
		}
	}
}
