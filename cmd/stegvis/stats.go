package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"filippo.io/age"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/stats"
	"example.org/stegvis/templates"
)

type statsCmd struct {
	Config string `type:"existingfile" placeholder:"FILE" help:"The config file; not needed with --merge."`
	From   string `help:"The first month, as 2026-01; the oldest there is without it."`
	To     string `help:"The last month; this one without it."`

	JSON bool   `xor:"form" help:"As JSON."`
	CSV  string `name:"csv" xor:"form" placeholder:"FILE" help:"Write a CSV file for Excel."`
	XLSX string `name:"xlsx" xor:"form" placeholder:"FILE" help:"Write an Excel workbook."`
	HTML string `name:"html" xor:"form" placeholder:"FILE" help:"Write a report with diagrams, in one file."`

	Exact     bool     `help:"Hide nothing: for who may see every number."`
	Export    string   `xor:"form" placeholder:"FILE" help:"Write what the figures of a whole region are made of: exact counts, sealed to --recipient."`
	Recipient string   `help:"Who adds up the region's figures: an age public key (age1…)."`
	Merge     []string `type:"existingfile" placeholder:"FILE" help:"Add up what several units have exported, or show counts from a file."`
	Identity  string   `type:"existingfile" placeholder:"FILE" help:"The file with the secret half of the key, for --merge."`
}

// Run counts as the STEG study counted. Nothing that is written without --exact
// or --export has a number below five in it, or one that gives it away.
func (c statsCmd) Run(s streams) error {
	f, err := c.figures(s)
	if err != nil {
		return err
	}
	if c.Export != "" {
		return c.export(s, f)
	}
	if !c.Exact {
		f = f.Public()
	}
	return c.write(s, f)
}

func (c statsCmd) figures(s streams) (stats.Figures, error) {
	for _, m := range []string{c.From, c.To} {
		if _, err := time.Parse("2006-01", m); m != "" && err != nil {
			return stats.Figures{}, hinted(fmt.Errorf("month %q", m), "write it as 2026-01")
		}
	}
	switch {
	case c.To != "" && c.From > c.To:
		return stats.Figures{}, hinted(fmt.Errorf("from %s to %s is no time", c.From, c.To), "put the first month after --from and the last after --to")
	case len(c.Merge) > 0:
		return c.merged()
	case c.Config == "":
		return stats.Figures{}, hinted(errors.New("no config"), "say whose ledger with --config FILE, or add up exports with --merge FILE")
	}
	conf, err := loadConfig(c.Config)
	if err != nil {
		return stats.Figures{}, err
	}
	lists, err := contacts.Load(conf.Unit.Contacts...)
	if err != nil {
		return stats.Figures{}, err
	}
	l, err := fromLedger{Config: c.Config}.open()
	if err != nil {
		return stats.Figures{}, err
	}
	defer l.Close()
	counter := bot.Counter(bot.Unit{Prefix: conf.Unit.Prefix}, conf.plan(), care.DateOf(time.Now()))
	step := progress(s.err, "cases")
	rows, err := bot.Rows(context.Background(), l, counter, lists, step)
	return stats.Count(rows, c.From, c.To), err
}

// merged adds up files: those that are sealed, and those in the clear.
func (c statsCmd) merged() (stats.Figures, error) {
	var all []stats.Figures
	for _, file := range c.Merge {
		data, err := c.opened(file)
		if err != nil {
			return stats.Figures{}, fmt.Errorf("open %s: %w", file, err)
		}
		f, err := stats.Parse(data)
		if err != nil {
			return f, hinted(fmt.Errorf("%s: %w", file, err), "ask each unit for the file that stegvis stats --export writes")
		}
		all = append(all, f)
	}
	sum, err := stats.Merge(all, c.Exact)
	if errors.Is(err, stats.ErrSum) {
		err = hinted(err, "merge what each of them has exported; who may see them all can show the sum by itself with --exact")
	}
	return sum, err
}

func (c statsCmd) opened(file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	if err != nil || !bytes.HasPrefix(data, []byte("age-encryption.org/")) {
		return data, err
	}
	if c.Identity == "" {
		return nil, hinted(errors.New("it is sealed"), "name the file with the secret half of the key: --identity FILE")
	}
	keys, err := os.Open(c.Identity)
	if err != nil {
		return nil, err
	}
	defer keys.Close()
	ids, err := age.ParseIdentities(keys)
	if err != nil {
		return nil, err
	}
	r, err := age.Decrypt(bytes.NewReader(data), ids...)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func (c statsCmd) export(s streams, f stats.Figures) error {
	to, err := age.ParseX25519Recipient(c.Recipient)
	if err != nil {
		return hinted(fmt.Errorf("recipient: %w", err), "who adds up the region's figures makes a key with age-keygen; give its public half as --recipient age1…")
	}
	return writeFile(s, c.Export, func(out io.Writer) error {
		w, err := age.Encrypt(out, to)
		if err != nil {
			return err
		}
		return errors.Join(stats.WriteJSON(w, f), w.Close())
	})
}

func (c statsCmd) write(s streams, f stats.Figures) error {
	w := templates.FigureWords()
	switch {
	case c.JSON:
		return stats.WriteJSON(s.out, f)
	case c.CSV != "":
		return writeFile(s, c.CSV, func(out io.Writer) error { return stats.WriteCSV(out, f, w) })
	case c.XLSX != "":
		return writeFile(s, c.XLSX, func(out io.Writer) error { return stats.WriteWorkbook(out, f, w) })
	case c.HTML != "":
		return writeFile(s, c.HTML, func(out io.Writer) error { return stats.WritePage(out, f, w) })
	}
	return stats.WriteText(s.out, f, w)
}

// writeFile writes a whole file or none.
func writeFile(s streams, path string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "wrote %s\n", path)
	return nil
}
