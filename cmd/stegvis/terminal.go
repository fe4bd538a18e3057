package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
)

// What only a person at a terminal sees: colours, and how far long work has come.

// terminal reports whether what is written goes to a person's screen.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// A colour is a way to make text stand out.
type colour string

const (
	red   colour = "31"
	green colour = "32"
	faint colour = "2"
)

// paint colours text on a screen, unless NO_COLOR says not to. In pipes and files
// it leaves it as it is.
func paint(w io.Writer, c colour, text string) string {
	if !terminal(w) || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}

// progress returns a function to be told how far work has come, which shows it as
// a bar on a screen and nowhere else.
func progress(w io.Writer, what string) func(n, of int) {
	if !terminal(w) {
		return func(int, int) {}
	}
	return bar(w, what, time.Now)
}

// bar draws at most ten times a second, and wipes itself out when all is done.
func bar(w io.Writer, what string, now func() time.Time) func(n, of int) {
	const width = 30
	began := now()
	last := began
	return func(n, of int) {
		if n >= of {
			fmt.Fprint(w, "\r\x1b[K")
			return
		}
		if now().Sub(last) < 100*time.Millisecond {
			return
		}
		last = now()
		full := width * n / of
		left := time.Duration(float64(last.Sub(began)) / float64(max(n, 1)) * float64(of-n)).Round(time.Second)
		fmt.Fprintf(w, "\r\x1b[K[%s%s] %d of %d %s, %s left", strings.Repeat("#", full), strings.Repeat("·", width-full), n, of, what, left)
	}
}

// watched reads a file, and shows on the screen how much of it has been read.
func watched(f *os.File) io.Reader {
	info, err := f.Stat()
	if err != nil {
		return f
	}
	return &watching{f, progress(os.Stderr, "MB"), 0, info.Size()}
}

type watching struct {
	io.Reader
	step       func(n, of int)
	read, size int64
}

func (w *watching) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	w.read += int64(n)
	w.step(int(w.read>>20), int(w.size>>20))
	return n, err
}

// An advised error is one that says what to do about it.
type advised struct {
	error
	do string
}

func (a advised) Unwrap() error { return a.error }

// hinted is err with what to do about it, on a line of its own.
func hinted(err error, do string) error { return advised{err, do} }

// hintOf finds what to do about an error; empty when it says so itself.
func hintOf(err error) string {
	var a advised
	if errors.As(err, &a) {
		return a.do
	}
	return ""
}
