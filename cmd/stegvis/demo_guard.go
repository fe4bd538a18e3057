package main

import (
	"crypto/rand"
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The page lets whoever reaches it act as anybody, so only the browser of the
// person who started the demo may: the address is loopback, its path begins
// with a word nobody can guess, the name by which it was reached is one of
// ours (a hostile name may be made to point at this machine), and nothing
// changes by a request that another site's page has made.

// rules is what a page of the demo may do in a browser: talk to the demo.
const rules = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

func newPathToken() string { return rand.Text() }

// hosts are the names under which a loopback address may be reached.
func hosts(address string) []string {
	_, port, _ := net.SplitHostPort(address)
	return []string{address, net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("localhost", port)}
}

// guard lets through what comes from the demo's own page, or from a program on
// this machine that knows the token, and gives next the path behind the token.
func guard(address, token string, next http.Handler) http.Handler {
	own := hosts(address)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		harden(w.Header())
		first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		switch {
		case !slices.Contains(own, r.Host):
			http.Error(w, "this is not the demo's own address", http.StatusMisdirectedRequest)
		case !ownOrigin(own, r):
			http.Error(w, "another site's page may not use the demo", http.StatusForbidden)
		case subtle.ConstantTimeCompare([]byte(first), []byte(token)) != 1:
			http.NotFound(w, r)
		default:
			r.URL.Path = "/" + rest
			next.ServeHTTP(w, r)
		}
	})
}

func harden(h http.Header) {
	h.Set("Content-Security-Policy", rules)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// ownOrigin reports whether a request was made by the demo's own page, by
// somebody typing the address, or by a program that is no browser. For a page
// that is merely looked at, being sent here by another site does no harm.
func ownOrigin(own []string, r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" || u.Host != r.Host || !slices.Contains(own, u.Host) {
			return false
		}
	}
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "" || site == "same-origin" || site == "none" || r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate"
}

// clientOrigin is what Slack's clients send, though they are no browsers.
const clientOrigin = "https://api.slack.com"

// programsOnly keeps browsers away from a server that is for programs: only
// browsers say on whose behalf they ask.
func programsOnly(address string, next http.Handler) http.Handler {
	own := hosts(address)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		browser := origin != "" && origin != clientOrigin || r.Header.Get("Sec-Fetch-Site") != ""
		if browser || !slices.Contains(own, r.Host) {
			http.Error(w, "for programs on this machine only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
