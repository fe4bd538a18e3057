package intyg

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/stegvis/bot/intyg/apart"
)

// carriers is one document of each kind.
var carriers = []struct{ name, file string }{
	{"pdf-one-page", "paraPlain_L2_c03.pdf"}, {"pdf-columns", "twocol_L1_c03.pdf"},
	{"pdf-form", "form_L1_c02.pdf"}, {"pdf-flat", "grid_L1_c02.pdf"}, {"pdf-flattened", "formflat_L1_c02.pdf"},
	{"docx", "tableSDT_L1_c02.docx"}, {"odt", "gridLegacy_L1_c02.odt"}, {"rtf", "paraPlain_L2_c03.rtf"},
	{"mail-html", "html_L2_c04.eml"}, {"mail-text", "text_L2_c03.eml"}, {"mail-in-mail-pdf", "nested_rfc822_c01.eml"},
}

// BenchmarkCost reads one document of each carrier as the desk does, in a warm
// process of its own and to the last field, and beside it has pdftotext write
// the text alone: of the same document, or of a PDF of one page where it is none.
// The figure x/pdftotext is how many times as long reading takes; for a digital
// PDF of one page it should be at most 2.
func BenchmarkCost(b *testing.B) {
	yardstick := tool(b, "pdftotext")
	r := apartReader(b, func(l *apart.Limits) { l.Uses = 1 << 30 })
	for _, c := range carriers {
		b.Run(c.name, func(b *testing.B) {
			data, err := os.ReadFile("page/testdata/" + c.file)
			if err != nil {
				b.Fatal(err)
			}
			read := func() {
				if _, err := r.Read(b.Context(), "fil", data, someDay); err != nil {
					b.Fatal(err)
				}
			}
			read()
			for b.Loop() {
				read()
			}
			pdf := c.file
			if !bytes.HasPrefix(data, []byte("%PDF")) {
				pdf = carriers[0].file
			}
			own, other := beside(b, read, func() error { return exec.Command(yardstick, "-bbox-layout", "page/testdata/"+pdf, os.DevNull).Run() })
			b.ReportMetric(float64(own)/float64(other), "x/pdftotext")
		})
	}
}

// BenchmarkTwoAtOnce reads documents of one page with two readers side by side.
func BenchmarkTwoAtOnce(b *testing.B) {
	const at = 2
	var wait sync.WaitGroup
	work := make(chan []byte)
	for range at {
		r := apartReader(b, func(l *apart.Limits) { l.Uses = 1 << 30 })
		wait.Go(func() {
			for data := range work {
				if _, err := r.Read(b.Context(), "fil", data, someDay); err != nil {
					b.Error(err)
				}
			}
		})
	}
	var all [][]byte
	for _, c := range carriers[:2] {
		data, err := os.ReadFile("page/testdata/" + c.file)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, data)
	}
	for i := range 4 * at { // both are warm then
		work <- all[i%len(all)]
	}
	n := 0
	for b.Loop() {
		work <- all[n%len(all)]
		n++
	}
	close(work)
	wait.Wait()
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "documents/s")
}

// beside times two things in turn and returns the shortest time of each: what
// else the machine does makes both longer, but hardly ever every time.
func beside(b *testing.B, one func(), two func() error) (first, second time.Duration) {
	b.Helper()
	first, second = time.Hour, time.Hour
	for range 80 {
		start := time.Now()
		one()
		middle := time.Now()
		if err := two(); err != nil {
			b.Fatal(err)
		}
		first, second = min(first, middle.Sub(start)), min(second, time.Since(middle))
	}
	return first, second
}

// TestBurst: after 200 documents the desk's own memory is what it was, to within
// 10 MB, and the process that read them is gone.
func TestBurst(t *testing.T) {
	r := apartReader(t, func(l *apart.Limits) { l.Idle = 50 * time.Millisecond })
	var all [][]byte
	for _, c := range carriers {
		data, err := os.ReadFile("page/testdata/" + c.file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data)
	}
	read := func(n int) {
		for i := range n {
			if _, err := r.Read(t.Context(), "fil", all[i%len(all)], someDay); err != nil {
				t.Fatal(err)
			}
		}
	}
	read(len(all)) // what is made once
	debug.FreeOSMemory()
	before := resident(t)
	read(200)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		grown := resident(t) - before
		if grown <= 10<<10 {
			t.Logf("grown by %d kB from %d kB", grown, before)
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("grown by %d kB, want at most 10 MB", grown)
		}
	}
}

// resident is how much memory this process has, in kB.
func resident(t *testing.T) (kB int) {
	t.Helper()
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		missing(t, "no /proc here to see memory in")
	}
	_, rest, _ := strings.Cut(string(data), "VmRSS:")
	if _, err := fmt.Sscan(rest, &kB); err != nil {
		t.Fatal(err)
	}
	return kB
}
