package slack

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// alarmed counts what people are told by another way than Slack.
func alarmed(n *atomic.Int64) setting {
	return func(_ *Options, d *Deps) { d.Alarm = func(string) { n.Add(1) } }
}

// leaves takes the app out of a channel, and nobody is told.
func (f *fakeSlack) leaves(channel string) {
	f.change(channel, func(c *fakeChannel) {
		c.members = slices.DeleteFunc(c.members, func(id string) bool { return id == ownUser })
	})
}

// toldOfAbsence waits until an approver was told so often that the app is not in
// the client's channel.
func (r *rig) toldOfAbsence(times int) {
	r.t.Helper()
	r.eventually("an approver is told", func() bool { return len(r.slack.answers("DU0PRIYA")) >= times })
	r.listener.tasks.Wait()
	got := r.slack.answers("DU0PRIYA")
	if len(got) != times || !strings.Contains(got[times-1], "is not in <#"+clientChannel+"> of Acme Ltd") {
		r.t.Errorf("an approver was told %q, want it %d times", got, times)
	}
}

func TestAClientsChannelThatTheAppWasTakenOutOfWhileNothingRanIsToldAtStart(t *testing.T) {
	t.Parallel()
	var alarms atomic.Int64
	r := newRig(t, alarmed(&alarms))
	r.checked()
	r.slack.leaves(clientChannel)
	r.restart()
	r.toldOfAbsence(1)
	if n := alarms.Load(); n != 1 {
		t.Errorf("%d alarms, want one", n)
	}
}

func TestTheAppsLeavingAClientsChannelIsToldOnceWithoutASweep(t *testing.T) {
	t.Parallel()
	var alarms atomic.Int64
	r := newRig(t, alarmed(&alarms), func(o *Options, _ *Deps) { o.GuardEvery, o.Distributed = 20*time.Millisecond, true })
	r.checked()
	r.slack.leaves(clientChannel)
	r.toldOfAbsence(1)
	looks := len(r.slack.called("users.conversations"))
	r.eventually("more looks", func() bool { return len(r.slack.called("users.conversations")) > looks+3 })
	r.slack.change(clientChannel, func(c *fakeChannel) { c.members = append(c.members, ownUser) })
	looks = len(r.slack.called("users.conversations"))
	r.eventually("a look that finds it there again", func() bool { return len(r.slack.called("users.conversations")) > looks+1 })
	r.now.advance(2 * time.Hour) // the same is told to the same person once an hour
	r.slack.leaves(clientChannel)
	r.toldOfAbsence(2)
	if n := alarms.Load(); n != 2 {
		t.Errorf("%d alarms, want one for each time", n)
	}
}

func TestTheAppsLeavingAClientsChannelIsToldByASweepAndByItsEvent(t *testing.T) {
	t.Parallel()
	for name, tell := range map[string]func(r *rig){
		"a sweep": func(r *rig) {
			for range 2 {
				if _, err := r.listener.Sweep(t.Context(), time.Hour); err != nil {
					r.t.Error(err)
				}
			}
		},
		"an event": func(r *rig) {
			r.deliver(map[string]any{"type": "member_left_channel", "user": ownUser, "channel": clientChannel, "channel_type": "C"})
		},
		"an archived channel": func(r *rig) {
			r.deliver(map[string]any{"type": "channel_archive", "user": "U0PRIYA", "channel": clientChannel})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.checked()
			r.eventually("the look at start", func() bool { return len(r.slack.called("users.conversations")) > 0 })
			r.slack.leaves(clientChannel)
			tell(r)
			r.toldOfAbsence(1)
		})
	}
}

func TestALookForTheAppsChannelsThatFailsIsMadeAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.eventually("the look at start", func() bool { return len(r.slack.called("users.conversations")) > 0 })
	r.slack.leaves(clientChannel)
	r.slack.next("users.conversations", "500-before")
	if r.listener.looksMembership(t.Context()) {
		t.Error("a look that failed is called done")
	}
	if !r.listener.looksMembership(t.Context()) {
		t.Error("a look is not called done")
	}
	r.toldOfAbsence(1)
}

func TestManyChannelsThatTheAppIsNotInAreToldInOneMessage(t *testing.T) {
	t.Parallel()
	var all []string
	for i := range 30 {
		all = append(all, fmt.Sprintf("C0CLIENT9%02d", i))
	}
	r := newRig(t, func(_ *Options, d *Deps) { d.Channels = func() []string { return all } })
	r.eventually("the look at start", func() bool { return len(r.slack.answers("DU0PRIYA")) > 0 })
	if !r.listener.looksMembership(t.Context()) {
		t.Error("a second look is not called done")
	}
	r.listener.tasks.Wait()
	got := r.slack.answers("DU0PRIYA")
	if len(got) != 1 || !strings.Contains(got[0], "<#C0CLIENT900> of ") || !strings.Contains(got[0], "and 20 channels more") {
		t.Errorf("an approver was told %q, want it once", got)
	}
}

func TestAListThatLeavesAChannelOutIsNotBelievedWithoutAskingTheChannel(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.checked()
	for _, fault := range []string{"empty", "", "empty"} {
		if fault != "" {
			r.slack.next("users.conversations", fault)
		}
		if !r.listener.looksMembership(t.Context()) {
			t.Error("the look is not called done")
		}
	}
	r.slack.leaves(clientChannel)
	r.now.advance(2 * time.Hour) // what the channel said counts as long as a look at the staff channel
	r.slack.next("conversations.info", "429")
	if r.listener.looksMembership(t.Context()) {
		t.Error("a channel that could not be asked counts as looked at")
	}
	if got := r.slack.answers("DU0PRIYA"); len(got) != 0 {
		t.Errorf("an approver was told %q", got)
	}
	if !r.listener.looksMembership(t.Context()) {
		t.Error("the look is not called done")
	}
	r.toldOfAbsence(1)
}

func TestAChannelThatCannotBeAskedHidesNoOther(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(_ *Options, d *Deps) {
		d.Channels = func() []string { return []string{"C0CLIENT8", clientChannel} }
	})
	r.checked()
	r.eventually("the look at start", func() bool { return len(r.slack.called("conversations.info")) > 0 })
	r.listener.tasks.Wait()
	r.listener.absent.settle("C0CLIENT8", true, time.Time{})
	r.listener.absent.settle(clientChannel, true, time.Time{})
	r.slack.leaves(clientChannel)
	before := len(r.slack.answers("DU0PRIYA"))
	r.slack.next("conversations.info", "error:team_access_not_granted")
	if r.listener.looksMembership(t.Context()) {
		t.Error("a channel that could not be asked counts as looked at")
	}
	r.listener.tasks.Wait()
	if got := r.slack.answers("DU0PRIYA")[before:]; len(got) != 1 || !strings.Contains(got[0], "is not in <#"+clientChannel+"> of Acme Ltd") {
		t.Errorf("an approver was told %q", got)
	}
}
