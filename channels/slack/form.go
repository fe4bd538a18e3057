package slack

import (
	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// mostSlots is how many times one can propose at once.
const mostSlots = 3

// A sheet is a form about to be drawn: what it is about, and what is filled in
// already.
type sheet struct {
	act    string
	spot   spot
	c      care.PublicCase
	today  care.Date
	chosen *channels.Choice // the case's utförare, once the contact lists know it
	values care.Values      // what somebody has filled in before
	wrong  map[string]string
}

// form draws the modal of an act.
func (w words) form(s sheet) slack.ModalViewRequest {
	form := w.forms[s.act]
	if form.Confirm != nil && len(form.Fields) == 0 {
		return w.question(s)
	}
	blocks := w.heading(s)
	for _, f := range form.Fields {
		blocks = append(blocks, w.field(s, f)...)
	}
	return w.modal(formPrefix+s.act, form.Title, form.Submit, s.spot, blocks)
}

// question draws the modal of an act that only asks whether one is sure.
func (w words) question(s sheet) slack.ModalViewRequest {
	q := w.forms[s.act].Confirm
	blocks := []slack.Block{w.about(s.c), section(w.fill(q.Text, s.c))}
	return w.modal(formPrefix+s.act, q.Title, q.Yes, s.spot, blocks)
}

func (w words) modal(callback, title, submit string, at spot, blocks []slack.Block) slack.ModalViewRequest {
	v := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, PrivateMetadata: at.String(),
		Title: plain(title, 24), Close: plain(w.Modal.Close, 24), Blocks: slack.Blocks{BlockSet: blocks},
	}
	if submit != "" {
		v.Submit, v.Close = plain(submit, 24), plain(w.Modal.Cancel, 24)
	}
	return v
}

// note draws a modal that only says something.
func (w words) note(at spot, text string) slack.ModalViewRequest {
	return w.modal(noteCallback, w.Modal.Title, "", at, []slack.Block{section(text)})
}

// everything draws the list of all that can be done now.
func (w words) everything(at spot, c care.PublicCase) slack.ModalViewRequest {
	var options []*slack.OptionBlockObject
	for _, act := range c.Acts {
		if f, ok := w.forms[act]; ok {
			options = append(options, option(act, f.Button))
		}
	}
	pick := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(w.Modal.Pick, 150), inputAction, options...)
	blocks := []slack.Block{w.about(c), slack.NewInputBlock("act", plain(w.Modal.ChooseAct, 2000), nil, pick)}
	return w.modal(menuCallback, w.Modal.Choose, w.Modal.Next, at, blocks)
}

// about says which case a modal is about.
func (w words) about(c care.PublicCase) slack.Block {
	return slack.NewContextBlock("", plain(w.fill(w.Modal.Case, c), mostSection))
}

func (w words) heading(s sheet) []slack.Block {
	blocks := []slack.Block{w.about(s.c)}
	if intro := w.forms[s.act].Intro; intro != "" {
		blocks = append(blocks, section(w.fill(intro, s.c)))
	}
	for _, f := range w.forms[s.act].Fields {
		if said := s.wrong[f.Name]; said != "" {
			blocks = append(blocks, section(f.Label+": "+said))
		}
	}
	return blocks
}
