// Package lab starts throw-away mail servers on loopback: a real Dovecot, a
// real Postfix in front of it, and a line between client and server that can be
// made to fail. Tests use it to see what real servers do; on a machine without
// them the tests say so and skip.
//
// Nothing leaves the machine: every domain ends in .test, no name is looked up,
// and the servers end with the test process.
package lab

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"text/template"
	"time"
)

//go:embed *.tmpl
var files embed.FS

var templates = template.Must(template.ParseFS(files, "*.tmpl"))

// Password opens every account: any name is one, so each test can take a fresh
// and empty mailbox.
const Password = "hemligt"

const (
	dovecotPath = "/usr/sbin/dovecot"
	postfixPath = "/usr/lib/postfix/sbin/master"
	sievePath   = "/usr/lib/dovecot/modules/lib90_sieve_plugin.so"
)

// Need skips the test when one of these servers is not installed, and fails it
// instead when STEGVIS_REAL=1 says that all of them must be there.
func Need(t testing.TB, paths ...string) {
	t.Helper()
	missing := ""
	for _, p := range paths {
		if _, err := os.Stat(p); err != nil {
			missing += " " + filepath.Base(filepath.Dir(p)) + "/" + filepath.Base(p)
		}
	}
	if missing == "" && os.Getuid() != 0 {
		missing = " the right to start them: they need root"
	}
	switch {
	case missing == "":
	case os.Getenv("STEGVIS_REAL") == "1":
		t.Fatalf("missing real part:%s", missing)
	default:
		t.Skipf("missing real part:%s", missing)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// A server is a running process with its own folder.
type server struct {
	root string
	cmd  *exec.Cmd
}

// folder makes the server's folder. It must be one that the server's own users
// can reach, which t.TempDir is not.
func folder(t testing.TB, name string) string {
	t.Helper()
	root, err := os.MkdirTemp("", "stegvis-"+name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(root) })
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	return root
}

func (s *server) start(addr, banner string, name string, args ...string) error {
	s.cmd = exec.Command(name, args...)
	// A file and not a buffer: the master's children hold on to it for half a
	// minute, and a buffer would be waited for.
	words, err := os.Create(filepath.Join(s.root, "stderr"))
	if err != nil {
		return err
	}
	defer words.Close()
	s.cmd.Stderr = words
	s.cmd.Env = append(os.Environ(), "MAIL_CONFIG="+filepath.Join(s.root, "etc")) // for Postfix's own children
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	if err := awaitBanner(addr, banner); err != nil {
		s.stop()
		said, _ := os.ReadFile(words.Name())
		return fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, said)
	}
	return nil
}

func (s *server) stop() {
	if s.cmd == nil {
		return
	}
	s.cmd.Process.Signal(syscall.SIGTERM)
	done := make(chan struct{})
	go func() { s.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		s.cmd.Process.Kill()
		<-done
	}
	s.cmd = nil
}

// write fills in one of the templates. Postfix reads a file again, and takes
// two seconds over it, when it is younger than one second: so it is made to
// look older.
func write(name, path string, data any) error {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return err
	}
	old := time.Now().Add(-time.Minute)
	return os.Chtimes(path, old, old)
}

// freePort returns a port that nobody listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func local(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// awaitBanner waits until the server greets.
func awaitBanner(addr, banner string) error {
	last := errors.New("nothing listens")
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		c, err := net.DialTimeout("tcp", addr, time.Second)
		if err != nil {
			last = err
			continue
		}
		c.SetReadDeadline(time.Now().Add(2 * time.Second))
		b := make([]byte, 256)
		n, err := c.Read(b)
		c.Close()
		if err == nil && strings.HasPrefix(string(b[:n]), banner) {
			return nil
		}
		last = fmt.Errorf("it said %q: %v", b[:n], err)
	}
	return last
}

// ids returns the numbers of a user and a group.
func ids(name, group string) (uid, gid int, err error) {
	u, err := user.Lookup(name)
	if err != nil {
		return 0, 0, err
	}
	g, err := user.LookupGroup(group)
	if err != nil {
		return 0, 0, err
	}
	uid, _ = strconv.Atoi(u.Uid)
	gid, _ = strconv.Atoi(g.Gid)
	return uid, gid, nil
}

// own makes a folder with this owner.
func own(path string, mode os.FileMode, uid, gid int) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	if err := os.Chmod(path, mode); err != nil {
		return err
	}
	return os.Chown(path, uid, gid)
}
