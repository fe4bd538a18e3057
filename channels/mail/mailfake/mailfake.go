// Package mailfake is a mail server in memory: an SMTP server that delivers
// into the mailboxes of an IMAP server. Both speak the real protocols on
// loopback, so the real channel, and any mail program, can talk to them.
//
// The demo shows its mailboxes; tests make it misbehave ([Server.Fail]).
// Nothing leaves the machine: mail for an address that is not here is refused.
package mailfake

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"
)

// An Account is one person's or unit's mail address, with its mailbox.
type Account struct {
	Address  string   // also the user name
	Password string   // for IMAP and SMTP
	Folders  []string // beside INBOX and Sent
}

// A Server is an SMTP and an IMAP server with the same accounts.
type Server struct {
	now      func() time.Time
	accounts map[string]Account
	boxes    map[string]*imapmemserver.User
	mem      *imapmemserver.Server

	imap     *imapserver.Server
	smtp     *smtp.Server
	imapLine net.Listener
	imapAddr string
	smtpAddr string

	mu       sync.Mutex
	accepted []Accepted
	faults   []Fault
	changed  chan struct{} // closed and made anew at every delivery
	done     chan struct{}
}

// Accepted is one message that the SMTP server has taken.
type Accepted struct {
	From, To string
	Data     []byte // as it came, without what the server adds
}

// Caps are what the IMAP server says it can do.
var Caps = imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIdle: {}, imap.CapMove: {}, imap.CapUIDPlus: {}, imap.CapNamespace: {}, imap.CapUnselect: {}}

// New returns a server with these accounts; now is the time at which mail
// arrives. It listens once it is started.
func New(now func() time.Time, accounts ...Account) (*Server, error) {
	s := &Server{
		now:      now,
		accounts: map[string]Account{},
		boxes:    map[string]*imapmemserver.User{},
		mem:      imapmemserver.New(),
		changed:  make(chan struct{}),
		done:     make(chan struct{}),
	}
	for _, a := range accounts {
		box := imapmemserver.NewUser(a.Address, a.Password)
		for _, folder := range append([]string{"INBOX", "Sent"}, a.Folders...) {
			if err := box.Create(folder, nil); err != nil {
				return nil, fmt.Errorf("mailfake: folder %s: %w", folder, err)
			}
		}
		s.accounts[strings.ToLower(a.Address)] = a
		s.boxes[strings.ToLower(a.Address)] = box
		s.mem.AddUser(box)
	}
	return s, nil
}

// Start listens on two free ports of this machine.
func (s *Server) Start() error {
	if err := s.StartIMAP(Caps); err != nil {
		return err
	}
	s.smtp = smtp.NewServer(smtp.BackendFunc(s.session))
	s.smtp.Domain = "localhost"
	s.smtp.AllowInsecureAuth = true // loopback only
	s.smtp.MaxMessageBytes = 64 << 20
	s.smtp.ErrorLog = log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("mailfake: %w", err)
	}
	s.smtpAddr = l.Addr().String()
	go s.smtp.Serve(l)
	return nil
}

// StartIMAP starts the IMAP server, with these capabilities, on the port it had
// before, if it had one.
func (s *Server) StartIMAP(caps imap.CapSet) error {
	s.imap = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return idler{s.mem.NewSession().(imapserver.SessionIMAP4rev2)}, nil, nil
		},
		Caps:         caps,
		InsecureAuth: true, // loopback only
		Logger:       log.New(io.Discard, "", 0),
	})
	addr := s.imapAddr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("mailfake: %w", err)
	}
	s.imapLine, s.imapAddr = l, l.Addr().String()
	go s.imap.Serve(l)
	return nil
}

// An idler is a session whose client learns of every mail. The library's own
// IDLE says nothing of what has come between the last command and IDLE, until
// something else comes.
type idler struct{ imapserver.SessionIMAP4rev2 }

func (i idler) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	often := time.NewTicker(20 * time.Millisecond)
	defer often.Stop()
	for {
		if err := i.Poll(w, true); err != nil {
			return err
		}
		select {
		case <-stop:
			return nil
		case <-often.C:
		}
	}
}

// StopIMAP cuts every IMAP connection and takes no new one.
func (s *Server) StopIMAP() error {
	s.imapLine.Close() // the server may not have begun to listen, and so not know of it
	return s.imap.Close()
}

// Close stops both servers.
func (s *Server) Close() error {
	close(s.done)
	s.smtp.Close()
	return s.StopIMAP()
}

// IMAP and SMTP are where the servers listen.
func (s *Server) IMAP() string { return s.imapAddr }
func (s *Server) SMTP() string { return s.smtpAddr }

// Accepted returns what the SMTP server has taken for this address, the oldest
// first.
func (s *Server) Accepted(to string) (mails []Accepted) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.accepted {
		if strings.EqualFold(a.To, to) {
			mails = append(mails, a)
		}
	}
	return mails
}

// Changed returns a channel that is closed at the next delivery.
func (s *Server) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// Deliver puts a message into the INBOX of the account, as it is.
func (s *Server) Deliver(to string, raw []byte) error {
	box := s.boxes[s.account(to)]
	if box == nil {
		return fmt.Errorf("mailfake: no such account")
	}
	_, err := box.Append("INBOX", bytes.NewReader(raw), &imap.AppendOptions{Time: s.now()})
	if err != nil {
		return fmt.Errorf("mailfake: deliver: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.changed)
	s.changed = make(chan struct{})
	return nil
}

// account returns the account that takes mail for an address; name+tag@domain
// goes to name@domain.
func (s *Server) account(address string) string {
	name, domain, _ := strings.Cut(strings.ToLower(address), "@")
	name, _, _ = strings.Cut(name, "+")
	return name + "@" + domain
}

// accept notes a message that the SMTP server has taken, and delivers it.
func (s *Server) accept(from, to string, data []byte) error {
	s.mu.Lock()
	s.accepted = append(s.accepted, Accepted{from, to, data})
	s.mu.Unlock()
	trace := fmt.Sprintf("Return-Path: <%s>\r\nDelivered-To: %s\r\nReceived: by localhost with SMTP; %s\r\n",
		from, to, s.now().Format(time.RFC1123Z))
	return s.Deliver(to, append([]byte(trace), data...))
}
