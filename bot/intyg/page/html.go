package page

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"unicode/utf8"
)

// readHTML reads a web page or the body of a mail: blocks are lines, tables
// are tables, boxes to tick are marks.
func readHTML(data []byte) (Document, error) {
	root, err := html.ParseWithOptions(strings.NewReader(decodeHTML(data)), html.ParseOptionEnableScripting(false))
	if err != nil {
		return Document{}, ErrUnreadable
	}
	h := &htmlPage{sheet: newSheet()}
	h.kids(root, htmlStyle{}, 0, sheetWidth)
	h.flush(0, sheetWidth)
	doc := h.document(HTML)
	if h.hidden {
		doc.Warnings = append(doc.Warnings, WarnHidden)
	}
	return doc, h.err
}

// decodeHTML returns a page as UTF-8. What is UTF-8 already is left alone,
// whatever it says of itself: mail programs convert and forget the meta tag.
func decodeHTML(data []byte) string {
	if utf8.Valid(data) || zeros(data, 0)+zeros(data, 1) > len(data)/8 {
		text, _ := decodeText(data)
		return text
	}
	enc, _, _ := charset.DetermineEncoding(data[:min(len(data), 1024)], "")
	out, err := enc.NewDecoder().Bytes(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if err != nil {
		return string(data)
	}
	return string(out)
}

// An htmlPage is a web page being laid out.
type htmlPage struct {
	*sheet
	runs   []run // of the line so far
	hidden bool
	nodes  int
}

type htmlStyle struct {
	bold, kept bool // kept: blanks and line ends as they are
	size       float64
	deep       int
}

// flush ends the line.
func (h *htmlPage) flush(x0, x1 float64) {
	for _, r := range h.runs {
		if !r.plain() || strings.TrimSpace(blanks.Replace(r.text)) != "" {
			h.line(h.runs, x0, x1)
			break
		}
	}
	h.runs = nil
}

func (h *htmlPage) kids(n *html.Node, st htmlStyle, x0, x1 float64) {
	if st.deep++; st.deep > maxDepth {
		h.err = ErrTooBig
		return
	}
	for c := n.FirstChild; c != nil && h.err == nil; c = c.NextSibling {
		if h.nodes++; h.nodes > maxNodes {
			h.err = ErrTooBig
			return
		}
		switch c.Type {
		case html.TextNode:
			h.text(c.Data, st)
		case html.ElementNode:
			h.element(c, st, x0, x1)
		}
	}
}

// text adds text, with its blanks made one unless they are to be kept.
func (h *htmlPage) text(s string, st htmlStyle) {
	r := run{bold: st.bold, size: st.size}
	if st.kept {
		for i, l := range strings.Split(newlines.Replace(s), "\n") {
			if i > 0 {
				h.runs = append(h.runs, run{brk: true})
			}
			h.runs = append(h.runs, ticks(r.with(l))...)
		}
		return
	}
	h.runs = append(h.runs, ticks(r.with(squeeze(s)))...)
}

// squeeze makes each stretch of white space one blank. A no-break space is no
// white space in HTML: rows of them are how people align.
func squeeze(s string) string { return white.ReplaceAllString(s, " ") }

var white = regexp.MustCompile(`[ \t\r\n\f]+`)

// htmlBlocks begin and end on a line of their own.
var htmlBlocks = map[string]bool{
	"p": true, "div": true, "table": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
	"li": true, "ul": true, "ol": true, "dl": true, "dt": true, "dd": true, "body": true, "blockquote": true,
	"section": true, "article": true, "header": true, "footer": true, "main": true, "form": true, "fieldset": true,
	"legend": true, "pre": true, "center": true, "hr": true, "tbody": true, "thead": true, "caption": true, "address": true,
}

// htmlSizes are the type sizes of headings.
var htmlSizes = map[string]float64{"h1": 20, "h2": 16, "h3": 13, "h4": 11}

func (h *htmlPage) element(n *html.Node, st htmlStyle, x0, x1 float64) {
	if unseen(n) {
		h.hidden = h.hidden || hiddenText(n)
		return
	}
	switch n.Data {
	case "br":
		h.runs = append(h.runs, run{brk: true})
		return
	case "input", "textarea", "select":
		h.runs = append(h.runs, htmlField(n)...)
		return
	case "tr":
		h.tableRow(n, st, x0, x1)
		return
	case "b", "strong", "th", "dt":
		st.bold = true
	case "pre":
		st.kept = true
	}
	if n.Data[0] == 'h' && htmlBlocks[n.Data] && len(n.Data) == 2 && n.Data != "hr" {
		st.bold, st.size = true, htmlSizes[n.Data]
	}
	st = inlineStyle(n, st)
	if htmlBlocks[n.Data] {
		h.flush(x0, x1)
		defer h.flush(x0, x1)
	}
	h.kids(n, st, x0, x1)
}

// unseen reports whether a reader never sees n.
func unseen(n *html.Node) bool {
	switch n.Data {
	case "script", "style", "head", "title", "template", "noscript":
		return true
	}
	if _, ok := attr(n, "hidden"); ok {
		return true
	}
	style, _ := attr(n, "style")
	return invisible.MatchString(style)
}

var invisible = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(px|pt|em|%)?\s*(;|$|!)|opacity\s*:\s*0\s*(;|$|!)`)

func hiddenText(n *html.Node) bool {
	switch n.Data {
	case "script", "style", "head", "title", "template", "noscript":
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && strings.TrimSpace(blanks.Replace(c.Data)) != "" || c.Type == html.ElementNode && hiddenText(c) {
			return true
		}
	}
	return false
}

func inlineStyle(n *html.Node, st htmlStyle) htmlStyle {
	style, ok := attr(n, "style")
	if !ok {
		return st
	}
	switch m := weight.FindStringSubmatch(style); {
	case m == nil:
	case strings.HasPrefix(strings.ToLower(m[1]), "b"), m[1][0] >= '6' && m[1][0] <= '9':
		st.bold = true
	default:
		st.bold = false
	}
	if strings.Contains(style, "pre-wrap") || strings.Contains(style, "white-space:pre") {
		st.kept = true
	}
	return st
}

var weight = regexp.MustCompile(`(?i)font-weight\s*:\s*(bold|bolder|normal|[1-9]00)`)

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
