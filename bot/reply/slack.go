package reply

import "strings"

// unslack takes off how chat marks text up: what is struck out has been taken
// back, links and bold type are only looks.
func unslack(text string) string {
	if !strings.ContainsAny(text, "~*<&`") {
		return text
	}
	text = entities.Replace(text)
	text = unmarkLinks(text)
	text = strike(text)
	return strings.NewReplacer("*", "", "`", "").Replace(text)
}

var entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// strike drops ~what is struck out~, but leaves "~14" alone.
func strike(text string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '~')
		if i < 0 || i+1 >= len(text) {
			break
		}
		end := strings.IndexByte(text[i+1:], '~')
		line := strings.IndexByte(text[i+1:], '\n')
		if end <= 0 || line >= 0 && line < end || text[i+1] == ' ' || text[i+end] == ' ' {
			b.WriteString(text[:i+1])
			text = text[i+1:]
			continue
		}
		b.WriteString(text[:i])
		text = text[i+end+2:]
	}
	b.WriteString(text)
	return b.String()
}

// unmarkLinks replaces <https://…|shown> by what is shown.
func unmarkLinks(text string) string {
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '<')
		if i < 0 {
			return text
		}
		i += from
		end := strings.IndexByte(text[i:], '>')
		if end < 0 || strings.HasPrefix(text[i:], "<@") {
			from = i + 1
			continue
		}
		inside := text[i+1 : i+end]
		if _, shown, ok := strings.Cut(inside, "|"); ok {
			inside = shown
		}
		text = text[:i] + " " + inside + " " + text[i+end+1:]
		from = i
	}
}
