package bot

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// The last look at a letter before it leaves. When it was written everything
// was right; since then the lists may have changed, the utförare been replaced,
// or a mistake in this program put it together wrongly. What does not pass is
// never sent, and BIH is told.

// recipient makes the address of a letter anew, from the lists as they are now,
// and asks again whether the party may be told. A letter with documents also needs
// that documents may still be mailed there; so does the word in chat that such a
// letter has been mailed.
func (b *Bot) recipient(ctx context.Context, l ledger.Letter, files []ledger.File) (contacts.Address, error) {
	to, err := b.Contacts().Verify(l.Channel, l.Address, l.Unit, b.today())
	if err != nil || l.Role == care.BIH || l.Case == "" || l.State == "unknown" { // it may have been sent: that is only looked up
		return to, err
	}
	c, err := b.Ledger.Case(ctx, l.Case)
	if err != nil {
		return to, err
	}
	if err := b.mayLeave(ctx, c, l, files); err != nil {
		return to, err
	}
	if l.Role == care.PVR || len(files) == 0 {
		return to, nil
	}
	proven, err := b.proven(ctx, l.Unit)
	switch {
	case err != nil:
		return to, err
	case !b.mayMail(l.Unit):
		return to, channels.Permanent(errors.New("guard: documents may no longer be mailed there"))
	case !proven:
		return to, channels.Permanent(errors.New("guard: nobody has answered for the address"))
	}
	return to, nil
}

// guard compares what is about to leave with what was meant.
func (b *Bot) guard(ctx context.Context, l ledger.Letter, out channels.Outgoing) error {
	if out.To.Channel() != l.Channel || out.To.At() != l.Address || out.To.Unit() != l.Unit || out.Case != l.Case {
		return channels.Permanent(errors.New("guard: the letter is not to whom it was written"))
	}
	if l.Role == care.BIH && l.Channel != "mail" && len(out.Files) > 0 {
		return channels.Permanent(errors.New("guard: papers go to BIH by mail only"))
	}
	if l.Case == "" {
		return nil
	}
	if !onlyNames(out.Subject, l.Case) {
		return channels.Permanent(errors.New("guard: the subject does not name the case, and it alone"))
	}
	for i, f := range out.Files {
		if !strings.HasPrefix(f.Name, string(l.Case)+"-") || !onlyNames(f.Name, l.Case) {
			return channels.Permanent(fmt.Errorf("guard: file %d is not named after the case", i+1))
		}
	}
	foreign, err := b.Ledger.Foreign(ctx, l.Key)
	if err == nil && foreign > 0 {
		err = channels.Permanent(fmt.Errorf("guard: %d documents of another case are attached", foreign))
	}
	return err
}

var anyNumber = regexp.MustCompile(`[A-ZÅÄÖ]{1,6}-20\d\d-\d{4,}`)

// onlyNames reports whether a case is named in text, and no other.
func onlyNames(text string, id care.CaseID) bool {
	rest := strings.ReplaceAll(text, string(id), "")
	return rest != text && !anyNumber.MatchString(rest)
}
