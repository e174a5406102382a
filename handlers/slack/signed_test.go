package slack

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// Point 1.
func TestOnlyWhatSlackSignedIsTaken(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := envelopeOf(r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil))
	good := signed(signing, EventsPath, body, 0, nil)
	right := good.Header.Get("X-Slack-Signature")
	change := func(name, value string) func(*http.Request) {
		return func(q *http.Request) {
			if value == "" {
				q.Header.Del(name)
				return
			}
			q.Header.Set(name, value)
		}
	}
	for name, x := range map[string]struct {
		secret string
		age    time.Duration
		change func(*http.Request)
	}{
		"forged":              {"another-secret", 0, nil},
		"blank secret":        {"", 0, nil},
		"signature missing":   {signing, 0, change("X-Slack-Signature", "")},
		"timestamp missing":   {signing, 0, change("X-Slack-Request-Timestamp", "")},
		"timestamp no number": {signing, 0, change("X-Slack-Request-Timestamp", "soon")},
		"without v0=":         {signing, 0, change("X-Slack-Signature", strings.TrimPrefix(right, "v0="))},
		"too short":           {signing, 0, change("X-Slack-Signature", "v0=abcd")},
		"ten minutes old":     {signing, 10 * time.Minute, nil},
		"ten minutes ahead":   {signing, -10 * time.Minute, nil},
	} {
		t.Run(name, func(t *testing.T) {
			q := signed(x.secret, EventsPath, body, x.age, nil)
			if x.change != nil {
				x.change(q)
			}
			w := r.post(q)
			if w.Code != http.StatusUnauthorized {
				t.Errorf("status %d, want 401", w.Code)
			}
			if strings.Contains(w.Body.String(), strings.TrimPrefix(right, "v0=")) {
				t.Error("the answer holds the right signature")
			}
		})
	}
	if cases, _ := r.store.Cases(t.Context(), bot.CaseFilter{}); len(cases) != 0 {
		t.Errorf("%d cases of unsigned deliveries", len(cases))
	}
	if strings.Contains(r.logs.String(), strings.TrimPrefix(right, "v0=")) {
		t.Error("the log holds the right signature")
	}
	if w := r.post(good); w.Code != http.StatusOK {
		t.Errorf("signed delivery: status %d, want 200", w.Code)
	}
}

func TestBothSigningSecretsCountWhileTheyAreChanged(t *testing.T) {
	body := []byte("{}")
	for _, secret := range []string{"old", "new"} {
		q := signed(secret, EventsPath, body, 0, nil)
		if err := verify([]string{"new", "old"}, q.Header, body, time.Now()); err != nil {
			t.Errorf("signed with the %s secret: %v", secret, err)
		}
		if err := verify([]string{"another", ""}, q.Header, body, time.Now()); err == nil {
			t.Errorf("signed with the %s secret, which is not ours: taken", secret)
		}
	}
}

// TestABlankSecretSignsNothing: whoever knows that a secret is blank could sign
// with it.
func TestABlankSecretSignsNothing(t *testing.T) {
	body := []byte(`{"type":"url_verification"}`)
	q := signed("", EventsPath, body, 0, nil)
	if err := verify([]string{"another", ""}, q.Header, body, time.Now()); err == nil {
		t.Error("signed with nothing, and taken")
	}
}

func TestABlankSigningSecretRefusesToStart(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	for name, secrets := range map[string][]string{"none": nil, "blank": {" "}, "one blank": {signing, ""}, "three": {"a", "b", "c"}} {
		s := testSecrets()
		s.SigningSecrets = secrets
		if _, err := NewClient(testOptions(f), s, Deps{}, quietLog()); err == nil {
			t.Errorf("%s: started", name)
		}
	}
}

// A secret that was replaced must not count for ever, however long the
// variable of the environment stays set.
func TestThePreviousSigningSecretCountsForADay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.client.secrets.SigningSecrets = []string{signing, "before"}
	take := func(secret string) int {
		return r.post(signed(secret, EventsPath, []byte(`{"type":"url_verification","challenge":"c"}`), -time.Duration(r.now.ahead.Load()), nil)).Code
	}
	if got := []int{take(signing), take("before")}; got[0] != 200 || got[1] != 200 {
		t.Errorf("on the first day: %v, want both taken", got)
	}
	r.now.advance(25 * time.Hour)
	if got := []int{take(signing), take("before")}; got[0] != 200 || got[1] != http.StatusUnauthorized {
		t.Errorf("a day later: %v, want the previous one refused", got)
	}
}

// Point 2.
func TestAChallengeIsAnsweredOnlyWhenSigned(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := []byte(`{"type":"url_verification","challenge":"c4all"}`)
	if w := r.post(signed(signing, EventsPath, body, 0, nil)); w.Code != http.StatusOK || w.Body.String() != "c4all" {
		t.Errorf("signed: %d %q, want 200 and the challenge", w.Code, w.Body)
	}
	if w := r.post(signed("wrong", EventsPath, body, 0, nil)); w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "c4all") {
		t.Errorf("forged: %d %q, want 401 without the challenge", w.Code, w.Body)
	}
}
