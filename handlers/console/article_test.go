package console

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// gapDigest has one question without a document.
type gapDigest struct{}

func (gapDigest) Digest(context.Context, time.Time, time.Time) (Digest, error) {
	return Digest{Verdict: "Quiet week.", Gaps: []Gap{{Case: 7, Topic: "opening_hours", Owner: "Priya <b>"}}}, nil
}

// reviewed is a console whose staff open drafts and have pages proposed.
type reviewed struct {
	proposed []int64
	viewed   []string
	err      error
}

func (v *reviewed) serve(t *testing.T) (*http.Client, string) {
	t.Helper()
	const secret = "a-secret-of-32-letters-for-tests"
	d := &desk{cases: map[int64]*bot.Case{7: routineCase("When do you open?")}}
	hub := NewHub()
	h := New(Options{Listen: "127.0.0.1:0", Secret: secret, Staff: []string{"Priya"}}, Deps{
		Workflow: d, Reader: d, Shown: d, Directory: directory{}, Hub: hub, Digest: gapDigest{},
		Propose: func(_ context.Context, id int64) (string, error) {
			v.proposed = append(v.proposed, id)
			return "Wrote review/proposed-7.md", v.err
		},
		Viewed: func(_ context.Context, _ int64, who bot.Person) { v.viewed = append(v.viewed, who.ID) },
	}, slog.New(slog.DiscardHandler))
	s := httptest.NewServer(h)
	t.Cleanup(func() { hub.Close(); s.Close() })
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	if status, body := post(t, c, s.URL+"/login", url.Values{"name": {"Priya"}, "secret": {secret}}); status != 200 {
		t.Fatalf("login: %d %.200s", status, body)
	}
	return c, s.URL
}

func post(t *testing.T, c *http.Client, at string, form url.Values) (int, string) {
	t.Helper()
	resp, err := c.PostForm(at, form)
	return read(t, resp, err)
}

func get(t *testing.T, c *http.Client, at string) (int, string) {
	t.Helper()
	resp, err := c.Get(at)
	return read(t, resp, err)
}

func read(t *testing.T, resp *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(raw)
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

func TestAPageIsProposedByAButtonOfTheDigestAlone(t *testing.T) {
	v := &reviewed{}
	c, base := v.serve(t)
	_, page := get(t, c, base+"/digest")
	if !strings.Contains(page, "Case 7, opening hours, Priya &lt;b&gt;") || !strings.Contains(page, "Draft an article") {
		t.Fatalf("the digest shows no button: %.2000s", page)
	}
	if status, _ := post(t, c, base+"/digest/articles", url.Values{"case": {"7"}}); status < 400 || len(v.proposed) != 0 {
		t.Errorf("a form without its token got %d; proposed %v", status, v.proposed)
	}
	csrf := csrfField.FindStringSubmatch(page)[1]
	status, body := post(t, c, base+"/digest/articles", url.Values{"csrf": {csrf}, "case": {"7"}})
	if status != 200 || !slices.Equal(v.proposed, []int64{7}) || !strings.Contains(body, "Wrote review/proposed-7.md") {
		t.Errorf("pressed: %d, proposed %v", status, v.proposed)
	}
	v.err = &bot.InvalidError{Field: "case", Why: "a document covers it"}
	if status, body = post(t, c, base+"/digest/articles", url.Values{"csrf": {csrf}, "case": {"7"}}); status != 422 || !strings.Contains(body, "a document covers it") {
		t.Errorf("where nothing is to be proposed: %d", status)
	}
}

func TestOpeningTheRecordOrADialogueOfACaseIsNoted(t *testing.T) {
	v := &reviewed{}
	c, base := v.serve(t)
	get(t, c, base+"/") // the desk shows every card: nobody has opened one
	if len(v.viewed) != 0 {
		t.Errorf("the desk counts as opening: %v", v.viewed)
	}
	get(t, c, base+"/cases/7")
	get(t, c, base+"/cases/7/edit")
	if priya := StaffID(nil, "Priya"); !slices.Equal(v.viewed, []string{priya, priya}) {
		t.Errorf("noted %v, want Priya for the record and the dialogue, by the id of her decisions", v.viewed)
	}
}
