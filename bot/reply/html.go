package reply

import (
	"strings"

	"golang.org/x/net/html"
)

// What HTML elements mean for text: where lines end, what a person never sees,
// what was quoted, and what was struck out and so taken back.
var (
	blocks  = set("p div br tr li ul ol table h1 h2 h3 h4 h5 h6 hr section article header footer pre dd dt")
	unseen  = set("head style script title template noscript")
	struck  = set("s strike del")
	quoting = set("blockquote")
	void    = set("br hr img meta link input col wbr area base embed source track param")
	openTag = set("html div p br span table body !doctype meta font head style b i strong blockquote ul ol o:p !-- h1 h2 h3 center pre")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// isHTML reports whether text is an HTML body rather than plain text.
func isHTML(text string) bool {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "<") {
		return false
	}
	if strings.HasPrefix(text, "<!--") {
		return true
	}
	end := strings.IndexAny(text, " >/\n")
	return end > 1 && openTag[strings.ToLower(text[1:end])]
}

// htmlText renders HTML as lines of text, quotes marked as in plain mail.
func htmlText(src string) string {
	w := htmlWriter{}
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return w.b.String()
		case html.TextToken:
			w.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			w.open(string(name))
		case html.EndTagToken:
			name, _ := z.TagName()
			w.close(string(name))
		}
	}
}

type htmlWriter struct {
	b      strings.Builder
	hidden int // depth of elements whose text is not taken
	quotes int // depth of quotes
	mid    bool
	space  bool
}

func (w *htmlWriter) open(name string) {
	switch {
	case name == "br":
		if w.hidden == 0 && !w.mid {
			w.b.WriteString("\n")
		}
		w.endLine()
		return
	case name == "td" || name == "th":
		w.space = true
	case blocks[name]:
		w.endLine()
	case quoting[name]:
		w.endLine()
		w.quotes++
	}
	if unseen[name] || struck[name] {
		w.hidden++
	}
}

func (w *htmlWriter) close(name string) {
	if (unseen[name] || struck[name]) && w.hidden > 0 {
		w.hidden--
	}
	if blocks[name] && !void[name] {
		w.endLine()
	}
	if name == "p" && w.hidden == 0 {
		w.b.WriteString("\n")
	}
	if quoting[name] && w.quotes > 0 {
		w.endLine()
		w.quotes--
	}
}

func (w *htmlWriter) text(s string) {
	if w.hidden > 0 {
		return
	}
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' })
	if len(fields) == 0 {
		w.space = w.space || s != ""
		return
	}
	if strings.IndexAny(s[:1], " \n\t\r") == 0 {
		w.space = true
	}
	if !w.mid {
		w.b.WriteString(strings.Repeat("> ", min(w.quotes, 4)))
	} else if w.space {
		w.b.WriteByte(' ')
	}
	w.b.WriteString(strings.Join(fields, " "))
	w.mid = true
	w.space = strings.IndexAny(s[len(s)-1:], " \n\t\r") == 0
}

func (w *htmlWriter) endLine() {
	if w.mid {
		w.b.WriteByte('\n')
	}
	w.mid, w.space = false, false
}
