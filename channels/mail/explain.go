package mail

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"example.org/stegvis/bot/care"
)

// explained says what Entra's refusal means and what to do. Its own words are
// left out but for the code: they name people and machines.
func explained(err error) error {
	var refusal *oauth2.RetrieveError
	if !errors.As(err, &refusal) {
		return err
	}
	code := aadsts.FindString(refusal.ErrorDescription)
	hint := hints[code]
	if hint == "" {
		hint = hints[refusal.ErrorCode]
	}
	if hint == "" {
		hint = "look the code up in Microsoft's list"
	}
	return refusedGrant{strings.TrimSpace(refusal.ErrorCode + " " + code), hint, err}
}

type refusedGrant struct {
	code, hint string
	cause      error
}

func (e refusedGrant) Error() string { return e.code + ": " + e.hint }
func (e refusedGrant) Unwrap() error { return e.cause }

var aadsts = regexp.MustCompile(`AADSTS\d+`)

// hints are what to do in Entra, by Microsoft's code and by RFC 6749's.
var hints = map[string]string{
	"AADSTS7000222": "the app's secret has run out: make a new one in Entra (App registrations, Certificates & secrets) and put it into secret_file",
	"AADSTS7000215": "the app's secret is wrong: secret_file must hold the secret's Value, not its Secret ID",
	"AADSTS7000218": "Entra takes this app for one with a secret: allow public client flows (App registrations, Authentication)",
	"AADSTS700016":  "the tenant has no such app: compare client with Application (client) ID in Entra",
	"AADSTS90002":   "there is no such tenant: compare tenant with Directory (tenant) ID in Entra",
	"AADSTS900023":  "there is no such tenant: compare tenant with Directory (tenant) ID in Entra",
	"AADSTS7000112": "the app is disabled in Entra (Enterprise applications, Properties)",
	"AADSTS65001":   "nobody has consented: an administrator must Grant admin consent in Entra (API permissions)",
	"AADSTS70011":   "the scope is wrong: leave scopes empty",
	"AADSTS700082":  "what was lent has not been used for too long: run stegvis login",
	"AADSTS70043":   "what was lent has run out by a rule of the tenant: run stegvis login",
	"AADSTS50173":   "the person has changed her password or her log-ons were revoked: run stegvis login",
	"AADSTS50076":   "the tenant wants a second factor now: run stegvis login",
	"AADSTS50057":   "the account is disabled",
	"AADSTS53003":   "Conditional Access blocks the app: an administrator must allow this machine's address",

	"invalid_client":      "the app's secret or its id is wrong",
	"unauthorized_client": "the app may not do this: compare client and tenant with Entra",
	"invalid_grant":       "what was lent has run out or was revoked: run stegvis login",
	"invalid_scope":       "the scope is wrong: leave scopes empty",
	"access_denied":       "the person said no",
	"expired_token":       "nobody entered the code in time: run stegvis login again",
}

// A claim is what an access token says of itself. Only the server may rely on
// it; here it tells what is missing.
type claim struct {
	Roles []string `json:"roles"` // what the app may do
	Scope string   `json:"scp"`   // what the person lets it do
	App   string   `json:"appid"`
}

// readClaim reads a token in JWT form; ok is false for any other.
func readClaim(token string) (c claim, ok bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return c, false
	}
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	return c, err == nil && json.Unmarshal(b, &c) == nil
}

// lacking says which right a token does not carry, and how the app gets it.
func (c claim) lacking(asItself, asPerson string) error {
	scopes := strings.Fields(c.Scope)
	switch {
	case slices.Contains(c.Roles, asItself) || slices.Contains(scopes, asPerson):
		return nil
	case c.Scope != "":
		return fmt.Errorf("the token lacks %s: add it in Entra (API permissions, Microsoft Graph, Delegated permissions), then run stegvis login", asPerson)
	}
	return fmt.Errorf("the token lacks %s: add it in Entra (API permissions, Office 365 Exchange Online, Application permissions) and Grant admin consent", asItself)
}

// shut says what to do in Exchange when a sound token opens nothing.
func (o OAuth) shut(err error) error {
	if !errors.As(err, new(refusedToken)) && !strings.Contains(err.Error(), "AUTHENTICATE") && !strings.Contains(err.Error(), "authenticated but not connected") {
		return err
	}
	if o.SecretFile == "" {
		return fmt.Errorf("%w: does the person who signed in have full access to the mailbox, and is IMAP allowed for it? Set-CASMailbox -ImapEnabled $true", err)
	}
	return fmt.Errorf("%w: if the rights above are there, Exchange does not know the app or has not given it the mailbox: "+
		"New-ServicePrincipal -AppId … -ObjectId … (of the enterprise application), then Add-MailboxPermission -AccessRights FullAccess", err)
}

// notice is how long before its end a secret is worth an alarm.
const notice = 30

// ending returns an error when the app's secret has run out or soon will.
func (o OAuth) ending(today time.Time) error {
	if o.Expires.IsZero() || o.SecretFile == "" {
		return nil
	}
	switch left := o.Expires.Days(care.DateOf(today)); {
	case left < 0:
		return fmt.Errorf("the app's secret ran out on %s: make a new one in Entra", o.Expires)
	case left <= notice:
		return fmt.Errorf("the app's secret runs out on %s, in %d days: make a new one in Entra, put it into secret_file and the new day into secret_expires", o.Expires, left)
	}
	return nil
}
