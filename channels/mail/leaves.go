package mail

import (
	"errors"
	"mime"
	"regexp"
	"strings"

	"github.com/jhillyerd/enmime/v2"

	"example.org/stegvis/channels"
)

// Leaves are what a message says and what it carries: each leaf of its tree
// of parts is in one of the two, and in one only. The parser has an opinion of
// its own, and drops what it does not expect: a second page of HTML, a blank
// text's other form, a file whose disposition is misspelt.
type leaves struct {
	raw   []byte // the whole message
	texts []string
	rich  bool // some of the texts were HTML
	files []channels.File
	lost  bool // a multipart has no parts where it says
	err   error
}

// leavesOf reads the leaves of the message that root was made of.
func leavesOf(raw []byte, root *enmime.Part) leaves {
	c := leaves{raw: raw}
	c.take(root)
	return c
}

// text is what is said, in the order in which it stands.
func (c leaves) text() string { return strings.Join(c.texts, "\n\n") }

func (c *leaves) take(p *enmime.Part) {
	switch {
	case p.FirstChild == nil:
		c.leaf(p)
	case p.ContentType == "multipart/alternative":
		c.alternative(p)
	default:
		for child := p.FirstChild; child != nil; child = child.NextSibling {
			c.take(child)
		}
	}
}

// alternative takes the words of the plain form, or of the other when nobody has
// filled in the plain one. What is attached within a form is attached to them all.
func (c *leaves) alternative(p *enmime.Part) {
	var plain, rich []string
	for child := p.FirstChild; child != nil; child = child.NextSibling {
		form := leavesOf(c.raw, child)
		c.files, c.lost, c.err = append(c.files, form.files...), c.lost || form.lost, errors.Join(c.err, form.err)
		if form.rich {
			rich = append(rich, form.texts...)
		} else {
			plain = append(plain, form.texts...)
		}
	}
	if len(plain) == 0 {
		plain, c.rich = rich, c.rich || len(rich) > 0
	}
	c.texts = append(c.texts, plain...)
}

func (c *leaves) leaf(p *enmime.Part) {
	switch name := text(fileName(p)); {
	case len(p.Content) == 0 && strings.HasPrefix(p.ContentType, "multipart/"):
		c.lost = true
	case len(p.Content) == 0:
	case c.words(p, name) && p.ContentType == "text/html":
		said, err := fromHTML(p)
		c.rich, c.err = true, errors.Join(c.err, err)
		c.say(said)
	case c.words(p, name):
		c.say(string(p.Content))
	default:
		c.files = append(c.files, channels.File{Name: name, Type: strings.ToLower(p.ContentType), Data: c.data(p, name)})
	}
}

func (c *leaves) say(said string) {
	if said = tidied(said); said != "" {
		c.texts = append(c.texts, said)
	}
}

// tidied is the text of a part in our own form, empty when nothing can be seen
// of it.
func tidied(said string) string {
	said = strings.TrimSpace(strings.ReplaceAll(unmistaken(text(said)), "\r\n", "\n"))
	if strings.Trim(said, " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff") == "" {
		return ""
	}
	return said
}

// words reports whether a leaf is something to be read as written in the mail. A
// part without a type is text, but in a digest. A page with a name of its own is
// a file once something has been said; Exchange names the words that stand below
// a picture as well.
func (c *leaves) words(p *enmime.Part, name string) bool {
	digest := p.Parent != nil && p.Parent.ContentType == "multipart/digest"
	switch {
	case p.ContentType != "text/plain" && p.ContentType != "text/html" && (p.ContentType != "" || digest):
		return false
	case p.Disposition == "attachment" || paper(p, name):
		return false
	case name == "" || byExchange.MatchString(name):
		return true
	}
	return len(c.texts) == 0 && (p.Disposition == "" || p.Disposition == "inline")
}

var byExchange = regexp.MustCompile(`(?i)^ATT\d+\.(txt|html?)$`)

// fromHTML returns what a page says.
func fromHTML(p *enmime.Part) (string, error) {
	page := enmime.NewPart("text/html")
	page.Content = p.Content
	page.Header.Set("Content-Type", "text/html")
	if p.Charset != "" {
		page.Header.Set("Content-Type", "text/html; charset=utf-8") // it has been converted
	}
	e, err := parser.EnvelopeFromPart(page)
	if err != nil {
		return "", errors.New("read mail: a page could not be read") // the cause quotes the mail
	}
	return e.Text, severe(page)
}

// fileName returns the part's name. When it has both an old and a new form of
// it, the new one is right: the old one has lost its å, ä and ö.
func fileName(p *enmime.Part) string {
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if name := params["filename"]; err == nil && name != "" && !strings.Contains(name, "=?") {
		return name
	}
	return p.FileName
}
