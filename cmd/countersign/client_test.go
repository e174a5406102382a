package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"
)

// api is a client of the JSON interface, as a script would write it.
type api struct {
	base  string
	token string
	http  *http.Client
}

func newAPI(base, token string) *api {
	return &api{base: base, token: token, http: &http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{DisableKeepAlives: true}, // a killed server must not leave half-dead connections
	}}
}

type receiptJSON struct {
	Case    int64  `json:"case"`
	Thread  string `json:"thread"`
	Message string `json:"message"`
}

type caseJSON struct {
	ID      int64    `json:"id"`
	State   string   `json:"state"`
	Tier    string   `json:"tier"`
	Topic   string   `json:"topic"`
	Thread  string   `json:"thread"`
	Weight  int      `json:"weight"`
	Flags   []string `json:"flags"`
	Reasons []struct {
		Code     string `json:"code"`
		Points   int    `json:"points"`
		Evidence string `json:"evidence"`
	} `json:"reasons"`
	Question string `json:"question"`
	Draft    *struct {
		Version   int    `json:"version"`
		Text      string `json:"text"`
		Citations []struct {
			Title, File, Heading, Quote string
		} `json:"citations"`
		Checks []struct {
			Name, Verdict, Detail string
		} `json:"checks"`
	} `json:"draft"`
	Owner    string `json:"owner"`
	Promises []struct {
		Kind string `json:"kind"`
		What string `json:"what"`
		By   string `json:"by"`
		Kept string `json:"kept"`
	} `json:"promises"`
	Telling *struct {
		Text string `json:"text"`
	} `json:"telling"`
	Events []struct {
		Kind string `json:"kind"`
	} `json:"events"`
}

type threadJSON struct {
	Messages []struct {
		Role   string `json:"role"`
		Author string `json:"author"`
		Text   string `json:"text"`
		Label  string `json:"label"`
	} `json:"messages"`
}

// do makes one request and decodes the answer, giving the status.
func (a *api) do(ctx context.Context, method, path string, in, out any) (int, error) {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, a.base+path, body)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	resp, err := a.http.Do(req)
	if err != nil {
		return 0, err
	}
	raw, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return 0, err
	}
	if out != nil && len(raw) > 0 {
		if err := json.Unmarshal(raw, out); err != nil {
			return resp.StatusCode, fmt.Errorf("%s %s: %q: %w", method, path, raw, err)
		}
	}
	return resp.StatusCode, nil
}

func (a *api) send(ctx context.Context, id, channel, author, text, thread string) (receiptJSON, int, error) {
	var r receiptJSON
	status, err := a.do(ctx, http.MethodPost, "/api/messages", map[string]string{
		"id": id, "channel": channel, "author": author, "text": text, "thread": thread,
	}, &r)
	return r, status, err
}

func (a *api) kase(ctx context.Context, id int64) (caseJSON, error) {
	var k caseJSON
	status, err := a.do(ctx, http.MethodGet, fmt.Sprintf("/api/cases/%d", id), nil, &k)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("case %d: status %d", id, status)
	}
	return k, err
}

func (a *api) decide(ctx context.Context, id int64, decision map[string]any) (int, map[string]any, error) {
	var out map[string]any
	status, err := a.do(ctx, http.MethodPost, fmt.Sprintf("/api/cases/%d/decisions", id), decision, &out)
	return status, out, err
}

func (a *api) thread(ctx context.Context, id string) (threadJSON, error) {
	var out threadJSON
	status, err := a.do(ctx, http.MethodGet, "/api/threads/"+url.PathEscape(id), nil, &out)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("thread %s: status %d", id, status)
	}
	return out, err
}

// eventually asks until ok says yes, or fails the test at the deadline, which
// is a minute off at the least: on a machine that is busy with other tests
// everything takes longer, and what is promised in time is tested by counting.
func eventually(t testing.TB, within time.Duration, what string, ok func() bool) {
	t.Helper()
	within = max(within, time.Minute)
	deadline := time.Now().Add(within)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", within, what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
