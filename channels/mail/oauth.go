package mail

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/secret"
)

// OAuth says how to get access tokens, for servers that take no passwords:
// Microsoft 365. With a secret the desk logs on as itself (client credentials);
// without one a person lends it her log-on once ([Mail.SignIn]).
type OAuth struct {
	Tenant     string    `toml:"tenant"`         // the organisation's id or domain
	Client     string    `toml:"client"`         // the id of the app registration
	SecretFile string    `toml:"secret_file"`    // the app's secret; if empty, a person signs in
	Expires    care.Date `toml:"secret_expires"` // the secret's last day, as Entra shows it
	TokenFile  string    `toml:"token_file"`     // where what a person has lent is kept
	Scopes     []string  `toml:"scopes"`         // Microsoft's if empty
	Endpoint   string    `toml:"endpoint"`       // Microsoft's if empty: tokens are fetched at ENDPOINT/token
}

const (
	microsoft = "https://login.microsoftonline.com/"
	rights    = "https://outlook.office365.com/.default"
)

// lent are the rights that a person lends.
var lent = []string{"https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send", "offline_access"}

// complete returns o with what was left out filled in, or says what is wrong.
func (o OAuth) complete() (OAuth, error) {
	switch {
	case o.Client == "":
		return o, errors.New("client is missing: the application id that Entra shows")
	case o.Tenant == "" && o.Endpoint == "":
		return o, errors.New("tenant is missing: the directory id that Entra shows")
	case o.SecretFile == "" && o.TokenFile == "":
		return o, errors.New("name secret_file, or token_file and sign in with stegvis login")
	}
	if o.Endpoint == "" {
		o.Endpoint = microsoft + url.PathEscape(o.Tenant) + "/oauth2/v2.0"
	}
	u, err := url.Parse(o.Endpoint)
	if err != nil || u.Host == "" || u.Scheme != "https" && !loopback(u.Hostname()) {
		return o, errors.New("endpoint: want https://…")
	}
	if len(o.Scopes) == 0 {
		o.Scopes = lent
		if o.SecretFile != "" {
			o.Scopes = []string{rights}
		}
	}
	return o, nil
}

// tokens hands out access tokens, and fetches new ones in time.
type tokens struct {
	cfg   OAuth
	now   func() time.Time
	limit time.Duration // for the endpoint to answer

	mu      sync.Mutex
	have    *oauth2.Token
	refresh string // the newest that a person has lent; read from the file when empty
	unkept  error  // why the newest is not in the file
}

// early is how long before its end a token is replaced.
const early = 5 * time.Minute

// token returns a token that is good for some minutes.
func (t *tokens) token(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.have != nil && (t.have.Expiry.IsZero() || t.now().Add(early).Before(t.have.Expiry)) {
		return t.have.AccessToken, nil
	}
	ctx, cancel := context.WithTimeout(ctx, t.limit)
	defer cancel()
	fetch := t.borrowed
	if t.cfg.SecretFile != "" {
		fetch = t.own
	}
	got, err := fetch(context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Timeout: t.limit}))
	if err != nil {
		return "", fmt.Errorf("access token: %w", explained(err))
	}
	t.have = got
	return got.AccessToken, nil
}

// spoilt forgets a token that a server has refused: it may have been revoked,
// whatever its own clock says.
func (t *tokens) spoilt(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.have != nil && t.have.AccessToken == token {
		t.have = nil
	}
}

// own fetches a token for the desk itself.
func (t *tokens) own(ctx context.Context) (*oauth2.Token, error) {
	own, err := secret.Read(t.cfg.SecretFile)
	if err != nil {
		return nil, fmt.Errorf("secret file: %w", err)
	}
	c := clientcredentials.Config{
		ClientID: t.cfg.Client, ClientSecret: own.Reveal(),
		TokenURL: t.cfg.Endpoint + "/token", Scopes: t.cfg.Scopes, AuthStyle: oauth2.AuthStyleInParams,
	}
	return c.Token(ctx)
}

// borrowed fetches a token in the name of the person who has signed in. The
// endpoint may replace what she has lent at any time; only the newest is good.
func (t *tokens) borrowed(ctx context.Context) (*oauth2.Token, error) {
	if t.refresh == "" {
		kept, err := secret.Read(t.cfg.TokenFile)
		if err != nil {
			return nil, fmt.Errorf("nobody has signed in: run stegvis login: token file: %w", err)
		}
		t.refresh = kept.Reveal()
	}
	got, err := t.cfg.app().TokenSource(ctx, &oauth2.Token{RefreshToken: t.refresh}).Token()
	if err != nil {
		if revoked(err) {
			t.refresh = "" // somebody may sign in again while we run
		}
		return nil, err
	}
	t.keep(got.RefreshToken)
	return got, nil
}

// keep writes down what has been lent, if it is new. When it cannot be written
// the desk goes on with what it has in hand, and tries again next time.
func (t *tokens) keep(refresh string) {
	if refresh == "" || refresh == t.refresh && t.unkept == nil {
		return
	}
	t.refresh = refresh
	t.unkept = secret.Write(t.cfg.TokenFile, secret.Of(refresh))
}

func (o OAuth) app() *oauth2.Config {
	return &oauth2.Config{ClientID: o.Client, Scopes: o.Scopes, Endpoint: oauth2.Endpoint{
		TokenURL: o.Endpoint + "/token", DeviceAuthURL: o.Endpoint + "/devicecode", AuthStyle: oauth2.AuthStyleInParams,
	}}
}

// SignIn lets a person lend the desk her log-on: show gives her an address to
// open and a code to enter there. What she lends is kept in the token file.
func (m *Mail) SignIn(ctx context.Context, show func(page, code string)) error {
	t := m.tokens
	if t == nil || t.cfg.SecretFile != "" {
		return errors.New("sign in: nothing to sign in to: set mail.oauth.token_file and leave secret_file empty")
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Timeout: t.limit})
	asked, err := t.cfg.app().DeviceAuth(ctx)
	if err != nil {
		return fmt.Errorf("sign in: %w", explained(err))
	}
	show(asked.VerificationURI, asked.UserCode)
	got, err := t.cfg.app().DeviceAccessToken(ctx, asked)
	if err != nil {
		return fmt.Errorf("sign in: %w", explained(err))
	}
	if got.RefreshToken == "" {
		return errors.New("sign in: nothing lasting was lent: the scope offline_access is missing")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.have = got
	t.keep(got.RefreshToken)
	return t.unkept
}

// revoked reports whether the endpoint no longer takes what was lent.
func revoked(err error) bool {
	var refusal *oauth2.RetrieveError
	return errors.As(err, &refusal) && strings.EqualFold(refusal.ErrorCode, "invalid_grant")
}
