package mail

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestLeaves: what others' mail programs and gateways do to a reply, none of
// which may cost us a word or a file.
func TestLeaves(t *testing.T) {
	const said, photo = "Hon har tyvärr avlidit.", "--b\nContent-Type: image/jpeg\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\n/9j/4AAQ\n"
	pdf := "%PDF-1.7\n\xe5\xe4\xf6\xff\x80\nstartxref"
	part := func(head, body string) string { return "--b\n" + head + "\n\n" + body + "\n" }
	in64 := func(head string) string {
		return part(head+"\nContent-Transfer-Encoding: base64", base64.StdEncoding.EncodeToString([]byte(pdf)))
	}
	plain := func(body string) string { return part("Content-Type: text/plain; charset=utf-8", body) }
	page := func(body string) string {
		return part("Content-Type: text/html; charset=utf-8", "<html><body><p>"+body+"</p></body></html>")
	}
	for name, c := range map[string]struct {
		kind, parts string
		text        string
		files       []string // name and the beginning of what is in each
	}{
		"an iPhone":               {"mixed", plain("Hej!") + photo + plain(said), "Hej!\n\n" + said, []string{" \xff\xd8\xff\xe0\x00\x10"}},
		"through Exchange":        {"mixed", plain("Hej!") + photo + part("Content-Type: text/plain; name=ATT00001.txt; charset=utf-8", said), "Hej!\n\n" + said, []string{" \xff\xd8\xff\xe0\x00\x10"}},
		"a blank plain form":      {"alternative", plain(" \u00a0") + page(said), said, nil},
		"both forms":              {"alternative", plain(said) + page("Se bild."), said, nil},
		"both forms, backwards":   {"alternative", page("Se bild.") + plain(said), said, nil},
		"a gateway's footer":      {"mixed", page(said) + plain("Granskat."), said + "\n\nGranskat.", nil},
		"a part without a type":   {"mixed", "--b\n\n" + said + "\n", said, nil},
		"an inline text":          {"mixed", part("Content-Type: text/plain; charset=utf-8\nContent-Disposition: inline", said), said, nil},
		"an attached text":        {"mixed", plain(said) + part("Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt", "a"), said, []string{"a.txt a"}},
		"an intyg in HTML":        {"mixed", page(said) + part("Content-Type: text/html; name=intyg.html", "<p>a</p>"), said, []string{"intyg.html <p>a</p>"}},
		"a disposition left out":  {"mixed", plain(said) + part("Content-Type: application/pdf\nContent-Disposition: filename=a.pdf", "%PDF-a"), said, []string{"a.pdf %PDF-a"}},
		"attachement":             {"mixed", plain(said) + part("Content-Type: application/pdf\nContent-Disposition: attachement; filename=a.pdf", "%PDF-a"), said, []string{"a.pdf %PDF-a"}},
		"related":                 {"mixed", plain(said) + part("Content-Type: application/pdf\nContent-Disposition: related; filename=a.pdf", "%PDF-a"), said, []string{"a.pdf %PDF-a"}},
		"inlined":                 {"mixed", plain(said) + part("Content-Type: image/png\nContent-Disposition: inlined; filename=a.png", "png"), said, []string{"a.png png"}},
		"a form":                  {"mixed", plain(said) + part("Content-Type: application/pdf\nContent-Disposition: form-data; filename=a.pdf", "%PDF-a"), said, []string{"a.pdf %PDF-a"}},
		"a PDF called text":       {"mixed", plain(said) + in64("Content-Type: text/plain; charset=iso-8859-1; name=intyg.pdf"), said, []string{"intyg.pdf " + pdf}},
		"a PDF without a name":    {"mixed", plain(said) + in64("Content-Type: text/plain; charset=iso-8859-1"), said, []string{" " + pdf}},
		"a PDF called HTML":       {"mixed", plain(said) + in64("Content-Type: text/html; name=intyg.pdf"), said, []string{"intyg.pdf " + pdf}},
		"text/pdf":                {"mixed", plain(said) + in64("Content-Type: text/pdf; charset=iso-8859-1"), said, []string{" " + pdf}},
		"a form with attachments": {"alternative", plain(said) + "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: text/html\n\n<p>x</p>\n--c\nContent-Type: application/pdf; name=a.pdf\n\n%PDF-a\n--c--\n", said, []string{"a.pdf %PDF-a"}},
	} {
		raw := "From: a@pvr.test\nContent-Type: multipart/" + c.kind + "; boundary=b\n\n" + c.parts + "--b--\n"
		in, err := Parse([]byte(strings.ReplaceAll(raw, "\n", "\r\n")))
		var files []string
		for _, f := range in.Files {
			files = append(files, strings.TrimRight(f.Name+" "+string(f.Data), "\r\n"))
		}
		if err != nil || in.Text != c.text || !slices.Equal(files, c.files) {
			t.Errorf("%s: text %q, files %q, %v", name, in.Text, files, err)
		}
	}
}

// A mail whose parts are not where it says is one that somebody must look at.
func TestNoLeaves(t *testing.T) {
	raw := "From: a@pvr.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--c\r\n\r\nHej!\r\n--c--\r\n"
	if in, err := Parse([]byte(raw)); err == nil || !strings.Contains(in.Text, "Hej!") {
		t.Errorf("%q, %v", in.Text, err)
	}
}

// TestEveryLeafOnce: in whatever order and nesting, each leaf comes out once, in
// the text or among the files.
func TestEveryLeafOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := tree{T: t}
		raw := "From: a@pvr.test\n" + w.multi(0)
		in, err := Parse([]byte(strings.ReplaceAll(raw, "\n", "\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		found := in.Text
		for _, f := range in.Files {
			found += "\n" + string(f.Data)
		}
		for i := range w.leaves {
			if n := strings.Count(found, mark(i)); n != 1 {
				t.Fatalf("%s comes %d times in %q of\n%s", mark(i), n, found, raw)
			}
		}
	})
}

// A tree is a mail that is being made up.
type tree struct {
	*rapid.T
	leaves int
}

func mark(i int) string { return fmt.Sprintf("ord%03dord", i) }

func (w *tree) next() string { w.leaves++; return mark(w.leaves - 1) }

func (w *tree) one(what string, of ...string) string { return rapid.SampledFrom(of).Draw(w.T, what) }

func (w *tree) multi(depth int) string {
	kind := w.one("multipart", "mixed", "related", "signed", "report", "nonsense", "alternative")
	line := fmt.Sprintf("=_%d_%d", depth, w.leaves)
	var parts []string
	if kind == "alternative" {
		parts = w.forms()
	}
	for range rapid.IntRange(1, 4).Draw(w.T, "parts") {
		if depth < 3 && rapid.IntRange(0, 3).Draw(w.T, "deeper") == 0 && kind != "alternative" {
			parts = append(parts, w.multi(depth+1))
			continue
		}
		if kind == "alternative" {
			parts = append(parts, w.file())
			continue
		}
		parts = append(parts, w.leaf())
	}
	return "Content-Type: multipart/" + kind + "; boundary=\"" + line + "\"\n\n--" + line + "\n" + strings.Join(parts, "\n--"+line+"\n") + "\n--" + line + "--\n"
}

// forms are the same words in two forms, of which the first may be empty.
func (w *tree) forms() []string {
	word := w.next()
	plain := "Content-Type: text/plain\n\n" + w.one("plain", word, " ")
	page := "Content-Type: text/html\n\n<p>" + word + "</p>"
	if w.one("order", "right", "wrong") == "wrong" {
		return []string{page, plain}
	}
	return []string{plain, page}
}

func (w *tree) leaf() string {
	if w.one("leaf", "words", "file") == "file" {
		return w.file()
	}
	return w.one("words", "Content-Type: text/plain\n\n", "Content-Type: text/html\n\n", "Content-Type: text/plain; name=brev.txt\n\n", "Content-Type: text/html; name=intyg.html\n\n", "\n",
		"Content-Type: text/plain\nContent-Disposition: inline\n\n", "Content-Type: text/html\nContent-Disposition: inline; filename=a.html\n\n",
		"Content-Type: text/plain\nContent-Disposition: attachment\n\n", "Content-Type: text/plain\nContent-Disposition: nonsense; filename=a.txt\n\n") + w.next()
}

func (w *tree) file() string {
	kind := w.one("type", "application/pdf", "application/octet-stream", "image/png", "text/pdf", "text/csv", "text/calendar", "message/rfc822", "application/ms-tnef", "text/plain; name=a.pdf", "text/html; name=a.docx")
	how := w.one("disposition", "", "Content-Disposition: attachment\n", "Content-Disposition: inline\n", "Content-Disposition: filename=a.pdf\n", "Content-Disposition: form-data; filename=b.pdf\n")
	return "Content-Type: " + kind + "\n" + how + "\n" + w.next()
}
