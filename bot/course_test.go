package bot_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
)

const courses, courseSteps = 16, 50

// TestTheTenPromisesHoldWhateverHappens takes the clients of two accounts through
// random courses: beside all that one thread can bring, the model fails, raises or
// is held back, answers go by themselves while their grant lasts, sending is off,
// hours pass, and every button is pressed.
func TestTheTenPromisesHoldWhateverHappens(t *testing.T) {
	for seed := range uint64(courses) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			q := newCourse(t, 1000+seed)
			for range courseSteps {
				q.step()
				q.check()
				q.clocks()
			}
			q.end()
		})
	}
}

// course is a random course over several threads.
type course struct {
	*quicker
	granted bool
	off     string // why nothing goes to clients
}

// lasting is a grant of every topic, as long as it lasts.
type lasting struct {
	granted
	course *course
}

func (l lasting) May(bot.Tx, *bot.Case, bot.Draft) (bot.Permit, error) {
	l.course.mu.Lock()
	defer l.course.mu.Unlock()
	if !l.course.granted {
		return bot.Permit{}, nil
	}
	return bot.Permit{Grant: "G1"}, nil
}

func newCourse(t *testing.T, seed uint64) *course {
	t.Helper()
	q := &course{quicker: newQuicker(t, seed)}
	q.tune = append(q.tune, func(o *bot.Options) { o.GiveUpAfter = 6 * time.Hour })
	q.ladder, q.drafter.sound, q.autonomy, q.granted = bottest.Ladder(), true, lasting{course: q}, seed%2 == 0
	q.held = func() string {
		q.mu.Lock()
		defer q.mu.Unlock()
		return q.off
	}
	q.Copilot = q.copilot()
	return q
}

// elsewhere goes to another thread, or begins one.
func (q *course) elsewhere() {
	if q.n == 0 || q.r.IntN(3) == 0 {
		q.at = pick(q.r, place{"acme", "", "U_JO"}, place{"acme", "", "U_KIM"}, place{"bright", "", "U_SAM"})
		return
	}
	q.at = q.places[pick(q.r, slices.Concat(q.clients, q.staff)...)]
}

func (q *course) step() {
	q.t.Helper()
	q.elsewhere()
	switch n := q.r.IntN(24); {
	case n == 0:
		q.model()
	case n == 1:
		q.mu.Lock()
		q.granted, q.off = q.r.IntN(2) == 0, pick(q.r, "", "", "wrong page online")
		q.told("granted: %t, sending is off: %q", q.granted, q.off)
		q.mu.Unlock()
	case n == 2:
		for range 4 {
			q.clock.advance(time.Duration(q.r.IntN(120)) * time.Minute)
			q.work(1)
		}
	case n < 5:
		q.onItsWay()
	case n == 23:
		q.plain()
	case n < 10 && q.n > 0:
		q.presses(pick(q.r, q.cases()...))
	default:
		q.quicker.step()
	}
}

// plain has a client ask something routine in a thread of its own, and nothing come
// between: where its topic has a grant, that may be answered by itself.
func (q *course) plain() {
	q.t.Helper()
	q.at = pick(q.r, place{"acme", "", "U_JO"}, place{"acme", "", "U_KIM"}, place{"bright", "", "U_SAM"})
	q.write(bot.RoleClient, q.clock.now(), "When are you open?")
	q.clock.advance(quiet)
	q.work(1)
}

// onItsWay has a draft approved whose delivery is not clear, and its client write
// meanwhile.
func (q *course) onItsWay() {
	q.t.Helper()
	for _, k := range q.cases() {
		if k.State != bot.StateInReview {
			continue
		}
		q.platform.next(pick(q.r, neverArrived, acceptedButLost))
		q.decides(k, bot.Decision{Action: bot.Approve, Version: k.Draft().Version, By: priya})
		q.work(1)
		q.at = place{k.Channel, k.Thread, k.Client.ID}
		q.clock.advance(time.Second)
		q.write(bot.RoleClient, q.clock.now(), q.words())
		return
	}
}

// model has the model fail, raise or hold back what it is asked next, or not.
func (q *course) model() {
	mode := pick(q.r, "works", "works", "errors", "fails", "raises", "blocks")
	q.told("the model %s", mode)
	q.drafter.set(func(d *drafter) {
		d.err, d.fails, d.raise, d.block = nil, "", "", mode == "blocks"
		switch mode {
		case "errors":
			d.err = errors.New("no model")
		case "fails":
			d.fails = "timeout"
		case "raises":
			d.raise = "the client sounds upset"
		}
	})
}

// presses has Priya press any button of a case.
func (q *course) presses(k *bot.Case) {
	q.t.Helper()
	if q.r.IntN(2) == 0 {
		q.press(k)
		return
	}
	d := bot.Decision{By: priya, Reason: "because", Action: pick(q.r, bot.NotTier, bot.HandTo, bot.Tell, bot.Kept, bot.LogRecord, bot.NotComplaint,
		bot.Correct, bot.ReviewGood, bot.ReviewHarmful, bot.CloseRecord, bot.Acknowledge, bot.Approve, bot.Escalate)}
	switch d.Action {
	case bot.HandTo:
		d.To = bot.Person{ID: "U_OWEN", Name: "Owen"}
	case bot.Tell, bot.Correct:
		d.Text = fmt.Sprint("Owen will look at it. ", q.n)
	case bot.CloseRecord:
		d.Fields = map[string]string{bot.FieldOutcome: bot.OutcomeUpheld}
	case bot.Approve, bot.Escalate:
		d.Version = q.r.IntN(3)
	}
	q.decides(k, d)
}

// end lets all that is left happen, and then holds what the firm was promised.
func (q *course) end() {
	q.t.Helper()
	q.mu.Lock()
	q.off = ""
	q.mu.Unlock()
	q.drafter.set(func(d *drafter) { d.err, d.fails, d.raise, d.block = nil, "", "", false })
	q.settled()
	q.clocks()
	q.allTaken()
	for range 12 {
		q.clock.advance(6 * time.Hour)
		q.work(1)
		q.check()
		q.clocks()
	}
	q.goesOn()
	q.promises()
}
