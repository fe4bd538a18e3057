package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/templates/papers"
)

// TestMain makes the test program stegvis: for the scripts, and for the desks
// in these tests, which have their documents read by this program run again.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "reader" {
		main()
	}
	testscript.Main(tidy{m}, map[string]func(){"stegvis": main})
}

// scratch is a folder for what several tests use; it is removed after the last.
var scratch = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "stegvis-test-") })

// tidy are tests that leave nothing behind.
type tidy struct{ *testing.M }

func (m tidy) Run() int {
	code := m.M.Run()
	if dir, err := scratch(); err == nil {
		os.RemoveAll(dir)
	}
	return code
}

// TestCommandLine plays testdata/cli: the commands as they are typed, one
// script for each subject. Beside testscript's own words a script may say
//
//	exits CODE COMMAND…   run it, and want this exit code
//	blank FILE            make an intyg: our blank, filled in on the screen
//	servers FILE          write a config, with everything it names, for mail
//	                      servers and a Slack that run until the script ends,
//	                      and beside it the answers that stegvis init wants
//	happened CONFIG       let an intyg have come in
//	damaged CONFIG        let the ledger note what has not happened
//	oldmail CONFIG        put five mails into the mailbox
//	choose CONFIG CLASS FILE  write the numbers of the mails of a class
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/cli",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"blank":    func(ts *testscript.TestScript, _ bool, args []string) { ts.Check(writeBlank(ts.MkAbs(args[0]))) },
			"servers":  func(ts *testscript.TestScript, _ bool, args []string) { writeServers(t, ts.MkAbs(args[0])) },
			"happened": arrived,
			"damaged":  damaged,
			"oldmail":  oldmail,
			"choose":   choose,
		},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func writeBlank(file string) error {
	words, err := forms.Load(papers.Files)
	if err != nil {
		return err
	}
	blank, err := forms.Blank(words, forms.Head{Unit: "Biståndshandläggarenheten Skärholmen", Mail: intake}, care.Intyg{}, nil)
	if err != nil {
		return err
	}
	filled, err := forms.Fill(blank, ingeborg())
	if err != nil {
		return err
	}
	return os.WriteFile(file, filled, 0o600)
}

// writeServers starts the servers that need nothing but Go, and writes a
// config that is right in everything.
func writeServers(t *testing.T, file string) {
	clock := &clock{at: care.Date{Year: 2026, Month: 11, Day: 23}.At(8, 0)}
	w := &wire{T: t, office: fakeOffice(t, clock), slack: startSlack(t, clock), dir: filepath.Dir(file), list: wireContacts + ";chef;Cia Provchef;;;;cia@bih.test;;;\n"}
	if err := os.Rename(w.config(), file); err != nil {
		t.Fatal(fmt.Errorf("config: %w", err))
	}
	if err := writeAnswers(file); err != nil {
		t.Fatal(err)
	}
}
