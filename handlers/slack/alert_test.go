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

// What is over before everybody knew is told to nobody any more.
func TestAnAlertThatDidNotArriveIsNotToldOnceItsCauseIsOver(t *testing.T) {
	t.Parallel()
	for name, channel := range map[string]string{"staff": staffChannel, "digests": digestChannel} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, func(o *Options, _ *Deps) { o.DigestChannel = digestChannel })
			guard := r.client.guards()[channel]
			r.eventually("safe", func() bool { why, known := guard.Verdict(); return known && why == "" })
			r.slack.until("chat.postMessage", "429")
			r.slack.change(channel, func(c *fakeChannel) { c.ext = true })
			guard.Doubt()
			if why := guard.Look(t.Context()); why == "" {
				t.Fatal("a channel of others is called safe")
			}
			r.eventually("an alert that fails", func() bool { return len(r.slack.called("chat.postMessage")) >= 2 })
			r.slack.change(channel, func(c *fakeChannel) { c.ext = false })
			guard.Doubt()
			if why := guard.Look(t.Context()); why != "" {
				t.Fatal(why)
			}
			r.slack.until("chat.postMessage", "")
			r.client.retell(t.Context())
			if got := append(r.slack.answers("DU0PRIYA"), r.slack.answers("DU0JOHN")...); len(got) != 0 {
				t.Errorf("told %q", got)
			}
		})
	}
}

func TestAnAlertNamesTheChannelAndWhatIsHeldBack(t *testing.T) {
	t.Parallel()
	for what, channel := range map[string]string{"Drafts": staffChannel, "Digests": digestChannel} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, func(o *Options, _ *Deps) { o.DigestChannel = digestChannel })
			r.slack.change(channel, func(c *fakeChannel) { c.ext = true })
			guard := r.client.guards()[channel]
			guard.Doubt()
			if why := guard.Look(t.Context()); why == "" {
				t.Fatal("a channel of others is called safe")
			}
			told := func() []string { return r.slack.answers("DU0PRIYA") }
			r.eventually("an alert", func() bool { return len(told()) == 1 })
			if want := what + " are held back. Others than staff may read <#" + channel + ">, or nobody can: "; !strings.HasPrefix(told()[0], want) {
				t.Errorf("told %q, want it to begin with %q", told()[0], want)
			}
		})
	}
}

func TestADigestGoesToNoChannelInWhichAGuestReads(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.DigestChannel = digestChannel })
	r.slack.person("U0GUEST", homeTeam, map[string]any{"is_restricted": true})
	r.slack.change(digestChannel, func(c *fakeChannel) { c.members = append(c.members, "U0GUEST") })
	r.client.digests.Doubt() // as the event does: the look of the start may be under way
	if why := r.client.digestMayGo(t.Context(), digestChannel); !strings.Contains(why, "a guest") {
		t.Errorf("with a guest: %q", why)
	}
	r.slack.change(digestChannel, func(c *fakeChannel) { c.members = []string{"U0PRIYA", ownUser} })
	r.client.digests.Doubt()
	if why := r.client.digestMayGo(t.Context(), digestChannel); why != "" {
		t.Errorf("with staff alone: %q", why)
	}
}
