package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// surging is a desk on a platform with a channel of staff, whose queue holds 6.
func surging(t *testing.T) *desk {
	return newLadderDesk(t, func(l *bot.Ladder) { l.SurgeAbove = 6 })
}

// asks has n clients ask in Slack, each a thread of its own.
func (d *desk) asks(name, text string, n int) []int64 {
	d.t.Helper()
	var out []int64
	for i := range n {
		id := fmt.Sprintf("%s%d", name, i)
		out = append(out, d.receive(bot.Enquiry{Platform: bot.Slack, MessageID: id, Text: text, Author: bot.Person{ID: "U" + id}}).Case)
	}
	d.settle()
	return out
}

func (d *desk) surges() []bot.EventKind {
	d.t.Helper()
	var out []bot.EventKind
	err := d.store.Events(d.t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventSurgeBegan, bot.EventSurgeEnded}}, func(e bot.Event) error {
		out = append(out, e.Kind)
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

func TestInASurgePeopleComeFirstAndOneMessageTakesThePlaceOfMoreCards(t *testing.T) {
	d := surging(t)
	d.asks("before", "When are you open?", 7)
	d.passes(28 * time.Minute)
	if d.platform.cards != 7 || len(d.surges()) != 0 {
		t.Fatalf("%d cards and surges %v while nobody had to wait", d.platform.cards, d.surges())
	}
	d.passes(3 * time.Minute)
	d.wantPaged("as the surge begins, in place of seven reminders", bot.ToOwner)
	if text := d.platform.pages[0].Text; !strings.HasPrefix(text, "7 cases wait for staff, 0 of them need a person. That is more than 6") {
		t.Errorf("the summary says %q", text)
	}
	before := d.platform.cards // those that say that somebody was paged among them
	routine := d.asks("more", "When are you open?", 5)
	if got := d.platform.cards - before; got != 0 {
		t.Errorf("%d more cards in the surge, want none", got)
	}
	human := d.asks("human", "This is a complaint", 2)
	if got := d.platform.cards - before; got != 2 {
		t.Errorf("%d more cards, want those of the two cases that need a person", got)
	}
	d.wantState(routine[0], bot.StateDrafted)
	d.wantState(human[0], bot.StateEscalated)
	d.passes(5 * time.Minute)
	if got := d.platform.cards - before; got != 2 || !slices.Equal(d.surges(), []bot.EventKind{bot.EventSurgeBegan}) {
		t.Errorf("%d more cards and surges %v while it lasts", got, d.surges())
	}
	d.wantPaged("while it lasts", bot.ToOwner)
}

// TestASurgeSwallowsNoCallForAPerson: its summary stands for reminders of drafts
// alone. Cases that need a person, and drafts that the manager must hear of, are
// paged as ever.
func TestASurgeSwallowsNoCallForAPerson(t *testing.T) {
	d := surging(t)
	d.asks("routine", "When are you open?", 7)
	d.passes(31 * time.Minute)
	d.wantPaged("as the surge begins", bot.ToOwner)
	d.asks("human", "This is a complaint", 1)
	d.passes(16 * time.Minute)
	d.wantPaged("after fifteen minutes of a case that needs a person", bot.ToOwner, bot.ToApprovers)
	d.passes(15 * time.Minute)
	got := map[string]int{}
	for _, to := range d.paged() {
		got[to]++
	}
	if got[bot.ToManager] != 1+7 || got[bot.ToApprovers] != 1 {
		t.Errorf("after an hour of the drafts were paged %v, want the manager of the case and of each of seven drafts", got)
	}
}

func TestManyCasesThatNobodyHasHadToWaitForAreNoSurge(t *testing.T) {
	d := surging(t)
	first := d.asks("first", "When are you open?", 20)
	d.passes(20 * time.Minute)
	for _, id := range first {
		d.decided(id, bot.Approve, 1)
	}
	second := d.asks("second", "When are you open?", 20)
	d.passes(20 * time.Minute)
	if len(d.surges()) != 0 {
		t.Errorf("surges %v, want none", d.surges())
	}
	for _, id := range second {
		d.wantState(id, bot.StateInReview)
	}
}

func TestAfterASurgeTheCardsThatWereHeldBackFollow(t *testing.T) {
	d := surging(t)
	first := d.asks("first", "When are you open?", 7)
	d.passes(31 * time.Minute)
	late := d.asks("late", "When are you open?", 3)
	d.wantState(late[0], bot.StateDrafted)
	for _, id := range first {
		d.decided(id, bot.Approve, 1)
	}
	if !slices.Equal(d.surges(), []bot.EventKind{bot.EventSurgeBegan, bot.EventSurgeEnded}) {
		t.Fatalf("surges %v after most were decided", d.surges())
	}
	d.passes(2 * time.Minute)
	for _, id := range late {
		d.wantState(id, bot.StateInReview)
	}
	d.wantPaged("in all", bot.ToOwner, bot.ToOwner)
	if last := d.platform.pages[1].Text; !strings.HasPrefix(last, "The queue is back to normal: 3 cases wait") {
		t.Errorf("the message at its end says %q", last)
	}
	d.asks("again", "When are you open?", 4)
	d.passes(31 * time.Minute)
	if len(d.surges()) != 3 {
		t.Errorf("a second surge is not told of: %v", d.surges())
	}
}

func TestADraftThatASurgeHidesStillEndsWithAPerson(t *testing.T) {
	d := surging(t)
	d.asks("first", "When are you open?", 7)
	d.passes(31 * time.Minute)
	hidden := d.asks("hidden", "When are you open?", 1)[0]
	d.wantState(hidden, bot.StateDrafted)
	d.passes(2*time.Hour + 2*time.Minute)
	k := d.wantState(hidden, bot.StateEscalated)
	if k.CardID == "" {
		t.Error("it has no card though it needs a person now")
	}
}

func TestOnTheConsoleNoCardIsHeldBack(t *testing.T) {
	d := surging(t)
	for i := range 9 {
		d.says(fmt.Sprintf("m%d", i), "When are you open?")
		d.settle()
	}
	d.passes(31 * time.Minute)
	cards := d.platform.cards
	d.says("late", "When are you open?")
	d.settle()
	if d.platform.cards <= cards || len(d.surges()) != 0 {
		t.Errorf("%d cards after one more case, and %d before; surges %v", d.platform.cards, cards, d.surges())
	}
}

func TestAQueueOfOneIsSaidInTheSingular(t *testing.T) {
	for q, want := range map[bot.Queue]string{
		{}:                  "0 cases wait for staff, 0 of them need a person.",
		{All: 1, Human: 1}:  "1 case waits for staff, 1 of them needs a person.",
		{All: 12, Human: 3}: "12 cases wait for staff, 3 of them need a person.",
	} {
		if got := q.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
