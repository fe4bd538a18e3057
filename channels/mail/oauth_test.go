package mail

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/mail/lab"
)

// secretOf returns a file with a secret in it.
func secretOf(t *testing.T, secret string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// byApp is the configuration of a desk that logs on as itself.
func byApp(t *testing.T, k *lab.Tokens, d *lab.Dovecot, p *lab.Postfix, way string) Config {
	t.Helper()
	cfg := real(t, d, p)
	cfg.IMAP.Auth, cfg.IMAP.Password = way, nil
	if p != nil {
		cfg.SMTP.User, cfg.SMTP.Auth = bih, way
	}
	cfg.OAuth = OAuth{Client: "app", SecretFile: secretOf(t, k.Secret), Endpoint: k.URL}
	return cfg
}

// Both ways to use a token open a real mailbox and a real mail server.
func TestTokensOpenEverything(t *testing.T) {
	k := lab.StartTokens(t, bih)
	d := lab.StartTokenDovecot(t, k)
	p := lab.StartPostfix(t, d, "")
	for _, way := range []string{"xoauth2", "oauthbearer"} {
		m := newMail(t, byApp(t, k, d, p, way))
		for _, f := range m.Check(t.Context()) {
			if f.Err != nil {
				t.Errorf("%s: %s: %v", way, f.What, f.Err)
			}
		}
		if _, err := m.Send(t.Context(), letterTo(htj)); err != nil {
			t.Errorf("%s: %v\n%s", way, err, p.Log())
		}
		channeltest.Until(t, "the copy of what was sent "+way, func() bool {
			_, found, err := m.Find(t.Context(), letterTo(htj))
			return err == nil && found
		})
	}
	if n := len(k.Asked()); n != 2 {
		t.Errorf("%d tokens were fetched, want one for each of two channels: %q", n, k.Asked())
	}
}

// A token that has expired, one that was revoked, one for another mailbox: each
// is told apart from a lost line, and as soon as there is a good one, it works.
func TestTokensThatOpenNothing(t *testing.T) {
	k := lab.StartTokens(t, bih)
	d := lab.StartTokenDovecot(t, k)
	p := lab.StartPostfix(t, d, "")
	for _, way := range []string{"xoauth2", "oauthbearer"} {
		for name, spoil := range map[string]func(*lab.Tokens){
			"expired": func(k *lab.Tokens) { k.Life = -time.Second },
			"foreign": func(k *lab.Tokens) { k.User = "nagon.annan@bih.test" },
		} {
			k.Set(spoil)
			m := newMail(t, byApp(t, k, d, p, way))
			began := time.Now()
			_, err := m.dial(t.Context())
			if err == nil || cut(err) || time.Since(began) > m.pace.command {
				t.Errorf("%s %s: imap: %v after %v", way, name, err, time.Since(began))
			}
			t.Logf("%s %s: %v", way, name, err)
			if _, err := m.Send(t.Context(), letterTo(htj)); err == nil || strings.Contains(err.Error(), "e30.") {
				t.Errorf("%s %s: smtp: %v", way, name, err)
			}
			k.Set(func(k *lab.Tokens) { k.Life, k.User = time.Hour, bih })
			b, err := m.dial(t.Context())
			if err != nil {
				t.Fatalf("%s %s: with a good token: %v", way, name, err)
			}
			b.bye()
		}
	}
}

// A token is revoked in the middle of its life: the next log-on is
// refused, the desk gets a new token by itself, and takes the mail that came meanwhile.
func TestTokenRevokedWhileWatching(t *testing.T) {
	k := lab.StartTokens(t, bih)
	d := lab.StartTokenDovecot(t, k)
	m := newMail(t, byApp(t, k, d, nil, "xoauth2"))
	m.pace.renew = 500 * time.Millisecond
	desk := &channeltest.Desk{}
	start(t, m, desk)
	deliver(t, d, "ett")
	desk.Wait(t, 1)
	k.Revoke()
	channeltest.Until(t, "a new token", func() bool { return len(k.Asked()) == 2 })
	deliver(t, d, "två")
	desk.Wait(t, 2)
	if n := len(k.Asked()); n != 2 {
		t.Errorf("%d tokens were fetched, want 2", n)
	}
}

// A person signs in with a code. What she lends is kept in a file that only we
// may read, replaced at every use, and survives a restart; when it is revoked
// the error says to sign in again, and doing so is enough.
func TestSignIn(t *testing.T) {
	k := lab.StartTokens(t, bih)
	k.Set(func(k *lab.Tokens) { k.Waiting = 1 })
	d := lab.StartTokenDovecot(t, k)
	file := filepath.Join(t.TempDir(), "token")
	cfg := byApp(t, k, d, nil, "xoauth2")
	cfg.OAuth.SecretFile, cfg.OAuth.TokenFile = "", file
	open := func(m *Mail) error {
		b, err := m.dial(t.Context())
		if err == nil {
			b.bye()
		}
		return err
	}
	m := newMail(t, cfg)
	if err := open(m); err == nil || !strings.Contains(err.Error(), "run stegvis login") {
		t.Errorf("before signing in: %v", err)
	}
	var shown string
	if err := m.SignIn(t.Context(), func(page, code string) { shown = page + " " + code }); err != nil {
		t.Fatal(err)
	}
	if shown != k.URL+"/device ABC-123" {
		t.Errorf("shown %q", shown)
	}
	first := kept(t, file)
	m = newMail(t, cfg) // restarted
	if err := open(m); err != nil {
		t.Fatal(err)
	}
	second := kept(t, file)
	m = newMail(t, cfg)
	if err := open(m); err != nil || second == first || kept(t, file) == second {
		t.Errorf("what was lent was not replaced: %q, %q, %q, %v", first, second, kept(t, file), err)
	}
	k.SignOut()
	m = newMail(t, cfg)
	if err := open(m); err == nil || !strings.Contains(err.Error(), "AADSTS50173: the person has changed her password or her log-ons were revoked: run stegvis login") {
		t.Errorf("after it was revoked: %v", err)
	}
	if err := newMail(t, cfg).SignIn(t.Context(), func(string, string) {}); err != nil {
		t.Fatal(err)
	}
	if err := open(m); err != nil { // the one that is running
		t.Errorf("after signing in again: %v", err)
	}
}

func kept(t *testing.T, file string) string {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What was lent anew cannot be written down: the desk goes on with it, says so,
// and writes it as soon as it can.
func TestTokenFileCannotBeWritten(t *testing.T) {
	k := lab.StartTokens(t, bih)
	file := secretOf(t, "")
	cfg := OAuth{Client: "app", TokenFile: file, Endpoint: k.URL}
	cfg, err := cfg.complete()
	if err != nil {
		t.Fatal(err)
	}
	tk := &tokens{cfg: cfg, now: time.Now, limit: time.Second}
	k.Set(func(k *lab.Tokens) { k.Life = time.Minute }) // so that each log-on needs a new one
	m := &Mail{cfg: Config{OAuth: cfg}, tokens: tk, now: time.Now}
	if err := m.SignIn(t.Context(), func(string, string) {}); err != nil {
		t.Fatal(err)
	}
	tk.cfg.TokenFile = filepath.Join(file, "not a folder")
	if _, err := tk.token(t.Context()); err != nil || tk.unkept == nil {
		t.Errorf("it went on: %v; it noticed: %v", err, tk.unkept)
	}
	if _, err := tk.token(t.Context()); err != nil {
		t.Errorf("it forgot what it was lent: %v", err)
	}
	tk.cfg.TokenFile = file
	if _, err := tk.token(t.Context()); err != nil || tk.unkept != nil || !strings.HasPrefix(kept(t, file), tk.refresh) {
		t.Errorf("it was not written in the end: %v, %v", err, tk.unkept)
	}
}

// What Entra says no with, and what check tells to do about it.
func TestWhatIsMissingInEntra(t *testing.T) {
	today := care.DateOf(time.Now())
	k := lab.StartTokens(t, bih)
	good := struct {
		secret  string
		refusal [2]string
		roles   []string
	}{k.Secret, k.Refusal, k.Roles}
	d := lab.StartTokenDovecot(t, k)
	p := lab.StartPostfix(t, d, "")
	for _, c := range []struct {
		spoil      func(*lab.Tokens, *Config)
		what, want string
	}{
		{func(k *lab.Tokens, _ *Config) { k.Secret = "another" }, "oauth: access token", "must hold the secret's Value"},
		{func(k *lab.Tokens, _ *Config) {
			k.Refusal = [2]string{"invalid_client", "AADSTS7000222: The provided client secret keys for app are expired."}
		}, "oauth: access token", "make a new one in Entra"},
		{func(k *lab.Tokens, _ *Config) {
			k.Refusal = [2]string{"unauthorized_client", "AADSTS700016: Application with identifier was not found"}
		}, "oauth: access token", "compare client with"},
		{func(k *lab.Tokens, _ *Config) {
			k.Refusal = [2]string{"invalid_request", "AADSTS90002: Tenant not found."}
		}, "oauth: access token", "compare tenant with"},
		{func(k *lab.Tokens, _ *Config) { k.Refusal = [2]string{"invalid_scope", "AADSTS99999: ?"} }, "oauth: access token", "leave scopes empty"},
		{func(k *lab.Tokens, _ *Config) { k.Roles = []string{"SMTP.SendAsApp"} }, "oauth: right to read", "IMAP.AccessAsApp"},
		{func(k *lab.Tokens, _ *Config) { k.Roles = []string{"IMAP.AccessAsApp"} }, "oauth: right to send", "SMTP.SendAsApp"},
		{func(k *lab.Tokens, _ *Config) { k.User = "annan@bih.test" }, "imap: log on", "Add-MailboxPermission"},
		{func(_ *lab.Tokens, c *Config) { c.OAuth.Expires = today.Add(30) }, "oauth: the secret's last day", "in 30 days"},
		{func(_ *lab.Tokens, c *Config) { c.OAuth.Expires = today.Add(-1) }, "oauth: the secret's last day", "ran out"},
		{func(_ *lab.Tokens, c *Config) { c.OAuth.Expires = today.Add(31) }, "", ""},
		{func(_ *lab.Tokens, c *Config) { c.OAuth.SecretFile += ".not" }, "oauth: access token", "secret file"},
	} {
		cfg := byApp(t, k, d, p, "xoauth2")
		k.Set(func(k *lab.Tokens) { c.spoil(k, &cfg) })
		var first Finding
		for _, f := range newMail(t, cfg).Check(t.Context()) {
			if f.Err != nil && first.Err == nil {
				first = f
			}
		}
		if first.What != c.what || first.Err != nil && !strings.Contains(first.Err.Error(), c.want) {
			t.Errorf("found %q: %v\nwant %q: …%s…", first.What, first.Err, c.what, c.want)
		}
		if first.Err != nil && strings.Contains(first.Err.Error(), "app-secret") {
			t.Errorf("the error tells the secret: %v", first.Err)
		}
		k.Set(func(k *lab.Tokens) { k.Secret, k.Refusal, k.Roles, k.User = good.secret, good.refusal, good.roles, bih })
	}
}

func TestTokenEndpointGone(t *testing.T) {
	cfg, _ := OAuth{Client: "app", SecretFile: secretOf(t, "x"), Endpoint: "http://127.0.0.1:1"}.complete()
	tk := &tokens{cfg: cfg, now: time.Now, limit: time.Second}
	if _, err := tk.token(t.Context()); err == nil || errors.As(err, new(refusedGrant)) {
		t.Errorf("err = %v, want one that may pass", err)
	}
}
