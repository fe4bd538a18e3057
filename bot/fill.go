package bot

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/reply"
	"example.org/stegvis/templates"
)

// A form filled in by words: what somebody has written after the number of an
// act. Fields may be named ("Datum: 1 december") or simply follow one another, as
// far as their kinds tell them apart. Every word must belong somewhere.

// A sheet is a form on its way to being filled in.
type sheet struct {
	*Bot
	form   templates.Form
	c      care.Case
	public care.PublicCase
	at     time.Time
	values care.Values
	shown  []string // what was filled in, as it is confirmed; never free text
	bad    care.Refusal
}

// fill reads the fields of a form. What is not written is as the letter said it
// would be.
func (b *Bot) fill(m meaning, c care.Case, form templates.Form, text string) (care.Values, []string, care.Refusal) {
	if form.Confirm != nil {
		form.Fields = []templates.Field{{Name: "ja", Label: form.Button, Kind: "tick", Required: true}}
	}
	s := &sheet{Bot: b, form: form, c: c, public: b.public(c), at: m.at(b.Now()), values: care.Values{}, bad: care.Refusal{}}
	loose, named := s.cut(b.unsigned(m, text))
	for _, part := range named {
		s.take(part.field, part.text)
	}
	s.spread(loose)
	for _, f := range form.Fields {
		if s.values[f.Name] == "" && s.bad[f.Name] == "" {
			s.standing(f)
		}
	}
	if form.Confirm != nil {
		if s.values["ja"] == "" {
			s.bad[""] = care.Unticked
		}
		delete(s.bad, "ja")
		return care.Values{}, nil, s.bad
	}
	return s.values, s.shown, s.bad
}

// unsigned leaves out the lines that are but a name and a greeting.
func (b *Bot) unsigned(m meaning, text string) string {
	p, _ := b.staff(m.in.From)
	names := strings.Fields(strings.ToLower(p.Name))
	lines := strings.Split(text, "\n")
	for len(lines) > 1 {
		last := strings.FieldsFunc(strings.ToLower(lines[len(lines)-1]), func(r rune) bool { return strings.ContainsRune(" ,.!/\r", r) })
		if slices.ContainsFunc(last, func(w string) bool { return !slices.Contains(names, w) && !slices.Contains(parting, w) }) {
			break
		}
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n")
}

var parting = []string{"mvh", "hälsningar", "vänliga", "med", "tack", "vänlig", "hälsning", "hej"}

type named struct {
	field templates.Field
	text  string
}

// cut divides a text into what stands after the names of fields, and what stands
// before the first of them.
func (s *sheet) cut(text string) (loose string, parts []named) {
	var labels []string
	for _, f := range s.form.Fields {
		labels = append(labels, regexp.QuoteMeta(f.Label), regexp.QuoteMeta(f.Name))
	}
	slices.SortFunc(labels, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	if len(labels) == 0 {
		return text, nil
	}
	label := regexp.MustCompile(`(?i)(?:^|[\n,; ])\s*(` + strings.Join(labels, "|") + `)\s*:`)
	found := label.FindAllStringSubmatchIndex(text, -1)
	for i, at := range found {
		end := len(text)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		f := s.field(text[at[2]:at[3]])
		parts = append(parts, named{f, strings.Trim(text[at[1]:end], " ,;\n\r\t")})
	}
	if len(found) > 0 {
		text = text[:found[0][0]]
	}
	return strings.TrimSpace(text), parts
}

func (s *sheet) field(label string) templates.Field {
	i := slices.IndexFunc(s.form.Fields, func(f templates.Field) bool {
		return strings.EqualFold(f.Label, label) || strings.EqualFold(f.Name, label)
	})
	return s.form.Fields[max(i, 0)]
}

// take fills in one field.
func (s *sheet) take(f templates.Field, text string) {
	v, shown, bad := s.value(f, text)
	switch {
	case bad != "":
		s.bad[f.Name] = bad
	case s.values[f.Name] != "" && s.values[f.Name] != v:
		s.bad[f.Name] = care.Words // said twice, and not the same
	default:
		s.values[f.Name] = v
		if shown != "" {
			s.shown = append(s.shown, f.Value(shown))
		}
	}
}

// spread gives words without a name to the fields they fit, in the form's order.
// What fits none is a fault, unless there is a field for text that still waits.
func (s *sheet) spread(text string) {
	if i := slices.IndexFunc(s.form.Fields, func(f templates.Field) bool { return f.Kind == "slots" }); i >= 0 {
		if text != "" {
			s.take(s.form.Fields[i], text)
		}
		return
	}
	words := strings.FieldsFunc(text, isGap)
	for len(words) > 0 {
		n := s.longest(words)
		if n == 0 {
			s.rest(text, words)
			return
		}
		words = words[n:]
	}
}

// longest fills in the first field that the words at hand fit, as many of them
// as can be, and says how many that were.
func (s *sheet) longest(words []string) int {
	for n := min(len(words), 8); n > 0; n-- {
		for _, f := range s.form.Fields {
			if f.Kind == "text" || s.values[f.Name] != "" || s.bad[f.Name] != "" {
				continue
			}
			if v, _, bad := s.value(f, strings.Join(words[:n], " ")); bad == "" && v != "" {
				s.take(f, strings.Join(words[:n], " "))
				return n
			}
		}
	}
	return 0
}

// isGap reports whether r only stands between words.
func isGap(r rune) bool { return strings.ContainsRune(" ,;\n\r\t", r) }

// rest gives the remaining words to the text that must be written, as they stand.
func (s *sheet) rest(text string, words []string) {
	for _, f := range s.form.Fields {
		if f.Kind == "text" && f.Required && s.values[f.Name] == "" {
			at := strings.LastIndex(text, words[0])
			for i := 0; i <= at; i++ { // the first place from which just these words are left
				if tail := strings.FieldsFunc(text[i:], isGap); slices.Equal(tail, words) {
					at = i
					break
				}
			}
			s.take(f, strings.TrimSpace(text[at:]))
			return
		}
	}
	s.bad[""] = care.Words
}

// standing is what a field holds when nothing was written in it.
func (s *sheet) standing(f templates.Field) {
	p := s.public
	v := f.Default
	switch f.Default {
	case "@today":
		v = care.DateOf(s.at).String()
	case "@from":
		v = p.From.String()
	case "@end":
		v = p.To.String()
	case "@starts":
		v = p.Starts.String()
	case "@htj":
		v = string(s.c.Units[care.HTJ])
	case "@missing":
		var keys []string
		for _, o := range f.Choices(p) {
			keys = append(keys, o.Value)
		}
		if v = ""; len(p.Missing)+len(p.Doubts) > 0 {
			v = strings.Join(keys, ",")
		}
	}
	s.values[f.Name] = v
	switch {
	case v == "" || f.Default == "@htj" && s.values["utfall"] == "avslag": // it goes to nobody
	case f.Default == "@htj":
		s.shown = append(s.shown, f.Value(p.HTJ))
	case f.Kind == "date" || f.Kind == "number":
		s.shown = append(s.shown, f.Value(v))
	}
}

// value reads one field from all of a text. It returns what the form hands on,
// how that is shown to whoever wrote it, and what is wrong.
func (s *sheet) value(f templates.Field, text string) (v, shown, bad string) {
	today := care.DateOf(s.at)
	switch f.Kind {
	case "date":
		d, ok := reply.ParseDate(text, today)
		return d.String(), d.String(), fault(ok && dayWords.MatchString(text), care.BadDate)
	case "number":
		n, err := strconv.Atoi(strings.TrimSpace(minutes.ReplaceAllString(text, "")))
		return strconv.Itoa(n), strconv.Itoa(n), fault(err == nil && n > 0 && n <= f.Max, care.BadCount)
	case "slots":
		return s.slots(text)
	case "choice", "duty":
		return one(f.Choices(s.public), text)
	case "choices":
		return several(f.Choices(s.public), text)
	case "tick":
		yes := strings.EqualFold(strings.TrimRight(text, ".!"), templates.MailWords().Rest.Yes) || strings.EqualFold(text, f.Name) ||
			len(f.Options) > 0 && strings.EqualFold(text, f.Options[0].Label)
		return templates.MailWords().Rest.Yes, "", fault(yes, care.Unticked)
	case "provider", "unit", "neighbour", "person":
		return s.known(f.Kind, text)
	}
	return text, "", fault(utf8.RuneCountInString(text) <= f.Max, care.TooLong)
}

// dayWords is a day and nothing but a day: what means something else must not be
// lost in it.
var dayWords = regexp.MustCompile(`(?i)^(i ?dag|i ?morgon|i ?övermorgon|` +
	`\d{4}-\d{1,2}-\d{1,2}|\d{6}|\d{8}|` +
	`((mån|tis|ons|tor|fre|lör|sön)\pL*\.? )?(den )?(\d{1,2}/\d{1,2}([-/ ]\d{2,4})?|\d{1,2}(:[ae]|\.)? (jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)\pL*\.?( \d{4})?)|` +
	`(nästa |på )?(mån|tis|ons|tors|fre|lör|sön)\pL*( v(ecka)?\.? ?\d{1,2})?)$`)

var minutes = regexp.MustCompile(`(?i)\s*(min|minuter)\.?$`)

func fault(ok bool, code string) string {
	if ok {
		return ""
	}
	return code
}

// slots reads proposed times: each must have a day and a time, and lie ahead.
func (s *sheet) slots(text string) (v, shown, bad string) {
	var proposed []care.Slot
	for _, part := range separator.Split(strings.TrimSpace(text), -1) {
		a := reply.Parse(part, s.at, reply.Question{Kind: reply.Times, Case: string(s.c.ID)})
		at, ok := exact(a.Times, 0)
		if !ok || a.Intent != reply.Propose {
			return "", "", care.BadTimes
		}
		proposed = append(proposed, at...)
	}
	if len(proposed) > 3 || len(ahead(times(proposed), s.at)) < len(proposed) {
		return "", "", care.BadTimes
	}
	var values, said []string
	for _, p := range proposed {
		values = append(values, moment(p.At))
		said = append(said, templates.ChatWords().Slot(p))
	}
	return strings.Join(values, ","), templates.List(said), ""
}

// separator is what stands between one proposed time and the next.
var separator = regexp.MustCompile(`(?i)\s*[,;\n]\s*|\s+(?:och|eller|samt)\s+`)

func one(options []templates.Option, text string) (v, shown, bad string) {
	text = strings.Trim(text, " .!")
	for _, o := range options {
		if strings.EqualFold(text, o.Value) || strings.EqualFold(text, o.Label) || strings.EqualFold(text, strings.ReplaceAll(o.Label, ",", "")) {
			return o.Value, o.Label, ""
		}
	}
	return "", "", care.NoSuch
}

var between = regexp.MustCompile(`(?i)\s*(,|;|&|\+|\boch\b)\s*`)

func several(options []templates.Option, text string) (v, shown, bad string) {
	var values, labels []string
	if slices.Contains(templates.MailWords().Rest.Both, strings.ToLower(strings.Trim(text, " .!"))) {
		for _, o := range options {
			values, labels = append(values, o.Value), append(labels, o.Label)
		}
		return strings.Join(values, ","), templates.List(labels), ""
	}
	for _, part := range between.Split(text, -1) {
		value, label, bad := one(options, part)
		if bad != "" {
			return "", "", bad
		}
		values, labels = append(values, value), append(labels, label)
	}
	return strings.Join(values, ","), templates.List(labels), ""
}

// known finds somebody of the contact lists by the very name: what is merely
// alike may be another.
func (s *sheet) known(kind, text string) (v, shown, bad string) {
	found, _ := s.Choices(context.Background(), kind, strings.TrimSpace(text), 20)
	for _, c := range found {
		if strings.EqualFold(c.Label, strings.Trim(text, " .")) {
			return c.Value, c.Shown(), ""
		}
	}
	return "", "", care.NoSuch
}
