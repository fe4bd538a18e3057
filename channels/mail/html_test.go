package mail

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

const letterText = "Hej!\n\nNär kan vi prata? Svara med en siffra:\n\n1. tisdag 1 december kl. 9.00\n2. onsdag 2 december kl. 13.30\n\nDet saknas i intyget:\n- syfte med egenvården\n- hur ofta <& hur länge>\n\nVänliga hälsningar\nStegvis, Skärholmen\n\n--\nÄrende SK-2026-0042. Svara på det här mejlet,\nså kommer svaret till rätt ärende.\n"

func TestHTML(t *testing.T) {
	got := htmlOf("[SK-2026-0042] Tider", letterText)
	for _, want := range []string{
		`<html lang="sv">`, "<p>Hej!</p>", "<ol start=\"1\">\n<li>tisdag 1 december kl. 9.00</li>\n<li>onsdag 2 december kl. 13.30</li></ol>",
		"<p>Det saknas i intyget:</p>\n<ul>\n<li>syfte med egenvården</li>\n<li>hur ofta &lt;&amp; hur länge&gt;</li></ul>",
		"<p>Vänliga hälsningar<br>\nStegvis, Skärholmen</p>", "Svara på det här mejlet, så kommer",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("without %q:\n%s", want, got)
		}
	}
	if h := headerOf(readHeader(render(t, letterTo(htj), unit))); !strings.HasPrefix(h.Get("Content-Type"), "multipart/alternative") {
		t.Errorf("content type %q", h.Get("Content-Type"))
	}
}

// Whatever the text is, the page has all its words and no element that the page
// itself does not make.
func TestHTMLSaysTheSame(t *testing.T) {
	may := map[string]bool{"html": true, "head": true, "meta": true, "title": true, "body": true, "main": true, "p": true, "br": true, "ol": true, "ul": true, "li": true, "footer": true}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-zåäö<>&"'/= .\-0-9]{0,12}\n?){0,12}`).Draw(t, "text")
		z := html.NewTokenizer(strings.NewReader(htmlOf("", text)))
		var said strings.Builder
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			tok := z.Token()
			if kind == html.TextToken {
				said.WriteString(tok.Data)
			} else if kind == html.StartTagToken && !may[tok.Data] {
				t.Fatalf("an element %q", tok.Data)
			}
		}
		for _, word := range strings.Fields(text) {
			if w := strings.Trim(word, "-•*·0123456789.)"); !strings.Contains(said.String(), w) {
				t.Fatalf("%q is missing from %q", w, said.String())
			}
		}
	})
}

// The page is drawn as a mail program would, on a desktop and on a phone.
func TestHTMLDrawn(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("STEGVIS_REAL") == "1" {
			t.Fatal("missing real part: chromium")
		}
		t.Skip("missing real part: chromium")
	}
	dir := t.TempDir()
	page := filepath.Join(dir, "mail.html")
	if err := os.WriteFile(page, []byte(htmlOf("[SK-2026-0042] Tider", letterText)), 0o600); err != nil {
		t.Fatal(err)
	}
	keep := os.Getenv("STEGVIS_PICTURES") // a folder to look at them in
	if keep == "" {
		keep = dir
	}
	for name, size := range map[string]string{"desktop": "1000,700", "phone": "500,900"} {
		picture := filepath.Join(keep, "mail-"+name+".png")
		out, err := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+dir,
			"--window-size="+size, "--screenshot="+picture, "file://"+page).CombinedOutput()
		if info, bad := os.Stat(picture); err != nil || bad != nil || info.Size() < 5000 {
			t.Errorf("%s: %v, %v\n%s", name, err, bad, out)
		}
	}
}
