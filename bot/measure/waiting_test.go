package measure

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
)

// message has the client write a message with an id.
func (c *told) message(after time.Duration, id string) *told {
	return c.put(after, bot.EventMessage, "client", map[string]any{"message": id, "form": "question"})
}

// colleague has a person of the firm answer in the thread; the two events of that
// are not of the same moment.
func (c *told) colleague(after time.Duration, id string) *told {
	return c.put(after, bot.EventStaffMessage, ann, map[string]any{"message": id}).put(after+time.Microsecond, bot.EventAnswered, ann, map[string]any{"by": "person"})
}

// TestTheClientWaitsAsLongAsSomethingIsOpen, whatever stood answered in between, and
// for no longer.
func TestTheClientWaitsAsLongAsSomethingIsOpen(t *testing.T) {
	gone := func(c *told, after time.Duration, who, id string) *told {
		return c.put(after, bot.EventDeleted, who, map[string]any{"message": id})
	}
	for name, x := range map[string]folded{
		"nobody answers": {asked(1, "a1"), waited, "0s on; "},
		"an answer":      {asked(1, "a1").drafted().approved(time.Minute, 9), waited, "0s to 1m0s; "},
		"asked while the answer was on its way": {asked(1, "a1").drafted().message(30*time.Second, "m2").approved(time.Minute, 9).
			put(time.Minute+time.Microsecond, bot.EventReopened, sys, nil), waited, "0s to 1m0s; 1m0.000001s on; "},
		"the question is edited after its answer": {asked(1, "a1").drafted().approved(time.Minute, 9).
			put(hour, bot.EventEdited, "client", map[string]any{"message": "m1"}).put(hour, bot.EventReopened, sys, nil), waited, "0s to 1m0s; 1h0m0s on; "},
		"a colleague's late answer is of a part": {asked(1, "a1").drafted().colleague(time.Minute, "s1").put(time.Minute, bot.EventSuperseded, sys, map[string]any{"version": 1}),
			waited, "0s to 1m0s; 1m0s on; "},
		"a colleague's late answer, in front of people": {asked(1, "a1").put(time.Minute, bot.EventStaffMessage, ann, map[string]any{"message": "s1", "part": true}),
			waited, "0s to 1m0s; 1m0s on; "},
		"an edit in front of people": {asked(1, "a1").colleague(time.Minute, "s1").put(hour, bot.EventEdited, "client", map[string]any{"message": "m1"}), waited, "0s to 1m0s; 1h0m0s on; "},
		"what was left is deleted":   {gone(asked(1, "a1"), hour, "client", "m1").put(hour, bot.EventDeleted, "client", map[string]any{"message": "m1", "nothing_left": true}), waited, "0s to 1h0m0s; "},
		"a part is deleted":          {gone(asked(1, "a1").message(time.Minute, "m2"), hour, "client", "m2"), waited, "0s on; "},
		"a draft after an answer": {asked(1, "a1").message(30*time.Second, "m2").colleague(time.Minute, "s1").put(hour, bot.EventDrafted, sys, map[string]any{"version": 1}),
			waited, "0s to 1m0s; 1h0m0s on; "},
		"thanks": {asked(1, "a1").drafted().approved(time.Minute, 9).message(hour, "m2").put(hour, bot.EventReopened, sys, nil).
			put(hour+time.Second, bot.EventAssessed, sys, map[string]any{"tier": "routine"}).put(hour+time.Second, bot.EventNoReply, sys, nil), waited, "0s to 1m0s; "},
		"taken back":           {gone(asked(1, "a1"), hour, "client", "m1").put(hour, bot.EventWithdrawn, sys, nil), waited, "0s to 1h0m0s; "},
		"a person resolves it": {asked(1, "a1").resolved(hour), waited, "0s to 1h0m0s; "},
	} {
		t.Run(name, func(t *testing.T) { testFolded(t, map[string]folded{"waits": x}) })
	}
	f := filesOf(t, asked(1, "a1").drafted().approved(hour, 9).again(2*hour).resolved(3*hour))[0]
	for after, want := range map[time.Duration]bool{0: false, time.Second: true, hour: true, hour + 1: false, 2 * hour: false, 2*hour + 1: true, 3 * hour: true, 4 * hour: false} {
		if got := f.Waits(nine.Add(after)); got != want { // what happens at the moment itself has not happened before it
			t.Errorf("%s after the first message: waits %t, want %t", after, got, want)
		}
	}
}

// TestWhatAColleagueDeletedIsNoAnswerWhereItLeftTheCaseOpen: the client waited all
// along. What was tidied away later had been read.
func TestWhatAColleagueDeletedIsNoAnswerWhereItLeftTheCaseOpen(t *testing.T) {
	deleted := func() *told {
		return asked(1, "a1").colleague(time.Minute, "s1").put(2*time.Minute, bot.EventDeleted, ann, map[string]any{"message": "s1"})
	}
	answers := func(f *File) string {
		out := fmt.Sprint(f.Deleted)
		for _, a := range f.Answers {
			out += " " + a.At.Sub(nine).String()
		}
		return out
	}
	testFolded(t, map[string]folded{
		"the case is open again":               {deleted().put(2*time.Minute+time.Microsecond, bot.EventReopened, sys, nil), answers, "false"},
		"its draft is made anew":               {deleted().put(2*time.Minute+time.Microsecond, bot.EventSuperseded, sys, nil), answers, "false"},
		"tidied away":                          {deleted(), answers, "false 1m0s"},
		"the client writes again":              {deleted().message(hour, "m2").put(hour, bot.EventReopened, sys, nil), answers, "false 1m0s"},
		"the client edits":                     {deleted().put(hour, bot.EventEdited, "client", map[string]any{"message": "m1"}).put(hour, bot.EventReopened, sys, nil), answers, "false 1m0s"},
		"asked while an answer was on its way": {deleted().drafted().message(90*time.Second, "m2").approved(2*hour, 9).put(2*hour, bot.EventReopened, sys, nil), answers, "false 1m0s 2h0m0s"},
		"another message":                      {asked(1, "a1").colleague(time.Minute, "s1").put(2*time.Minute, bot.EventDeleted, ann, map[string]any{"message": "s2"}).put(2*time.Minute, bot.EventReopened, sys, nil), answers, "false 1m0s"},
		"answered anew":                        {deleted().put(2*time.Minute+time.Microsecond, bot.EventReopened, sys, nil).colleague(hour, "s2"), answers, "false 1h0m0s"},
	})
}

// TestNobodyIsForgottenWhereAnAnswerLeftSomethingOpen: such a case is waiting, is not
// resolved by silence, and one that was taken back and asked anew is not gone.
func TestNobodyIsForgottenWhereAnAnswerLeftSomethingOpen(t *testing.T) {
	meanwhile := asked(1, "a1").drafted().message(30*time.Second, "m2").approved(time.Minute, 9).put(time.Minute, bot.EventReopened, sys, nil)
	anew := asked(2, "a2").put(hour, bot.EventDeleted, "client", map[string]any{"message": "m1"}).put(hour, bot.EventWithdrawn, sys, nil).
		message(2*hour, "m2").put(2*hour, bot.EventReopened, sys, nil)
	emoji := (&told{id: 3}).put(0, bot.EventReceived, "client", map[string]any{"account": "a3", "form": "emoji"})
	at := asked(4, "a4").drafted().approved(time.Minute, 9).message(hour, "m2").colleague(hour, "s1") // at one moment
	f := week(t, meanwhile, anew, emoji, at)
	for name, got := range map[string][2]Cases{
		"waiting":               {f.Waiting.Begun, {1, 2}}, // an emoji is no case
		"unanswered":            {f.FirstAnswer.Unanswered(), {2}},
		"taken back":            {f.Gone, nil},
		"resolved":              {f.Quality.Resolved, Cases{4}},
		"resolution, not ended": {f.Resolution.Unanswered(), {1, 2}},
	} {
		if !slices.Equal(got[0], got[1]) {
			t.Errorf("%s: cases %v, want %v", name, got[0], got[1])
		}
	}
}

// TestAComplaintIsWhatItWasWhenItWasOpened: a later answer, or what is said of
// another record of the case, does not change it.
func TestAComplaintIsWhatItWasWhenItWasOpened(t *testing.T) {
	closed := func(c *told, after time.Duration, outcome string, opened time.Duration) *told {
		return c.put(after, bot.EventRecordClosed, ann, map[string]any{"record": "complaint", "outcome": outcome, "opened_at": nine.Add(opened).Format(time.RFC3339)})
	}
	twice := func(first, second string) *told {
		c := closed(asked(1, "a1").complained(hour), 2*hour, first, hour)
		return closed(c.complained(3*hour), 4*hour, second, 3*hour)
	}
	for name, c := range map[string]struct {
		of   *told
		want string
	}{
		"before any answer":                             {asked(1, "a1").complained(hour), "opened [1], at first [1], after AI [], after people [], none []"},
		"after a drafted answer":                        {asked(1, "a1").drafted().approved(time.Minute, 9).complained(hour), "opened [1], at first [], after AI [1], after people [], none []"},
		"after people, and a drafted answer came later": {asked(1, "a1").colleague(time.Minute, "s1").complained(hour).drafted().approved(2*hour, 9), "opened [1], at first [], after AI [], after people [1], none []"},
		"the first was one, the second none":            {twice("upheld", bot.OutcomeNoComplaint), "opened [1], at first [1], after AI [], after people [], none [1]"},
		"the first was none, the second one":            {twice(bot.OutcomeNoComplaint, "upheld"), "opened [1], at first [1], after AI [], after people [], none [1]"},
		"both were none":                                {twice(bot.OutcomeNoComplaint, bot.OutcomeNoComplaint), "opened [], at first [], after AI [], after people [], none [1 1]"},
	} {
		x := week(t, c.of).Complaints
		list := func(c Cases) []int64 { return append([]int64{}, c...) }
		if got := fmt.Sprintf("opened %v, at first %v, after AI %v, after people %v, none %v", list(x.Opened), list(x.AtFirst), list(x.AfterAI), list(x.AfterHuman), list(x.None)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestThatNoDocumentCoversAQuestionIsNoWordAgainstTheTier: the gate of autonomy does
// not count it as a miss, and no figure does.
func TestThatNoDocumentCoversAQuestionIsNoWordAgainstTheTier(t *testing.T) {
	escalated := func(id int64, version int, code string) *told {
		return asked(id, fmt.Sprint("a", id)).put(time.Second, bot.EventNoDraft, sys, map[string]any{"version": 1}).
			put(hour, bot.EventDecided, ann, map[string]any{"version": version, "action": "escalate", "reason_code": code, "system_tier": "routine"}).
			put(hour, bot.EventEscalated, ann, map[string]any{"by": "person", "reason": "staff", "version": version}).colleague(2*hour, "s")
	}
	f := week(t, escalated(1, 1, bot.NotCovered), escalated(2, 0, bot.NotCovered), escalated(3, 1, "wrong_tier"), escalated(4, 0, ""))
	if got := f.Recall.Rate.N; !slices.Equal(got, Cases{3, 4}) || len(f.Recall.Misses) != 2 {
		t.Errorf("labelled as a person's: cases %v with misses %+v, want 3 and 4", got, f.Recall.Misses)
	}
	want := []Named{{bot.NotCovered, Cases{1, 2}}, {"staff", Cases{3, 4}}}
	if got := f.Escalations.Reasons; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("reasons %v, want %v", got, want)
	}
}

// TestWhatAPersonAnsweredBeforeItWasSortedIsGivenByTheSorting: nothing sent it to
// people, and it ended with them.
func TestWhatAPersonAnsweredBeforeItWasSortedIsGivenByTheSorting(t *testing.T) {
	quick := &told{id: 1}
	quick.put(0, bot.EventReceived, "client", map[string]any{"account": "a1", "form": "question"}).colleague(time.Second, "s1").put(time.Second, bot.EventWithdrawn, sys, nil).
		put(20*time.Second, bot.EventAssessed, sys, map[string]any{"tier": "human", "topic": "fees", "by": "history", "codes": []any{"missed_promise", "anger"}})
	e := week(t, quick).Escalations
	if want := []Named{{"rule", Cases{1}}}; fmt.Sprint(e.By) != fmt.Sprint(want) || fmt.Sprint(e.Sources) != "[{history [1]}]" || fmt.Sprint(e.Reasons) != "[{missed_promise [1]}]" {
		t.Errorf("by %v, %v, for %v; want the history's missed promise", e.By, e.Sources, e.Reasons)
	}
}

// TestTheSystemSpokeWhenItFirstSaidSo, by whichever of its parts.
func TestTheSystemSpokeWhenItFirstSaidSo(t *testing.T) {
	later := func(c *told) *told {
		return c.put(3*hour, bot.EventAssessed, sys, map[string]any{"tier": "human", "topic": "fees"})
	}
	at := func(f *File) string {
		at, ok := f.SystemHuman()
		return fmt.Sprint(ok, since(at))
	}
	raised := func(by string) *told {
		return later(asked(1, "a1").put(hour, bot.EventEscalated, sys, map[string]any{"by": by, "reason": "distress"}))
	}
	testFolded(t, map[string]folded{
		"a model, before the rules": {raised("model"), at, "true1h0m0s "},
		"a failure":                 {raised("failure"), at, "true1h0m0s "},
		"nobody decided in time":    {raised("timer"), at, "true3h0m0s "},
		"a person":                  {raised("person"), at, "true3h0m0s "},
		"the rules, before a model": {later(asked(1, "a1")).put(4*hour, bot.EventEscalated, sys, map[string]any{"by": "model"}), at, "true3h0m0s "},
	})
	if f := Count(filesOf(t, asked(1, "a1")), PeriodOf(Weekly, nine), nine.Add(hour), DefaultRules(clock.Default(time.UTC))); len(f.Recall.Over.N) != 0 {
		t.Errorf("a routine case counts as given to people: %v", f.Recall.Over.N)
	}
}
