package mailfake

import (
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"bytes"
)

// A Mail is a message in a mailbox.
type Mail struct {
	Folder string
	UID    uint32
	At     time.Time
	Flags  []string
	Data   []byte
}

// List returns what is in the account's mailbox, folder by folder, the oldest
// first. It looks without leaving a trace.
func (s *Server) List(account string) ([]Mail, error) {
	c, err := s.open(account)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	folders, err := c.List("", "*", nil).Collect()
	if err != nil {
		return nil, fmt.Errorf("mailfake: list: %w", err)
	}
	var mails []Mail
	for _, f := range folders {
		found, err := list(c, f.Mailbox)
		if err != nil {
			return nil, fmt.Errorf("mailfake: list: %w", err)
		}
		mails = append(mails, found...)
	}
	return mails, nil
}

// Get returns one message.
func (s *Server) Get(account, folder string, uid uint32) (Mail, error) {
	mails, err := s.List(account)
	if err != nil {
		return Mail{}, err
	}
	i := slices.IndexFunc(mails, func(m Mail) bool { return m.Folder == folder && m.UID == uid })
	if i < 0 {
		return Mail{}, fmt.Errorf("mailfake: no such mail")
	}
	return mails[i], nil
}

// open returns a connection that is logged on as the account.
func (s *Server) open(account string) (*imapclient.Client, error) {
	a, ok := s.accounts[s.account(account)]
	if !ok {
		return nil, fmt.Errorf("mailfake: no such account")
	}
	c, err := imapclient.DialInsecure(s.imapAddr, nil)
	if err != nil {
		return nil, fmt.Errorf("mailfake: %w", err)
	}
	if err := c.Login(a.Address, a.Password).Wait(); err != nil {
		c.Close()
		return nil, fmt.Errorf("mailfake: %w", err)
	}
	return c, nil
}

func list(c *imapclient.Client, folder string) (mails []Mail, err error) {
	box, err := c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil || box.NumMessages == 0 {
		return nil, err
	}
	found, err := c.Fetch(imap.SeqSet{{Start: 1, Stop: 0}}, &imap.FetchOptions{
		UID: true, InternalDate: true, Flags: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}},
	}).Collect()
	for _, m := range found {
		mail := Mail{Folder: folder, UID: uint32(m.UID), At: m.InternalDate, Data: m.BodySection[0].Bytes}
		for _, f := range m.Flags {
			mail.Flags = append(mail.Flags, string(f))
		}
		mails = append(mails, mail)
	}
	return mails, err
}

// Send sends a message as the account does: over the SMTP server, logged on.
func (s *Server) Send(from string, to []string, raw []byte) error {
	a, ok := s.accounts[s.account(from)]
	if !ok {
		return fmt.Errorf("mailfake: no such account")
	}
	c, err := smtp.Dial(s.smtpAddr)
	if err != nil {
		return fmt.Errorf("mailfake: %w", err)
	}
	defer c.Close()
	if err := c.Auth(sasl.NewPlainClient("", a.Address, a.Password)); err != nil {
		return fmt.Errorf("mailfake: log on: %w", err)
	}
	if err := c.SendMail(from, to, bytes.NewReader(raw)); err != nil {
		return fmt.Errorf("mailfake: send: %w", err)
	}
	return c.Quit()
}
