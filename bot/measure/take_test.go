package measure

import (
	"fmt"
	"testing"
	"time"

	"countersign/bot"
)

// folded is a case as the ledger tells it, and what its file then holds.
type folded struct {
	c    *told
	of   func(f *File) string
	want string
}

func testFolded(t *testing.T, all map[string]folded) {
	t.Helper()
	for name, x := range all {
		t.Run(name, func(t *testing.T) {
			if got := x.of(filesOf(t, x.c)[0]); got != x.want {
				t.Errorf("got  %s\nwant %s", got, x.want)
			}
		})
	}
}

// since gives times as how long they lie after the first message.
func since(times ...time.Time) string {
	out := ""
	for _, at := range times {
		out += at.Sub(nine).String() + " "
	}
	return out
}

// waited gives when the client of a case waited.
func waited(f *File) string {
	out := ""
	for _, s := range f.Waiting {
		out += s.From.Sub(nine).String()
		if s.To.IsZero() {
			out += " on; "
		} else {
			out += " to " + s.To.Sub(nine).String() + "; "
		}
	}
	return out
}

const sys, ann = "system", "staff:ann"

// TestAMessageCountsOnceAndAsItStandsNow: an edit or a deletion changes the message
// that it is of, and no other.
func TestAMessageCountsOnceAndAsItStandsNow(t *testing.T) {
	edit := func(c *told, after time.Duration, kind bot.EventKind, message, form string) *told {
		return c.put(after, kind, "client", map[string]any{"message": message, "form": form})
	}
	messages := func(f *File) string {
		out := ""
		for _, m := range f.Messages {
			out += fmt.Sprintf("%s/%s sorted %t thanks %t deleted %t; ", m.ID, m.Form, m.Sorted, m.Thanks, m.Deleted)
		}
		return out + fmt.Sprint(f.Deleted)
	}
	wrote := func() *told {
		c := &told{id: 1}
		return c.put(0, bot.EventReceived, "client", map[string]any{"platform": "slack", "channel": "C1", "message": "m1", "form": "question"}).
			put(time.Second, bot.EventMessage, "client", map[string]any{"form": "statement"}).
			put(2*time.Second, bot.EventAssessed, sys, map[string]any{"tier": "routine", "topic": "fees"}).
			put(3*time.Second, bot.EventNoReply, sys, nil)
	}
	testFolded(t, map[string]folded{
		"an edit is sorted anew, and is no message more": {edit(wrote(), hour, bot.EventEdited, "m1", "complaint"), messages,
			"m1/complaint sorted false thanks false deleted false; /statement sorted true thanks true deleted false; false"},
		"an edit that says nothing of its form": {edit(wrote(), hour, bot.EventEdited, "m1", ""), messages,
			"m1/question sorted false thanks false deleted false; /statement sorted true thanks true deleted false; false"},
		"an edited message is sorted with the next assessment": {edit(wrote(), hour, bot.EventEdited, "m1", "").
			put(2*hour, bot.EventAssessed, sys, map[string]any{"tier": "routine", "topic": "hours"}), messages,
			"m1/question sorted true thanks false deleted false; /statement sorted true thanks true deleted false; false"},
		"each message has what it was sorted as": {asked(1, "a1").put(hour, bot.EventMessage, "client", map[string]any{"message": "m1"}).
			put(hour, bot.EventMessage, "client", map[string]any{"message": "m2"}).
			put(2*hour, bot.EventAssessed, sys, map[string]any{"tier": "human", "topic": "fees", "codes": []any{"anger"}, "messages": []any{"m1"}}).
			put(2*hour, bot.EventAssessed, sys, map[string]any{"tier": "routine", "topic": "hours", "messages": []any{"m2", "m7"}}).
			put(2*hour, bot.EventNoReply, sys, nil), func(f *File) string {
			a, b := f.Messages[1], f.Messages[2]
			return fmt.Sprint(a.Topic, a.Codes, a.Thanks, b.Topic, b.Codes, b.Thanks, f.fresh)
		}, "fees[anger] falsehours[] true []"},
		"a message without an id is sorted by the next assessment": {asked(1, "a1").put(hour, bot.EventMessage, "client", nil).
			put(2*hour, bot.EventAssessed, sys, map[string]any{"topic": "fees", "messages": []any{"m1"}}), func(f *File) string { return fmt.Sprint(f.Messages[1].Topic, f.fresh) }, "fees[]"},
		"an assessment of nothing sorts nothing": {asked(1, "a1").put(hour, bot.EventMessage, "client", map[string]any{"message": "m1"}).
			put(2*hour, bot.EventAssessed, sys, map[string]any{"messages": []any{}}), func(f *File) string { return fmt.Sprint(f.Messages[1].Sorted, f.fresh) }, "false [1]"},
		"a deletion": {edit(wrote(), hour, bot.EventDeleted, "m1", ""), messages,
			"m1/question sorted true thanks true deleted true; /statement sorted true thanks true deleted false; true"},
		"a deletion of a message without an id": {edit(wrote(), hour, bot.EventDeleted, "", ""), messages,
			"m1/question sorted true thanks true deleted false; /statement sorted true thanks true deleted false; true"},
		"a deletion of another message": {edit(wrote(), hour, bot.EventDeleted, "m9", ""), messages,
			"m1/question sorted true thanks true deleted false; /statement sorted true thanks true deleted false; true"},
		"an edit brings a deleted message back": {edit(edit(wrote(), hour, bot.EventDeleted, "m1", ""), 2*hour, bot.EventEdited, "m1", ""), messages,
			"m1/question sorted false thanks false deleted false; /statement sorted true thanks true deleted false; true"},
		"edited twice before it is sorted": {edit(edit(wrote(), hour, bot.EventEdited, "m1", ""), 2*hour, bot.EventEdited, "m1", ""),
			func(f *File) string { return fmt.Sprint(f.fresh) }, "[0]"},
		"an account that is not mapped is its channel": {wrote(), func(f *File) string { return f.Account + ", " + f.Thread }, "slack/C1, slack/C1/1"},
		"how it was sorted": {asked(1, "a1").put(hour, bot.EventAssessed, sys, map[string]any{"tier": "human", "topic": "hours", "codes": []any{"anger"}, "by": "rules", "rules": "r7"}),
			func(f *File) string {
				return fmt.Sprintf("%s %s, then %+v", f.Tier, since(f.Sorted[1].At), f.Sorted[1].Codes)
			}, "human 1h0m0s , then [anger]"},
		"the tier of each assessment stays told": {asked(1, "a1").put(hour, bot.EventAssessed, sys, map[string]any{"tier": "human"}).put(2*hour, bot.EventAssessed, sys, map[string]any{"tier": "routine"}),
			func(f *File) string { return fmt.Sprint(f.Tier, f.Sorted[0].Tier, f.Sorted[1].Tier, f.Sorted[2].Tier) }, "humanroutinehumanroutine"},
	})
}

func TestOnlyARecordOfAComplaintIsOne(t *testing.T) {
	record := func(kind, opened string) *told {
		return asked(1, "a1").put(hour, bot.EventRecordOpened, sys, map[string]any{"record": kind, "opened_at": opened})
	}
	complaints := func(f *File) string { return fmt.Sprintf("%+v", f.Complaints) }
	testFolded(t, map[string]folded{
		"a complaint, from its message on":         {record("complaint", nine.Add(-hour).Format(time.RFC3339)), complaints, fmt.Sprintf("%+v", []Complaint{{"complaint", nine.Add(hour), nine.Add(-hour), false}})},
		"a complaint about data":                   {record("dp_complaint", nine.Format(time.RFC3339)), complaints, fmt.Sprintf("%+v", []Complaint{{"dp_complaint", nine.Add(hour), nine, false}})},
		"a complaint that does not say since when": {record("complaint", ""), complaints, fmt.Sprintf("%+v", []Complaint{{"complaint", nine.Add(hour), nine.Add(hour), false}})},
		"a request for data is no complaint":       {record("sar", nine.Format(time.RFC3339)), complaints, "[]"},
		"a deadline passed":                        {asked(1, "a1").put(hour, bot.EventRecordOverdue, sys, nil), func(f *File) string { return since(f.Missed...) }, "1h0m0s "},
	})
}

func TestWhatPeopleAndStepsSayOfACaseStandsInItsFile(t *testing.T) {
	testFolded(t, map[string]folded{
		"a step that was given up":        {asked(1, "a1").put(hour, bot.EventStepFailed, sys, map[string]any{"parked": true}), func(f *File) string { return since(f.Parked...) }, "1h0m0s "},
		"a step that is tried again":      {asked(1, "a1").put(hour, bot.EventStepFailed, sys, map[string]any{"parked": false}), func(f *File) string { return since(f.Parked...) }, ""},
		"nobody knows whether it arrived": {asked(1, "a1").put(hour, bot.EventUnknown, sys, nil), func(f *File) string { return since(f.Unknown...) }, "1h0m0s "},
		"a review of an automatic answer": {asked(1, "a1").put(hour, bot.EventReviewed, ann, map[string]any{"verdict": "wrong", "automatic": true, "grant": "G1"}), func(f *File) string { return fmt.Sprintf("%+v", f.Reviews) }, fmt.Sprintf("%+v", []Review{{At: nine.Add(hour), By: "ann", Verdict: "wrong", Automatic: true, Grant: "G1"}})},
		"a correction":                    {asked(1, "a1").put(hour, bot.EventCorrected, ann, map[string]any{"version": 1, "material": true}), func(f *File) string { return since(f.Reviews[0].At) }, "1h0m0s "},
		"no document covers it": {asked(1, "a1").put(hour, bot.EventNoDraft, sys, map[string]any{"version": 1, "nearest": []any{"fees.md#one"}}), func(f *File) string {
			return since(f.Gaps...) + fmt.Sprint(f.Nearest, len(f.Drafts), f.Drafts[0].Made, since(f.Drafts[0].At))
		}, "1h0m0s [fees.md#one] 1 false1h0m0s "},
		"a draft that failed":             {asked(1, "a1").put(hour, bot.EventDraftFailed, sys, map[string]any{"version": 1}), func(f *File) string { return fmt.Sprint(len(f.Gaps), len(f.Drafts), f.Drafts[0].Made) }, "0 1 false"},
		"what the checks found, in order": {asked(1, "a1").put(hour, bot.EventDrafted, sys, map[string]any{"version": 1, "checks": map[string]any{"tone": "flag", "figures": "ok", "names": "block", "dates": "flag"}}), func(f *File) string { return fmt.Sprint(f.Drafts[0].Findings) }, "[dates names tone]"},
	})
}

func TestADraftHasOneEnd(t *testing.T) {
	end := func(f *File) string { return fmt.Sprintf("%q", f.Drafts[0].End) }
	raised := map[string]any{"by": "timer", "reason": "late"}
	testFolded(t, map[string]folded{
		"a draft that waits is given up with the timer": {asked(1, "a1").drafted().put(hour, bot.EventEscalated, sys, raised), end, `"expired"`},
		"one that was superseded stays so":              {asked(1, "a1").drafted().put(hour, bot.EventSuperseded, sys, map[string]any{"version": 1}).put(2*hour, bot.EventEscalated, sys, raised), end, `"superseded"`},
		"one that was decided has no other end":         {asked(1, "a1").drafted().approved(hour, 9).put(2*hour, bot.EventEscalated, sys, raised), end, `""`},
		"one that was decided is not superseded":        {asked(1, "a1").drafted().approved(hour, 9).put(2*hour, bot.EventSuperseded, sys, map[string]any{"version": 1}), end, `""`},
		"one that was decided is not withdrawn":         {asked(1, "a1").drafted().approved(hour, 9).put(2*hour, bot.EventWithdrawn, sys, nil), end, `""`},
		"one that was superseded is not withdrawn":      {asked(1, "a1").drafted().put(hour, bot.EventSuperseded, sys, map[string]any{"version": 1}).put(2*hour, bot.EventWithdrawn, sys, nil), end, `"superseded"`},
		"a person's answer is not held back":            {asked(1, "a1").drafted().approved(hour, 9).put(2*hour, bot.EventHeldBack, sys, map[string]any{"version": 1}), func(f *File) string { return fmt.Sprint(f.Drafts[0].Decision != nil) }, "true"},
	})
}

func TestADecisionIsOfADraftOrGivesTheCaseToPeople(t *testing.T) {
	decided := func(n int, extra map[string]any) *told {
		facts := map[string]any{"version": n, "action": "escalate", "reason_code": "tone", "system_tier": "routine"}
		for k, v := range extra {
			facts[k] = v
		}
		return asked(1, "a1").drafted().put(hour, bot.EventDecided, ann, facts)
	}
	given := func(f *File) string { return fmt.Sprintf("%+v, decision %v", f.Given, f.Drafts[0].Decision != nil) }
	decision := func(f *File) string {
		d := f.Drafts[0].Decision
		return fmt.Sprintf("%s %q by %q of %s, tier %s by %s", d.Topic, d.Action, d.Approver, since(f.Drafts[0].At), d.SystemTier, d.TierBy)
	}
	testFolded(t, map[string]folded{
		"a case given to people with no draft":  {decided(0, nil), given, fmt.Sprintf("%+v, decision false", []Given{{nine.Add(hour), "fees", "tone", bot.TierRoutine}})},
		"a case given to people from a draft":   {decided(1, nil), given, "[], decision true"},
		"nothing else is given to people":       {decided(0, map[string]any{"action": "approve"}), given, "[], decision false"},
		"the topic that a person chose":         {decided(1, map[string]any{"topic": "hours"}), decision, `hours "escalate" by "ann" of 2s , tier routine by rules`},
		"the tier while the decision says none": {decided(1, map[string]any{"system_tier": ""}), decision, `fees "escalate" by "ann" of 2s , tier routine by rules`},
		"the tier that the decision says":       {decided(1, map[string]any{"system_tier": "human"}), decision, `fees "escalate" by "ann" of 2s , tier human by rules`},
		"nobody approved what went by itself":   {decided(1, map[string]any{"automatic": true, "action": "approve"}), decision, `fees "approve" by "" of 2s , tier routine by rules`},
	})
}

// TestWhatReachedTheClientCountsOnce, as the draft's answer or as a person's words.
func TestWhatReachedTheClientCountsOnce(t *testing.T) {
	answers := func(f *File) string {
		out := ""
		for _, a := range f.Answers {
			out += fmt.Sprintf("%s of %d; ", since(a.At), a.Version)
		}
		return out + "waited " + waited(f)
	}
	sent := func(kind bot.PostKind) *told {
		return asked(1, "a1").drafted().put(hour, bot.EventSent, sys, map[string]any{"version": 1, "kind": string(kind)})
	}
	testFolded(t, map[string]folded{
		"an answer":                 {sent(bot.PostAnswer), answers, "1h0m0s  of 1; waited 0s to 1h0m0s; "},
		"a note":                    {sent(bot.PostNote), answers, "1h0m0s  of 0; waited 0s to 1h0m0s; "},
		"a correction sent":         {sent(bot.PostCorrection), answers, "1h0m0s  of 0; waited 0s to 1h0m0s; "},
		"a card":                    {sent(bot.PostCard), answers, "waited 0s on; "},
		"a notice ends nothing":     {asked(1, "a1").put(hour, bot.EventAnswered, sys, map[string]any{"by": "notice"}), answers, "waited 0s on; "},
		"staff say that it arrived": {asked(1, "a1").drafted().put(hour, bot.EventAnswered, sys, map[string]any{"by": "approved", "version": 1}), answers, "1h0m0s  of 1; waited 0s to 1h0m0s; "},
		"it arrived, and was sent":  {sent(bot.PostAnswer).put(2*hour, bot.EventAnswered, sys, map[string]any{"by": "approved", "version": 1}), answers, "1h0m0s  of 1; waited 0s to 1h0m0s; "},
		"another version arrived":   {sent(bot.PostAnswer).put(2*hour, bot.EventAnswered, sys, map[string]any{"by": "approved", "version": 2}), answers, "1h0m0s  of 1; 2h0m0s  of 2; waited 0s to 1h0m0s; "},
		"a note, then a person's own words arrived": {sent(bot.PostNote).put(2*hour, bot.EventAnswered, sys, map[string]any{"by": "staff"}), answers, "1h0m0s  of 0; 2h0m0s  of 0; waited 0s to 1h0m0s; "},
		"a person's words are of no draft":          {asked(1, "a1").put(hour, bot.EventAnswered, sys, map[string]any{"by": "staff", "version": 3}), answers, "1h0m0s  of 0; waited 0s to 1h0m0s; "},
	})
}
