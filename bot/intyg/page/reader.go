package page

import (
	"context"
	"errors"
	"fmt"
)

// Why a file could not be read. What to tell people is decided elsewhere.
var (
	ErrLocked     = errors.New("locked with a password or a key")
	ErrUnreadable = errors.New("damaged, or not what it seems to be")
	ErrTooBig     = errors.New("bigger than what is read")
	ErrUnknown    = errors.New("a kind of file that is not read")
)

// Options say what a Reader has to work with. The zero value reads everything
// but pictures.
type Options struct {
	OCR      []string // command that reads pictures, such as {"tesseract", "-l", "swe"}; empty for none
	CacheDir string   // where the compiled PDF engine is kept; empty for the user's cache folder
	Guarded  bool     // whoever runs this process ends it when a document takes too long
	Alive    func()   // called before what is known to take seconds: a page that is a picture, the engine's first start; may be nil
}

// A Reader turns files into pages. Its methods may be called from many
// goroutines. The PDF engine, which takes a while, is started at the first
// PDF and not before.
type Reader struct {
	options Options
	engine  engine
}

// NewReader returns a Reader; it costs nothing until a PDF comes.
func NewReader(o Options) *Reader { return &Reader{options: o} }

func (o Options) alive() {
	if o.Alive != nil {
		o.Alive()
	}
}

// Close stops the PDF engine. A closed Reader can be used again.
func (r *Reader) Close() error { return r.engine.close() }

// Read turns data into pages. What kind of file it is, is seen from its
// content; names and declared types are the sender's word and not asked for.
// A file that holds other files (mail, archive) is an [ErrUnknown]: see
// [Reader.Unpack].
func (r *Reader) Read(ctx context.Context, data []byte) (Document, error) {
	if len(data) > maxBytes {
		return Document{}, fmt.Errorf("read %d bytes: %w", len(data), ErrTooBig)
	}
	return r.readAs(ctx, sniff(data), data)
}

func (r *Reader) readAs(ctx context.Context, k kind, data []byte) (doc Document, err error) {
	defer rescue(&err)
	if len(data) > maxText && (k == isText || k == isHTML || k == isRTF) {
		return Document{}, fmt.Errorf("read %d bytes of %s: %w", len(data), k, ErrTooBig)
	}
	doc, err = r.read(ctx, k, data)
	if ctx.Err() != nil { // what else went wrong is most likely its consequence
		err = ctx.Err()
	}
	if err != nil {
		return Document{}, fmt.Errorf("read %s: %w", k, err)
	}
	tidy(&doc)
	return doc, nil
}

func (r *Reader) read(ctx context.Context, k kind, data []byte) (Document, error) {
	switch k {
	case isPDF:
		return r.readPDF(ctx, data)
	case isDOCX:
		return readDOCX(data)
	case isODT:
		return readODT(data)
	case isRTF:
		return readRTF(data)
	case isHTML:
		return readHTML(data)
	case isText:
		return readText(data)
	case isJPEG, isPNG, isGIF, isTIFF, isBMP, isWebP:
		return r.readPicture(ctx, data)
	case isLocked:
		return Document{}, ErrLocked
	}
	return Document{}, ErrUnknown
}

// ReadItem reads what [Reader.Unpack] found. The plain words of a mail's body
// are [FromMail]; all else is as [Reader.Read].
func (r *Reader) ReadItem(ctx context.Context, it Item) (Document, error) {
	if !it.Body {
		return r.Read(ctx, it.Data)
	}
	doc, err := r.readAs(ctx, sniffBody(it.Data), it.Data)
	for _, p := range doc.Pages {
		for i := range p.Words {
			if p.Words[i].Source == FromText {
				p.Words[i].Source = FromMail
			}
		}
		for i := range p.Marks {
			if p.Marks[i].Source == FromText {
				p.Marks[i].Source = FromMail
			}
		}
	}
	return doc, err
}

// sniffBody tells what the body of a mail is written in. One that begins with
// the headers of a mail is somebody's forwarding, not a mail in a file.
func sniffBody(data []byte) kind {
	switch k := sniff(data); k {
	case isHTML, isRTF:
		return k
	}
	return isText
}

// rescue turns a panic into an error. The decoders are fuzzed, but what a
// stranger sends must never take the desk with it.
func rescue(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("decoder gave up: %w", ErrUnreadable) // the panic's text may quote the file
	}
}
