package page

import (
	"strings"

	"github.com/klippa-app/go-pdfium/requests"
)

// readXFA lays out the data of a form in Adobe's other format, of which the
// pages themselves show no more than a request to wait. What the data calls a
// field stands as its label.
func (f *pdfFile) readXFA() {
	count, err := f.FPDF_GetXFAPacketCount(&requests.FPDF_GetXFAPacketCount{Document: f.file})
	if err != nil {
		return
	}
	for i := range min(count.Count, 50) {
		name, err := f.FPDF_GetXFAPacketName(&requests.FPDF_GetXFAPacketName{Document: f.file, Index: i})
		if err != nil || name.Name != "datasets" {
			continue
		}
		data, err := f.FPDF_GetXFAPacketContent(&requests.FPDF_GetXFAPacketContent{Document: f.file, Index: i})
		if err != nil || len(data.Content) > maxText {
			continue
		}
		root, err := parseXML(data.Content)
		if err != nil {
			continue
		}
		s := newSheet()
		s.dataset(root, "")
		if s.page.Number = len(f.doc.Pages) + 1; len(s.page.Words) > 0 && s.err == nil {
			f.fields++
			f.doc.Pages = append(f.doc.Pages, s.document(Form).Pages...)
			f.warn(WarnXFAData)
		}
	}
}

// dataset sets each element that holds text as a line: its name, its text.
func (s *sheet) dataset(n *node, path string) {
	leaf := true
	for _, k := range n.kids {
		if k.name != "" {
			leaf = false
			s.dataset(k, strings.TrimPrefix(path+"."+k.name, "."))
		}
	}
	if text := strings.TrimSpace(newlines.Replace(n.chars())); leaf && n.name != "#" {
		s.line([]run{{text: n.name}, {tab: true}, {text: text, value: true, field: path}}, 0, sheetWidth)
	}
}

// attached hands on the files attached to a PDF. If it cannot be opened,
// reading the PDF itself will say so.
func (r *Reader) attached(u *unpacker, it Item) {
	pdf, free, err := r.engine.instance(u.ctx, r.options)
	if err != nil {
		return
	}
	defer free()
	f, err := openPDF(pdf, it.Data)
	if err != nil {
		return
	}
	defer f.close()
	f.attached(u, it)
}

func (f *pdfFile) attached(u *unpacker, it Item) {
	count, err := f.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: f.file})
	if err != nil {
		return
	}
	for i := range min(count.AttachmentCount, maxItems) {
		a, err := f.FPDFDoc_GetAttachment(&requests.FPDFDoc_GetAttachment{Document: f.file, Index: i})
		if err != nil {
			continue
		}
		in := Item{Subject: it.Subject, From: it.From, Level: it.Level + 1}
		if n, err := f.FPDFAttachment_GetName(&requests.FPDFAttachment_GetName{Attachment: a.Attachment}); err == nil {
			in.Name = n.Name
		}
		data, err := f.FPDFAttachment_GetFile(&requests.FPDFAttachment_GetFile{Attachment: a.Attachment})
		if err != nil {
			in.Err = ErrUnreadable
		} else {
			in.Data = append([]byte(nil), data.Contents...) // the engine's memory goes with it
		}
		u.add(in)
	}
}
