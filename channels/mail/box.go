package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// A box is a mailbox on an open connection.
type box struct {
	*imapclient.Client
	conn     net.Conn
	caps     imap.CapSet
	pace     pace
	opened   time.Time
	validity uint32
	next     imap.UID      // the number the next message will have, as of the last look
	news     chan struct{} // has one element when the server has pushed something
}

// dial connects and logs on.
func (m *Mail) dial(ctx context.Context) (*box, error) {
	b := &box{pace: m.pace, opened: time.Now(), news: make(chan struct{}, 1)}
	conn, err := m.cfg.IMAP.connect(ctx, m.pace.command)
	if err != nil {
		return nil, fmt.Errorf("imap: %w", err)
	}
	b.conn = conn
	if err := b.login(ctx, m.cfg.IMAP.Login, m.tokens); err != nil {
		b.hangUp()
		return nil, fmt.Errorf("imap: %w", err)
	}
	return b, nil
}

// connect opens the line, and protects it unless that is done later.
func (l Login) connect(ctx context.Context, limit time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	// Keep-alive finds a dead peer that no watchdog is waiting for.
	dialer := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: 30 * time.Second, Interval: 10 * time.Second, Count: 3,
	}}
	if l.TLS != tlsFirst {
		return dialer.DialContext(ctx, "tcp", l.Addr)
	}
	config, err := l.tls()
	if err != nil {
		return nil, err
	}
	return (&tls.Dialer{NetDialer: &dialer, Config: config}).DialContext(ctx, "tcp", l.Addr)
}

func (b *box) login(ctx context.Context, l Login, t *tokens) error {
	options := &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		// A command issued in here would deadlock the client: only leave word.
		Mailbox: func(*imapclient.UnilateralDataMailbox) { b.tell() },
	}}
	var err error
	if b.Client, err = ask(ctx, b, b.pace.command, "greeting", func() (*imapclient.Client, error) {
		return l.greet(b.conn, options)
	}); err != nil {
		return err
	}
	if err := b.identify(ctx, l, t); err != nil {
		return err
	}
	b.caps, err = ask(ctx, b, b.pace.command, "capability", func() (imap.CapSet, error) {
		if caps := b.Caps(); caps != nil {
			return caps, nil
		}
		return nil, errors.New("the server does not say what it can do")
	})
	return err
}

// identify says who we are, by password or by token.
func (b *box) identify(ctx context.Context, l Login, t *tokens) error {
	if !l.byToken() {
		password, err := l.password()
		if err != nil {
			return err
		}
		err = b.do(ctx, b.pace.command, "log on", func() error { return b.Login(l.User, password.Reveal()).Wait() })
		if err != nil && refused(err) {
			err = fmt.Errorf("%w: %w", errNoEntry, err)
		}
		return err
	}
	token, err := t.token(ctx)
	if err != nil {
		return err
	}
	err = b.do(ctx, b.pace.command, "log on", func() error { return b.Authenticate(imapBearer{newBearer(l, token)}) })
	if err != nil && !cut(err) {
		t.spoilt(token)
	}
	return err
}

var errNoEntry = errors.New("the password is refused")

// greet waits for the server's first words, and protects the line if that has
// not been done yet.
func (l Login) greet(conn net.Conn, options *imapclient.Options) (c *imapclient.Client, err error) {
	if l.TLS != tlsLater {
		c = imapclient.New(conn, options)
		return c, c.WaitGreeting()
	}
	if options.TLSConfig, err = l.tls(); err != nil {
		return nil, err
	}
	return imapclient.NewStartTLS(conn, options)
}

// open selects the mailbox that is watched. Unless something is to be moved
// out of it, it is opened for reading only.
func (m *Mail) open(ctx context.Context) (*box, error) {
	b, err := m.dial(ctx)
	if err != nil {
		return nil, err
	}
	if err := b.choose(ctx, m.cfg.IMAP.Mailbox, m.cfg.IMAP.Done == ""); err != nil {
		b.hangUp()
		return nil, fmt.Errorf("imap: %w", err)
	}
	return b, nil
}

// choose selects a folder.
func (b *box) choose(ctx context.Context, folder string, readOnly bool) error {
	data, err := ask(ctx, b, b.pace.command, "select", func() (*imap.SelectData, error) {
		return b.Select(folder, &imap.SelectOptions{ReadOnly: readOnly}).Wait()
	})
	if err == nil {
		b.validity, b.next = data.UIDValidity, data.UIDNext
	}
	return err
}

// ask gives one command and returns its answer. It cuts the line when that
// takes too long or ctx ends: the library would wait for ever.
func ask[T any](ctx context.Context, b *box, limit time.Duration, what string, command func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errNoAnswer)
	defer cancel()
	answers := make(chan answer, 1)
	go func() {
		v, err := command()
		answers <- answer{v, err}
	}()
	select {
	case a := <-answers:
		if a.err != nil {
			return a.value, fmt.Errorf("%s: %w", what, a.err)
		}
		return a.value, nil
	case <-ctx.Done():
		b.conn.Close()
		var none T
		return none, fmt.Errorf("%s: %w", what, context.Cause(ctx))
	}
}

var errNoAnswer = errors.New("no answer in time")

// do is ask for a command whose only answer is that it was done.
func (b *box) do(ctx context.Context, limit time.Duration, what string, command func() error) error {
	_, err := ask(ctx, b, limit, what, func() (struct{}, error) { return struct{}{}, command() })
	return err
}

// refused reports whether the server has answered, and said no: the connection
// is as good as before.
func refused(err error) bool {
	return errors.As(err, new(*imap.Error))
}

func (b *box) tell() {
	select {
	case b.news <- struct{}{}:
	default:
	}
}

// bye logs off, and does not wait long for the answer.
func (b *box) bye() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	b.do(ctx, time.Second, "log off", func() error { return b.Logout().Wait() })
	b.hangUp()
}

// hangUp cuts the line. The library's own Close can wait for a literal that
// will never come, so nobody waits for it.
func (b *box) hangUp() {
	b.conn.Close()
	if b.Client != nil {
		go b.Client.Close()
	}
}
