package measure

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
)

// scramble makes a ledger of events that no program would write: kinds in any
// order, versions that nobody drafted, facts of the wrong type, clocks that step
// back. The same seed makes the same ledger.
func scramble(seed uint64, n int) written {
	r := rand.New(rand.NewPCG(seed, 0))
	kinds := []bot.EventKind{bot.EventReceived, bot.EventMessage, bot.EventEdited, bot.EventDeleted, bot.EventAssessed, bot.EventNoReply, bot.EventReopened,
		bot.EventDrafted, bot.EventNoDraft, bot.EventDraftFailed, bot.EventCard, bot.EventViewed, bot.EventDecided, bot.EventSuperseded, bot.EventWithdrawn,
		bot.EventSent, bot.EventStaffMessage, bot.EventAnswered, bot.EventResolved, bot.EventRecordOpened, bot.EventRecordClosed, bot.EventRecordOverdue,
		bot.EventRelabelled, bot.EventEscalated, bot.EventHeldBack, bot.EventCorrected, bot.EventReviewed, bot.EventStepFailed, bot.EventUnknown, bot.EventOpinion, bot.EventPrompted}
	pick := func(all ...any) any { return all[r.IntN(len(all))] }
	var out written
	for i := range n {
		id := int64(r.IntN(30) + 1)
		facts := map[string]any{
			"account": fmt.Sprint("a", r.IntN(4)), "platform": "slack", "channel": "C", "thread": fmt.Sprint(r.IntN(9)), "message": fmt.Sprint("m", r.IntN(40)),
			"tier": pick("routine", "human", "", 7.0), "topic": pick("fees", "hours", "other", "", nil), "version": pick(0.0, 1.0, 2.0, -1.0, "two", math.NaN()),
			"action": pick("approve", "edit", "reject", "escalate", "automatic", "nonsense", true), "distance": pick(0.0, .04, .3, .9, math.NaN(), "far"),
			"material": pick(true, false, "yes"), "system_tier": pick("routine", "human", ""), "automatic": pick(true, false), "kind": pick("answer", "note", "card", "correction"),
			"by": pick("rules", "person", "timer", "approved", "automatic", "notice", 3.0), "reason": pick("complaint", "staff", "vulnerability", ""),
			"record": pick("complaint", "dp_complaint", "sar", ""), "opened_at": pick("2026-11-02T10:00:00Z", "not a time", 5.0), "outcome": pick("not_a_complaint", "upheld"),
			"form": pick("question", "emoji", "statement", "chase", ""), "codes": pick([]any{"complaint", 4.0}, "complaint", nil), "flags": pick([]any{"vulnerability:health"}, nil),
			"seconds_on_card": pick(2.0, 400.0, -3.0, "long"), "staff_tier": pick("routine", "human"), "verdict": pick("harmful", "good"), "parked": pick(true, 1.0),
			"outcome_code": pick("staff", "no_reply_needed"), "agrees": pick(true, nil), "provider": pick("offline", "gemini"), "model": "m", "tokens_prompt": pick(10.0, -1.0, "many"),
		}
		if kinds[i%len(kinds)] == bot.EventReceived && r.IntN(3) > 0 {
			facts["version"] = 1.0
		}
		out = append(out, bot.Event{Seq: int64(i + 1), Case: id, Kind: kinds[r.IntN(len(kinds))], At: nine.Add(time.Duration(i*17-r.IntN(90)) * time.Minute),
			Actor: fmt.Sprint(pick("staff:ann", "staff:bob", "client", "system", "")), Facts: facts})
	}
	return out
}

// within tells whether every item of k is one of n, as often at most.
func within(k, n Cases) bool {
	left := map[int64]int{}
	for _, id := range n {
		left[id]++
	}
	for _, id := range k {
		if left[id]--; left[id] < 0 {
			return false
		}
	}
	return true
}

// TestWhateverTheLedgerHoldsTheFiguresHoldTogether: of ledgers that no program
// would write, too, the figures can be made and do not contradict one another.
func TestWhateverTheLedgerHoldsTheFiguresHoldTogether(t *testing.T) {
	p, err := Between(nine.AddDate(0, 0, -2), nine.AddDate(0, 0, 12))
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(60) {
		files, err := Read(t.Context(), scramble(seed, 900), time.Time{}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		f := Count(files, p, nine.AddDate(0, 0, 60), DefaultRules(clock.Default(time.UTC)))
		d := f.Drafts
		for name, r := range map[string]Rate{"override": d.Override, "touch": d.Touch, "escalation": f.Escalations.Rate, "recall": f.Recall.Rate, "over-escalation": f.Recall.Over,
			"complaints after AI": f.Complaints.AI, "after people": f.Complaints.HumanOnly, "so far": f.Complaints.AISoFar, "repeat": f.Quality.Repeat, "72 h": f.Quality.Repeat72,
			"reopened": f.Quality.Reopen, "in time": f.SLA, "unseen": f.Unseen, "deflection": f.Balance.Deflection, "quick": f.Watch.Quick} {
			if !within(r.K, r.N) {
				t.Errorf("seed %d: %s counts %v of %v", seed, name, r.K, r.N)
			}
		}
		for name, sum := range map[string][2]int{
			"enquiries by tier": {f.Routine.Len() + f.Human.Len() + f.Unsorted.Len(), f.Enquiries.Len()},
			"fates of drafts":   {d.AsDrafted.Len() + d.Edited.Len() + d.Replaced.Len() + d.Escalated.Len(), d.Decided.Len()},
			"bands":             {d.Bands[0].Len() + d.Bands[1].Len() + d.Bands[2].Len() + d.Bands[3].Len() + d.Bands[4].Len(), sent(files, p)},
			"waits by tier":     {len(f.RoutineWait.Cases) + len(f.HumanWait.Cases), sorted(f.FirstAnswer, files)},
		} {
			if sum[0] != sum[1] {
				t.Errorf("seed %d: %s add up to %d of %d", seed, name, sum[0], sum[1])
			}
		}
		if slices.ContainsFunc(f.Escalations.Reasons, func(n Named) bool { return n.Name == "vulnerability" }) {
			t.Errorf("seed %d: vulnerability is a reason by name", seed)
		}
		if _, err := json.Marshal(f); err != nil {
			t.Errorf("seed %d: as JSON: %v", seed, err)
		}
	}
}

// sent counts decided drafts whose text went to the client, as plainly as it can be done.
func sent(files Files, p Period) int {
	n := 0
	for _, f := range files {
		if f.Opened.IsZero() || !p.Holds(f.Opened) || f.EmojiOnly() {
			continue
		}
		for _, d := range f.Drafts {
			if x := d.Decision; d.Made && x != nil && !x.Automatic && x.Counts() && (x.Action == bot.Approve || x.Action == bot.Edit) {
				n++
			}
		}
	}
	return n
}

// sorted counts the cases of a wait that had a tier when they were answered.
func sorted(w Wait, files Files) int {
	n := 0
	for _, c := range w.Cases {
		i := slices.IndexFunc(files, func(f *File) bool { return f.ID == c.Case })
		at, ok := files[i].FirstAnswer()
		if !ok {
			at = nine.AddDate(0, 0, 60)
		}
		if files[i].TierAt(at) != "" {
			n++
		}
	}
	return n
}

// TestTakingAnAnswerAwayNeverMakesAWaitLookShorter drops answers from scrambled
// ledgers one by one.
func TestTakingAnAnswerAwayNeverMakesAWaitLookShorter(t *testing.T) {
	p, err := Between(nine.AddDate(0, 0, -2), nine.AddDate(0, 0, 12))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(7, 7))
	for seed := range uint64(20) {
		files, err := Read(t.Context(), scramble(seed, 600), time.Time{}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		count := func() Wait {
			return Count(files, p, nine.AddDate(0, 0, 60), DefaultRules(clock.Default(time.UTC))).FirstAnswer
		}
		before := count()
		f := files[r.IntN(len(files))]
		f.Answers = nil
		after := count()
		if len(after.Cases) != len(before.Cases) {
			continue // it was a question taken back, and is not counted now
		}
		for _, q := range []float64{.5, .9} {
			if after.Clock(q) < before.Clock(q) {
				t.Errorf("seed %d: without the answer of case %d the share %.1f waits %s, with it %s", seed, f.ID, q, after.Clock(q), before.Clock(q))
			}
		}
	}
}
