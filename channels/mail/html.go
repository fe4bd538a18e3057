package mail

import (
	"html"
	"regexp"
	"strings"
)

// htmlOf returns the text as a page that says the same and nothing more:
// paragraphs and lists, for those who read mail with a screen reader, on a
// telephone or in large type. No pictures, no links, nothing to fetch.
func htmlOf(title, text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	letter, foot, _ := strings.Cut(strings.TrimSpace(text), "\n--\n")
	var b strings.Builder
	b.WriteString(strings.Replace(pageHead, "<title>", "<title>"+html.EscapeString(title), 1))
	for _, block := range blank.Split(strings.TrimSpace(letter), -1) {
		writeBlock(&b, block)
	}
	if foot = strings.TrimSpace(foot); foot != "" {
		// The foot is one text, whose lines were broken for the plain form.
		b.WriteString(`<footer style="margin-top:2em;border-top:1px solid #767676;color:#595959"><p>` + html.EscapeString(strings.Join(strings.Fields(foot), " ")) + "</p></footer>\n")
	}
	b.WriteString("</main>\n</body>\n</html>\n")
	return b.String()
}

const pageHead = `<!DOCTYPE html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title></title>
</head>
<body style="margin:0;padding:16px;background:#ffffff;color:#1a1a1a;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5">
<main style="max-width:40em;overflow-wrap:break-word">
`

var (
	blank    = regexp.MustCompile(`\n[ \t]*\n\s*`)
	numbered = regexp.MustCompile(`^\s*(\d{1,2})[.)] +(.*)$`)
	dotted   = regexp.MustCompile(`^\s*[-•*·] +(.*)$`)
)

// writeBlock writes the lines between two empty ones: lists as lists, and the
// rest as one paragraph, its lines kept.
func writeBlock(b *strings.Builder, block string) {
	open := "" // the element we are in
	enter := func(tag, start string) {
		if open == tag && tag != "p" {
			return
		}
		leave(b, open)
		open = tag
		b.WriteString("<" + tag + start + ">")
	}
	for line := range strings.SplitSeq(block, "\n") {
		switch n, d := numbered.FindStringSubmatch(line), dotted.FindStringSubmatch(line); {
		case n != nil && open != "ol":
			enter("ol", ` start="`+n[1]+`"`)
			item(b, n[2])
		case n != nil:
			item(b, n[2])
		case d != nil:
			enter("ul", "")
			item(b, d[1])
		case open == "p":
			b.WriteString("<br>\n" + html.EscapeString(line))
		default:
			enter("p", "")
			b.WriteString(html.EscapeString(line))
		}
	}
	leave(b, open)
}

func item(b *strings.Builder, text string) {
	b.WriteString("\n<li>" + html.EscapeString(text) + "</li>")
}

func leave(b *strings.Builder, tag string) {
	if tag != "" {
		b.WriteString("</" + tag + ">\n")
	}
}
