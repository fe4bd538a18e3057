package main

import (
	"fmt"
	"os"
	"path/filepath"

	"example.org/stegvis/bot/ledger"
)

// ledgerOf is where a desk's ledger lies.
func (c config) ledgerOf() string { return filepath.Join(c.Unit.State, ledgerFile) }

// keyFile is where the master key lies: as the config says, else what systemd
// lends, else empty, which is beside the ledger.
func (c config) keyFile() string {
	if c.Seal.KeyFile != "" {
		return c.Seal.KeyFile
	}
	if lent := lentKey(); lent != "" {
		return lent
	}
	return ""
}

func lentKey() string {
	lent := filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), ledger.MasterFile)
	if _, err := os.Stat(lent); err != nil || !filepath.IsAbs(lent) {
		return ""
	}
	return lent
}

func openLedger(c config) (*ledger.Ledger, error) { return ledger.OpenWith(c.ledgerOf(), c.keyFile()) }

type rekeyCmd struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	To     string `help:"Write the new master key to this file, which must not exist; needed when the key is a credential, which only systemd can change."`
}

// Run changes the master key. What is sealed stays as it is; the desk must be
// closed.
func (c rekeyCmd) Run(s streams) error {
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	if c.To == "" && conf.keyFile() != "" && conf.keyFile() == lentKey() {
		return fmt.Errorf("rekey: the master key is a credential: name a file for the new one with --to, make the credential of it, and remove the file")
	}
	release, err := ledger.Lock(conf.Unit.State)
	if err != nil {
		return err
	}
	defer release()
	if err := ledger.Rekey(conf.ledgerOf(), conf.keyFile(), c.To); err != nil {
		return err
	}
	l, err := ledger.OpenHeld(conf.ledgerOf(), map[bool]string{true: c.To, false: conf.keyFile()}[c.To != ""])
	if err != nil {
		return err
	}
	defer l.Close()
	fmt.Fprintln(s.out, "the ledger has a new master key; make a backup, which replaces the copy of the keys, and destroy copies of the old master key")
	return nil
}
