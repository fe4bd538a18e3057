package page

import (
	"bytes"
	"encoding/hex"
	"io"
	"strings"

	"github.com/richardlehane/mscfb"
)

// An oleFolder is a folder in a compound file, the format of old Word files
// and of mails saved by Outlook.
type oleFolder struct {
	name    string
	files   map[string]*mscfb.File
	folders []*oleFolder
}

func openOLE(data []byte) (*oleFolder, error) {
	r, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return nil, ErrUnreadable
	}
	if len(r.File) > 20*maxEntries {
		return nil, ErrTooBig
	}
	root := &oleFolder{files: map[string]*mscfb.File{}}
	for _, f := range r.File {
		if len(f.Path) > 4*maxNested {
			continue
		}
		at := root
		for _, name := range f.Path {
			at = at.folder(name)
		}
		if f.FileInfo().IsDir() {
			at.folder(f.Name)
		} else {
			at.files[f.Name] = f
		}
	}
	return root, nil
}

func (o *oleFolder) folder(name string) *oleFolder {
	for _, f := range o.folders {
		if f.name == name {
			return f
		}
	}
	f := &oleFolder{name: name, files: map[string]*mscfb.File{}}
	o.folders = append(o.folders, f)
	return f
}

// sniffOLE tells what a compound file holds.
func sniffOLE(data []byte) (k kind) {
	var err error
	defer func() {
		if err != nil {
			k = isOther
		}
	}()
	defer rescue(&err)
	root, err := openOLE(data)
	if err != nil {
		return isOther
	}
	switch {
	case root.files["__properties_version1.0"] != nil:
		return isMSG
	case root.files["EncryptedPackage"] != nil:
		return isLocked
	}
	return isOther
}

// openMSG takes a mail apart that was saved by Outlook.
func openMSG(u *unpacker, it Item) error {
	root, err := openOLE(it.Data)
	if err != nil {
		return err
	}
	return addMSG(u, root, it)
}

// addMSG hands on a message: its body, its attachments, the messages in it.
func addMSG(u *unpacker, o *oleFolder, it Item) error {
	var body outlookBody
	var from outlookSender
	err := o.properties(u, func(id, kind uint16, value []byte) {
		body.property(id, kind, value)
		from.property(id, kind, value)
	})
	if err != nil {
		return err
	}
	in := Item{Subject: strings.Join(strings.Fields(body.subject), " "), From: from.String(), Level: it.Level + 1}
	body.add(u, in, false)
	for _, f := range o.folders {
		if strings.HasPrefix(f.name, "__attach_version1.0_") {
			if err := addAttachment(u, f, in); err != nil {
				return err
			}
		}
	}
	return nil
}

// addAttachment hands on what is attached to a message; in tells of the message.
func addAttachment(u *unpacker, o *oleFolder, in Item) error {
	for _, f := range o.folders {
		if f.name != "__substg1.0_3701000D" {
			continue
		}
		if in.Level > maxNested {
			return ErrTooBig
		}
		return addMSG(u, f, in)
	}
	var file tnefFile
	err := o.properties(u, func(id, kind uint16, value []byte) {
		if id == propData {
			file.data = value
			return
		}
		file.property(id, kind, value)
	})
	if err != nil || len(file.data) == 0 {
		return err
	}
	in.Name, in.Data = file.name, file.data
	if in.Name == "" {
		in.Name = file.title
	}
	in.Inline = file.contentID != "" && isPicture(sniff(in.Data))
	u.add(in)
	return nil
}

// wanted are the properties that are read at all; the rest may be long.
var wanted = map[uint16]bool{
	propSubject: true, propBody: true, propRTF: true, propHTML: true, propData: true, propName: true, propShortName: true,
	propContentID: true, propSenderName: true, propSenderMail: true, propSenderSMTP: true,
}

// properties calls visit for each property kept in the folder: each is a file
// whose name ends in its number and type.
func (o *oleFolder) properties(u *unpacker, visit func(id, kind uint16, value []byte)) error {
	for name, f := range o.files {
		code, ok := strings.CutPrefix(name, "__substg1.0_")
		if !ok || len(code) != 8 {
			continue
		}
		n, err := hex.DecodeString(code)
		if err != nil {
			continue
		}
		id, kind := uint16(n[0])<<8|uint16(n[1]), uint16(n[2])<<8|uint16(n[3])
		if !wanted[id] {
			continue
		}
		if f.Size < 0 || f.Size > int64(u.budget) {
			return ErrTooBig
		}
		value, err := io.ReadAll(io.LimitReader(f, f.Size))
		if err != nil {
			return ErrUnreadable
		}
		visit(id, kind, value)
	}
	return nil
}

// An outlookSender is who sent a message. Inside an organisation the address
// may be one that only its own server understands.
type outlookSender struct{ name, mail, smtp string }

func (s *outlookSender) property(id, kind uint16, value []byte) {
	switch id {
	case propSenderName:
		s.name = outlookText(kind, value)
	case propSenderMail:
		s.mail = outlookText(kind, value)
	case propSenderSMTP:
		s.smtp = outlookText(kind, value)
	}
}

func (s *outlookSender) String() string {
	address := s.smtp
	if address == "" && strings.Contains(s.mail, "@") {
		address = s.mail
	}
	if address == "" {
		return s.name
	}
	return strings.TrimSpace(s.name + " <" + address + ">")
}
