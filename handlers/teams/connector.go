package teams

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"
)

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 4 << 20

// connector speaks the Bot Connector's protocol. The library's own client gives
// up the id of what it posted, knows no time limit and sends an empty token
// where none could be had.
type connector struct {
	hosts   hosts
	tokens  *tokens // nil: the Agents Playground wants none
	client  *http.Client
	timeout time.Duration
	now     func() time.Time
	metrics *metrics
}

// newHTTPClient makes the client for everything that goes out: with a time
// limit, and without following redirects, which could lead a token elsewhere.
func newHTTPClient(timeout time.Duration) *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 16
	return &http.Client{Timeout: timeout, Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// call is one call to a connector.
type call struct {
	op     string
	method string
	base   string   // service address of the conversation
	path   []string // after /v3, each escaped
	query  url.Values
	body   any
}

// do makes a call and decodes the answer. A token that is not accepted is
// replaced and tried once more; nothing else is tried again here, because only
// the outbox knows which repeats are safe.
func (c *connector) do(ctx context.Context, k call, into any) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	err := c.try(ctx, k, into)
	if statusOf(err) == http.StatusUnauthorized && c.tokens != nil {
		err = c.try(ctx, k, into)
	}
	c.metrics.calls.WithLabelValues(k.op, outcomeLabel(err)).Inc()
	return err
}

func (c *connector) try(ctx context.Context, k call, into any) error {
	req, err := c.request(ctx, k)
	if err != nil {
		return err
	}
	token := ""
	if c.tokens != nil {
		if token, err = c.tokens.get(ctx); err != nil {
			return &CallError{Op: k.op, Code: "token", cause: err}
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := c.send(req)
	if err != nil {
		return broken(k.op, err)
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	err = errors.Join(err, resp.Body.Close())
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		if resp.StatusCode == http.StatusUnauthorized && c.tokens != nil {
			c.tokens.drop(token)
		}
		return refused(k.op, resp.StatusCode, codeIn(raw), resp.Header.Get("Retry-After"), c.now())
	}
	if into == nil || err == nil && k.method == http.MethodPost && len(bytes.TrimSpace(raw)) == 0 {
		return nil // it was done; of what was posted the id is not told
	}
	if err = errors.Join(err, json.Unmarshal(raw, into)); err != nil {
		return broken(k.op, err)
	}
	return nil
}

// request makes a request whose address can only lead to a listed host.
func (c *connector) request(ctx context.Context, k call) (*http.Request, error) {
	base, err := c.hosts.check(k.base)
	if err != nil {
		return nil, &CallError{Op: k.op, Code: "unreachable", cause: err}
	}
	address := strings.TrimSuffix(base.String(), "/") + "/v3"
	for _, part := range k.path {
		address += "/" + url.PathEscape(part)
	}
	if len(k.query) > 0 {
		address += "?" + k.query.Encode()
	}
	var body io.Reader
	if k.body != nil {
		raw, err := json.Marshal(k.body)
		if err != nil {
			return nil, fmt.Errorf("teams %s: %w", k.op, err)
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, k.method, address, body)
	if err != nil {
		return nil, fmt.Errorf("teams %s: %w", k.op, err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	return req, nil
}

// send sends a request, and tells of a failed one whether any of it left.
func (c *connector) send(req *http.Request) (*http.Response, error) {
	var wrote atomic.Bool
	trace := &httptrace.ClientTrace{WroteHeaders: func() { wrote.Store(true) }}
	resp, err := c.client.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil && !wrote.Load() {
		return nil, notWrittenError{err}
	}
	return resp, err
}

// codeIn reads the connector's code of an error.
func codeIn(raw []byte) string {
	var answer struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	_ = json.Unmarshal(raw, &answer) // without one there is none to tell
	return answer.Error.Code
}

// outgoing is a message as it goes out: the library's attachment, and of its
// activity the parts that say something. Whole, each would carry times of the
// year 1.
type outgoing struct {
	Type        string              `json:"type"`
	Text        string              `json:"text,omitempty"`
	TextFormat  string              `json:"textFormat,omitempty"`
	Summary     string              `json:"summary,omitempty"`
	Attachments []schema.Attachment `json:"attachments,omitempty"`
	Entities    []any               `json:"entities,omitempty"`
}

// creation begins a thread of a channel.
type creation struct {
	IsGroup     bool                   `json:"isGroup"`
	Bot         *schema.ChannelAccount `json:"bot,omitempty"`
	TenantID    string                 `json:"tenantId,omitempty"`
	ChannelData map[string]any         `json:"channelData"`
	Activity    outgoing               `json:"activity"`
}

// post says something in a conversation and gives the id of what was said; ""
// where Teams accepted it and did not tell.
func (c *connector) post(ctx context.Context, base, conversation string, m outgoing) (string, error) {
	var got schema.ResourceResponse
	err := c.do(ctx, call{op: "post", method: http.MethodPost, base: base, path: []string{"conversations", conversation, "activities"}, body: m}, &got)
	return got.ID, err
}

// create begins a thread of a channel and gives the ids of its conversation and
// of its first message.
func (c *connector) create(ctx context.Context, p place, m outgoing) (conversation, activity string, err error) {
	what := creation{IsGroup: true, TenantID: p.Tenant, Activity: m,
		ChannelData: map[string]any{"channel": withID{ID: p.Channel}}}
	if p.Tenant != "" {
		what.ChannelData["tenant"] = withID{ID: p.Tenant}
	}
	if p.Bot != "" {
		what.Bot = &schema.ChannelAccount{ID: p.Bot}
	}
	var got schema.ConversationResourceResponse
	err = c.do(ctx, call{op: "create", method: http.MethodPost, base: p.ServiceURL, path: []string{"conversations"}, body: what}, &got)
	if err != nil {
		return "", "", err
	}
	_, thread := splitConversation(got.ID)
	if got.ActivityID == "" {
		got.ActivityID = thread
	}
	return got.ID, got.ActivityID, nil
}

// update puts another message in the place of one of ours.
func (c *connector) update(ctx context.Context, base, conversation, activity string, m outgoing) error {
	return c.do(ctx, call{op: "update", method: http.MethodPut, base: base, path: []string{"conversations", conversation, "activities", activity}, body: m}, nil)
}

// remove deletes one of our messages.
func (c *connector) remove(ctx context.Context, base, conversation, activity string) error {
	return c.do(ctx, call{op: "delete", method: http.MethodDelete, base: base, path: []string{"conversations", conversation, "activities", activity}}, nil)
}

// member is somebody in a conversation, as Teams lists them.
type member struct {
	ID         string `json:"id"`
	AAD        string `json:"aadObjectId"`
	Object     string `json:"objectId"` // older answers
	Name       string `json:"name"`
	Role       string `json:"userRole"`
	TenantID   string `json:"tenantId"`
	Membership struct {
		TenantID string `json:"tenantId"`
	} `json:"membershipSource"`
}

// object is the person's Entra object id.
func (m member) object() string {
	return smallID(cmp.Or(m.AAD, m.Object))
}

// mostMemberPages bounds a roster, in pages of 200 people.
const mostMemberPages = 25

// members lists everybody in a conversation.
func (c *connector) members(ctx context.Context, base, conversation string) ([]member, error) {
	var out []member
	query := url.Values{"pageSize": {"200"}}
	for range mostMemberPages {
		var page struct {
			Token   string   `json:"continuationToken"`
			Members []member `json:"members"`
		}
		err := c.do(ctx, call{op: "members", method: http.MethodGet, base: base, path: []string{"conversations", conversation, "pagedmembers"}, query: query}, &page)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Members...)
		if page.Token == "" {
			return out, nil
		}
		query.Set("continuationToken", page.Token)
	}
	return nil, &CallError{Op: "members", Code: "too_many"}
}

// channels lists the channels of a team with their types.
func (c *connector) channels(ctx context.Context, base, team string) ([]withType, error) {
	var got struct {
		Conversations []struct {
			withType
			ChannelType string `json:"channelType"` // as the Agents Playground calls it
		} `json:"conversations"`
	}
	err := c.do(ctx, call{op: "channels", method: http.MethodGet, base: base, path: []string{"teams", team, "conversations"}}, &got)
	var out []withType
	for _, x := range got.Conversations {
		if x.Type == "" {
			x.Type = x.ChannelType
		}
		out = append(out, x.withType)
	}
	return out, err
}
