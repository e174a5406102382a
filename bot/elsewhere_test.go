package bot_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"countersign/bot"
)

// counted counts how many cases are loaded, and can take what was said out of
// outlines, as those of an older program are.
type counted struct {
	bot.Store
	loads *atomic.Int64
	old   bool
}

func (c counted) Case(ctx context.Context, id int64) (*bot.Case, error) {
	c.loads.Add(1)
	return c.Store.Case(ctx, id)
}

func (c counted) Outlines(ctx context.Context, f bot.CaseFilter) ([]bot.Earlier, error) {
	all, err := c.Store.Outlines(ctx, f)
	for i := range all {
		if c.old {
			all[i].Said = nil
		}
	}
	return all, err
}

// manyThreads has a client ask in thirty threads, some of them at length, be
// answered in some, and once more; it gives what was looked at to sort the last,
// and how many cases were loaded for that.
func manyThreads(t *testing.T, old bool) (last bot.Situation, loads int64) {
	d := newDesk(t)
	var n atomic.Int64
	d.through = func(s bot.Store) bot.Store { return counted{s, &n, old} }
	d.assess = func(s bot.Situation) (bot.Assessment, error) {
		last = s
		return assessByWord(s)
	}
	d.Copilot = d.copilot()
	for i := range 30 {
		text := fmt.Sprintf("Question %d?", i)
		if i == 27 {
			text = strings.Repeat("At length. ", 1000)
		}
		r := d.says(fmt.Sprint("m", i), text)
		d.settle()
		if i%3 == 0 {
			d.decided(r.Case, bot.Approve, 1)
			d.drain()
		}
		d.clock.advance(time.Minute)
	}
	d.says("last", "When are you open?")
	n.Store(0)
	d.settle()
	return last, n.Load()
}

func TestSortingLoadsNoEarlierCaseForWhatIsSaidInItsOutline(t *testing.T) {
	whole, loads := manyThreads(t, true)
	if loads < 20 {
		t.Fatalf("%d cases loaded where outlines hold nothing of what was said: this test proves nothing", loads)
	}
	short, few := manyThreads(t, false)
	if few > 1 {
		t.Errorf("%d cases loaded, want only the one that is long", few)
	}
	if len(short.Turns) != 40 || len(short.Turns) != len(whole.Turns) {
		t.Fatalf("%d turns, and %d where each case is loaded, want 40", len(short.Turns), len(whole.Turns))
	}
	for i := range short.Turns {
		if a, b := short.Turns[i], whole.Turns[i]; a.Text != b.Text || a.Role != b.Role || a.Case != b.Case || a.Author != b.Author {
			t.Errorf("turn %d is %+v, and %+v where each case is loaded", i, a, b)
		}
	}
	for _, e := range short.Earlier {
		if e.Said != nil {
			t.Fatal("the assessor is given what was said twice")
		}
	}
	if len(short.Earlier) != len(whole.Earlier) || !reflect.DeepEqual(short.Messages[0].Text, whole.Messages[0].Text) {
		t.Errorf("%d earlier cases, %d where each is loaded", len(short.Earlier), len(whole.Earlier))
	}
}
