package autonomy_test

import (
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
)

const complains = "a complaint of this client is open"

// TestWhileAnAccountComplainsNothingGoesToItByItself: whoever opened the record, and
// whatever thread and topic it is of, a plain question is drafted and a person decides.
// Other accounts are answered as before, and so is this one once a person closed it.
func TestWhileAnAccountComplainsNothingGoesToItByItself(t *testing.T) {
	t.Parallel()
	log := func(kind string) bot.Decision {
		return bot.Decision{Action: bot.LogRecord, Record: kind, Reason: "on the telephone", By: tom}
	}
	closed := func(kind, outcome string) bot.Decision {
		return bot.Decision{Action: bot.CloseRecord, Record: kind, Reason: "all is well", By: tom, Fields: map[string]string{bot.FieldOutcome: outcome}}
	}
	none := bot.Decision{Action: bot.NotComplaint, Reason: "of the weather", By: tom}
	for name, tt := range map[string]struct {
		says string
		log  *bot.Decision
		ends bot.Decision
	}{
		"opened by the rules":              {"I complain about keys", nil, closed(bot.RecordComplaint, bot.OutcomeUpheld)},
		"opened by a person":               {"I want a person about keys", new(log(bot.RecordComplaint)), closed(bot.RecordComplaint, bot.OutcomeUpheld)},
		"opened on a routine case":         {"A word about booking", new(log("")), none},
		"of data, by a person":             {"A word about booking", new(log(bot.RecordDataComplaint)), bot.Decision{Action: bot.NotComplaint, Record: bot.RecordDataComplaint, Reason: "a question", By: tom}},
		"nobody has said yet if it is one": {"I am displeased about keys", nil, none},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFirm(t)
			f.granted(topic)
			of := f.says("acme", tt.says)
			if tt.log != nil {
				f.decide(of, *tt.log)
			}
			f.says("acme", "A word about documents") // beside it, on no record
			id := f.says("acme", "When are you open?")
			if k := f.kase(id); len(f.automatic()) != 0 || k.State != bot.StateInReview || k.Draft().HeldBack != complains {
				t.Fatalf("automatic answers %v, case %s, held back because of %q; want a draft before staff with the reason", f.automatic(), k.State, k.Draft().HeldBack)
			}
			f.says("bright", "When are you open?")
			if got := len(f.automatic()); got != 1 {
				t.Errorf("%d automatic answers to another account, want one", got)
			}
			f.decide(of, tt.ends)
			if id := f.says("acme", "And on Friday?"); f.kase(id).State != bot.StateAnswered {
				t.Errorf("after the record was closed the case is %s, want it answered", f.kase(id).State)
			}
		})
	}
}

// TestAComplaintThatIsLoggedHoldsBackWhatWaitsToGoByItself, in the case itself and in
// another of the account.
func TestAComplaintThatIsLoggedHoldsBackWhatWaitsToGoByItself(t *testing.T) {
	t.Parallel()
	for name, here := range map[string]bool{"on the case itself": true, "on another case": false} {
		t.Run(name, func(t *testing.T) {
			f := newFirm(t)
			f.granted(topic)
			other := f.says("acme", "I want a person about keys")
			f.platform.Next(bottest.Refuse(time.Minute))
			id := f.receive("acme", "When are you open?")
			f.step()
			if k := f.kase(id); k.State != bot.StateDecided {
				t.Fatalf("before: case is %s, want decided: its automatic answer waits", k.State)
			}
			on, state := other, bot.StateInReview
			if here {
				on, state = id, bot.StateEscalated
			}
			f.decide(on, bot.Decision{Action: bot.LogRecord, Reason: "on the telephone", By: tom})
			f.clock.Advance(time.Minute + time.Second)
			f.drain()
			k := f.kase(id)
			if len(f.automatic()) != 0 || len(f.platform.ToClients()) != 0 || k.State != state {
				t.Errorf("automatic answers %v, clients saw %v, case %s; want nothing and %s", f.automatic(), f.platform.ToClients(), k.State, state)
			}
			if !here {
				f.decide(id, bot.Decision{Action: bot.Approve, Version: k.Draft().Version})
				if got := f.platform.ToClients(); len(got) != 1 || got[0].Label == bot.AutoLabel {
					t.Errorf("after a person approved it clients saw %+v", got)
				}
			}
		})
	}
}

// TestAPersonNeededThatOnlyStaffSawEndsTheTopicsGrant: where they put a routine case on
// record the sorting missed it.
func TestAPersonNeededThatOnlyStaffSawEndsTheTopicsGrant(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.granted(topic)
	id := f.says("acme", "When are you open? In doubt.")
	if k := f.kase(id); k.State != bot.StateInReview || !strings.Contains(k.Draft().HeldBack, "names") {
		t.Fatalf("before: case %s, held back because of %q", k.State, k.Draft().HeldBack)
	}
	f.decide(id, bot.Decision{Action: bot.LogRecord, Record: bot.RecordAccess, By: tom})
	f.wantState(topic, bot.CoPilot)
}
