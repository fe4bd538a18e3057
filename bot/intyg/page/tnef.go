package page

import (
	"encoding/binary"
)

// The parts of a winmail.dat that matter, by Microsoft's numbers.
const (
	tnefSubject     = 0x00018004
	tnefBody        = 0x0002800c
	tnefMessage     = 0x00069003 // properties of the message
	tnefAttachment  = 0x00069002 // begins an attachment
	tnefTitle       = 0x00018010
	tnefData        = 0x0006800f
	tnefAttachProps = 0x00069005
)

// Properties that a message or an attachment may have.
const (
	propSubject    = 0x0037
	propBody       = 0x1000
	propRTF        = 0x1009 // packed
	propHTML       = 0x1013
	propData       = 0x3701
	propShortName  = 0x3704
	propName       = 0x3707
	propContentID  = 0x3712
	propSenderName = 0x0c1a
	propSenderMail = 0x0c1f
	propSenderSMTP = 0x5d01
	typeObject     = 0x000d
	typeText8      = 0x001e
	typeText16     = 0x001f
	typeBinary     = 0x0102
)

// openTNEF takes a winmail.dat apart: what Outlook makes of a mail when it
// thinks that the other side is Outlook too. Of a file that is cut off, what
// is whole comes out, and then an error.
func openTNEF(u *unpacker, it Item) error {
	m, err := parseTNEF(it.Data)
	m.add(u, it)
	return err
}

// A tnefMail is what a winmail.dat holds.
type tnefMail struct {
	outlookBody
	files []tnefFile
}

type tnefFile struct {
	name, title string
	data        []byte
	message     bool // data is a message in the same format
	contentID   string
}

func parseTNEF(data []byte) (m tnefMail, err error) {
	if len(data) < 6 {
		return m, ErrUnreadable
	}
	for rest := data[6:]; len(rest) > 0; {
		if len(rest) < 9 {
			return m, ErrUnreadable
		}
		id, n := binary.LittleEndian.Uint32(rest[1:]), uint64(binary.LittleEndian.Uint32(rest[5:]))
		if (rest[0] != 1 && rest[0] != 2) || n+11 > uint64(len(rest)) {
			m.dropCut(id)
			return m, ErrUnreadable
		}
		value, sum := rest[9:9+n], binary.LittleEndian.Uint16(rest[9+n:])
		rest = rest[11+n:]
		if checksum(value) != sum {
			err = ErrUnreadable
		}
		if len(m.files) > maxItems {
			return m, ErrTooBig
		}
		if !m.attribute(id, value) {
			err = ErrUnreadable
		}
	}
	return m, err
}

// dropCut forgets an attachment whose content is cut off.
func (m *tnefMail) dropCut(id uint32) {
	if id == tnefData && len(m.files) > 0 {
		m.files = m.files[:len(m.files)-1]
	}
}

func checksum(b []byte) (sum uint16) {
	for _, c := range b {
		sum += uint16(c)
	}
	return sum
}

// attribute takes in one part of the file and reports whether it is well formed.
func (m *tnefMail) attribute(id uint32, value []byte) bool {
	switch id {
	case tnefSubject:
		m.subject = outlookText(typeText8, value)
	case tnefBody:
		m.text = outlookText(typeText8, value)
	case tnefMessage:
		return properties(value, m.property)
	case tnefAttachment:
		m.files = append(m.files, tnefFile{})
	case tnefTitle, tnefData, tnefAttachProps:
		if len(m.files) == 0 {
			return false
		}
		return m.files[len(m.files)-1].attribute(id, value)
	}
	return true
}

func (f *tnefFile) attribute(id uint32, value []byte) bool {
	switch id {
	case tnefTitle:
		f.title = outlookText(typeText8, value)
	case tnefData:
		f.data = value
	case tnefAttachProps:
		return properties(value, f.property)
	}
	return true
}

func (f *tnefFile) property(id, kind uint16, value []byte) {
	switch id {
	case propName:
		f.name = outlookText(kind, value)
	case propShortName:
		if f.title == "" {
			f.title = outlookText(kind, value)
		}
	case propContentID:
		f.contentID = outlookText(kind, value)
	case propData:
		if len(value) > 16 && f.data == nil { // the first 16 bytes say what kind of object it is
			f.data, f.message = value[16:], kind == typeObject && sniff(value[16:]) == isTNEF
		}
	}
}

// properties calls visit for each property in b and reports whether b is well
// formed. Of properties with several values it takes the first.
func properties(b []byte, visit func(id, kind uint16, value []byte)) bool {
	p := &propReader{rest: b, ok: true}
	for range p.number() {
		head := p.number()
		kind, id := uint16(head), uint16(head>>16)
		if id >= 0x8000 {
			p.skipName()
		}
		value := p.value(kind)
		if !p.ok {
			return false
		}
		visit(id, kind&^0x1000, value)
	}
	return p.ok
}

// A propReader reads a list of properties. Once something does not fit, ok is
// false and everything read is zero.
type propReader struct {
	rest []byte
	ok   bool
}

func (p *propReader) number() uint32 {
	b := p.bytes(4)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint32(b)
}

// bytes returns the next n bytes and skips what fills them up to a multiple of
// four.
func (p *propReader) bytes(n uint64) []byte {
	full := (n + 3) / 4 * 4
	if !p.ok || full > uint64(len(p.rest)) {
		p.ok = false
		return nil
	}
	b := p.rest[:n:n]
	p.rest = p.rest[full:]
	return b
}

// skipName skips the name of a property that has no number of its own.
func (p *propReader) skipName() {
	p.bytes(16)
	if p.number() == 0 {
		p.number()
		return
	}
	p.bytes(uint64(p.number()))
}

// propSizes are the sizes of values of fixed size, by their type.
var propSizes = map[uint16]uint64{2: 4, 3: 4, 4: 4, 0xa: 4, 0xb: 4, 5: 8, 6: 8, 7: 8, 0x14: 8, 0x40: 8, 0x48: 16}

func (p *propReader) value(kind uint16) (first []byte) {
	many := kind&0x1000 != 0
	switch kind &^ 0x1000 {
	case typeObject, typeText8, typeText16, typeBinary:
		for i := range p.number() {
			b := p.bytes(uint64(p.number()))
			if i == 0 {
				first = b
			}
			if !p.ok {
				return nil
			}
		}
		return first
	}
	size, count := propSizes[kind&^0x1000], uint64(1)
	if many {
		count = uint64(p.number())
	}
	if size == 0 || count > uint64(len(p.rest)) {
		p.ok = false
		return nil
	}
	return p.bytes(size * count)
}

// add hands on what the file holds.
func (m *tnefMail) add(u *unpacker, it Item) {
	in := Item{Subject: it.Subject, From: it.From, Level: it.Level + 1}
	if in.Subject == "" {
		in.Subject = m.subject
	}
	m.outlookBody.add(u, in, it.Level > 0)
	for _, f := range m.files {
		file := in
		file.Name, file.Data = f.name, f.data
		if file.Name == "" {
			file.Name = f.title
		}
		file.Inline = f.contentID != "" && isPicture(sniff(f.data))
		if len(f.data) > 0 {
			u.add(file)
		}
	}
}

func isPicture(k kind) bool {
	switch k {
	case isJPEG, isPNG, isGIF, isBMP, isTIFF, isWebP, isHEIC:
		return true
	}
	return false
}
