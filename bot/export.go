package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

// Folder is a whole case as files, for the personakt or for the person: the case
// file on paper (PDF/A), the same for machines (JSON), and every document as it
// came.
func (r Registry) Folder(ctx context.Context, id care.CaseID, on care.Date) (files []ledger.File, err error) {
	paper, err := r.CaseFile(ctx, id, on)
	if err != nil {
		return nil, err
	}
	data, err := r.data(ctx, id)
	if err != nil {
		return nil, err
	}
	files = append(files,
		ledger.File{Name: string(id) + "-akt.pdf", Data: paper},
		ledger.File{Name: string(id) + "-akt.json", Data: data})
	kept, err := r.Ledger.Archive(ctx, id)
	for i, k := range kept {
		files = append(files, ledger.File{Name: fmt.Sprintf("%s-%02d-%s%s", id, i+1, k.Kind, filepath.Ext(k.Name)), Data: k.Data})
	}
	return files, err
}

// What is written of a case for machines. Fields may be added, and are never
// renamed.
type (
	caseData struct {
		Case     care.CaseID
		Facts    []factData
		Letters  []letterData
		Messages []messageData
		Seen     []seenData // who has taken out what of the case
	}
	factData struct {
		At   time.Time
		By   string
		Kind string
		Data care.Event
	}
	letterData struct {
		At                                time.Time
		To                                care.Role
		Channel, Address, State, Template string
		Subject, Text                     string
		Files                             []string
	}
	messageData struct {
		At      time.Time
		From    care.Role
		Channel string
		Raw     []byte // as it came
	}
	seenData struct {
		At             time.Time
		Who, What, Why string
	}
)

func (r Registry) data(ctx context.Context, id care.CaseID) ([]byte, error) {
	d := caseData{Case: id}
	facts, err := r.Ledger.Facts(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, f := range facts {
		d.Facts = append(d.Facts, factData{f.At, f.By, care.Kind(f.Event), f.Event})
	}
	letters, err := r.Ledger.Letters(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, l := range letters {
		files, err := r.Ledger.Files(ctx, l.Key)
		if err != nil {
			return nil, err
		}
		x := letterData{At: l.Written, To: l.Role, Channel: l.Channel, Address: l.Address, State: l.State, Template: l.Template, Subject: l.Subject, Text: l.Text}
		for _, f := range files {
			x.Files = append(x.Files, f.Name)
		}
		d.Letters = append(d.Letters, x)
	}
	messages, err := r.Ledger.Messages(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		d.Messages = append(d.Messages, messageData{m.Received, m.Role, m.Channel, m.Raw})
	}
	looks, err := r.Ledger.Events(ctx, time.Time{}, ledger.Seen, ledger.Exported)
	if err != nil {
		return nil, err
	}
	for _, e := range looks {
		if e.Case == id {
			d.Seen = append(d.Seen, seenData{e.At, e.Who, e.What, e.Why})
		}
	}
	return json.MarshalIndent(d, "", "\t")
}
