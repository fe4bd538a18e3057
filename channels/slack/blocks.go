package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"example.org/stegvis/templates"
)

// words is everything the channel says, and how it is laid out.
type words struct {
	templates.Chat
	forms map[string]templates.Form
}

// Slack's limits, in runes.
const (
	mostSection = 3000
	mostField   = 2000
	mostHeader  = 150
	mostOption  = 75
	mostButton  = 75
	mostConfirm = 300
	mostNotice  = 1000 // of the text beside blocks; Slack allows 4000
	mostBlocks  = 45   // in a message; Slack allows 50
)

// escaper keeps text from becoming a mention, a link or a channel-wide call.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// unescaper undoes what Slack has escaped in what people wrote.
var unescaper = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

func esc(text string) string { return escaper.Replace(text) }

// plain makes a text object in which nothing means anything but itself. All
// text that is not our own goes into one of these, or through esc.
func plain(text string, most int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, cut(text, most), false, false)
}

// rich makes a text object with our own formatting; what is not our own in it
// must have been escaped. Verbatim keeps Slack from making links of names.
func rich(text string, most int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, cut(text, most), false, true)
}

// cut shortens text to at most most runes. Slack refuses empty text, so a dash
// stands for it.
func cut(text string, most int) string {
	r := []rune(text)
	switch {
	case len(r) == 0:
		return "–"
	case len(r) > most:
		return string(r[:most-1]) + "…"
	}
	return text
}

func section(text string) slack.Block {
	return slack.NewSectionBlock(plain(text, mostSection), nil, nil)
}

// paragraphs lays out a text of any length.
func paragraphs(text string) (blocks []slack.Block) {
	rest := []rune(strings.TrimSpace(text))
	for len(rest) > mostSection && len(blocks) < mostBlocks-1 {
		at := breakAt(rest)
		blocks = append(blocks, section(strings.TrimSpace(string(rest[:at]))))
		rest = []rune(strings.TrimSpace(string(rest[at:])))
	}
	return append(blocks, section(string(rest)))
}

// breakAt returns where to break text so that the first part fits a section:
// at a line's end if there is one in the later half.
func breakAt(text []rune) int {
	for i := mostSection - 1; i > mostSection/2; i-- {
		if text[i] == '\n' {
			return i
		}
	}
	return mostSection
}

func option(value, label string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plain(label, mostOption), nil)
}
