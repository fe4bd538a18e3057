package page

import (
	"archive/zip"
	"bytes"
	"regexp"
	"unicode/utf8"
)

// A kind is what a file is, as its content tells.
type kind string

const (
	isPDF    kind = "pdf"
	isDOCX   kind = "docx"
	isODT    kind = "odt"
	isRTF    kind = "rtf"
	isHTML   kind = "html"
	isText   kind = "text"
	isJPEG   kind = "jpeg"
	isPNG    kind = "png"
	isGIF    kind = "gif"
	isTIFF   kind = "tiff"
	isBMP    kind = "bmp"
	isWebP   kind = "webp"
	isHEIC   kind = "heic"
	isZIP    kind = "zip"
	isMail   kind = "mail"
	isTNEF   kind = "tnef"
	isMSG    kind = "msg"
	isSigned kind = "signed"
	isLocked kind = "locked"
	isOther  kind = "other"
)

// mediaTypes are the names that kinds have in mail.
var mediaTypes = map[kind]string{
	isPDF: "application/pdf", isRTF: "application/rtf", isHTML: "text/html", isText: "text/plain",
	isDOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	isODT:  "application/vnd.oasis.opendocument.text",
	isJPEG: "image/jpeg", isPNG: "image/png", isGIF: "image/gif", isTIFF: "image/tiff",
	isBMP: "image/bmp", isWebP: "image/webp", isHEIC: "image/heic",
	isZIP: "application/zip", isMail: "message/rfc822", isTNEF: "application/ms-tnef",
	isMSG: "application/vnd.ms-outlook", isSigned: "application/pkcs7-mime",
}

// magics are the first bytes of files, the surest first.
var magics = []struct {
	at   int
	head string
	kind kind
}{
	{0, `{\rtf`, isRTF},
	{0, "\xff\xd8\xff", isJPEG},
	{0, "\x89PNG\r\n\x1a\n", isPNG},
	{0, "GIF8", isGIF},
	{0, "II*\x00", isTIFF},
	{0, "MM\x00*", isTIFF},
	{0, "BM", isBMP},
	{8, "WEBP", isWebP},
	{4, "ftypheic", isHEIC},
	{4, "ftypheix", isHEIC},
	{4, "ftyphevc", isHEIC},
	{4, "ftypmif1", isHEIC},
	{4, "ftypmsf1", isHEIC},
	{0, "\x78\x9f\x3e\x22", isTNEF},
}

// sniff tells what data is.
func sniff(data []byte) kind {
	head := data[:min(len(data), 1024)]
	switch {
	case bytes.Contains(head, []byte("%PDF-")): // junk in front of it is common
		return isPDF
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return sniffZip(data)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return sniffOLE(data)
	}
	if k := sniffSMIME(head); k != isOther {
		return k
	}
	for _, m := range magics {
		if len(head) > m.at && bytes.HasPrefix(head[m.at:], []byte(m.head)) {
			return m.kind
		}
	}
	return sniffText(data)
}

func sniffZip(data []byte) kind {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return isZIP
	}
	for _, f := range z.File {
		switch f.Name {
		case "word/document.xml":
			return isDOCX
		case "content.xml":
			return isODT
		}
	}
	return isZIP
}

var (
	looksHTML = regexp.MustCompile(`(?i)^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|meta|table|div|p)\b`)
	looksMail = regexp.MustCompile(`(?i)^(from |(return-path|received|delivered-to|from|to|subject|date|message-id|mime-version|content-type|x-[a-z0-9-]+|arc-[a-z-]+|dkim-signature|authentication-results):)`)
	mailField = regexp.MustCompile(`(?im)^(return-path|received|from|to|subject|message-id|mime-version|content-type|reply-to|date):`)
	mailTop   = regexp.MustCompile(`^(From .*\n)?([!-9;-~]+:.*\n?|[ \t].*\n?)+$`)
)

// sniffText tells mail, HTML and plain text apart from each other and from
// what is no text at all.
func sniffText(data []byte) kind {
	text, _ := decodeText(data[:min(len(data), 8192)])
	top := text
	if i := bytes.Index([]byte(text), []byte("\n\n")); i >= 0 {
		top = text[:i]
	}
	switch {
	case len(data) == 0 || !printable(text):
		return isOther
	case looksHTML.MatchString(text[:min(len(text), 2048)]):
		return isHTML
	case looksMail.MatchString(text) && len(mailField.FindAllString(top, 3)) >= 2 && mailTop.MatchString(top):
		return isMail
	case bytes.HasPrefix(data, []byte("-----BEGIN PGP MESSAGE-----")):
		return isLocked
	}
	return isText
}

// printable reports whether s is text: next to nothing in it is a control
// character.
func printable(s string) bool {
	odd := 0
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' || r == utf8.RuneError {
			odd++
		}
	}
	return odd*50 <= len(s)
}
