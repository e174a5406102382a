package slack

import (
	"strings"
	"testing"
	"time"
)

func TestAnAlertThatDidNotArriveIsToldAgainAndOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.GuardEvery = 50 * time.Millisecond })
	r.eventually("safe", func() bool { why, known := r.client.guard.Verdict(); return known && why == "" })
	r.slack.until("chat.postMessage", "429")
	r.slack.change(staffChannel, func(c *fakeChannel) { c.ext = true })
	r.eventually("an alert that fails", func() bool { return len(r.slack.called("chat.postMessage")) > 0 })
	r.slack.until("chat.postMessage", "")
	told := func() bool { return len(r.slack.posts("DU0PRIYA")) > 0 && len(r.slack.posts("DU0JOHN")) > 0 }
	r.eventually("both approvers are told", told)
	looks := len(r.slack.called("conversations.info"))
	r.eventually("more looks", func() bool { return len(r.slack.called("conversations.info")) > looks+3 })
	if got := append(r.slack.answers("DU0PRIYA"), r.slack.answers("DU0JOHN")...); len(got) != 2 || !strings.Contains(got[0], "Drafts are held back") {
		t.Errorf("told %q", got)
	}
}

func TestADigestGoesToNoChannelInWhichAGuestReads(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.DigestChannel = "C0DIGEST" })
	r.slack.person("U0GUEST", homeTeam, map[string]any{"is_restricted": true})
	r.slack.mu.Lock()
	r.slack.channels["C0DIGEST"] = &fakeChannel{id: "C0DIGEST", private: true, members: []string{"U0PRIYA", "U0GUEST", ownUser}}
	r.slack.mu.Unlock()
	if why := r.client.digestMayGo(t.Context(), "C0DIGEST"); !strings.Contains(why, "a guest") {
		t.Errorf("with a guest: %q", why)
	}
	r.slack.change("C0DIGEST", func(c *fakeChannel) { c.members = []string{"U0PRIYA", ownUser} })
	if why := r.client.digestMayGo(t.Context(), "C0DIGEST"); why != "" {
		t.Errorf("with staff alone: %q", why)
	}
}
