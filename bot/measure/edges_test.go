package measure

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
)

// told is a case as the ledger tells it, for a test of one definition's edge.
type told struct {
	id  int64
	all written
}

// put adds an event so long after the case's first message, which comes at nine
// on a Monday.
func (c *told) put(after time.Duration, kind bot.EventKind, actor string, facts map[string]any) *told {
	c.all = append(c.all, bot.Event{Case: c.id, Kind: kind, At: nine.Add(after), Actor: actor, Facts: facts})
	return c
}

const hour, daylong = time.Hour, 24 * time.Hour

// asked is a routine case of an account about fees.
func asked(id int64, account string) *told {
	c := &told{id: id}
	return c.put(0, bot.EventReceived, "client", map[string]any{"account": account, "platform": "slack", "channel": account, "thread": fmt.Sprint(id), "form": "question"}).
		put(time.Second, bot.EventAssessed, "system", map[string]any{"tier": "routine", "topic": "fees", "by": "rules"})
}

func (c *told) drafted() *told {
	return c.put(2*time.Second, bot.EventDrafted, "system", map[string]any{"version": 1}).put(3*time.Second, bot.EventCard, "system", map[string]any{"version": 1})
}

// approved has the draft sent so long after the first message.
func (c *told) approved(after time.Duration, seconds float64) *told {
	return c.put(after, bot.EventDecided, "staff:ann", map[string]any{"version": 1, "action": "approve", "system_tier": "routine", "seconds_on_card": seconds}).
		put(after, bot.EventSent, "system", map[string]any{"version": 1, "kind": "answer"})
}

// again has the client ask about the same thing so long after the first message.
func (c *told) again(after time.Duration) *told {
	return c.put(after, bot.EventMessage, "client", map[string]any{"form": "question"}).
		put(after+time.Second, bot.EventAssessed, "system", map[string]any{"tier": "routine", "topic": "fees", "by": "rules"})
}

func (c *told) resolved(after time.Duration) *told {
	return c.put(after, bot.EventResolved, "staff:ann", map[string]any{"outcome_code": "staff"})
}

func (c *told) complained(after time.Duration) *told {
	return c.put(after, bot.EventRecordOpened, "system", map[string]any{"record": "complaint", "opened_at": nine.Add(after).Format(time.RFC3339)})
}

func filesOf(t *testing.T, cases ...*told) Files {
	t.Helper()
	var all written
	for _, c := range cases {
		all = append(all, c.all...)
	}
	slices.SortStableFunc(all, func(a, b bot.Event) int { return a.At.Compare(b.At) })
	files, err := Read(t.Context(), all, time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// week counts the week of the first message, sixty days later.
func week(t *testing.T, cases ...*told) Figures {
	t.Helper()
	return Count(filesOf(t, cases...), PeriodOf(Weekly, nine), nine.AddDate(0, 0, 60), DefaultRules(clock.Default(time.UTC)))
}

// promising is a case whose draft holds a promise that a check found.
func promising(id int64) *told {
	return asked(id, fmt.Sprint("a", id)).put(2*time.Second, bot.EventDrafted, "system", map[string]any{"version": 1, "checks": map[string]any{"commitment": "flag"}})
}

// replied is a case resolved by an answer that asks for something, and what the client
// brings the day after.
func replied(id int64, form, askedFor string) *told {
	return asked(id, fmt.Sprint("a", id)).put(hour, bot.EventStaffMessage, "staff:ann", map[string]any{"asked": []any{askedFor}}).resolved(2*hour).
		put(daylong, bot.EventMessage, "client", map[string]any{"form": form}).put(daylong, bot.EventAssessed, "system", map[string]any{"tier": "routine", "topic": "fees"})
}

// TestEachDefinitionHasItsEdge holds figures at the last moment, or the last case,
// that still counts, and at the first that does not.
func TestEachDefinitionHasItsEdge(t *testing.T) {
	answered := func(id int64) *told { return asked(id, fmt.Sprint("a", id)).drafted().approved(10*time.Minute, 40) }
	for name, c := range map[string]struct {
		cases []*told
		of    func(f Figures) Cases
		want  Cases
	}{
		"back within 72 hours of the resolution": {[]*told{
			answered(1).resolved(hour).again(hour + 72*hour), answered(2).resolved(hour).again(hour + 72*hour + time.Minute),
		}, func(f Figures) Cases { return f.Quality.Repeat72.K }, Cases{1}},
		"back within seven days": {[]*told{
			answered(1).resolved(hour).again(hour + 7*daylong), answered(2).resolved(hour).again(hour + 7*daylong + time.Minute),
		}, func(f Figures) Cases { return f.Quality.Repeat.K }, Cases{1}},
		"a document, a time or a statement that nobody asked for": {[]*told{
			replied(1, "document", bot.AskedDocument), replied(2, "document", bot.AskedTimes), replied(3, "times", bot.AskedTimes), replied(4, "times", bot.AskedDocument),
			replied(5, "statement", bot.AskedReply), replied(6, "statement", bot.AskedDocument), replied(7, "", bot.AskedReply), replied(8, "statement", ""),
		}, func(f Figures) Cases { return f.Quality.RepeatUnsure }, Cases{2, 4, 6, 7, 8}},
		"unseen for over fifteen working minutes": {[]*told{
			asked(1, "a1").put(15*time.Minute, bot.EventCard, "system", map[string]any{"version": 1}), asked(2, "a2").put(15*time.Minute+time.Second, bot.EventCard, "system", map[string]any{"version": 1}),
		}, func(f Figures) Cases { return f.Unseen.K }, Cases{2}},
		"approved in under five seconds": {[]*told{
			asked(1, "a1").drafted().approved(hour, 4.9), asked(2, "a2").drafted().approved(hour, 5),
		}, func(f Figures) Cases { return f.Watch.Quick.K }, Cases{1}},
		"approvals of the period, whenever the case began": {[]*told{
			asked(1, "a1").drafted().approved(hour, 40), asked(2, "a2").drafted().approved(8*daylong, 40),
		}, func(f Figures) Cases { return f.Watch.Quick.N }, Cases{1}},
		"told to be a person's only after a drafted answer": {[]*told{
			answered(1).put(2*hour, bot.EventEscalated, "system", map[string]any{"by": "model", "reason": "distress"}).
				put(3*hour, bot.EventEscalated, "staff:ann", map[string]any{"by": "person", "reason": "staff"}),
			asked(2, "a2").put(2*time.Second, bot.EventEscalated, "system", map[string]any{"by": "model", "reason": "distress"}).
				put(3*hour, bot.EventEscalated, "staff:ann", map[string]any{"by": "person", "reason": "staff"}),
		}, func(f Figures) Cases { return f.Recall.Rate.K }, Cases{2}},
		"complained within 30 days of the last drafted text": {[]*told{
			answered(1).put(20*daylong, bot.EventStaffMessage, "staff:ann", nil).complained(10*time.Minute + 30*daylong),
			answered(2).put(20*daylong, bot.EventStaffMessage, "staff:ann", nil).complained(11*time.Minute + 30*daylong),
		}, func(f Figures) Cases { return f.Complaints.AI.K }, Cases{1}},
		"complained in another case, but before this one was answered": {[]*told{
			asked(1, "a1").drafted().approved(10*time.Minute, 40), asked(2, "a1").complained(9 * time.Minute),
			asked(3, "a3").drafted().approved(10*time.Minute, 40), asked(4, "a3").complained(11 * time.Minute),
		}, func(f Figures) Cases { return f.Complaints.AI.K }, Cases{3}},
		"asked again in another case, between messages of this one": {[]*told{
			asked(1, "a1").resolved(hour).again(10 * daylong),
			(&told{id: 2}).put(daylong, bot.EventReceived, "client", map[string]any{"account": "a1", "form": "question"}).
				put(daylong, bot.EventAssessed, "system", map[string]any{"tier": "routine", "topic": "fees"}),
		}, func(f Figures) Cases { return f.Quality.Repeat72.K }, Cases{1}},
		"promises that were caught": {[]*told{
			promising(1), promising(2).approved(hour, 40), promising(3).put(hour, bot.EventEscalated, "system", map[string]any{"by": "timer", "reason": "long_wait"}),
			promising(4).put(hour, bot.EventDecided, "staff:ann", map[string]any{"version": 1, "action": "edit", "system_tier": "routine"}),
		}, func(f Figures) Cases { return f.Drafts.Promises }, Cases{3, 4}}, // of the first nothing is decided, the second went out
		"held back at the last moment": {[]*told{
			asked(1, "a1").drafted().put(time.Minute, bot.EventDecided, "grant:G", map[string]any{"version": 1, "action": "approve", "automatic": true}),
			asked(2, "a2").drafted().put(time.Minute, bot.EventDecided, "grant:G", map[string]any{"version": 1, "action": "approve", "automatic": true}).
				put(2*time.Minute, bot.EventHeldBack, "system", map[string]any{"version": 1}),
		}, func(f Figures) Cases { return f.Drafts.Automatic }, Cases{1}},
		"automatic, and it held without a person": {[]*told{
			asked(1, "a1").drafted().put(time.Minute, bot.EventDecided, "grant:G", map[string]any{"version": 1, "action": "approve", "automatic": true}).
				put(2*time.Minute, bot.EventSent, "system", map[string]any{"version": 1, "kind": "answer"}),
			asked(2, "a2").drafted().put(time.Minute, bot.EventDecided, "grant:G", map[string]any{"version": 1, "action": "approve", "automatic": true}).
				put(2*time.Minute, bot.EventSent, "system", map[string]any{"version": 1, "kind": "answer"}).resolved(hour),
		}, func(f Figures) Cases { return f.Balance.Deflection.K }, Cases{1}},
	} {
		if got := c.of(week(t, c.cases...)); !slices.Equal(got, c.want) {
			t.Errorf("%s: cases %v, want %v", name, got, c.want)
		}
	}
}

// TestACorrectionCountsAgainstADraftOnlyWhereItChangesWhatTheDraftSaid: one of a
// person's own words, or of a greeting, says nothing of drafts.
func TestACorrectionCountsAgainstADraftOnlyWhereItChangesWhatTheDraftSaid(t *testing.T) {
	for name, c := range map[string]struct {
		facts map[string]any
		want  int
	}{
		"of a draft, and material": {map[string]any{"version": 1, "material": true}, 1},
		"of a draft, immaterial":   {map[string]any{"version": 1, "material": false}, 0},
		"of a person's own words":  {map[string]any{"version": 0, "material": true}, 0},
	} {
		files := filesOf(t, asked(1, "a1").drafted().approved(hour, 40).put(2*hour, bot.EventCorrected, "staff:ann", c.facts))
		if got := files[0].Reviews; len(got) != c.want || c.want == 1 && (got[0].Verdict != "corrected" || got[0].By != "ann") {
			t.Errorf("%s: %+v, want %d", name, got, c.want)
		}
	}
}

// TestApprovalsBelongToThePeriodInWhichTheyWereMade, whenever the case began.
func TestApprovalsBelongToThePeriodInWhichTheyWereMade(t *testing.T) {
	files := filesOf(t, asked(1, "a1").drafted().approved(hour, 40), asked(2, "a2").drafted().approved(8*daylong, 40))
	for weeks, want := range []Cases{{1}, {2}, nil} {
		f := Count(files, PeriodOf(Weekly, nine.AddDate(0, 0, 7*weeks)), nine.AddDate(0, 0, 60), DefaultRules(clock.Default(time.UTC)))
		if got := f.Watch.Quick.N; !slices.Equal(got, want) {
			t.Errorf("week %d: approvals of cases %v, want %v", weeks+1, got, want)
		}
	}
}
