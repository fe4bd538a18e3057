package page

import (
	"bytes"
	"encoding/asn1"
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

func unpack(tb testing.TB, name string, data []byte) []Item {
	tb.Helper()
	items, err := plain().Unpack(tb.Context(), name, data)
	if err != nil {
		tb.Fatal(err)
	}
	return items
}

func TestNestedMail(t *testing.T) {
	data, err := os.ReadFile("testdata/nested_rfc822_c01.eml")
	if err != nil {
		t.Fatal(err)
	}
	items := unpack(t, "x.eml", data)
	last := items[len(items)-1]
	if last.Type != "application/pdf" || last.Name != "Egenvårdsintyg Åke Ö.pdf" || !strings.HasPrefix(string(last.Data), "%PDF") {
		t.Errorf("got %s %q", last.Type, last.Name)
	}
	if first := items[0]; !first.Body || first.Subject != "VB: Egenvårdsintyg" || !strings.Contains(first.From, "<vidarebefordran@") {
		t.Errorf("got %+v", first)
	}
}

func TestMailParts(t *testing.T) {
	const top = "From: =?iso-8859-1?q?=C5sa?= <asa@b.example>\r\nSubject: =?utf-8?b?w4VzYQ==?=\r\nMIME-Version: 1.0\r\n"
	mail := top + "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n" +
		"Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nhej \xe5\r\n" +
		"--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>hej å\r\n--a--\r\n" +
		"--m\r\nContent-Type: application/octet-stream; name=\"../../etc/intyg\"\r\nContent-Disposition: attachment\r\n\r\nNamn: Åke\r\n" +
		"--m\r\nContent-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n" +
		"--m\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--m--\r\n"
	items := unpack(t, "", []byte(mail))
	var got []string
	for _, it := range items {
		got = append(got, it.Type+flag(it.Body, " body")+flag(it.Alternative, " alternative")+flag(it.Inline, " inline")+flag(it.Name != "", " "+it.Name))
	}
	want := []string{"text/plain body", "text/html body alternative", "text/plain intyg", "image/png inline"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if items[0].From != "Åsa <asa@b.example>" || items[0].Subject != "Åsa" || strings.TrimSpace(string(items[0].Data)) != "hej å" {
		t.Errorf("got %q, %q, %q", items[0].From, items[0].Subject, items[0].Data)
	}
	doc, err := plain().ReadItem(t.Context(), items[0])
	if err != nil || doc.Pages[0].Words[0].Source != FromMail {
		t.Errorf("a body's words: %+v, %v", doc.Pages, err)
	}
}

func flag(is bool, s string) string {
	if is {
		return s
	}
	return ""
}

// TestMailWithoutCharset holds that a mail that does not say its encoding is
// not guessed to be Polish.
func TestMailWithoutCharset(t *testing.T) {
	for _, body := range []string{"v\xe5rd f\xf6r \xc5ke", "vård för Åke"} {
		items := unpack(t, "", []byte("From: a@b.example\nSubject: x\n\n"+body))
		if got := strings.TrimSpace(string(items[0].Data)); got != "vård för Åke" {
			t.Errorf("got %q", got)
		}
	}
}

// TestForwardedBody holds that a body is read even if it looks like a mail.
func TestForwardedBody(t *testing.T) {
	items := unpack(t, "", []byte("From: a@b.example\nSubject: x\n\nFrom: c@d.example\nDate: i dag\nSubject: VB\n\nNamn: Åke"))
	doc, err := plain().ReadItem(t.Context(), items[0])
	if err != nil || !strings.HasSuffix(text(doc), "Namn: Åke") {
		t.Errorf("got %q, %v", text(doc), err)
	}
	if doc, err := plain().ReadItem(t.Context(), Item{Body: true}); err != nil || len(doc.Pages) != 1 {
		t.Errorf("an empty body: %v", err)
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"intyg.pdf": "intyg.pdf", `C:\Users\x\intyg.pdf`: "intyg.pdf", "../../etc/passwd": "passwd", "a\u202efdp.exe": "afdp.exe",
		"rad\r\nbrytning": "radbrytning", "v\xe5rd.pdf": "vård.pdf", "": "",
	} {
		if got := cleanName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	if got := cleanName(strings.Repeat("å", 500) + ".pdf"); len([]rune(got)) > 150 || !strings.HasSuffix(got, ".pdf") {
		t.Errorf("a long name became %q", got)
	}
}

func TestSignedMail(t *testing.T) {
	type content struct {
		Kind asn1.ObjectIdentifier
		Data []byte `asn1:"explicit,tag:0"`
	}
	type signed struct {
		Version int
		Digests []int `asn1:"set"`
		Content content
		Signers []int `asn1:"set"`
	}
	der, err := asn1.Marshal(struct {
		Kind   asn1.ObjectIdentifier
		Signed signed `asn1:"explicit,tag:0"`
	}{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, signed{1, []int{}, content{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1},
		[]byte("Content-Type: text/plain\r\nMIME-Version: 1.0\r\n\r\nNamn: Anna\r\n")}, []int{}}})
	if err != nil {
		t.Fatal(err)
	}
	items := unpack(t, "smime.p7m", der)
	if len(items) != 1 || !items[0].Body || strings.TrimSpace(string(items[0].Data)) != "Namn: Anna" {
		t.Errorf("got %+v", items)
	}
	items, err = plain().Unpack(t.Context(), "", der[:len(der)-9])
	if !errors.Is(err, ErrUnreadable) {
		t.Errorf("cut: %v, %v", items, err)
	}
}

// tnef makes a winmail.dat of attributes: level, id, content.
func tnef(parts ...any) []byte {
	b := []byte{0x78, 0x9f, 0x3e, 0x22, 1, 0}
	for i := 0; i < len(parts); i += 3 {
		value := []byte(parts[i+2].(string))
		b = append(b, byte(parts[i].(int)))
		b = binary.LittleEndian.AppendUint32(b, uint32(parts[i+1].(int)))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(value)))
		b = append(b, value...)
		b = binary.LittleEndian.AppendUint16(b, checksum(value))
	}
	return b
}

// props makes a list of properties of one, a text or bytes.
func props(id, kind uint16, value []byte) string {
	b := binary.LittleEndian.AppendUint32(nil, 1)
	b = binary.LittleEndian.AppendUint16(b, kind)
	b = binary.LittleEndian.AppendUint16(b, id)
	b = binary.LittleEndian.AppendUint32(b, 1)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(value)))
	b = append(b, value...)
	return string(append(b, make([]byte, (4-len(value)%4)%4)...))
}

func utf16le(s string) (b []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func TestWinmail(t *testing.T) {
	data := tnef(1, tnefSubject, "Intyg\x00", 1, tnefMessage, props(propBody, typeText16, utf16le("Hej, se bilaga.\x00")),
		2, tnefAttachment, "x", 2, tnefTitle, "INTYG~1.TXT\x00", 2, tnefData, "Namn: Åke",
		2, tnefAttachProps, props(propName, typeText16, utf16le("Egenvårdsintyg Åke.txt\x00")))
	items := unpack(t, "winmail.dat", data)
	if len(items) != 2 || !items[0].Body || string(items[0].Data) != "Hej, se bilaga." || items[0].Subject != "Intyg" {
		t.Fatalf("got %+v", items)
	}
	if items[1].Name != "Egenvårdsintyg Åke.txt" || string(items[1].Data) != "Namn: Åke" {
		t.Errorf("got %q %q", items[1].Name, items[1].Data)
	}
	for n := range data {
		items, err := plain().Unpack(t.Context(), "winmail.dat", data[:n])
		for _, it := range items {
			if it.Name != "" && string(it.Data) != "Namn: Åke" && n > 6 {
				t.Errorf("cut at %d: a part of an attachment: %q", n, it.Data)
			}
		}
		if err != nil && !isTyped(err) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
}

func TestPackedRTF(t *testing.T) {
	packed := []byte{0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 'L', 'Z', 'F', 'u', 0xf1, 0xc5, 0xc7, 0xa7,
		0x03, 0, 0x0a, 0, 'r', 'c', 'p', 'g', '1', '2', '5', 0x42, '2', 0x0a, 0xf3, ' ', 'h', 'e', 'l', 0x09, 0, ' ', 'b', 'w', 0x05, 0xb0, 'l', 'd', '}', 0x0a, 0x80, 0x0f, 0xa0}
	got, ok := unpackRTF(packed) // the example in Microsoft's description of the format
	if want := "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"; !ok || string(got) != want {
		t.Errorf("got %q, %v; want %q", got, ok, want)
	}
}

// compound makes a compound file of streams; a name may lie in folders. All
// streams are filled up with zeros to the size from which they have sectors of
// their own.
func compound(streams map[string][]byte) []byte {
	type entry struct {
		name              string
		kind              byte
		child, next, size uint32
		start             uint32
	}
	const none, end = 0xffffffff, 0xfffffffe
	dir := []entry{{name: "Root Entry", kind: 5, child: none, next: none, start: end}}
	var fat []uint32
	var body []byte
	add := func(parent int, e entry) int {
		e.next, e.child = dir[parent].child, none
		dir = append(dir, e)
		dir[parent].child = uint32(len(dir) - 1)
		return len(dir) - 1
	}
	folders := map[string]int{"": 0}
	put := func(data []byte) uint32 {
		start := uint32(len(fat))
		for i := 0; i < len(data); i += 512 {
			fat = append(fat, uint32(len(fat)+1))
			body = append(body, data[i:min(i+512, len(data))]...)
			body = append(body, make([]byte, (512-len(body)%512)%512)...)
		}
		fat[len(fat)-1] = end
		return start
	}
	names := make([]string, 0, len(streams))
	for name := range streams {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		path := strings.Split(name, "/")
		at, full := 0, ""
		for _, p := range path[:len(path)-1] {
			full += "/" + p
			if _, ok := folders[full]; !ok {
				folders[full] = add(at, entry{name: p, kind: 1, start: 0})
			}
			at = folders[full]
		}
		data := append(bytes.Clone(streams[name]), make([]byte, max(0, 4096-len(streams[name])))...)
		add(at, entry{name: path[len(path)-1], kind: 2, size: uint32(len(data)), start: put(data)})
	}
	var d []byte
	for _, e := range dir {
		raw := make([]byte, 128)
		copy(raw, utf16le(e.name))
		binary.LittleEndian.PutUint16(raw[64:], uint16(2*len(e.name)+2))
		raw[66], raw[67] = e.kind, 1
		binary.LittleEndian.PutUint32(raw[68:], none)
		binary.LittleEndian.PutUint32(raw[72:], e.next)
		binary.LittleEndian.PutUint32(raw[76:], e.child)
		binary.LittleEndian.PutUint32(raw[116:], e.start)
		binary.LittleEndian.PutUint32(raw[120:], e.size)
		d = append(d, raw...)
	}
	dirStart := put(append(d, make([]byte, (512-len(d)%512)%512)...))
	sectors := (len(fat) + 127) / 128
	for (len(fat)+sectors+127)/128 > sectors {
		sectors++
	}
	fatStart := len(fat)
	for range sectors {
		fat = append(fat, 0xfffffffd)
	}
	head := make([]byte, 512)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(head[24:], 0x3e)
	binary.LittleEndian.PutUint16(head[26:], 3)
	binary.LittleEndian.PutUint16(head[28:], 0xfffe)
	binary.LittleEndian.PutUint16(head[30:], 9)
	binary.LittleEndian.PutUint16(head[32:], 6)
	binary.LittleEndian.PutUint32(head[44:], uint32(sectors))
	binary.LittleEndian.PutUint32(head[48:], dirStart)
	binary.LittleEndian.PutUint32(head[56:], 4096)
	binary.LittleEndian.PutUint32(head[60:], end)
	binary.LittleEndian.PutUint32(head[68:], end)
	for i := range 109 {
		v := uint32(none)
		if i < sectors {
			v = uint32(fatStart + i)
		}
		binary.LittleEndian.PutUint32(head[76+4*i:], v)
	}
	out := append(head, body...)
	for i := range sectors * 128 {
		v := uint32(none)
		if i < len(fat) {
			v = fat[i]
		}
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return out
}

func outlookMessage() []byte {
	return compound(map[string][]byte{
		"__properties_version1.0":                            nil,
		"__substg1.0_0037001F":                               utf16le("Egenvårdsintyg"),
		"__substg1.0_1000001F":                               utf16le("Hej!\r\nSe bilaga."),
		"__substg1.0_0C1A001F":                               utf16le("Åsa Öhrn"),
		"__substg1.0_5D01001F":                               utf16le("asa@b.example"),
		"__attach_version1.0_#00000000/__substg1.0_3707001F": utf16le("intyg Å.txt"),
		"__attach_version1.0_#00000000/__substg1.0_37010102": []byte("Namn: Åke" + strings.Repeat("\n", 4200)),
		"__attach_version1.0_#00000001/__substg1.0_3701000D/__properties_version1.0": nil,
		"__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_1000001F":    utf16le("Inre brev."),
		"__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_0037001F":    utf16le("Inre"),
		"__recip_version1.0_#00000000/__substg1.0_3001001F":                          utf16le("Mottagare"),
	})
}

func TestOutlookMessage(t *testing.T) {
	items := unpack(t, "x.msg", outlookMessage())
	var got []string
	for _, it := range items {
		got = append(got, strings.Join([]string{it.Name, it.Type, it.Subject, it.From, strings.TrimRight(string(it.Data), "\x00\n")}, "|"))
	}
	slices.Sort(got)
	want := []string{
		"intyg Å.txt|text/plain|Egenvårdsintyg|Åsa Öhrn <asa@b.example>|Namn: Åke",
		"|text/plain|Egenvårdsintyg|Åsa Öhrn <asa@b.example>|Hej!\nSe bilaga.",
		"|text/plain|Inre||Inre brev.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	locked := compound(map[string][]byte{"EncryptedPackage": []byte("x")})
	if _, err := plain().Read(t.Context(), locked); !errors.Is(err, ErrLocked) {
		t.Errorf("an encrypted Word file: %v", err)
	}
}
