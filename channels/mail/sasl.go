package mail

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strconv"

	"github.com/emersion/go-sasl"
	"github.com/wneessen/go-mail/smtp"
)

// A bearer logs on with an access token, in Microsoft's way (XOAUTH2) or in
// RFC 7628's (OAUTHBEARER). Both IMAP and SMTP can be told to use it.
//
// A server that refuses the token says why in a challenge, and expects an empty
// answer before it says no. The IMAP library answers "=", which some servers
// take for a broken line: so the reason is kept and nothing is answered. After
// an error the connection is of no use and must be closed.
type bearer struct {
	way, user, token string
	host             string
	port             int
}

func newBearer(l Login, token string) bearer {
	host, port, _ := net.SplitHostPort(l.Addr)
	n, _ := strconv.Atoi(port)
	return bearer{l.Auth, l.User, token, host, n}
}

// refusedToken is a server's no to a token.
type refusedToken struct{ status string }

func (e refusedToken) Error() string { return "the server refuses the access token: " + e.status }

// first is what is said first.
func (b bearer) first() (mechanism string, response []byte) {
	if b.way == authBearer {
		_, response, _ = sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: b.user, Token: b.token, Host: b.host, Port: b.port}).Start()
		return sasl.OAuthBearer, response
	}
	return "XOAUTH2", []byte("user=" + b.user + "\x01auth=Bearer " + b.token + "\x01\x01")
}

// challenged takes the reason for a no.
func (b bearer) challenged(challenge []byte) error {
	var why struct{ Status string }
	if json.Unmarshal(challenge, &why) != nil || why.Status == "" {
		why.Status = "it does not say why"
	}
	return refusedToken{why.Status}
}

// imapBearer is a bearer as the IMAP library wants it.
type imapBearer struct{ bearer }

func (b imapBearer) Start() (string, []byte, error) {
	mechanism, response := b.first()
	return mechanism, response, nil
}

func (b imapBearer) Next(challenge []byte) ([]byte, error) { return nil, b.challenged(challenge) }

// smtpBearer is a bearer as the SMTP library wants it.
type smtpBearer struct{ bearer }

func (b smtpBearer) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if !server.TLS && !loopback(b.host) {
		return "", nil, errors.New("the line is not protected")
	}
	mechanism, response := b.first()
	for _, offered := range server.Auth {
		if offered == mechanism {
			return mechanism, response, nil
		}
	}
	return "", nil, fmt.Errorf("the server does not offer %s: is SMTP AUTH allowed for the mailbox? Set-CASMailbox -SmtpClientAuthenticationDisabled $false", mechanism)
}

func (b smtpBearer) Next(challenge []byte, more bool) ([]byte, error) {
	if more {
		return nil, b.challenged(challenge)
	}
	return nil, nil
}
