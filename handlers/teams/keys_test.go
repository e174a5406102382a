package teams

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
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
