package slackfake

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"time"
)

// A responseURL lets the app answer something a person did, five times and
// for half an hour, without a token.
type responseURL struct {
	room       *room
	user       string
	ts, thread string // of the message that was pressed, if one was
	ephemeral  bool   // that message is one only user sees
	uses       int
	until      time.Time
}

const (
	responseUses = 5
	responseTTL  = 30 * time.Minute
)

// newResponseURL grants a response URL; f.mu is held.
func (f *Fake) newResponseURL(u responseURL) string {
	id := randID("R", 18)
	u.until = f.cfg.Clock().Add(responseTTL)
	f.replies[id] = &u
	return f.base + "/response/" + id
}

func (f *Fake) serveResponse(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return
	}
	var a M
	f.mu.Lock()
	defer f.mu.Unlock()
	resp, status := fail("invalid_payload"), http.StatusBadRequest
	if json.Unmarshal(body, &a) == nil && a != nil {
		resp, status = f.respond(f.replies[r.PathValue("id")], clone(a))
	}
	f.note(Request{Kind: Response, Args: a, Body: string(body), Resp: resp, Status: status})
	f.changed()
	w.WriteHeader(status)
	if resp == nil {
		io.WriteString(w, "ok")
		return
	}
	json.NewEncoder(w).Encode(resp)
}

// respond does what an answer asks for; f.mu is held.
func (f *Fake) respond(u *responseURL, a M) (refusal M, status int) {
	if f.down {
		return fail("service_unavailable"), http.StatusServiceUnavailable
	}
	if u == nil || f.cfg.Clock().After(u.until) {
		return fail("expired_url"), http.StatusNotFound
	}
	if u.uses++; u.uses > responseUses {
		return fail("used_url"), http.StatusNotFound
	}
	switch {
	case flag(a, "delete_original"):
		f.respondDelete(u)
	case flag(a, "replace_original"):
		refusal = f.respondReplace(u, a)
	default:
		refusal = f.respondNew(u, a)
	}
	if refusal != nil {
		return refusal, http.StatusBadRequest
	}
	return nil, http.StatusOK
}

func (f *Fake) respondDelete(u *responseURL) {
	if u.ephemeral {
		u.room.seenBy[u.user] = slices.DeleteFunc(u.room.seenBy[u.user], hasTS(u.ts))
	} else if m := u.room.find(u.ts); m != nil {
		f.unpost(u.room, m)
	}
}

func (f *Fake) respondReplace(u *responseURL, a M) M {
	if m := u.room.find(u.ts); m != nil && !u.ephemeral {
		return f.rewrite(u.room, m, a)
	}
	m := u.room.findEphemeral(u.user, u.ts)
	if m == nil {
		return f.respondNew(u, a)
	}
	delete(m, "blocks")
	return readContent(a, m)
}

func (f *Fake) respondNew(u *responseURL, a M) M {
	m := f.botMessage()
	if refusal := readContent(a, m); refusal != nil {
		return refusal
	}
	for _, th := range []string{u.thread, str(a, "thread_ts")} {
		if th != "" {
			m["thread_ts"] = th
		}
	}
	if str(a, "response_type") == "in_channel" {
		f.post(u.room, m)
	} else {
		f.whisper(u.room, u.user, m)
	}
	return nil
}
