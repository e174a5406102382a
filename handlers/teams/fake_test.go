package teams

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeTeams plays Teams: the issuer of its tokens, Microsoft Entra, and the
// connector with channels, people and cards. It can be told to fail.
//
// Its limits: it was written from the same reading of Microsoft's pages as the
// code under test, so it proves that the code does what we think Teams wants,
// and nothing about Teams itself. It knows no rate of its own, no TLS and no
// policies of a tenant.
type fakeTeams struct {
	t      *testing.T
	server *httptest.Server

	mu       sync.Mutex
	seq      int
	keys     map[string]fakeKey // by kid
	members  map[string][]map[string]any
	channels map[string][]map[string]any // by team
	posted   []*fakePost
	calls    []fakeCall
	faults   map[string][]string // by operation, taken one by one
	always   map[string]string
	release  chan struct{}
	tokens   int // how many were given
	bad      map[string]bool
	silent   bool // the ids of what is posted are not told
}

type fakeKey struct {
	key      *rsa.PrivateKey
	endorses []string
}

type fakePost struct {
	conversation, id string
	body             map[string]any
	updates          int
}

type fakeCall struct {
	op, path, auth string
	body           []byte
}

const (
	appID        = "11111111-1111-1111-1111-111111111111"
	tenant       = "22222222-2222-2222-2222-222222222222"
	otherTenant  = "33333333-3333-3333-3333-333333333333"
	staffChannel = "19:staff@thread.tacv2"
	staffTeam    = "19:staffteam@thread.tacv2"
	clientPlace  = "19:acme@thread.tacv2"
	botID        = "28:" + appID
	appSecret    = "an-app-secret-never-shown"
)

// Object ids of people.
const (
	priya  = "aaaaaaaa-0000-0000-0000-000000000001"
	john   = "aaaaaaaa-0000-0000-0000-000000000002"
	cleo   = "cccccccc-0000-0000-0000-000000000001" // a client
	gus    = "dddddddd-0000-0000-0000-000000000001" // a guest
	nobody = "eeeeeeee-0000-0000-0000-000000000001"
)

var (
	oneKey     *rsa.PrivateKey
	otherKey   *rsa.PrivateKey
	makeOfKeys = sync.OnceFunc(func() {
		var err error
		if oneKey, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			panic(err)
		}
		if otherKey, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			panic(err)
		}
	})
)

func newFake(t *testing.T) *fakeTeams {
	t.Helper()
	makeOfKeys()
	f := &fakeTeams{
		t: t, keys: map[string]fakeKey{"key-1": {oneKey, []string{"msteams", "webchat"}}}, faults: map[string][]string{}, always: map[string]string{},
		release: make(chan struct{}), bad: map[string]bool{},
		members:  map[string][]map[string]any{staffChannel: {staff(priya, "Priya"), staff(john, "John")}},
		channels: map[string][]map[string]any{staffTeam: {{"id": staffTeam, "type": "standard"}, {"id": staffChannel, "type": "standard"}}},
	}
	f.server = httptest.NewServer(f)
	t.Cleanup(func() {
		f.letGo()
		f.server.CloseClientConnections()
		f.server.Close()
	})
	return f
}

func staff(object, name string) map[string]any {
	return map[string]any{"id": "29:" + object, "aadObjectId": object, "name": name, "userRole": "user", "tenantId": tenant}
}

func (f *fakeTeams) serviceURL() string { return f.server.URL + "/connector/" }

func (f *fakeTeams) host() string { return strings.TrimPrefix(f.server.URL, "http://") }

// letGo ends all stalls.
func (f *fakeTeams) letGo() {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-f.release:
	default:
		close(f.release)
	}
}

// next makes the coming calls of an operation fail: metadata, keys, token,
// post, create, update, members or channels. A fault is a status, such as 403
// or 429:7 with its Retry-After; after-STATUS accepts first; drop-before,
// drop-after and stall cut or hold the answer.
func (f *fakeTeams) next(op string, faults ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults[op] = append(f.faults[op], faults...)
}

// until makes every call of an operation fail until fault is "".
func (f *fakeTeams) until(op, fault string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.always[op] = fault
}

func (f *fakeTeams) fault(op string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if list := f.faults[op]; len(list) > 0 {
		f.faults[op] = list[1:]
		return list[0]
	}
	return f.always[op]
}

// called lists the calls of an operation.
func (f *fakeTeams) called(op string) []fakeCall {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []fakeCall
	for _, c := range f.calls {
		if c.op == op {
			out = append(out, c)
		}
	}
	return out
}

// outbound counts everything that was asked of us.
func (f *fakeTeams) outbound() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.calls)
}

// operation names what a request is for, with the ids in it.
func operation(r *http.Request) (string, []string) {
	raw := strings.TrimPrefix(r.URL.EscapedPath(), "/connector/v3/")
	parts := strings.Split(raw, "/")
	for i, p := range parts {
		parts[i], _ = url.PathUnescape(p)
	}
	switch {
	case r.URL.Path == "/metadata":
		return "metadata", nil
	case r.URL.Path == "/keys":
		return "keys", nil
	case r.URL.Path == "/token":
		return "token", nil
	case r.Method == http.MethodPost && len(parts) == 1 && parts[0] == "conversations":
		return "create", parts
	case r.Method == http.MethodPost && len(parts) == 3:
		return "post", parts
	case r.Method == http.MethodPut && len(parts) == 4:
		return "update", parts
	case r.Method == http.MethodDelete && len(parts) == 4:
		return "delete", parts
	case r.Method == http.MethodGet && len(parts) == 3 && parts[2] == "pagedmembers":
		return "members", parts
	case r.Method == http.MethodGet && len(parts) == 3 && parts[0] == "teams":
		return "channels", parts
	}
	return "unknown", parts
}

func (f *fakeTeams) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	op, parts := operation(r)
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	f.calls = append(f.calls, fakeCall{op, r.URL.EscapedPath(), r.Header.Get("Authorization"), body})
	refused := strings.HasPrefix(r.URL.Path, "/connector/") && (r.Header.Get("Authorization") == "Bearer " || f.bad[r.Header.Get("Authorization")])
	f.mu.Unlock()
	fault := f.fault(op)
	status, accepts := fault, false
	if rest, ok := strings.CutPrefix(fault, "after-"); ok {
		status, accepts = rest, true
	}
	switch {
	case refused:
		w.WriteHeader(http.StatusUnauthorized)
	case fault == "":
		f.answer(w, op, parts, body)
	case fault == "stall":
		<-f.release
	case fault == "drop-before", fault == "drop-after":
		if fault == "drop-after" {
			f.answer(httptest.NewRecorder(), op, parts, body)
		}
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = conn.Close()
		}
	case fault == "no-conversation":
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":{"code":"ConversationNotFound"}}`)
	default:
		if accepts {
			f.answer(httptest.NewRecorder(), op, parts, body)
		}
		f.fail(w, op, status)
	}
}

func (f *fakeTeams) fail(w http.ResponseWriter, op, fault string) {
	code, retry, _ := strings.Cut(fault, ":")
	var status int
	_, _ = fmt.Sscan(code, &status)
	if retry != "" {
		w.Header().Set("Retry-After", retry)
	}
	w.WriteHeader(status)
	if op == "token" {
		fmt.Fprintf(w, `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided: %s"}`, appSecret)
		return
	}
	fmt.Fprint(w, `{"error":{"code":"MessageWritesBlocked","message":"said by the platform"}}`)
}

func (f *fakeTeams) answer(w http.ResponseWriter, op string, parts []string, body []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	reply := func(status int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(v)
	}
	switch op {
	case "metadata":
		reply(200, map[string]any{"issuer": issuer, "jwks_uri": f.server.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	case "keys":
		reply(200, map[string]any{"keys": f.jwks()})
	case "token":
		f.tokens++
		reply(200, map[string]any{"token_type": "Bearer", "expires_in": 3600, "access_token": fmt.Sprintf("token-%d", f.tokens)})
	case "members":
		reply(200, map[string]any{"members": f.members[parts[1]]})
	case "channels":
		reply(200, map[string]any{"conversations": f.channels[parts[1]]})
	case "create":
		var in map[string]any
		_ = json.Unmarshal(body, &in)
		data, _ := in["channelData"].(map[string]any)
		channel, _ := data["channel"].(map[string]any)
		activity, _ := in["activity"].(map[string]any)
		id := f.stampLocked()
		at := fmt.Sprint(channel["id"]) + threadSign + id
		f.posted = append(f.posted, &fakePost{conversation: at, id: id, body: activity})
		reply(201, map[string]any{"id": at, "activityId": id})
	case "post":
		var in map[string]any
		_ = json.Unmarshal(body, &in)
		id := f.stampLocked()
		f.posted = append(f.posted, &fakePost{conversation: parts[1], id: id, body: in})
		if f.silent {
			reply(201, map[string]any{})
			return
		}
		reply(201, map[string]any{"id": id})
	case "update":
		f.updateLocked(parts, body, reply)
	case "delete":
		before := len(f.posted)
		if f.posted = slices.DeleteFunc(f.posted, func(p *fakePost) bool { return p.conversation == parts[1] && p.id == parts[3] }); len(f.posted) == before {
			reply(404, map[string]any{"error": map[string]any{"code": "ActivityNotFoundInConversation"}})
			return
		}
		reply(200, map[string]any{})
	default:
		reply(404, map[string]any{"error": map[string]any{"code": "NotFound"}})
	}
}

func (f *fakeTeams) updateLocked(parts []string, body []byte, reply func(int, any)) {
	for _, p := range f.posted {
		if p.conversation == parts[1] && p.id == parts[3] {
			p.body, p.updates = map[string]any{}, p.updates+1
			_ = json.Unmarshal(body, &p.body)
			reply(200, map[string]any{"id": p.id})
			return
		}
	}
	reply(404, map[string]any{"error": map[string]any{"code": "ActivityNotFoundInConversation"}})
}

func (f *fakeTeams) stampLocked() string {
	f.seq++
	return fmt.Sprint(1795000000000 + f.seq)
}

func (f *fakeTeams) stamp() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stampLocked()
}

// in lists what stands in a channel, threads included.
func (f *fakeTeams) in(channel string) []fakePost {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []fakePost
	for _, p := range f.posted {
		if at, _ := splitConversation(p.conversation); at == channel {
			out = append(out, *p)
		}
	}
	return out
}

// answers are the texts that clients see from us in a channel.
func (f *fakeTeams) answers(channel string) []string {
	var out []string
	for _, p := range f.in(channel) {
		out = append(out, fmt.Sprint(p.body["text"]))
	}
	return out
}

// says is the activity of a message in a channel. A thread of "" begins one.
func (f *fakeTeams) says(channel, object, text, thread string, more map[string]any) map[string]any {
	id := f.stamp()
	if thread == "" {
		thread = id
	}
	a := map[string]any{
		"type": "message", "id": id, "timestamp": time.Now().UTC().Format(time.RFC3339Nano), "serviceUrl": f.serviceURL(), "channelId": "msteams",
		"from":         map[string]any{"id": "29:" + object, "aadObjectId": object, "name": nameOf(object)},
		"recipient":    map[string]any{"id": botID, "name": "Countersign"},
		"conversation": map[string]any{"id": channel + threadSign + thread, "isGroup": true, "conversationType": "channel", "tenantId": tenant},
		"text":         "<at>Countersign</at> " + text, "textFormat": "plain",
		"entities": []any{map[string]any{"type": "mention", "text": "<at>Countersign</at>", "mentioned": map[string]any{"id": botID, "name": "Countersign"}},
			map[string]any{"type": "clientInfo", "locale": "en-GB"}},
		"channelData": map[string]any{"tenant": map[string]any{"id": tenant}, "team": map[string]any{"id": teamOf(channel)}, "channel": map[string]any{"id": channel}},
	}
	maps.Copy(a, more)
	return a
}

func teamOf(channel string) string {
	if channel == staffChannel {
		return staffTeam
	}
	return "19:clientteam@thread.tacv2"
}

func nameOf(object string) string {
	return map[string]string{priya: "Priya Shah", john: "John Ellis", cleo: "Cleo Client", gus: "Gus Guest"}[object]
}
