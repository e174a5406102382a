package main

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// teamsServer plays Teams for the whole program: the issuer of tokens, Entra
// and the connector. It is smaller than the one of handlers/teams and was
// written apart from it.
type teamsServer struct {
	*httptest.Server
	t   *testing.T
	key *rsa.PrivateKey

	mu    sync.Mutex
	seq   int
	posts []teamsPost
}

type teamsPost struct {
	Conversation, ID string
	Body             map[string]any
}

const (
	teamsApp    = "11111111-1111-1111-1111-111111111111"
	teamsTenant = "22222222-2222-2222-2222-222222222222"
	teamsStaff  = "19:staff@thread.tacv2"
	teamsClient = "19:acme@thread.tacv2"
	teamsPriya  = "aaaaaaaa-0000-0000-0000-000000000001"
	teamsDana   = "cccccccc-0000-0000-0000-000000000001"
)

func newTeamsServer(t *testing.T) *teamsServer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s := &teamsServer{t: t, key: key}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP answers one call.
func (s *teamsServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	status, out := s.answer(r, raw)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(out)
}

func (s *teamsServer) answer(r *http.Request, raw []byte) (int, any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.URL.Path {
	case "/metadata":
		return 200, reply{"jwks_uri": s.URL + "/keys"}
	case "/keys":
		b64 := base64.RawURLEncoding.EncodeToString
		return 200, reply{"keys": []reply{{"kty": "RSA", "kid": "k", "use": "sig", "endorsements": []string{"msteams"},
			"n": b64(s.key.N.Bytes()), "e": b64(big.NewInt(int64(s.key.E)).Bytes())}}}
	case "/token":
		return 200, reply{"token_type": "Bearer", "expires_in": 3600, "access_token": "a-token"}
	}
	if strings.HasPrefix(r.URL.Path, "/v3/teams/") {
		return 200, reply{"conversations": []reply{{"id": teamsStaff, "type": "standard"}, {"id": teamsClient, "type": "standard"}}}
	}
	parts := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/v3/conversations"), "/")
	for i := range parts {
		parts[i], _ = url.PathUnescape(parts[i])
	}
	var in map[string]any
	_ = json.Unmarshal(raw, &in)
	switch {
	case r.Header.Get("Authorization") != "Bearer a-token":
		return 401, reply{}
	case r.Method == http.MethodGet && len(parts) == 3 && parts[2] == "pagedmembers":
		return 200, reply{"members": []reply{{"id": "29:priya", "aadObjectId": teamsPriya, "name": "PRIYA", "userRole": "user", "tenantId": teamsTenant}}}
	case r.Method == http.MethodPost && len(parts) == 1:
		channel := in["channelData"].(map[string]any)["channel"].(map[string]any)["id"].(string)
		id := s.next()
		s.posts = append(s.posts, teamsPost{channel + ";messageid=" + id, id, in["activity"].(map[string]any)})
		return 201, reply{"id": channel + ";messageid=" + id, "activityId": id}
	case r.Method == http.MethodPost && len(parts) == 3:
		id := s.next()
		s.posts = append(s.posts, teamsPost{parts[1], id, in})
		return 201, reply{"id": id}
	case r.Method == http.MethodPut && len(parts) == 4:
		for i, p := range s.posts {
			if p.Conversation == parts[1] && p.ID == parts[3] {
				s.posts[i].Body = in
				return 200, reply{"id": p.ID}
			}
		}
	}
	return 404, reply{}
}

func (s *teamsServer) next() string { s.seq++; return fmt.Sprint(1795000000000 + s.seq) }

// in lists what stands in a channel.
func (s *teamsServer) in(channel string) []teamsPost {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []teamsPost
	for _, p := range s.posts {
		if strings.HasPrefix(p.Conversation, channel) {
			out = append(out, p)
		}
	}
	return out
}

// deliver sends an activity with its token and gives the status; 0 when nobody
// answered.
func (s *teamsServer) deliver(addr string, a reply) (int, string) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: s.key}, (&jose.SignerOptions{}).WithHeader("kid", "k"))
	if err != nil {
		s.t.Fatal(err)
	}
	now := time.Now()
	token, err := jwt.Signed(signer).Claims(reply{"iss": "https://api.botframework.com", "aud": teamsApp, "serviceurl": s.URL + "/",
		"exp": now.Add(time.Hour).Unix(), "nbf": now.Unix()}).Serialize() //nolint:misspell // the library spells it so
	if err != nil {
		s.t.Fatal(err)
	}
	raw, err := json.Marshal(a)
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, "http://"+addr+"/api/messages", strings.NewReader(string(raw)))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	return resp.StatusCode, string(body)
}

// activity is what Teams delivers of somebody in a conversation.
func (s *teamsServer) activity(kind, id, object, name, conversation string) reply {
	return reply{"type": kind, "id": id, "timestamp": time.Now().UTC().Format(time.RFC3339Nano), "serviceUrl": s.URL + "/", "channelId": "msteams",
		"from": reply{"id": "29:" + object, "aadObjectId": object, "name": name}, "recipient": reply{"id": "28:" + teamsApp},
		"conversation": reply{"id": conversation, "conversationType": "channel", "tenantId": teamsTenant},
		"channelData":  reply{"team": reply{"id": "19:firm@thread.tacv2"}}}
}

// says is a message of a client that mentions the app.
func (s *teamsServer) says(id, thread, text string) reply {
	if thread == "" {
		thread = id
	}
	a := s.activity("message", id, teamsDana, "Dana", teamsClient+";messageid="+thread)
	a["text"] = "<at>Countersign</at> " + text
	a["entities"] = []reply{{"type": "mention", "text": "<at>Countersign</at>", "mentioned": reply{"id": "28:" + teamsApp}}}
	return a
}

// press is a press of the button of a card that has this verb, with what was typed.
func (s *teamsServer) press(card teamsPost, verb string, typed reply) (reply, bool) {
	attachments, _ := card.Body["attachments"].([]any)
	if len(attachments) == 0 {
		return nil, false
	}
	b := executes(attachments[0].(map[string]any)["content"], verb)
	if b == nil {
		return nil, false
	}
	data := reply{}
	for _, from := range []map[string]any{b["data"].(map[string]any), typed} {
		for k, v := range from {
			data[k] = v
		}
	}
	a := s.activity("invoke", "f:"+rand.Text(), teamsPriya, "PRIYA", card.Conversation)
	a["name"], a["replyToId"] = "adaptiveCard/action", card.ID
	a["value"] = reply{"action": reply{"type": "Action.Execute", "verb": verb, "data": data}}
	return a, true
}

// executes finds the button with a verb in a card.
func executes(v any, verb string) map[string]any {
	switch x := v.(type) {
	case map[string]any:
		if x["type"] == "Action.Execute" && x["verb"] == verb {
			return x
		}
		for _, inner := range x {
			if found := executes(inner, verb); found != nil {
				return found
			}
		}
	case []any:
		for _, inner := range x {
			if found := executes(inner, verb); found != nil {
				return found
			}
		}
	}
	return nil
}
