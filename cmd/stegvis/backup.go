package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"example.org/stegvis/bot/ledger"
)

type backupCmd struct {
	Config    string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	To        string `required:"" help:"The file to write; it must not exist."`
	Keys      string `help:"Where the one copy of the keys is kept, which is replaced each time: never keep an older one. If empty, a file beside the backup that is named after the ledger."`
	Recipient string `required:"" help:"Who can open it: an age public key (age1…), whose secret half lies somewhere else."`
}

// Run copies the ledger while the desk works, makes sure of the copy, and writes
// it encrypted. What lies on the way lies in the state folder and is removed.
func (c backupCmd) Run(s streams) error {
	to, err := age.ParseX25519Recipient(c.Recipient)
	if err != nil {
		return fmt.Errorf("recipient: make a key with age-keygen and give its public half: %w", err)
	}
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	l, err := openLedger(conf)
	if err != nil {
		return err
	}
	defer l.Close()
	plain := filepath.Join(conf.Unit.State, "backup-on-its-way.db")
	os.Remove(plain) // of one that was interrupted
	defer os.Remove(plain)
	if err := l.Copy(context.Background(), plain); err != nil {
		return err
	}
	if err := seal(plain, c.To, to); err != nil {
		return fmt.Errorf("write %s: %w", c.To, err)
	}
	keys := cmp.Or(c.Keys, filepath.Join(filepath.Dir(c.To), l.CopyName()))
	if err := copyKeys(l, keys, to); err != nil {
		os.Remove(c.To) // nobody could open it
		return fmt.Errorf("write the copy of the keys: %w", err)
	}
	fmt.Fprintf(s.out, "wrote %s: sound, and all there; its keys are in %s\n", c.To, keys)
	if old := shared(c.To); c.Keys == "" && there(old) {
		fmt.Fprintf(s.out, "%s is of an earlier version and is not replaced any more: remove it when every desk that keeps its backups here has written keys of its own\n", old)
	}
	return nil
}

// shared is where earlier versions put the copy of the keys, whosever they were:
// of two desks that kept their backups in one folder only the last had any.
func shared(backup string) string { return filepath.Join(filepath.Dir(backup), "keys.age") }

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// copyKeys replaces the copy of the keys, whole or not at all.
func copyKeys(l *ledger.Ledger, path string, to age.Recipient) error {
	fresh := path + ".new"
	out, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(fresh)
	w, err := age.Encrypt(out, to)
	if err == nil {
		err = errors.Join(l.CopyKeys(w), w.Close(), out.Sync())
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

// seal writes an encrypted file, on the disk for certain or not at all.
func seal(plain, path string, to age.Recipient) error {
	in, err := os.Open(plain)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	w, err := age.Encrypt(out, to)
	if err == nil {
		_, err = io.Copy(w, watched(in))
		err = errors.Join(err, w.Close(), out.Sync())
	}
	if err = errors.Join(err, out.Close()); err != nil {
		os.Remove(path)
	}
	return err
}

type restoreCmd struct {
	Config   string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	From     string `required:"" type:"existingfile" placeholder:"FILE" help:"The backup."`
	Keys     string `help:"The newest copy of the keys. If empty, the one beside the backup that is named after the ledger."`
	Identity string `required:"" type:"existingfile" placeholder:"FILE" help:"The file with the secret half of the key."`
}

// Run puts a backup in the place of a ledger. The desk does not work with it
// before a person has said that it is the one.
func (c restoreCmd) Run(s streams) error {
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	place := filepath.Join(conf.Unit.State, ledgerFile)
	if _, err := os.Stat(place); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s is there already: stop the desk and put it aside first, with the files beside it", place)
	}
	if err := os.MkdirAll(conf.Unit.State, 0o700); err != nil {
		return fmt.Errorf("state folder: %w", err)
	}
	aside := filepath.Join(conf.Unit.State, "restored")
	defer os.RemoveAll(aside)
	if err := os.MkdirAll(aside, 0o700); err != nil {
		return fmt.Errorf("state folder: %w", err)
	}
	fresh, master := filepath.Join(aside, ledgerFile), cmp.Or(conf.keyFile(), filepath.Join(conf.Unit.State, ledger.MasterFile))
	if err := unseal(c.From, fresh, c.Identity); err != nil {
		return fmt.Errorf("open %s: %w", c.From, err)
	}
	if err := c.putKeys(fresh, master); err != nil {
		return err
	}
	if err := sound(fresh, master); err != nil {
		return err
	}
	if err := errors.Join(os.Rename(ledger.KeysOf(fresh), ledger.KeysOf(place)), os.Rename(fresh, place)); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	fmt.Fprintf(s.out, "restored %s; if this is the one to go on with: stegvis here --config %s\n", place, c.Config)
	return nil
}

// putKeys puts the copy of the keys beside the restored ledger.
func (c restoreCmd) putKeys(fresh, master string) error {
	name, err := ledger.CopyName(fresh)
	if err != nil {
		return err
	}
	copied, plain := cmp.Or(c.Keys, filepath.Join(filepath.Dir(c.From), name)), fresh+".plain"
	if c.Keys == "" && !there(copied) {
		copied = shared(c.From)
	}
	if err := unseal(copied, plain, c.Identity); err != nil {
		return fmt.Errorf("open the copy of the keys, %s: %w", copied, err)
	}
	in, err := os.Open(plain)
	if err != nil {
		return err
	}
	defer in.Close()
	return ledger.PutKeys(fresh, master, in)
}

func sound(path, master string) error {
	l, err := ledger.OpenWith(path, master)
	if err != nil {
		return err
	}
	return errors.Join(l.Check(context.Background()), l.Close())
}

func unseal(path, plain, identity string) error {
	keys, err := os.Open(identity)
	if err != nil {
		return err
	}
	defer keys.Close()
	ids, err := age.ParseIdentities(keys)
	if err != nil {
		return err
	}
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	r, err := age.Decrypt(watched(in), ids...)
	if err != nil {
		return err
	}
	out, err := os.OpenFile(plain, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, r)
	return errors.Join(err, out.Sync(), out.Close())
}
