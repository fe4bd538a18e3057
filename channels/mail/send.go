package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"slices"
	"strconv"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"example.org/stegvis/channels"
)

// Send delivers m to the unit's own mail server. See [channels.Channel]. The
// receipt is m's token: answers name it in In-Reply-To and References.
//
// A nil error means that the server has accepted the letter, not that it has
// arrived; if it does not, a report comes back as [channels.Bounce].
func (m *Mail) Send(ctx context.Context, out channels.Outgoing) (receipt string, err error) {
	letter, err := m.render(out, m.sender())
	if err != nil {
		return "", err
	}
	if err := proofread(letter, out); err != nil {
		return "", fmt.Errorf("send mail: %w", err)
	}
	if letter, err = sealed(letter, out); err != nil {
		return "", fmt.Errorf("send mail: %w", err)
	}
	if err := m.transmit(ctx, out.To.At(), letter); err != nil {
		return "", fmt.Errorf("send mail: %w", err)
	}
	return out.Token, nil
}

func (m *Mail) sender() Sender {
	return Sender{Name: m.cfg.From, Address: m.cfg.Address, Plus: m.cfg.Plus}
}

// An exit is an open connection to the server that sends.
type exit struct {
	*smtp.Client
	conn net.Conn
}

func (x *exit) part() {
	x.Quit()
	x.conn.Close()
}

// transmit hands the bytes to the server.
func (m *Mail) transmit(ctx context.Context, to string, letter []byte) error {
	x, err := m.exit(ctx)
	if err != nil {
		return err
	}
	if err := m.hand(ctx, x, to, letter); err != nil {
		// Never Quit after an error: it would end a letter that was cut short,
		// and the server would take it for the whole.
		x.conn.Close()
		return err
	}
	m.exits.leave(x, m.pace.linger, (*exit).part)
	return nil
}

// exit returns a connection on which the sender has been accepted. One that was
// left open may have been closed by the server since; nothing has been said of
// the letter yet, so a fresh one does no harm.
func (m *Mail) exit(ctx context.Context) (*exit, error) {
	if x := m.exits.take(); x != nil {
		if m.begin(ctx, x) == nil {
			return x, nil
		}
		x.conn.Close()
	}
	c, conn, err := m.dialSMTP(ctx)
	if err != nil {
		return nil, channels.Down(err)
	}
	// Where the server offers it: tell us of failure and delay, and leave out
	// the letter itself when you do.
	c.SetDSNRcptNotifyOption("FAILURE,DELAY")
	c.SetDSNMailReturnOption("HDRS")
	x := &exit{c, conn}
	if err := m.begin(ctx, x); err != nil {
		conn.Close()
		return nil, channels.Down(told("sender", err)) // whatever it has against us, it is not the letter
	}
	return x, nil
}

// begin names the sender. Only closing the connection ends a command: the
// library heeds no context once it is connected.
func (m *Mail) begin(ctx context.Context, x *exit) error {
	defer context.AfterFunc(ctx, func() { x.conn.Close() })()
	if err := x.UpdateDeadline(m.pace.command); err != nil {
		return err
	}
	return x.Mail("<" + m.cfg.Address + ">")
}

// hand names the recipient and our own mailbox, and hands over the letter. The
// server takes it for both or for neither, so a letter whose acknowledgement was
// lost can be looked up. A copy that we filed ourselves afterwards would be
// missing after a crash in between.
func (m *Mail) hand(ctx context.Context, x *exit, to string, letter []byte) error {
	defer context.AfterFunc(ctx, func() { x.conn.Close() })()
	if err := x.Rcpt("<" + to + ">"); err != nil {
		return answer("recipient", err)
	}
	if err := x.Rcpt("<" + m.cfg.Address + ">"); err != nil {
		return channels.Down(fmt.Errorf("the server refuses the copy to our own mailbox: %d", code(err)))
	}
	return m.data(x.Client, letter)
}

// data sends the letter itself. From its first byte to the server's answer
// nobody knows whether it has been taken.
func (m *Mail) data(c *smtp.Client, letter []byte) error {
	if err := c.UpdateDeadline(m.pace.transfer); err != nil {
		return channels.Down(fmt.Errorf("data: %w", err))
	}
	w, err := c.Data()
	if err != nil {
		return answer("data", err)
	}
	if _, err := w.Write(letter); err != nil {
		return channels.Unknown(fmt.Errorf("the line was cut in the middle of the letter: %w", err))
	}
	if err := w.Close(); err != nil {
		if code(err) == 0 {
			return channels.Unknown(fmt.Errorf("the server did not say whether it took the letter: %w", err))
		}
		return answer("letter", err)
	}
	return nil
}

// dialSMTP connects, protects the line and logs on.
func (m *Mail) dialSMTP(ctx context.Context) (*smtp.Client, net.Conn, error) {
	l := m.cfg.SMTP.Login
	var conn net.Conn
	options, token, err := m.options(ctx, func(ctx context.Context, _, _ string) (net.Conn, error) {
		c, err := l.connect(ctx, m.pace.command)
		conn = c
		return c, err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("smtp: %w", err)
	}
	client, err := gomail.NewClient(l.host(), options...)
	if err != nil {
		return nil, nil, fmt.Errorf("smtp: %w", err)
	}
	c, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		if conn != nil {
			conn.Close()
		}
		if token != "" && !cut(err) {
			m.tokens.spoilt(token)
		}
		return nil, nil, fmt.Errorf("smtp: %w", err)
	}
	return c, conn, nil
}

// options returns how to connect and log on, and the access token if that is
// done with one.
func (m *Mail) options(ctx context.Context, dial gomail.DialContextFunc) (options []gomail.Option, token string, err error) {
	l := m.cfg.SMTP.Login
	_, port, _ := net.SplitHostPort(l.Addr)
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, "", errors.New("address: the port is not a number")
	}
	config, err := l.tls()
	if err != nil {
		return nil, "", err
	}
	options = []gomail.Option{
		gomail.WithPort(n),
		gomail.WithTimeout(m.pace.command),
		gomail.WithTLSConfig(config),
		gomail.WithTLSPolicy(policies[l.TLS]),
		gomail.WithDialContextFunc(dial),
		gomail.WithHELO(domainOf(m.cfg.Address)), // the library would tell the host's name
		gomail.WithoutSMTPUTF8(),
	}
	if l.TLS == tlsFirst {
		options = append(options, gomail.WithSSL())
	}
	if !l.byToken() {
		options, err = m.credentials(options)
		return options, "", err
	}
	if token, err = m.tokens.token(ctx); err != nil {
		return nil, "", err
	}
	return append(options, gomail.WithSMTPAuthCustom(smtpBearer{newBearer(l, token)})), token, nil
}

var policies = map[string]gomail.TLSPolicy{
	tlsFirst: gomail.NoTLS, // there is no second one inside the first
	tlsLater: gomail.TLSMandatory,
	tlsNone:  gomail.NoTLS,
}

func (m *Mail) credentials(options []gomail.Option) ([]gomail.Option, error) {
	l := m.cfg.SMTP.Login
	if l.User == "" {
		return options, nil
	}
	password, err := l.password()
	if err != nil {
		return nil, err
	}
	ways := []gomail.SMTPAuthType{gomail.SMTPAuthPlain, gomail.SMTPAuthLogin}
	if l.TLS == tlsNone {
		ways = []gomail.SMTPAuthType{gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc}
	}
	return append(options, gomail.WithUsername(l.User), gomail.WithPassword(password.Reveal()), gomail.WithOpportunisticSMTPAuth(ways...)), nil
}

// answer makes an error of a server's refusal: 5xx is for good, 4xx may pass, and
// what is wrong with the server itself says nothing of the letter.
func answer(what string, err error) error {
	switch c := code(err); {
	case c >= 500:
		return channels.Permanent(told(what, err))
	case c == 0, c == closing, slices.Contains(full, statusIn(err.Error())):
		return channels.Down(told(what, err))
	}
	return told(what, err)
}

// closing is the reply of a server that is about to stop, and full are the codes of
// one whose disk is full or that takes no letters at present.
const closing = 421

var full = []string{"4.3.1", "4.3.2"}

// told leaves out the server's words, for they like to name the recipient.
func told(what string, err error) error {
	if code(err) == 0 {
		return fmt.Errorf("%s: %w", what, err)
	}
	return fmt.Errorf("%s: the server says %d %s", what, code(err), statusIn(err.Error()))
}

// code returns the server's reply code, or 0 if it has not replied.
func code(err error) int {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}
