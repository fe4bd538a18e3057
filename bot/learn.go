package bot

import (
	"context"
	"maps"
	"slices"

	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
)

// Learn keeps what a human has said of a form whose wording nobody knew, so
// that the next intyg on that form is read whole. The form comes from
// [intyg.Reading.Learn], with a key for each label filled in. By is who said
// so. A form with a key that is no field is refused, and nothing kept.
func (b *Bot) Learn(ctx context.Context, by string, f intyg.Form) error {
	if _, err := intyg.Standard().With(f); err != nil {
		return err
	}
	if err := b.Ledger.KeepWording(ctx, ledger.Wording{At: b.Now(), By: by, Form: f.Name, Labels: f.Labels}); err != nil {
		return err
	}
	return b.teach(ctx)
}

// teach makes the reader know the forms that the ledger does. It is asked
// before each document, since stegvis form learn may have written there.
func (b *Bot) teach(ctx context.Context) error {
	kept, err := b.Ledger.Wordings(ctx)
	if err != nil {
		return err
	}
	var forms []intyg.Form
	for _, w := range kept {
		forms = append(forms, intyg.Form{Name: w.Form, Labels: w.Labels})
	}
	same := func(a, b intyg.Form) bool { return a.Name == b.Name && maps.Equal(a.Labels, b.Labels) }
	if slices.EqualFunc(forms, b.Reader.Taught(), same) {
		return nil
	}
	return b.Reader.Teach(forms...)
}
