package slack

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeSlack plays Slack: its Web API with channels, threads, people and files,
// and the deliveries over signed HTTP and Socket Mode. It can be told to fail.
//
// Its limits: it was written from the same reading of Slack's pages as the code
// under test, so it proves that the code does what we think Slack wants, and
// nothing about Slack itself. It knows no Enterprise Grid beyond ids, no TLS,
// no OAuth, and checks the published limits of blocks only.
type fakeSlack struct {
	t      *testing.T
	server *httptest.Server
	socket *fakeSocket

	mu       sync.Mutex
	seq      int64
	scopes   []string
	users    map[string]map[string]any
	channels map[string]*fakeChannel
	files    map[string]map[string]any
	faults   map[string][]string // by method, taken one by one
	always   map[string]string   // by method, until taken away
	first    map[string]func()   // by method, before its coming call is answered
	release  chan struct{}       // ends stalls
	calls    []fakeCall
	pageSize int // messages on a page of a history; 0: all
	uploads  [][]byte
	ofPerson bool // the token is a person's
}

type fakeChannel struct {
	id                                    string
	private, ext, pending, archived, gone bool
	members                               []string
	messages                              []map[string]any
}

type fakeCall struct {
	method string
	form   map[string]string
	at     time.Time
}

const (
	homeTeam, otherTeam = "T0FIRM", "T0CLIENT"
	ownUser, ownBot     = "U0BOT", "B0BOT"
	ownApp              = "A0COUNTER"
	staffChannel        = "C0STAFF"
	digestChannel       = "C0DIGEST" // a rig's digests go to the staff channel unless it says so
	clientChannel       = "C0CLIENT1"
	signing             = "a-signing-secret"
)

func newFake(t *testing.T) *fakeSlack {
	t.Helper()
	f := &fakeSlack{
		t: t, users: map[string]map[string]any{}, channels: map[string]*fakeChannel{}, files: map[string]map[string]any{},
		faults: map[string][]string{}, always: map[string]string{}, first: map[string]func(){}, release: make(chan struct{}),
	}
	for _, s := range Scopes() {
		f.scopes = append(f.scopes, s.Name)
	}
	f.socket = newFakeSocket(f)
	f.server = httptest.NewServer(f)
	t.Cleanup(func() {
		f.letGo()
		f.socket.close()
		f.server.CloseClientConnections()
		f.server.Close()
	})
	f.person(ownUser, homeTeam, map[string]any{"is_bot": true})
	f.person("U0PRIYA", homeTeam, nil)
	f.person("U0JOHN", homeTeam, nil)
	f.person("U0CLIENT", otherTeam, nil)
	f.channels[staffChannel] = &fakeChannel{id: staffChannel, private: true, members: []string{"U0PRIYA", "U0JOHN", ownUser}}
	f.channels[digestChannel] = &fakeChannel{id: digestChannel, private: true, members: []string{"U0PRIYA", ownUser}}
	f.channels[clientChannel] = &fakeChannel{id: clientChannel, ext: true, members: []string{"U0PRIYA", "U0CLIENT", ownUser}}
	return f
}

func (f *fakeSlack) apiURL() string { return f.server.URL + "/api/" }

// letGo ends all stalls, and tells the answers that are held.
func (f *fakeSlack) letGo() {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-f.release:
	default:
		close(f.release)
	}
}

func (f *fakeSlack) person(id, team string, more map[string]any) {
	u := map[string]any{"id": id, "team_id": team, "name": strings.ToLower(id), "real_name": id, "profile": map[string]any{"display_name": strings.TrimPrefix(id, "U0")}}
	maps.Copy(u, more)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.users[id] = u
}

// change changes a channel.
func (f *fakeSlack) change(id string, fn func(c *fakeChannel)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fn(f.channels[id])
}

// next makes the coming calls of a method fail: 429, 500-before, 500-after,
// drop-after, drop-before, held-after (the answer is told once it is let go), stall, empty (a list with nothing in it), 404, to:URL (a redirect), or error:CODE.
func (f *fakeSlack) next(method string, faults ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults[method] = append(f.faults[method], faults...)
}

// until makes every call of a method, or with * of all, fail until fault is "".
func (f *fakeSlack) until(method, fault string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.always[method] = fault
}

func (f *fakeSlack) fault(method string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if list := f.faults[method]; len(list) > 0 {
		f.faults[method] = list[1:]
		return list[0]
	}
	return cmp.Or(f.always[method], f.always["*"])
}

func (f *fakeSlack) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/link":
		f.socket.serve(w, r)
		return
	case "/upload":
		body, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		f.uploads = append(f.uploads, body)
		f.mu.Unlock()
		fmt.Fprint(w, "OK")
		return
	}
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	form := readForm(r)
	f.mu.Lock()
	f.calls = append(f.calls, fakeCall{method, form, time.Now()})
	scopes := strings.Join(f.scopes, ",")
	f.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-OAuth-Scopes", scopes)
	f.before(method)
	fault := f.fault(method)
	answer := func() map[string]any { return f.answer(method, form) }
	switch {
	case fault == "":
		_ = json.NewEncoder(w).Encode(answer())
	case fault == "empty":
		_ = json.NewEncoder(w).Encode(yes(map[string]any{"messages": []any{}}))
	case fault == "429":
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	case fault == "500-before":
		w.WriteHeader(http.StatusInternalServerError)
	case fault == "404":
		http.NotFound(w, r)
	case strings.HasPrefix(fault, "to:"):
		http.Redirect(w, r, strings.TrimPrefix(fault, "to:"), http.StatusTemporaryRedirect)
	case fault == "500-after":
		answer()
		w.WriteHeader(http.StatusInternalServerError)
	case fault == "drop-before", fault == "drop-after":
		if fault == "drop-after" {
			answer()
		}
		hijack(w)
	case fault == "held-after":
		out := answer()
		<-f.release
		_ = json.NewEncoder(w).Encode(out)
	case fault == "stall":
		<-f.release
	case strings.HasPrefix(fault, "error:"):
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": false, "error": strings.TrimPrefix(fault, "error:"), "needed": "chat:write"})
	}
}

func hijack(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

func readForm(r *http.Request) map[string]string {
	out := map[string]string{}
	body, _ := io.ReadAll(r.Body)
	var object map[string]any
	if json.Unmarshal(body, &object) == nil {
		for k, v := range object {
			if s, ok := v.(string); ok {
				out[k] = s
				continue
			}
			raw, _ := json.Marshal(v)
			out[k] = string(raw)
		}
		return out
	}
	values, _ := url.ParseQuery(string(body))
	for k := range values {
		out[k] = values.Get(k)
	}
	return out
}

func no(code string) map[string]any { return map[string]any{"ok": false, "error": code} }

func yes(more map[string]any) map[string]any {
	out := map[string]any{"ok": true}
	maps.Copy(out, more)
	return out
}

func (f *fakeSlack) answer(method string, a map[string]string) map[string]any {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch method {
	case "auth.test":
		self := map[string]any{"url": "https://firm.slack.com/", "team": "The Firm", "team_id": homeTeam, "user_id": ownUser, "bot_id": ownBot}
		if f.ofPerson {
			delete(self, "bot_id")
		}
		return yes(self)
	case "bots.info":
		return yes(map[string]any{"bot": map[string]any{"id": ownBot, "app_id": ownApp}})
	case "apps.connections.open":
		return yes(map[string]any{"url": "ws" + strings.TrimPrefix(f.server.URL, "http") + "/link"})
	case "users.info":
		if u, ok := f.users[a["user"]]; ok {
			return yes(map[string]any{"user": u})
		}
		return no("user_not_found")
	case "files.info":
		if x, ok := f.files[a["file"]]; ok {
			return yes(map[string]any{"file": x})
		}
		return no("file_not_found")
	case "files.getUploadURLExternal":
		return yes(map[string]any{"upload_url": f.server.URL + "/upload", "file_id": "F0DIGEST"})
	case "files.completeUploadExternal":
		return yes(map[string]any{"files": []any{map[string]any{"id": "F0DIGEST", "title": "t"}}})
	case "views.open", "views.publish":
		return f.view(a)
	case "blocks.validate":
		return f.validate(a)
	}
	return f.channelAnswer(method, a)
}

func (f *fakeSlack) view(a map[string]string) map[string]any {
	var v any
	if err := json.Unmarshal([]byte(a["view"]), &v); err != nil {
		return no("invalid_arguments")
	}
	if err := CheckView(v); err != nil {
		f.t.Errorf("view: %v", err)
		return no("invalid_blocks")
	}
	return yes(map[string]any{"view": map[string]any{"id": "V1"}})
}

// validate looks at blocks as they come, like Slack's own method.
func (f *fakeSlack) validate(a map[string]string) map[string]any {
	var blocks []map[string]any
	if err := json.Unmarshal([]byte(a["blocks"]), &blocks); err != nil || len(blocks) < 5 {
		return no("invalid_arguments")
	}
	if err := CheckMessage("", blocks); err != nil {
		out := no("invalid_blocks")
		out["response_metadata"] = map[string]any{"messages": []string{err.Error()}}
		return out
	}
	return yes(nil)
}

// posts lists what we posted to a channel, thread replies included.
func (f *fakeSlack) posts(channel string) []map[string]any {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []map[string]any
	c := f.channels[channel]
	if c == nil {
		return nil
	}
	for _, m := range c.messages {
		if m["bot_id"] == ownBot {
			out = append(out, maps.Clone(m))
		}
	}
	return out
}

// answers are the texts that clients see from us in a channel.
func (f *fakeSlack) answers(channel string) []string {
	var out []string
	for _, m := range f.posts(channel) {
		out = append(out, unescape(fmt.Sprint(m["text"])))
	}
	return out
}

// called lists the calls of a method.
func (f *fakeSlack) called(method string) []map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []map[string]string
	for _, c := range f.calls {
		if c.method == method {
			out = append(out, c.form)
		}
	}
	return out
}

// whispers are what we told one person alone.
func (f *fakeSlack) whispers() string {
	var out []string
	for _, c := range f.called("chat.postEphemeral") {
		out = append(out, c["user"]+": "+unescape(c["text"]))
	}
	return strings.Join(out, "\n")
}

// says writes a message of a person into a channel's history and gives its event.
func (f *fakeSlack) says(channel, user, text string, more map[string]any) map[string]any {
	m := map[string]any{"type": "message", "user": user, "text": text, "ts": f.stamp()}
	f.mu.Lock()
	if u := f.users[user]; u != nil && u["team_id"] != homeTeam {
		m["user_team"] = u["team_id"]
	}
	maps.Copy(m, more)
	f.channels[channel].messages = append(f.channels[channel].messages, maps.Clone(m))
	f.mu.Unlock()
	ev := maps.Clone(m)
	ev["channel"], ev["channel_type"] = channel, "channel"
	return ev
}

// envelopeOf wraps an event as Slack delivers it.
func envelopeOf(ev map[string]any) []byte {
	raw, _ := json.Marshal(map[string]any{
		"type": "event_callback", "team_id": homeTeam, "context_team_id": homeTeam, "api_app_id": ownApp,
		"event_id": "Ev" + rand.Text()[:8], "event_time": time.Now().Unix(), "event": ev,
		"authorizations": []any{map[string]any{"team_id": homeTeam, "user_id": ownUser, "is_bot": true}},
	})
	return raw
}

// signed makes a delivery signed as Slack signs it.
func signed(secret, target string, body []byte, age time.Duration, header map[string]string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(string(body)))
	stamp := strconv.FormatInt(time.Now().Add(-age).Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":" + string(body)))
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	r.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		r.Header.Set(k, v)
	}
	return r
}
