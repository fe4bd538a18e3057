package lab

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Tokens is an OAuth 2 server as Entra is one: it lends access tokens to an app
// with a secret, or to a person who enters a code, and tells a [Dovecot] whom a
// token belongs to.
type Tokens struct {
	URL string

	mu      sync.Mutex
	Secret  string        // the app's
	User    string        // whom the next tokens belong to
	Roles   []string      // what they say they are good for
	Life    time.Duration // how long they are good
	Refusal [2]string     // when set, the error and its description that every request is answered with
	Waiting int           // how often a code that was shown is answered with "not yet"

	issued  int
	access  map[string]lent
	refresh map[string]bool // those that are still good
	asked   []string        // the kinds of grant asked for
}

type lent struct {
	user string
	end  time.Time
}

// StartTokens starts a token server that ends with the test.
func StartTokens(t testing.TB, user string) *Tokens {
	t.Helper()
	k := &Tokens{Secret: "app-secret", User: user, Life: time.Hour, access: map[string]lent{}, refresh: map[string]bool{},
		Roles: []string{"IMAP.AccessAsApp", "SMTP.SendAsApp"}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", k.token)
	mux.HandleFunc("POST /devicecode", k.code)
	mux.HandleFunc("POST /introspect", k.introspect)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	k.URL = s.URL
	return k
}

// Set changes the server while it runs.
func (k *Tokens) Set(change func(*Tokens)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	change(k)
}

// Revoke makes every access token worthless, whatever its clock says.
func (k *Tokens) Revoke() { k.Set(func(k *Tokens) { clear(k.access) }) }

// SignOut makes what persons have lent worthless as well.
func (k *Tokens) SignOut() {
	k.Set(func(k *Tokens) { clear(k.access); clear(k.refresh) })
}

// Asked returns the kinds of grant that were asked for so far.
func (k *Tokens) Asked() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]string(nil), k.asked...)
}

func (k *Tokens) token(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	kind := r.FormValue("grant_type")
	k.asked = append(k.asked, kind)
	if k.Refusal[0] != "" {
		refuse(w, k.Refusal[0], k.Refusal[1])
		return
	}
	switch kind {
	case "client_credentials":
		if r.FormValue("client_secret") != k.Secret {
			refuse(w, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
			return
		}
		k.lend(w, "")
	case "refresh_token":
		given := r.FormValue("refresh_token")
		if !k.refresh[given] {
			refuse(w, "invalid_grant", "AADSTS50173: The provided grant has expired due to it being revoked.")
			return
		}
		delete(k.refresh, given) // each is good for one time
		k.lend(w, k.fresh())
	case "urn:ietf:params:oauth:grant-type:device_code":
		if k.Waiting > 0 {
			k.Waiting--
			refuse(w, "authorization_pending", "AADSTS70016: pending")
			return
		}
		k.lend(w, k.fresh())
	default:
		refuse(w, "unsupported_grant_type", "")
	}
}

func (k *Tokens) fresh() string {
	k.issued++
	r := fmt.Sprintf("lent-%d", k.issued)
	k.refresh[r] = true
	return r
}

func (k *Tokens) lend(w http.ResponseWriter, refresh string) {
	k.issued++
	body, _ := json.Marshal(map[string]any{"roles": k.Roles, "n": k.issued})
	access := "e30." + base64.RawURLEncoding.EncodeToString(body) + ".c2ln"
	k.access[access] = lent{k.User, time.Now().Add(k.Life)}
	answer := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": int(k.Life.Seconds())}
	if refresh != "" {
		answer["refresh_token"] = refresh
	}
	say(w, http.StatusOK, answer)
}

func (k *Tokens) code(w http.ResponseWriter, _ *http.Request) {
	say(w, http.StatusOK, map[string]any{
		"device_code": "d", "user_code": "ABC-123", "verification_uri": k.URL + "/device", "expires_in": 60, "interval": 1,
	})
}

func (k *Tokens) introspect(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	l, ok := k.access[r.FormValue("token")]
	if !ok || time.Now().After(l.end) {
		say(w, http.StatusOK, map[string]any{"active": false})
		return
	}
	name, _, _ := strings.Cut(l.user, "@") // the Dovecot here knows people by that
	say(w, http.StatusOK, map[string]any{"active": true, "username": name})
}

func refuse(w http.ResponseWriter, code, description string) {
	say(w, http.StatusBadRequest, map[string]any{"error": code, "error_description": description})
}

func say(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}
