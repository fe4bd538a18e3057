package slack

import (
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
)

// How much fits on a card: two expected acts as buttons, and a menu.
const (
	mostSteps = 2
	mostMenu  = 5 // Slack allows no more
)

// laid is where the acts of a card stand.
type laid struct {
	steps []string // as buttons, the expected first
	claim string   // beside the owner
	mail  string   // the one that mails the documents
	menu  []string
}

// lay divides what can be done now among the places of a card.
func (w words) lay(acts []string) (l laid) {
	var aside []string
	for _, act := range acts {
		form, ok := w.forms[act]
		switch {
		case !ok:
		case form.Place == "owner":
			l.claim = act
		case form.Place == "mail":
			l.mail = act
		case form.Place == "aside":
			aside = append(aside, act)
		case len(l.steps) < mostSteps:
			l.steps = append(l.steps, act)
		default:
			l.menu = append(l.menu, act)
		}
	}
	l.menu = append(l.menu, aside...)
	return l
}

// fits returns the menu as far as there is room for it. The acts that must
// always be in sight keep their place; the rest is behind "Fler val".
func (w words) fits(menu []string) []string {
	if len(menu) <= mostMenu {
		return menu
	}
	var always []string
	for _, act := range menu {
		if w.forms[act].Always {
			always = append(always, act)
		}
	}
	others := slices.DeleteFunc(slices.Clone(menu), func(a string) bool { return slices.Contains(always, a) })
	others = others[:mostMenu-1-len(always)]
	return append(append(others, always...), allActs)
}

// actions draws the row of buttons; nil when nothing can be done.
func (w words) actions(c care.PublicCase) slack.Block {
	l := w.lay(c.Acts)
	var row []slack.BlockElement
	for i, act := range l.steps {
		row = append(row, w.button(c, act, i == 0))
	}
	if l.mail != "" {
		row = append(row, w.button(c, l.mail, false))
	}
	if m := w.menu(c, l.menu); m != nil {
		row = append(row, m)
	}
	if len(row) == 0 {
		return nil
	}
	return slack.NewActionBlock("", row...)
}

// claim draws the button with which somebody takes the case, beside the facts.
func (w words) claim(c care.PublicCase) *slack.Accessory {
	l := w.lay(c.Acts)
	if l.claim == "" {
		return nil
	}
	return slack.NewAccessory(w.button(c, l.claim, false))
}

// closedMenu is all that is left to press on a closed case.
func (w words) closedMenu(c care.PublicCase) *slack.Accessory {
	l := w.lay(c.Acts)
	all := slices.Concat(l.steps, l.menu)
	if l.mail != "" {
		all = append(all, l.mail)
	}
	m := w.menu(c, all)
	if m == nil {
		return nil
	}
	return slack.NewAccessory(m)
}

// button draws one act. The expected one stands out, and an act that cannot be
// taken back asks first.
func (w words) button(c care.PublicCase, act string, expected bool) *slack.ButtonBlockElement {
	form := w.forms[act]
	b := slack.NewButtonBlockElement(actPrefix+act, mark{c.ID, c.Rev}.String(), plain(form.Button, mostButton))
	switch {
	case form.Style != "":
		b.WithStyle(slack.Style(form.Style))
	case expected:
		b.WithStyle(slack.StylePrimary)
	}
	if q := form.Confirm; q != nil {
		b.Confirm = slack.NewConfirmationBlockObject(
			plain(w.fill(q.Title, c), 100), plain(w.fill(q.Text, c), mostConfirm),
			plain(q.Yes, 30), plain(w.Modal.Cancel, 30))
	}
	return b
}

func (w words) menu(c care.PublicCase, acts []string) *slack.OverflowBlockElement {
	var options []*slack.OptionBlockObject
	for _, act := range w.fits(acts) {
		label := w.Card.More
		if act != allActs {
			label = w.forms[act].Button
		}
		options = append(options, option(mark{c.ID, c.Rev}.String()+"|"+act, label))
	}
	if len(options) == 0 {
		return nil
	}
	return slack.NewOverflowBlockElement(moreAction, options...)
}

// slots draws one button for each proposed time, and one for another time.
func (w words) slots(id care.CaseID, proposed []care.Slot) slack.Block {
	var row []slack.BlockElement
	for i, s := range proposed {
		row = append(row, slack.NewButtonBlockElement(slotID(i+1), mark{Case: id}.String(), plain(w.Slot(s), mostButton)))
	}
	row = append(row, slack.NewButtonBlockElement(slotID(0), mark{Case: id}.String(), plain(w.Modal.OtherTime, mostButton)))
	return slack.NewActionBlock("", row...)
}

func slotID(n int) string { return fmt.Sprintf("%s%d", slotPrefix, n) }
