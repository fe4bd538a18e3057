package page

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// What the recogniser may use for one page.
const (
	ocrWork   = 15 * time.Second // of a processor
	ocrTime   = 3 * ocrWork      // by the clock: on a busy machine others work as well
	ocrMemory = 2 << 30
	ocrOutput = 8 << 20
)

// recognise has the words in a picture recognised by the command in
// [Options.OCR], which must take and give what tesseract does. It gets the
// picture on its standard input, no files and no environment; it is stopped,
// with all it has started, when its time is up.
func (r *Reader) recognise(ctx context.Context, g *image.Gray) ([]Word, error) {
	defer beating(r.options.alive)()
	ctx, cancel := context.WithTimeout(ctx, ocrTime)
	defer cancel()
	line := r.ocrCommand()
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Env = []string{"OMP_THREAD_LIMIT=1", "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8"}
	cmd.Stdin = pgm(g)
	out := &capped{most: ocrOutput}
	cmd.Stdout = out
	cmd.SysProcAttr = leashed()
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("recognise a page: %w", err)
	}
	return parseTSV(out.String()), nil
}

// ocrCommand returns the command with its limits in front, where the system
// has the means to set them.
func (r *Reader) ocrCommand() []string {
	cmd := []string{r.options.OCR[0], "stdin", "stdout"}
	cmd = append(append(cmd, r.options.OCR[1:]...), "--psm", "4", "--dpi", strconv.Itoa(scanDPI), "tsv")
	if _, err := exec.LookPath("prlimit"); err != nil {
		return cmd
	}
	return append([]string{"prlimit", "--as=" + strconv.Itoa(ocrMemory), "--cpu=" + strconv.Itoa(int(ocrWork.Seconds())),
		"--nofile=64", "--fsize=" + strconv.Itoa(ocrOutput), "--core=0"}, cmd...)
}

// pgm returns g in the plainest of picture formats.
func pgm(g *image.Gray) io.Reader {
	head := fmt.Sprintf("P5\n%d %d\n255\n", g.Rect.Dx(), g.Rect.Dy())
	rows := make([]byte, 0, g.Rect.Dx()*g.Rect.Dy())
	for y := range g.Rect.Dy() {
		rows = append(rows, g.Pix[y*g.Stride:y*g.Stride+g.Rect.Dx()]...)
	}
	return io.MultiReader(strings.NewReader(head), bytes.NewReader(rows))
}

// A capped buffer takes so much and no more.
type capped struct {
	bytes.Buffer
	most int
}

func (c *capped) Write(p []byte) (int, error) {
	if c.Len()+len(p) > c.most {
		return 0, ErrTooBig
	}
	return c.Buffer.Write(p)
}

// The columns of the recogniser's table.
const (
	tsvLevel  = 0
	tsvLine   = 4
	tsvLeft   = 6
	tsvTop    = 7
	tsvWidth  = 8
	tsvHeight = 9
	tsvSure   = 10
	tsvText   = 11
)

// parseTSV reads the recogniser's table: a row per page, block, paragraph,
// line and word.
func parseTSV(table string) (words []Word) {
	size := typeSize
	for _, row := range strings.Split(table, "\n") {
		f := strings.Split(strings.TrimRight(row, "\r"), "\t")
		if len(f) < 12 {
			continue
		}
		switch f[tsvLevel] {
		case "4":
			size = min(max(tsvBox(f).Height()*.8, 7), 14)
		case "5":
			if w, ok := tsvWord(f); ok && len(words) < maxWords {
				w.Size = size
				words = append(words, w)
			}
		}
	}
	return words
}

func tsvBox(f []string) Box {
	n := func(i int) float64 {
		v, _ := strconv.ParseFloat(f[i], 64)
		return v * 72 / scanDPI
	}
	return Box{n(tsvLeft), n(tsvTop), n(tsvLeft) + n(tsvWidth), n(tsvTop) + n(tsvHeight)}
}

// tsvWord returns a word, unless it is a piece of a ruled line or a stain.
func tsvWord(f []string) (Word, bool) {
	w := Word{Box: tsvBox(f), Text: strings.TrimSpace(f[tsvText]), Source: FromOCR}
	sure, _ := strconv.ParseFloat(f[tsvSure], 64)
	w.Confidence = min(max(sure/100, 0), 1)
	h := w.Box.Height()
	if h > 40 || h < 2 || w.Confidence < .3 && len([]rune(w.Text)) <= 2 {
		return w, false
	}
	if strings.Trim(w.Text, "|_—–-=~.,:;'`\"‘’“”[](){}\\/<>«»*°") == "" && w.Text != "-" && w.Text != "–" {
		return w, false
	}
	w.Text = strings.Trim(w.Text, "|")
	return w, true
}
