package mail

import (
	"bytes"
	"testing"

	"example.org/stegvis/channels"
)

// TestTamperedLettersStay: a letter that is not as it was meant is refused for
// good, before a line to the server is opened.
func TestTamperedLettersStay(t *testing.T) {
	swap := func(old, new string) func([]byte) []byte {
		return func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(new), 1) }
	}
	for name, tamper := range map[string]func([]byte) []byte{
		"another recipient":   swap("To: <"+htj+">", "To: <annan@htj.test>"),
		"a second recipient":  swap("To: <"+htj+">", "To: <"+htj+">, <annan@htj.test>"),
		"a second To":         swap("Subject:", "To: <annan@htj.test>\r\nSubject:"),
		"a copy":              swap("Subject:", "Cc: <annan@htj.test>\r\nSubject:"),
		"a blind copy":        swap("Subject:", "Bcc: <annan@htj.test>\r\nSubject:"),
		"another case's file": swap("SK-2026-0042-best", "SK-2026-0043-best"),
		"another case": func(b []byte) []byte {
			i := bytes.Index(b, []byte("Subject:"))
			j := i + bytes.Index(b[i:], []byte("\r\nMessage-ID"))
			return bytes.Join([][]byte{b[:i], []byte("Subject: [SK-2026-0043] Hej"), b[j:]}, nil)
		},
		"another file":         swap("JVBERi0xLjc=", "JVBERi0xLjg="),
		"a file left out":      func(b []byte) []byte { return b[:bytes.Index(b, []byte("application/pdf"))] },
		"nothing that is mail": func([]byte) []byte { return []byte("Hej\r\n") },
	} {
		t.Run(name, func(t *testing.T) {
			s := fake(t)
			m := newMail(t, config(s))
			out := letterTo(htj)
			out.Files = []channels.File{{Name: "SK-2026-0042-bestallning.pdf", Type: "application/pdf", Data: []byte("%PDF-1.7")}}
			whole, err := Render(out, m.sender())
			if err != nil || bytes.Equal(tamper(whole), whole) {
				t.Fatalf("nothing was tampered with: %v", err)
			}
			m.render = func(channels.Outgoing, Sender) ([]byte, error) { return tamper(whole), nil }
			if _, err := m.Send(t.Context(), out); !channels.IsPermanent(err) {
				t.Errorf("sent, or to be tried again: %v", err)
			}
			if n := len(s.Accepted(htj)) + len(s.Accepted("annan@htj.test")); n > 0 {
				t.Errorf("%d letters left", n)
			}
			m.render = Render
			if _, err := m.Send(t.Context(), out); err != nil {
				t.Errorf("the letter as it was meant: %v", err)
			}
		})
	}
}
