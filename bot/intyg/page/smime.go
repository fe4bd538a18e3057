package page

import (
	"bytes"
	"encoding/asn1"
)

// The kinds of S/MIME message, as they stand near its beginning.
var (
	oidSigned    = []byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
	oidEnveloped = []byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03")
	oidAuthEnv   = []byte("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17")
)

// sniffSMIME tells a message that is encrypted from one that is only signed;
// anything else is isOther.
func sniffSMIME(head []byte) kind {
	if len(head) < 30 || head[0] != 0x30 {
		return isOther
	}
	switch head := head[:30]; {
	case bytes.Contains(head, oidEnveloped), bytes.Contains(head, oidAuthEnv):
		return isLocked
	case bytes.Contains(head, oidSigned):
		return isSigned
	}
	return isOther
}

// openSigned takes the mail out of a signature that is wrapped around it. The
// signature itself proves nothing here and is not looked at.
func openSigned(u *unpacker, it Item) error {
	var m struct {
		Kind   asn1.ObjectIdentifier
		Signed struct { // and more after these
			Version int
			Digests asn1.RawValue
			Content struct {
				Kind asn1.ObjectIdentifier
				Data []byte `asn1:"explicit,optional,tag:0"`
			}
		} `asn1:"explicit,tag:0"`
	}
	if _, err := asn1.Unmarshal(it.Data, &m); err != nil || len(m.Signed.Content.Data) == 0 {
		return ErrUnreadable
	}
	inner := it
	inner.Data, inner.Level = m.Signed.Content.Data, it.Level+1
	u.add(inner)
	return nil
}
