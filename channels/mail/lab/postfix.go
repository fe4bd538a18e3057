package lab

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Postfix is an SMTP server that delivers into a [Dovecot].
type Postfix struct {
	server
	SMTP string // where it listens
}

// StartPostfix starts a Postfix that ends with the test. Mail for bih.test,
// pvr.test and htj.test goes to d, for any name but these: gone@htj.test is
// unknown, and greylist@htj.test is told to come back later. Mail for any other
// domain goes to beyond, an SMTP server at that address, or nowhere if empty.
// When d is opened by tokens, so is this.
func StartPostfix(t testing.TB, d *Dovecot, beyond string) *Postfix {
	t.Helper()
	Need(t, postfixPath)
	p := &Postfix{server: server{root: folder(t, "postfix")}}
	if err := p.begin(d, beyond); err != nil {
		t.Fatalf("postfix: %v\n%s", err, p.Log())
	}
	t.Cleanup(p.stop)
	return p
}

func (p *Postfix) begin(d *Dovecot, beyond string) error {
	port := d.ports["submission"] // where d sends what its users' scripts write
	p.SMTP = local(port)
	if err := p.queues(); err != nil {
		return err
	}
	if beyond == "" {
		beyond = local(1) // nobody listens there
	}
	host, beyondPort, err := net.SplitHostPort(beyond)
	if err != nil {
		return err
	}
	_, lmtp, _ := net.SplitHostPort(d.LMTP)
	data := map[string]any{"Root": p.root, "Port": port, "LMTP": lmtp, "Beyond": "[" + host + "]:" + beyondPort, "Auth": d.auth}
	etc := filepath.Join(p.root, "etc")
	for _, name := range []string{"main.cf", "master.cf"} {
		if err := write(name+".tmpl", filepath.Join(etc, name), data); err != nil {
			return err
		}
	}
	return p.start(p.SMTP, "220 ", postfixPath, "-d", "-c", etc)
}

// queues makes the folders as Postfix wants to find them.
func (p *Postfix) queues() error {
	uid, drop, err := ids("postfix", "postdrop")
	if err != nil {
		return err
	}
	dir := func(name string, mode os.FileMode, uid, gid int) {
		if err == nil {
			err = own(filepath.Join(p.root, name), mode, uid, gid)
		}
	}
	dir("etc", 0o755, 0, 0)
	dir("queue", 0o755, 0, 0)
	dir("queue/pid", 0o755, 0, 0)
	dir("data", 0o700, uid, 0)
	for _, q := range strings.Fields("active bounce corrupt defer deferred flush hold incoming private saved trace") {
		dir("queue/"+q, 0o700, uid, 0)
	}
	dir("queue/maildrop", 0o730, uid, drop)
	dir("queue/public", 0o710, uid, drop)
	return err
}

// Log is what the server has written down so far.
func (p *Postfix) Log() string {
	b, _ := os.ReadFile(filepath.Join(p.root, "maillog"))
	return string(b)
}
