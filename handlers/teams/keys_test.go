package teams

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// hangsUp sends a token signed with a key that nobody knows, and is gone before
// the answer.
func (r *rig) hangsUp() {
	r.t.Helper()
	raw, err := json.Marshal(r.teams.says(clientPlace, cleo, "x", "", nil))
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(r.t.Context())
	cancel()
	req := httptest.NewRequestWithContext(ctx, http.MethodPost, MessagesPath, bytes.NewReader(raw))
	req.Header.Set("Authorization", "Bearer "+signedWith(r.t, otherKey, "forged", longLived(r.teams)))
	w := httptest.NewRecorder()
	r.listener.Handler().ServeHTTP(w, req)
	if w.Code == http.StatusOK {
		r.t.Error("a forged token was let in")
	}
}

func (r *rig) holdsKeys() {
	r.t.Helper()
	r.eventually("the keys are held", func() bool {
		r.client.keys.mu.Lock()
		defer r.client.keys.mu.Unlock()
		return len(r.client.keys.held) > 0
	})
}

func longLived(f *fakeTeams) map[string]any {
	return claimsOf(f.serviceURL(), map[string]any{"exp": time.Now().Add(100 * time.Hour).Unix()})
}

func (r *rig) sentWith(kid string) int {
	return r.sendAs(r.teams.says(clientPlace, cleo, "Hello", "", nil), "Bearer "+r.teams.token(kid, longLived(r.teams))).Code
}

func TestAForgedTokenWhoseSenderHangsUpDoesNotStopTheKeysFromBeingRenewed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	f := r.teams
	r.holdsKeys()
	f.mu.Lock()
	f.keys["key-2"] = fakeKey{otherKey, []string{"msteams"}}
	f.mu.Unlock()
	r.hangsUp()
	if code := r.sentWith("key-2"); code != http.StatusOK {
		t.Errorf("a new key of the bot framework: %d, want it fetched all the same", code)
	}
	before := len(f.called("metadata"))
	r.now.advance(25 * time.Hour)
	r.hangsUp()
	r.eventually("keys of a day ago are renewed", func() bool { return len(f.called("metadata")) == before+1 })
}

func TestAFetchThatFailedDoesNotUseUpTheHourOfAKeyThatNobodyKnew(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	f := r.teams
	r.holdsKeys()
	f.until("keys", "503")
	r.hangsUp()
	r.eventually("the keys were asked for", func() bool { return len(f.called("keys")) == 2 })
	f.until("keys", "")
	f.mu.Lock()
	f.keys["key-2"] = fakeKey{otherKey, []string{"msteams"}}
	f.mu.Unlock()
	r.eventually("a new key is let in within a minute", func() bool {
		r.now.advance(failedEvery)
		return r.sentWith("key-2") == http.StatusOK
	})
	if n := r.now.ahead.Load(); time.Duration(n) > 30*time.Minute {
		t.Errorf("only after %s", time.Duration(n))
	}
}

func TestKnownKeysServeWhileNewerOnesAreFetched(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.holdsKeys()
	r.teams.until("metadata", "stall")
	r.now.advance(25 * time.Hour)
	began := time.Now()
	if code := r.sentWith("key-1"); code != http.StatusOK {
		t.Errorf("a known key: %d", code)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("it waited %s for the issuer", took)
	}
	r.eventually("newer ones are asked for", func() bool { return len(r.teams.called("metadata")) == 2 })
}

// TestAKeyServesWhateverComesWithIt puts certificates beside a key that no
// library of ours reads: the number and the exponent are what is believed.
func TestAKeyServesWhateverComesWithIt(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.mu.Lock()
	plain := f.jwks()[0].(map[string]any)
	f.mu.Unlock()
	for name, more := range map[string]any{"x5c": []any{"MIIB"}, "x5t": "not a thumbprint", "x5t#S256": "AA", "x5u": 7} {
		odd := maps.Clone(plain)
		odd[name] = more
		raw, err := json.Marshal(odd)
		if err != nil {
			t.Fatal(err)
		}
		held := readKeys([]json.RawMessage{raw})
		if len(held) != 1 || !held["key-1"].endorsed("msteams") || held["key-1"].endorsed("other") {
			t.Errorf("%s: %d keys, want the one with its endorsements", name, len(held))
		}
	}
	for _, raw := range []string{`null`, `[]`, `"key"`, `{"kid":"x"}`, `{"kty":"RSA","kid":"x","n":"AQAB","e":"AQAB"}`} {
		if held := readKeys([]json.RawMessage{json.RawMessage(raw)}); len(held) != 0 {
			t.Errorf("%s is taken for a key", raw)
		}
	}
}

// Point 1, the other half: what the token was made for.
func TestAKeySpeaksOnlyForTheChannelsItIsEndorsedFor(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	f := r.teams
	f.mu.Lock()
	f.keys["webchat-only"] = fakeKey{otherKey, []string{"webchat"}}
	f.keys["no-list"] = fakeKey{otherKey, nil}
	f.mu.Unlock()
	for name, tc := range map[string]struct {
		kid, channel string
		want         int
	}{
		"endorsed": {"key-1", "msteams", 200}, "endorsed for another": {"webchat-only", "msteams", 403},
		"no list": {"no-list", "msteams", 200}, "another channel": {"key-1", "webchat", 403}, "no channel": {"key-1", "", 403},
	} {
		a := f.says(clientPlace, cleo, "Hello", "", map[string]any{"channelId": tc.channel})
		if w := r.sendAs(a, "Bearer "+f.token(tc.kid, claimsOf(f.serviceURL(), nil))); w.Code != tc.want {
			t.Errorf("%s: status %d, want %d", name, w.Code, tc.want)
		}
	}
}

// Point 2.
func TestAThousandForgedTokensCauseAtMostOneCall(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.eventually("the keys are held, and the staff place was looked at", func() bool {
		_, looked := r.client.guard.Verdict()
		return looked && len(r.teams.called("keys")) == 1 && len(r.teams.called("token")) == 1
	})
	before := r.teams.outbound()
	token := "Bearer " + signedWith(t, otherKey, "forged", claimsOf(r.teams.serviceURL(), nil))
	a := r.teams.says(clientPlace, cleo, "Hello", "", nil)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			for range 100 {
				if w := r.sendAs(a, token); w.Code != http.StatusUnauthorized {
					t.Errorf("status %d, want 401", w.Code)
					return
				}
			}
		})
	}
	all.Wait()
	if n := r.teams.outbound() - before; n > 1 {
		t.Errorf("1,000 forged tokens caused %d calls, want at most 1", n)
	}
	if n := strings.Count(r.logs.String(), "reason=unknown_key"); n != 1 {
		t.Errorf("%d lines in the log for one reason, want 1", n)
	}
}

func TestKeysAreRotatedWithinAnHourAndOldOnesStayWhenAFetchFails(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	f := r.teams
	send := func(kid string) int {
		claims := claimsOf(f.serviceURL(), map[string]any{"exp": time.Now().Add(100 * time.Hour).Unix()})
		return r.sendAs(f.says(clientPlace, cleo, "Hello", "", nil), "Bearer "+f.token(kid, claims)).Code
	}
	if code := send("key-1"); code != 200 {
		t.Fatalf("first: %d", code)
	}
	f.mu.Lock()
	f.keys["key-2"] = fakeKey{otherKey, []string{"msteams"}}
	f.mu.Unlock()
	if code := send("key-2"); code != 200 {
		t.Errorf("a new key: %d, want it fetched at once", code)
	}
	f.mu.Lock()
	f.keys["key-3"] = fakeKey{otherKey, []string{"msteams"}}
	f.mu.Unlock()
	if code := send("key-3"); code != 401 {
		t.Errorf("another new key within the hour: %d, want 401", code)
	}
	r.now.advance(time.Hour + time.Minute)
	if code := send("key-3"); code != 200 {
		t.Errorf("the same an hour later: %d, want 200", code)
	}
	f.until("metadata", "503")
	f.until("keys", "503")
	r.now.advance(25 * time.Hour)
	if code := send("key-2"); code != 200 {
		t.Errorf("issuer down after a day: %d, want the held key to do", code)
	}
	f.until("metadata", "")
	f.until("keys", "")
	f.mu.Lock()
	delete(f.keys, "key-1")
	f.mu.Unlock()
	r.now.advance(time.Minute)
	if code := send("key-2"); code != 200 {
		t.Errorf("issuer up again: %d", code)
	}
	f.mu.Lock()
	f.keys["key-1"] = fakeKey{oneKey, nil}
	old := f.keys["key-1"]
	delete(f.keys, "key-1")
	f.mu.Unlock()
	retired := "Bearer " + signedWith(t, old.key, "key-1", claimsOf(f.serviceURL(), map[string]any{"exp": time.Now().Add(100 * time.Hour).Unix()}))
	r.eventually("a retired key is refused once the newer ones are there", func() bool {
		return r.sendAs(f.says(clientPlace, cleo, "Hello", "", nil), retired).Code == 401
	})
}
