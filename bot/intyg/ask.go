package intyg

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/apart"
	"example.org/stegvis/bot/intyg/page"
)

// How a document is read in a process of its own: the question and its answer
// go through package apart. Only the asker keeps anything.

// A question is what is to be read, and what must be known for that.
type question struct {
	Op    op
	Files []file
	Item  int // of what is inside the file, from 1; 0 for the file itself
	Forms []Form

	Ours, Demanded []string
}

type op int

const (
	opRead  op = iota // a file that came by mail
	opText            // what somebody wrote
	opFile            // a file that somebody has
	opPages           // files that are the pages of one document
	opLook            // what the pages look like
)

// A file is one as it came, and the day it did.
type file struct {
	Name     string
	Data     []byte
	Received care.Date
}

// A result is what was read.
type result struct {
	Readings []Reading
	Looks    []page.Picture
	Text     string // of the error
	Kinds    []int  // which of errorKinds it is
	err      error
}

// errorKinds are the errors that say something to whoever asked.
var errorKinds = []error{page.ErrLocked, page.ErrUnreadable, page.ErrTooBig, page.ErrUnknown, context.DeadlineExceeded, context.Canceled}

// Apart has r read in a process of its own from now on: w must run a program
// that calls [Serve]. What cannot be read there, for whatever reason, is
// unreadable.
func (r *Reader) Apart(w *apart.Worker) { r.apart = w }

// Look returns what the pages of a file look like: see [page.Reader.Look]. With
// item above 0 it is that of the files inside it which [Reading.Item] says.
func (r *Reader) Look(ctx context.Context, data []byte, item int) ([]page.Picture, error) {
	a := r.ask(ctx, question{Op: opLook, Item: item, Files: []file{{Data: data}}})
	return a.Looks, a.err
}

// ask has q answered, here or apart.
func (r *Reader) ask(ctx context.Context, q question) result {
	if r.apart == nil {
		return r.work(ctx, q)
	}
	q.Forms, q.Ours, q.Demanded = r.Taught(), r.Ours, r.Demanded
	a, err := r.askApart(ctx, q)
	if err != nil {
		a = result{err: fmt.Errorf("read apart: %w: %w", err, page.ErrUnreadable)}
		for _, f := range q.Files[:1] {
			one := unread(page.ErrUnreadable)
			one.File = f.Name
			a.Readings = []Reading{one}
		}
	}
	return a
}

func (r *Reader) askApart(ctx context.Context, q question) (a result, err error) {
	data, err := pack(q)
	if err != nil {
		return a, err
	}
	if data, err = r.apart.Ask(ctx, data); err != nil {
		return a, err
	}
	if err := unpack(data, &a); err != nil {
		return a, err
	}
	if a.Text != "" {
		a.err = farError{a.Text, a.Kinds}
	}
	return a, nil
}

// work answers q here.
func (r *Reader) work(ctx context.Context, q question) (a result) {
	f := q.Files[0]
	switch q.Op {
	case opRead:
		a.Readings, a.err = r.readOne(ctx, f.Name, f.Data, f.Received)
	case opText:
		a.Readings = []Reading{r.text(ctx, string(f.Data), f.Received)}
	case opFile:
		a.Readings = r.file(ctx, f.Name, f.Data, f.Received)
	case opPages:
		a.Readings = r.pages(ctx, q.Files)
	case opLook:
		a.Looks, a.err = r.look(ctx, f.Data, q.Item)
	}
	return a
}

func (r *Reader) look(ctx context.Context, data []byte, item int) ([]page.Picture, error) {
	if item > 0 {
		items, err := r.Pages.Unpack(ctx, "", data)
		if item > len(items) {
			return nil, errors.Join(fmt.Errorf("look at file %d of %d: %w", item, len(items), page.ErrUnknown), err)
		}
		data = items[item-1].Data
	}
	return r.Pages.Look(ctx, data)
}

// Serve answers questions until they end. The reader is made with a sign of
// life to give before each page that an outside program recognises.
func Serve(in io.Reader, out io.Writer, reader func(alive func()) *Reader) error {
	var tell func()
	r := reader(func() { tell() })
	defer r.Close()
	return apart.Serve(in, out, func(data []byte, alive func()) []byte {
		tell = alive
		ctx, cancel := context.WithTimeout(context.Background(), apart.Usual.Total-5*time.Second)
		defer cancel()
		var q question
		if err := unpack(data, &q); err != nil || len(q.Files) == 0 || r.Teach(q.Forms...) != nil {
			return nil // which is no answer
		}
		r.Ours, r.Demanded = q.Ours, q.Demanded
		return r.packed(ctx, q)
	})
}

func (r *Reader) packed(ctx context.Context, q question) []byte {
	a := r.work(ctx, q)
	if a.err != nil {
		a.Text = a.err.Error()
	}
	for i, kind := range errorKinds {
		if errors.Is(a.err, kind) {
			a.Kinds = append(a.Kinds, i)
		}
	}
	data, err := pack(a)
	if err != nil {
		return nil // which is no answer
	}
	return data
}

// A farError is one that happened in another process.
type farError struct {
	text  string
	kinds []int
}

func (e farError) Error() string { return e.text }

func (e farError) Is(target error) bool {
	for _, k := range e.kinds {
		if k >= 0 && k < len(errorKinds) && errorKinds[k] == target {
			return true
		}
	}
	return false
}

// pack makes bytes of a question or a result.
func pack(v any) ([]byte, error) {
	registerValues()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return b.Bytes(), nil
}

// unpack undoes pack.
func unpack(data []byte, v any) error {
	registerValues()
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(v); err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	return nil
}

// registerValues names the kinds of value that a field may have, beside plain ones.
func registerValues() {
	gob.Register(Frequency{})
	gob.Register([2]int{})
}
