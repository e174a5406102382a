package digest_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/digest"
	"countersign/bot/measure"
)

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
}()

// book is a ledger of hand-made events, in the order in which they are written.
type book struct {
	events []bot.Event
}

func (b *book) Events(_ context.Context, f bot.EventFilter, fn func(bot.Event) error) error {
	for _, ev := range b.events {
		if (!f.Since.IsZero() && ev.At.Before(f.Since)) || (!f.Until.IsZero() && !ev.At.Before(f.Until)) ||
			(len(f.Kinds) > 0 && !slices.Contains(f.Kinds, ev.Kind)) {
			continue
		}
		if err := fn(ev); err != nil {
			return err
		}
	}
	return nil
}

// line is one case being written into a book.
type line struct {
	b  *book
	id int64
	at time.Time
}

// monday is the first day of the period that the golden ledger is of.
var monday = time.Date(2026, 11, 2, 0, 0, 0, 0, london)

// open begins a case of an account on a day of the period (0 is Monday), at 10:00.
func (b *book) open(id int64, account string, day int) *line {
	l := &line{b: b, id: id, at: monday.AddDate(0, 0, day).Add(10 * time.Hour)}
	return l.put(bot.EventReceived, map[string]any{"account": account, "platform": "console", "channel": account, "author": "U" + account})
}

func (l *line) put(kind bot.EventKind, facts map[string]any) *line {
	l.b.events = append(l.b.events, bot.Event{Seq: int64(len(l.b.events) + 1), Case: l.id, Kind: kind, At: l.at, Facts: facts})
	return l
}

func (l *line) after(d time.Duration) *line { l.at = l.at.Add(d); return l }

func (l *line) sorted(tier, topic string) *line {
	l.after(time.Second).put(bot.EventAssessed, map[string]any{"tier": tier, "topic": topic, "by": "rules", "codes": []string{"complaint"}})
	if tier == "human" {
		l.put(bot.EventEscalated, map[string]any{"by": "rules", "reason": "complaint"})
	}
	return l
}

func (l *line) drafted(version int) *line {
	return l.after(time.Second).put(bot.EventDrafted, map[string]any{"version": version})
}

// decided notes a decision after some minutes; an approval or edit is sent at once.
func (l *line) decided(action string, version, minutes int, distance float64, material bool) *line {
	l.after(time.Duration(minutes)*time.Minute).put(bot.EventDecided, map[string]any{"action": action, "version": version, "distance": distance,
		"material": material, "system_tier": "routine", "seconds_on_card": minutes * 60})
	switch action {
	case "approve", "edit":
		by := map[string]string{"approve": "approved", "edit": "edited"}[action]
		l.after(time.Second).put(bot.EventSent, map[string]any{"kind": "answer", "version": version}).
			put(bot.EventAnswered, map[string]any{"by": by, "version": version})
	case "escalate", "reject":
		l.put(bot.EventEscalated, map[string]any{"by": "person", "reason": "staff"})
	}
	return l
}

func (l *line) byPerson(minutes int) *line {
	return l.after(time.Duration(minutes)*time.Minute).put(bot.EventStaffMessage, map[string]any{"author": "P"}).
		put(bot.EventAnswered, map[string]any{"by": "person"})
}

func (l *line) complaint() *line {
	return l.put(bot.EventRecordOpened, map[string]any{"record": "complaint"})
}

func (l *line) resolved() *line {
	return l.after(time.Hour).put(bot.EventResolved, map[string]any{"outcome_code": "staff"})
}

// golden is a ledger whose figures were worked out by hand.
func golden() *book {
	b := &book{}
	b.open(1, "a", 0).sorted("routine", "fees").drafted(1).decided("approve", 1, 20, 0, false)
	b.open(2, "b", 0).sorted("routine", "fees").drafted(1).decided("approve", 1, 90, 0, false)
	b.open(3, "c", 0).sorted("routine", "fees").drafted(1).decided("edit", 1, 10, 0.04, false)   // a comma
	b.open(4, "d", 1).sorted("routine", "fees").drafted(1).decided("edit", 1, 10, 0.03, true)    // a figure: material however small
	b.open(5, "e", 1).sorted("routine", "hours").drafted(1).decided("edit", 1, 10, 0.10, false)  // band (.05, .20]
	b.open(6, "f", 1).sorted("routine", "hours").drafted(1).decided("edit", 1, 10, 0.35, true)   // band (.20, .50]
	b.open(7, "g", 1).sorted("routine", "hours").drafted(1).decided("edit", 1, 10, 0.80, true)   // replaced
	b.open(8, "h", 2).sorted("routine", "hours").drafted(1).decided("escalate", 1, 10, 0, false) // X
	b.open(9, "i", 2).sorted("routine", "rent").drafted(1).decided("reject", 1, 10, 0, false)    // R
	b.open(10, "j", 2).sorted("routine", "rent").drafted(1)                                      // undecided: waits
	b.open(11, "k", 2).sorted("human", "complaint").complaint().byPerson(15)                     // the enquiry was the complaint
	b.open(12, "l", 3).sorted("human", "repairs").byPerson(200)                                  // a person, late
	b.open(13, "m", 3).sorted("human", "repairs")                                                // nobody yet
	b.open(14, "n", 3).sorted("routine", "greeting_thanks").put(bot.EventNoReply, nil).put(bot.EventResolved, map[string]any{"outcome_code": "no_reply_needed"})
	b.open(15, "o", 3).sorted("routine", "fees").after(time.Second).put(bot.EventNoDraft, map[string]any{"version": 1})
	b.open(16, "p", 4).sorted("routine", "fees").drafted(1).after(time.Second).put(bot.EventSuperseded, map[string]any{"version": 1}).
		put(bot.EventMessage, map[string]any{"author": "Up"}).drafted(2).decided("approve", 2, 5, 0, false)
	b.open(17, "q", 4).sorted("routine", "fees").drafted(1).decided("approve", 1, 1, 0, false).resolved()
	b.open(18, "r", 4).sorted("routine", "fees").drafted(1).put(bot.EventWithdrawn, map[string]any{"why": "a person answered"}).put(bot.EventStaffMessage, map[string]any{"author": "P"})
	b.open(19, "s", 5).sorted("routine", "fees").put(bot.EventStepFailed, map[string]any{"step": "assessed", "attempt": 3, "parked": true}).
		put(bot.EventEscalated, map[string]any{"by": "failure", "reason": "failure"})
	b.open(20, "t", 6).sorted("routine", "fees").drafted(1).decided("approve", 1, 3, 0, false)
	b.open(21, "z", 9).sorted("routine", "fees") // of the week after
	slices.SortStableFunc(b.events, func(a, c bot.Event) int { return a.At.Compare(c.At) })
	for i := range b.events {
		b.events[i].Seq = int64(i + 1)
	}
	return b
}

func compute(t *testing.T, b *book, asOf time.Time) *digest.Report {
	t.Helper()
	p := measure.PeriodBefore(measure.Weekly, monday.AddDate(0, 0, 7).Add(8*time.Hour))
	r, err := digest.Compute(t.Context(), b, "Harbour & Finch", p, asOf, measure.DefaultRules(clock.Default(london)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
