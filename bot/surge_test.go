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
	d.asks("before", "When are you open?", 6)
	if d.platform.cards != 6 || len(d.surges()) != 0 {
		t.Fatalf("%d cards and surges %v before the limit", d.platform.cards, d.surges())
	}
	d.asks("one", "When are you open?", 1)
	d.wantPaged("as the surge begins", bot.ToOwner)
	if text := d.platform.pages[0].Text; !strings.HasPrefix(text, "7 cases wait for staff, 0 of them need a person. That is more than 6") {
		t.Errorf("the summary says %q", text)
	}
	routine := d.asks("more", "When are you open?", 5)
	if d.platform.cards != 6 {
		t.Errorf("%d cards in the surge, want the 6 from before", d.platform.cards)
	}
	human := d.asks("human", "This is a complaint", 2)
	if d.platform.cards != 8 {
		t.Errorf("%d cards, want those of the two cases that need a person too", d.platform.cards)
	}
	d.wantState(routine[0], bot.StateDrafted)
	d.wantState(human[0], bot.StateEscalated)
	d.passes(5 * time.Minute)
	if d.platform.cards != 8 || !slices.Equal(d.surges(), []bot.EventKind{bot.EventSurgeBegan}) {
		t.Errorf("%d cards and surges %v while it lasts", d.platform.cards, d.surges())
	}
	d.wantPaged("while it lasts", bot.ToOwner)
}

func TestAfterASurgeTheCardsThatWereHeldBackFollow(t *testing.T) {
	d := surging(t)
	first := d.asks("first", "When are you open?", 6)
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
	if len(d.surges()) != 3 {
		t.Errorf("a second surge is not told of: %v", d.surges())
	}
}

func TestADraftThatASurgeHidesStillEndsWithAPerson(t *testing.T) {
	d := surging(t)
	d.asks("first", "When are you open?", 7)
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
	if d.platform.cards < 9 {
		t.Errorf("%d cards, want all nine", d.platform.cards)
	}
}
