package slack

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"countersign/bot"
)

// written is a message of a channel as the people in it see it.
type written struct {
	ts, thread, user string
	deleted          bool
	event            map[string]any
}

// talk is a channel in which clients and a colleague write, and of which Slack
// delivers what it likes: some of it never, some twice, some late.
type talk struct {
	*rig
	rng  *rand.Rand
	all  []*written
	late []map[string]any
}

func (k *talk) delivers(ev map[string]any) {
	switch k.rng.IntN(5) {
	case 0: // never
	case 1:
		k.late = append(k.late, ev)
	case 2:
		k.deliver(ev)
		k.deliver(ev, "X-Slack-Retry-Num", "1")
	default:
		k.deliver(ev)
	}
	if len(k.late) > 0 && k.rng.IntN(3) == 0 {
		i := k.rng.IntN(len(k.late))
		k.deliver(k.late[i], "X-Slack-Retry-Num", "2")
		k.late = slices.Delete(k.late, i, i+1)
	}
}

// one gives a message that stands, of those that ok holds for; nil for none.
func (k *talk) one(ok func(m *written) bool) *written {
	stands := slices.DeleteFunc(slices.Clone(k.all), func(m *written) bool { return m.deleted || !ok(m) })
	if len(stands) == 0 {
		return nil
	}
	return stands[k.rng.IntN(len(stands))]
}

// happens has somebody write at the top or in a thread, or a client delete something.
func (k *talk) happens() {
	n := k.rng.IntN(10)
	if n == 0 {
		if m := k.one(func(m *written) bool { return m.user != "U0JOHN" }); m != nil {
			m.deleted = true
			k.slack.deletes(clientChannel, m.ts)
			k.delivers(map[string]any{"type": "message", "subtype": "message_deleted", "channel": clientChannel, "channel_type": "channel",
				"ts": k.slack.stamp(), "deleted_ts": m.ts, "previous_message": m.event})
		}
		return
	}
	user, more, thread := []string{"U0CLIENT", "U0BEA", "U0JOHN"}[k.rng.IntN(3)], map[string]any{}, ""
	if root := k.one(func(m *written) bool { return m.ts == m.thread }); n < 5 && root != nil {
		thread = root.ts
		more["thread_ts"] = thread
	}
	ev := k.slack.says(clientChannel, user, fmt.Sprintf("Message %d?", len(k.all)), more)
	m := &written{ts: fmt.Sprint(ev["ts"]), thread: thread, user: user, event: ev}
	if thread == "" {
		m.thread = m.ts
	}
	k.all = append(k.all, m)
	k.delivers(ev)
}

// last is who wrote last in a thread, of what stands there.
func (k *talk) last(thread string) string {
	user := ""
	for _, m := range k.all {
		if m.thread == thread && !m.deleted {
			user = m.user
		}
	}
	return user
}

// Points 5, 10, 13 and 14.
func TestWhateverIsLostRepeatedOrLateEveryMessageOfAClientIsInOneCase(t *testing.T) {
	t.Parallel()
	for seed := range uint64(16) {
		t.Run(fmt.Sprint("course ", seed), func(t *testing.T) {
			t.Parallel()
			k := &talk{rig: newRig(t), rng: rand.New(rand.NewPCG(seed, 12))}
			k.slack.person("U0BEA", otherTeam, nil)
			for range 40 {
				k.happens()
			}
			k.quiet()
			k.now.advance(2 * time.Minute) // Slack's history shows everything by now
			for range 2 {
				if _, err := k.listener.Sweep(t.Context(), time.Hour); err != nil {
					t.Fatal(err)
				}
				k.quiet()
			}
			k.judge()
			k.wantAnswers()
		})
	}
}

// judge compares the cases with what stands in the channel.
func (k *talk) judge() {
	k.t.Helper()
	cases, err := k.store.Cases(k.t.Context(), bot.CaseFilter{Limit: 100})
	if err != nil {
		k.t.Fatal(err)
	}
	in := map[string]int{}
	for _, c := range cases {
		for _, m := range c.Messages {
			in[m.ID]++
		}
		last, waits := k.last(c.Thread), c.State == bot.StateInReview
		if (last == "U0CLIENT" || last == "U0BEA") && !waits {
			k.t.Errorf("case %d is %s, though a client wrote last", c.ID, c.State)
		}
		if last == "U0JOHN" && waits && !cameLate(c) {
			k.t.Errorf("case %d waits, though a colleague answered all of it: %+v", c.ID, c.Messages)
		}
	}
	for _, m := range k.all {
		if n := in[m.ts]; n > 1 || n == 0 && m.user != "U0JOHN" && !m.deleted {
			k.t.Errorf("message %s of %s is in %d cases", m.ts, m.user, n)
		}
	}
}

// cameLate tells whether something that waits came after a colleague's message that
// was written later: it stays open, for nobody knows whether they had read it.
func cameLate(c *bot.Case) bool {
	return slices.ContainsFunc(c.Asked(), func(q bot.Message) bool {
		return slices.ContainsFunc(c.Messages, func(m bot.Message) bool {
			return m.Role == bot.RoleStaff && m.SentAt.After(q.SentAt) && m.ReceivedAt.Before(q.ReceivedAt)
		})
	})
}
