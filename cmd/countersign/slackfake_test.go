package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
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

	"github.com/gorilla/websocket"
)

// slackServer plays Slack for the whole program: its Web API, signed deliveries
// and Socket Mode. It keeps what was posted, with its metadata, as Slack's
// history does. It is smaller than the one of handlers/slack and was written
// apart from it; what it does not know it answers with unknown_method.
type slackServer struct {
	*httptest.Server
	t *testing.T

	mu      sync.Mutex
	seq     int
	token   string // what the token is answered with; "" is good
	posts   []slackPost
	homes   []string // views that were published
	uploads [][]byte
	alts    []string
	told    []string         // ephemeral messages
	people  map[string]reply // what users.info says beside the usual, by user
	conns   []*websocket.Conn
	acked   map[string]bool
}

type slackPost struct {
	Channel, Thread, TS, Text, Blocks, Metadata string
}

const slackSecret, slackStaff, slackDigests, slackClient = "a-signing-secret", "C0STAFF01", "C0DIGEST1", "C0CLIENT1"

func newSlackServer(t *testing.T) *slackServer {
	t.Helper()
	s := &slackServer{t: t, acked: map[string]bool{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(func() {
		s.mu.Lock()
		for _, c := range s.conns {
			_ = c.Close()
		}
		s.mu.Unlock()
		s.Close()
	})
	return s
}

// ServeHTTP answers one call.
func (s *slackServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/link":
		s.link(w, r)
		return
	case "/upload":
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.uploads = append(s.uploads, body)
		s.mu.Unlock()
		return
	}
	a := s.arguments(r)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(s.answer(strings.TrimPrefix(r.URL.Path, "/api/"), a))
}

func (s *slackServer) arguments(r *http.Request) url.Values {
	raw, _ := io.ReadAll(r.Body)
	var object map[string]any
	if json.Unmarshal(raw, &object) == nil {
		out := url.Values{}
		for k, v := range object {
			text, ok := v.(string)
			if !ok {
				b, _ := json.Marshal(v)
				text = string(b)
			}
			out.Set(k, text)
		}
		return out
	}
	out, _ := url.ParseQuery(string(raw))
	return out
}

type reply = map[string]any

func (s *slackServer) answer(method string, a url.Values) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != "" {
		return reply{"ok": false, "error": s.token}
	}
	ch := a.Get("channel")
	switch method {
	case "auth.test":
		return reply{"ok": true, "url": "https://firm.slack.com/", "team": "The Firm", "team_id": "T0FIRM", "user_id": "U0BOT01", "bot_id": "B0BOT01"}
	case "bots.info":
		return reply{"ok": true, "bot": reply{"id": "B0BOT01", "app_id": "A0COUNTER"}}
	case "apps.connections.open":
		return reply{"ok": true, "url": "ws" + strings.TrimPrefix(s.URL, "http") + "/link"}
	case "users.info":
		team := map[bool]string{true: "T0CLIENT", false: "T0FIRM"}[strings.HasPrefix(a.Get("user"), "U0CLIENT")]
		user := reply{"id": a.Get("user"), "team_id": team, "name": a.Get("user"), "is_bot": a.Get("user") == "U0BOT01",
			"profile": reply{"display_name": strings.TrimPrefix(a.Get("user"), "U0")}}
		maps.Copy(user, s.people[a.Get("user")])
		return reply{"ok": true, "user": user}
	case "users.conversations":
		return reply{"ok": true, "channels": []reply{{"id": slackStaff}, {"id": slackClient}, {"id": slackDigests}}}
	case "conversations.info":
		return reply{"ok": true, "channel": reply{"id": ch, "name": strings.ToLower(ch), "is_private": ch != slackClient, "is_ext_shared": ch == slackClient, "is_member": true}}
	case "conversations.members":
		return reply{"ok": true, "members": []string{"U0PRIYA", "U0BOT01"}}
	case "conversations.replies", "conversations.history":
		return reply{"ok": true, "messages": s.history(ch, a.Get("ts"))}
	case "chat.postEphemeral":
		s.told = append(s.told, a.Get("text"))
		return reply{"ok": true, "message_ts": "1.1"}
	case "views.publish", "views.open":
		s.homes = append(s.homes, a.Get("view"))
		return reply{"ok": true, "view": reply{"id": "V1"}}
	case "files.getUploadURLExternal":
		s.alts = append(s.alts, a.Get("alt_txt"))
		return reply{"ok": true, "upload_url": s.URL + "/upload", "file_id": "F1"}
	case "files.completeUploadExternal":
		return reply{"ok": true, "files": []reply{{"id": "F1"}}}
	case "chat.postMessage", "chat.update":
		return s.chat(method, a)
	}
	return reply{"ok": false, "error": "unknown_method"}
}

func (s *slackServer) chat(method string, a url.Values) reply {
	p := slackPost{Channel: a.Get("channel"), Thread: a.Get("thread_ts"), TS: a.Get("ts"), Text: a.Get("text"), Blocks: a.Get("blocks"), Metadata: a.Get("metadata")}
	if method == "chat.update" {
		i := slices.IndexFunc(s.posts, func(x slackPost) bool { return x.Channel == p.Channel && x.TS == p.TS })
		if i < 0 {
			return reply{"ok": false, "error": "message_not_found"}
		}
		s.posts[i].Text, s.posts[i].Blocks = p.Text, p.Blocks
		return reply{"ok": true, "channel": p.Channel, "ts": p.TS}
	}
	s.seq++
	p.TS = fmt.Sprintf("%d.%06d", time.Now().Unix(), s.seq)
	s.posts = append(s.posts, p)
	return reply{"ok": true, "channel": p.Channel, "ts": p.TS}
}

func (s *slackServer) history(channel, thread string) []reply {
	out := []reply{}
	for _, p := range s.posts {
		if p.Channel != channel || (thread != "" && p.Thread != thread && p.TS != thread) {
			continue
		}
		m := reply{"type": "message", "user": "U0BOT01", "bot_id": "B0BOT01", "ts": p.TS, "text": p.Text}
		if p.Metadata != "" {
			m["metadata"] = json.RawMessage(p.Metadata)
		}
		out = append(out, m)
	}
	return out
}

// in lists what stands in a channel.
func (s *slackServer) in(channel string) []slackPost {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.posts), func(p slackPost) bool { return p.Channel != channel })
}

// link is the server's side of Socket Mode.
func (s *slackServer) link(w http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s.mu.Lock()
	err = conn.WriteJSON(reply{"type": "hello", "num_connections": 1, "connection_info": reply{"app_id": "A0COUNTER"}})
	s.conns = append(s.conns, conn)
	s.mu.Unlock()
	for err == nil {
		var ack struct {
			ID string `json:"envelope_id"`
		}
		if err = conn.ReadJSON(&ack); err == nil {
			s.mu.Lock()
			s.acked[ack.ID] = true
			s.mu.Unlock()
		}
	}
}

// deliverSocket sends an envelope and waits until it is acknowledged.
func (s *slackServer) deliverSocket(kind string, payload any) {
	s.t.Helper()
	eventually(s.t, 20*time.Second, "two connections", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return len(s.conns) >= 2 })
	s.mu.Lock()
	s.seq++
	id := fmt.Sprintf("envelope-%d", s.seq)
	err := s.conns[s.seq%2].WriteJSON(reply{"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": true})
	s.mu.Unlock()
	if err != nil {
		s.t.Fatal(err)
	}
	eventually(s.t, 10*time.Second, "an acknowledgement", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.acked[id] })
}

// deliverHTTP sends a signed delivery and gives the status; 0 when nobody answered.
func deliverHTTP(addr string, kind string, payload any, at time.Time) int {
	raw, _ := json.Marshal(payload)
	path, contentType := "/slack/events", "application/json"
	if kind == "interactive" {
		path, contentType = "/slack/actions", "application/x-www-form-urlencoded"
		raw = []byte("payload=" + url.QueryEscape(string(raw)))
	}
	req, err := http.NewRequest(http.MethodPost, "http://"+addr+path, strings.NewReader(string(raw)))
	if err != nil {
		return 0
	}
	stamp := fmt.Sprint(at.Unix())
	mac := hmac.New(sha256.New, []byte(slackSecret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(raw)
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// says is a message of a client as Slack delivers it.
func says(ts, text string) reply {
	return slackEvent("Ev"+ts, reply{"type": "message", "user": "U0CLIENT1", "user_team": "T0CLIENT", "text": text, "ts": ts, "channel": slackClient, "channel_type": "channel",
		"user_profile": reply{"display_name": "Dana"}})
}

func slackEvent(id string, event reply) reply {
	return reply{"type": "event_callback", "team_id": "T0FIRM", "api_app_id": "A0COUNTER", "event_id": id, "event": event,
		"authorizations": []reply{{"team_id": "T0FIRM"}}}
}

// press is a click on a button of a card as Slack delivers it.
func (s *slackServer) press(card slackPost, action string) reply {
	s.t.Helper()
	return s.pressBy(card, action, "U0PRIYA", "T0FIRM")
}

// pressBy is a click of somebody, of a workspace as the delivery says it.
func (s *slackServer) pressBy(card slackPost, action, user, team string) reply {
	s.t.Helper()
	var blocks []struct {
		Elements []struct {
			Type  string `json:"type"`
			ID    string `json:"action_id"`
			Value string `json:"value"`
		} `json:"elements"`
	}
	if err := json.Unmarshal([]byte(card.Blocks), &blocks); err != nil {
		s.t.Fatal(err)
	}
	for _, b := range blocks {
		for _, e := range b.Elements {
			if e.Type == "button" && e.ID == action {
				return reply{"type": "block_actions", "api_app_id": "A0COUNTER", "trigger_id": "t", "user": reply{"id": user, "team_id": team},
					"team": reply{"id": "T0FIRM"}, "container": reply{"channel_id": card.Channel, "message_ts": card.TS},
					"actions": []reply{{"action_id": action, "value": e.Value, "type": "button"}}}
			}
		}
	}
	s.t.Fatalf("the card has no button %s: %s", action, card.Blocks)
	return nil
}
