package slackfake

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// An upload is a file on its way to a message: announced, sent, completed.
type upload struct {
	id, name, title string
	size            int
	content         []byte
}

func (f *Fake) uploadURL(a M) M {
	name, size := str(a, "filename"), number(a, "length")
	if name == "" || size <= 0 {
		return fail("invalid_arguments")
	}
	id := randID("F", 10)
	f.files[id] = &upload{id: id, name: name, title: name, size: size}
	return M{"ok": true, "upload_url": f.base + "/upload/v1/" + id, "file_id": id}
}

func (f *Fake) serveUpload(w http.ResponseWriter, r *http.Request) {
	content, err := uploaded(w, r)
	f.mu.Lock()
	defer f.mu.Unlock()
	u := f.files[r.PathValue("id")]
	if u == nil || err != nil {
		http.NotFound(w, r)
		return
	}
	u.content = content
	f.note(Request{Kind: Upload, Body: string(content), Status: http.StatusOK})
	fmt.Fprintf(w, "OK - %d", len(content))
}

func uploaded(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return io.ReadAll(r.Body)
	}
	if err := r.ParseMultipartForm(maxBody); err != nil {
		return nil, err
	}
	for _, headers := range r.MultipartForm.File {
		file, err := headers[0].Open()
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return io.ReadAll(file)
	}
	return nil, io.ErrUnexpectedEOF
}

func (f *Fake) completeUpload(a M) M {
	x, _, err := structured(a, "files")
	if err != nil || len(asList(x)) == 0 {
		return fail("invalid_arguments")
	}
	out := []M{}
	for _, e := range asList(x) {
		u := f.files[asStr(asMap(e)["id"])]
		if u == nil || u.content == nil {
			return fail("file_not_found")
		}
		u.title = cmp.Or(asStr(asMap(e)["title"]), u.title)
		out = append(out, f.fileJSON(u, BotUser))
	}
	if id := str(a, "channel_id"); id != "" {
		if code := f.share(id, str(a, "thread_ts"), str(a, "initial_comment"), out); code != "" {
			return fail(code)
		}
	}
	return M{"ok": true, "files": out}
}

func (f *Fake) share(channel, thread, comment string, files []M) string {
	r, code := f.room(channel)
	if code != "" {
		return code
	}
	if !r.members[BotUser] {
		return "not_in_channel"
	}
	m := f.botMessage()
	m["text"], m["files"], m["upload"] = comment, files, false
	if root := r.find(thread); root != nil {
		answer(m, root, false)
	}
	f.post(r, m)
	return ""
}

func (f *Fake) fileInfo(a M) M {
	u := f.files[str(a, "file")]
	if u == nil {
		return fail("file_not_found")
	}
	return M{"ok": true, "file": f.fileJSON(u, BotUser)}
}

func (f *Fake) fileJSON(u *upload, user string) M {
	at := f.base + "/files/" + u.id
	return M{"id": u.id, "created": f.cfg.Clock().Unix(), "name": u.name, "title": u.title, "user": user, "username": "", "size": u.size,
		"mimetype": "application/octet-stream", "filetype": "binary", "pretty_type": "Binary", "mode": "hosted",
		"editable": false, "is_external": false, "external_type": "", "is_public": false, "public_url_shared": false, "display_as_bot": false,
		"url_private": at, "url_private_download": at, "permalink": f.teamURL() + "/files/" + user + "/" + u.id, "channels": []string{}, "groups": []string{}}
}

func (f *Fake) serveDownload(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	u := f.files[r.PathValue("id")]
	if u == nil || u.content == nil || r.Header.Get("Authorization") != "Bearer "+BotToken || !f.app.hasScope("files:read") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Write(u.content)
}
