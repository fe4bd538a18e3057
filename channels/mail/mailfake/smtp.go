package mailfake

import (
	"errors"
	"io"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// A Fault is something a mail server does to a letter instead of taking it.
type Fault int

const (
	Later     Fault = iota + 1 // 451 at the recipient, as greylisting does
	Never                      // 550 at the recipient
	NoCopy                     // 550 at the second recipient
	LaterData                  // 451 after the letter
	NeverData                  // 554 after the letter
	Cut                        // the line is cut in the middle of the letter
	LostAck                    // the letter is taken, and the line is cut before the answer
	Silence                    // the letter is taken, and no answer is given
	Refuse                     // the line is cut before a word is said
)

// Fail makes the next letters meet these faults, one each.
func (s *Server) Fail(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// fault takes the next fault if it is one of these.
func (s *Server) fault(which ...Fault) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range which {
		if len(s.faults) > 0 && s.faults[0] == f {
			s.faults = s.faults[1:]
			return f
		}
	}
	return 0
}

func (s *Server) session(c *smtp.Conn) (smtp.Session, error) {
	if s.fault(Refuse) != 0 {
		c.Conn().Close()
		return nil, errCut
	}
	return &session{server: s, conn: c}, nil
}

var errCut = errors.New("the line was cut")

// A session is one SMTP connection. Who has logged on may send as herself
// only; who has not may deliver from anywhere, as one mail server to another.
type session struct {
	server *Server
	conn   *smtp.Conn
	user   string
	from   string
	to     []string
}

func (*session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		a, ok := x.server.accounts[strings.ToLower(user)]
		if !ok || a.Password != password {
			return smtp.ErrAuthFailed
		}
		x.user = strings.ToLower(user)
		return nil
	}), nil
}

func (x *session) Mail(from string, _ *smtp.MailOptions) error {
	if x.user != "" && x.server.account(from) != x.user {
		return refusal(553, smtp.EnhancedCode{5, 7, 1}, "not your address")
	}
	x.from, x.to = from, nil
	return nil
}

func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	switch x.server.fault(Later, Never) {
	case Later:
		return refusal(451, smtp.EnhancedCode{4, 7, 1}, "come back later")
	case Never:
		return refusal(550, smtp.EnhancedCode{5, 1, 1}, "user unknown")
	}
	if len(x.to) > 0 && x.server.fault(NoCopy) != 0 {
		return refusal(550, smtp.EnhancedCode{5, 1, 1}, "user unknown")
	}
	if _, ok := x.server.accounts[x.server.account(to)]; !ok {
		return refusal(550, smtp.EnhancedCode{5, 1, 1}, "user unknown")
	}
	x.to = append(x.to, to)
	return nil
}

func (x *session) Data(r io.Reader) error {
	fault := x.server.fault(LaterData, NeverData, Cut, LostAck, Silence)
	if fault == Cut {
		io.CopyN(io.Discard, r, 64)
		x.conn.Conn().Close()
		return errCut
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	switch fault {
	case LaterData:
		return refusal(451, smtp.EnhancedCode{4, 3, 0}, "try again")
	case NeverData:
		return refusal(554, smtp.EnhancedCode{5, 6, 0}, "not like this")
	}
	for _, to := range x.to {
		if err := x.server.accept(x.from, to, data); err != nil {
			return err
		}
	}
	switch fault {
	case LostAck:
		x.conn.Conn().Close()
		return errCut
	case Silence:
		<-x.server.done
		return errCut
	}
	return nil
}

func (x *session) Reset()        { x.from, x.to = "", nil }
func (x *session) Logout() error { return nil }

func refusal(code int, enhanced smtp.EnhancedCode, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
}
