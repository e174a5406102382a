package console

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"countersign/bot"
)

// topics is a desk of automatic answers with one question to the owner.
type topics struct{ acts []TopicAction }

func (d *topics) Topics(context.Context) (Topics, error) {
	return Topics{JSON: map[string]any{"topics": []string{"opening_hours"}}, Topics: []Topic{{Topic: "opening_hours", State: "asked", Words: "the owner was asked <b>",
		Findings: []Finding{{true, "2 approvers took part"}, {false, "22 of 80 decided"}}, Honest: "At n = 80 a good topic passes 44 % of the time.",
		Actions: []TopicButton{{"grant", "Grant for 90 days", true}, {"refuse", "Refuse", false}}}},
		Never: []Topic{{Topic: "refunds", Words: "never: a refund is a decision of the firm"}}}, nil
}

func (d *topics) Act(_ context.Context, a TopicAction) (string, error) {
	if a.Action == "grant" && a.By.Name != "Priya" {
		return "", &bot.InvalidError{Field: "action", Why: "only the owner of the firm signs"}
	}
	d.acts = append(d.acts, a)
	return "Done with " + a.Action, nil
}

func TestThePageOfAutomaticAnswersShowsWhatIsMissingAndTakesASignature(t *testing.T) {
	const secret = "a-secret-of-32-letters-for-tests"
	d, auto, hub := &desk{cases: map[int64]*bot.Case{}}, &topics{}, NewHub()
	h := New(Options{Listen: "127.0.0.1:0", Secret: secret, Staff: []string{"Priya", "Tom"}}, Deps{
		Workflow: d, Reader: d, Shown: d, Directory: directory{}, Hub: hub, Autonomy: auto}, slog.New(slog.DiscardHandler))
	s := httptest.NewServer(h)
	t.Cleanup(func() { hub.Close(); s.Close() })
	signedIn := func(name string) (*http.Client, string) {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		c := &http.Client{Jar: jar}
		if status, body := post(t, c, s.URL+"/login", url.Values{"name": {name}, "secret": {secret}}); status != 200 {
			t.Fatalf("login: %d %.200s", status, body)
		}
		status, page := get(t, c, s.URL+"/autonomy")
		if status != 200 {
			t.Fatalf("page: %d %.200s", status, page)
		}
		return c, page
	}
	c, page := signedIn("Tom")
	for _, want := range []string{"Opening hours", "the owner was asked &lt;b&gt;", "Not yet:", "22 of 80 decided", "Grant for 90 days", "Stop all automatic answers", "a refund is a decision of the firm"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	press := func(c *http.Client, page, action string) (int, string) {
		return post(t, c, s.URL+"/autonomy", url.Values{"csrf": {csrfField.FindStringSubmatch(page)[1]}, "topic": {"opening_hours"}, "action": {action}})
	}
	if status, body := press(c, page, "grant"); status != 422 || !strings.Contains(body, "Only the owner of the firm signs") && !strings.Contains(body, "only the owner of the firm signs") {
		t.Errorf("signed by another: %d %.300s", status, body)
	}
	if status, _ := post(t, c, s.URL+"/autonomy", url.Values{"topic": {"opening_hours"}, "action": {"pause"}}); status != http.StatusForbidden {
		t.Errorf("a press without the page's token: %d, want it refused", status)
	}
	c, page = signedIn("Priya")
	if status, body := press(c, page, "grant"); status != 200 || !strings.Contains(body, "Done with grant") {
		t.Errorf("signed by the owner: %d %.300s", status, body)
	}
	if len(auto.acts) != 1 || auto.acts[0].Topic != "opening_hours" || auto.acts[0].By.Name != "Priya" || !strings.HasPrefix(auto.acts[0].By.ID, "s-") {
		t.Errorf("acts: %+v, want the owner's alone, by the id of the record", auto.acts)
	}
}

// TestAllTopicsAtOnceAreStoppedAndLetGoOnAlone: "all" is no topic to ask about.
func TestAllTopicsAtOnceAreStoppedAndLetGoOnAlone(t *testing.T) {
	auto := &topics{}
	h := guarded(Options{})
	h = New(h.opts, Deps{Workflow: h.deps.Workflow, Autonomy: auto, Hub: h.deps.Hub}, slog.New(slog.DiscardHandler))
	for action, want := range map[string]int{"pause": 200, "resume": 200, "ask": 422, "grant": 422, "revoke": 422, "": 422} {
		got := answer(t, h, "POST", "/api/autonomy/all", `{"by":"Priya","action":"`+action+`"}`, "Authorization", "Bearer "+testSecret)
		if got.Code != want || want == 422 && !strings.Contains(got.Body.String(), "name one topic") {
			t.Errorf("%q: %d %s, want %d", action, got.Code, got.Body, want)
		}
	}
	if len(auto.acts) != 2 {
		t.Errorf("acts: %+v, want two", auto.acts)
	}
}
