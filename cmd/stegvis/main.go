// Command stegvis works the desk of a biståndshandläggarenhet: it reads the
// intake mailbox and the team chat, lets the model decide what follows, and
// sees to it that it is said. See package bot for a tour.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// commands is the command line.
type commands struct {
	Serve      serveCmd      `cmd:"" help:"Work the desk until told to stop."`
	Demo       demoCmd       `cmd:"" help:"Show everything on this machine: no config, no accounts."`
	Init       initCmd       `cmd:"" help:"Ask nine things, try each at once, and write a config that works."`
	Check      checkCmd      `cmd:"" help:"Say what is right and wrong with a config, line by line."`
	Login      loginCmd      `cmd:"" help:"Sign in to Microsoft 365 for the desk, once, with a code."`
	Try        tryCmd        `cmd:"" help:"Play a scripted day and compare it with what should happen."`
	Read       readCmd       `cmd:"" help:"Read intyg documents."`
	Reader     readerCmd     `cmd:"" hidden:"" help:"Read what another stegvis asks."`
	Form       formCmd       `cmd:"" help:"Papers: the blank and the others, and forms whose wording nobody knows."`
	Understand understandCmd `cmd:"" help:"Understand replies, one JSON object per line."`
	Match      matchCmd      `cmd:"" help:"Say which utförare a text means, one JSON object per line."`
	Deadlines  deadlinesCmd  `cmd:"" help:"Work out the model's deadlines, one JSON object per line."`
	Remind     remindCmd     `cmd:"" help:"Show what a day's reminders would be, and why."`
	Feed       feedCmd       `cmd:"" help:"Print a unit's deadlines as a calendar to subscribe to."`
	Rules      rulesCmd      `cmd:"" help:"Print every reminder rule."`
	Model      modelCmd      `cmd:"" help:"Print the six steps as a table."`
	Manifest   manifestCmd   `cmd:"" help:"Print the manifest of the Slack app."`
	Example    exampleCmd    `cmd:"" name:"config" help:"Print the example config."`
	Cases      casesCmd      `cmd:"" help:"List the cases."`
	Case       caseCmd       `cmd:"" help:"Show what has happened in a case."`
	Why        whyCmd        `cmd:"" help:"Say by which rule of the model everything in a case has come about."`
	Letters    lettersCmd    `cmd:"" help:"List the letters of a case and what became of them; without a case, those that are not sent."`
	Replay     replayCmd     `cmd:"" help:"Put every case together from its facts, and compare it with what is noted."`
	Backfill   backfillCmd   `cmd:"" help:"Go through a mailbox that was there before: look first, then take what is chosen."`
	Backup     backupCmd     `cmd:"" help:"Copy the ledger while the desk works, make sure of the copy, and encrypt it."`
	Restore    restoreCmd    `cmd:"" help:"Put a backup in the place of a lost ledger."`
	Here       hereCmd       `cmd:"" help:"Say that a restored or moved ledger is the one to go on with."`
	Stats      statsCmd      `cmd:"" help:"Count as the STEG study counted: tables, Excel, a report with diagrams; several units together."`
	Audit      auditCmd      `cmd:"" help:"Show that the log is whole, and who has looked at what."`
	Export     exportCmd     `cmd:"" help:"Write a case into a folder, for the personakt."`
	Extract    extractCmd    `cmd:"" help:"Write all that there is about a person into a folder (registerutdrag)."`
	Hold       holdCmd       `cmd:"" help:"Keep a case from being erased."`
	Erase      eraseCmd      `cmd:"" help:"Gallring: what is to be erased, who wants it, what was."`
	Rekey      rekeyCmd      `cmd:"" help:"Change the master key of the ledger."`
	Health     healthCmd     `cmd:"" help:"Ask the desk at work how it fares, and end with 1 when something stands still."`
	Sbom       sbomCmd       `cmd:"" help:"Print what this program was built of (CycloneDX)."`
	Status     statusCmd     `cmd:"" help:"Say how the channels fare: the last reconciliation, gaps, log-ons."`
	Completion completionCmd `cmd:"" help:"Print what completes commands in a shell."`
	Man        manCmd        `cmd:"" help:"Print the manual page."`
}

func main() {
	closeMemory()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// errQuiet ends a command whose output has said what is wrong already.
var errQuiet = errors.New("quiet")

// run runs one command. Exit codes: 0 done, 1 something is wrong, 2 it was
// called wrongly.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	var cli commands
	exit := -1
	parser, err := kong.New(&cli, kong.Name("stegvis"), kong.Writers(out, errOut),
		kong.Description("Works the desk of a biståndshandläggarenhet."),
		kong.Exit(func(code int) { exit = code }), kong.UsageOnError(), kong.Bind(streams{in, out, errOut}))
	if err != nil {
		return fail(errOut, err, 2) // unreachable: the commands are fixed
	}
	ctx, err := parser.Parse(args)
	if exit >= 0 {
		return exit // --help
	}
	if err != nil {
		return fail(errOut, howTo(err), 2)
	}
	if err := ctx.Run(); err != nil {
		return fail(errOut, err, 1)
	}
	return 0
}

// howTo is an error in how a command was called, with where it says how.
func howTo(err error) error {
	command := "stegvis"
	if wrong := (*kong.ParseError)(nil); errors.As(err, &wrong) && wrong.Context.Selected() != nil {
		command += " " + wrong.Context.Selected().Path()
	}
	do := command + " --help says how it is called"
	if said := err.Error(); strings.HasPrefix(said, "--config: ") || strings.HasPrefix(said, "missing flags: --config=") {
		do += "; stegvis init writes a config"
	}
	return hinted(err, do)
}

func fail(w io.Writer, err error, code int) int {
	if !errors.Is(err, errQuiet) {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintf(w, "%s %s\n", paint(w, red, "stegvis:"), strings.TrimSuffix(line, "\n"))
		}
		if do := hintOf(err); do != "" {
			fmt.Fprintf(w, "%s hint: %s\n", paint(w, faint, "stegvis:"), do)
		}
	}
	return code
}
