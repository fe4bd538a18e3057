package page

import "bytes"

// sniffOLE tells what an old Microsoft compound file holds.
func sniffOLE(data []byte) kind { return isOther }

// isEnveloped reports whether head begins an S/MIME message that is encrypted.
func isEnveloped(head []byte) bool {
	return len(head) > 30 && head[0] == 0x30 && bytes.Contains(head[:30], []byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"))
}
