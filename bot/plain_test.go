package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"countersign/bot"
)

func TestANameHidesNothingFromWhereverItComes(t *testing.T) {
	for name, want := range map[string]string{
		"Dana Cole": "Dana Cole", " Dana \t\r\nCole ": "Dana Cole", "Pri\u202eya": "Priya", "Pri\u200bya": "Priya", "P\x00riya": "Priya",
		"Priya\U000e0041": "Priya", "\u3164": "", "\u2800": "", "\u200b \u2060": "", "Priya\u3164": "Priya", "Bea\xff": "Bea",
		"Søren 👩\u200d💻": "Søren 👩\u200d💻", "محمد رضایی\u200cفر": "محمد رضایی\u200cفر", "葛\U000e0100城": "葛\U000e0100城",
		strings.Repeat("é", 900): strings.Repeat("é", 200),
	} {
		got := bot.PlainName(name)
		if got != want {
			t.Errorf("PlainName(%q) = %q, want %q", name, got, want)
		}
		if what := bot.Unseen(got); what != "" {
			t.Errorf("PlainName(%q) keeps %s", name, what)
		}
	}
}

func TestNamesThatAPlatformGivesAreHeldToTheRuleAtIntake(t *testing.T) {
	d := newDesk(t)
	r := d.receive(bot.Enquiry{MessageID: "m1", Text: "When are you open?", Author: bot.Person{ID: "U_JO", Name: "Jo\u202e\nPrice"},
		Files: []bot.File{{Name: "a\u202efdp.exe"}, {Name: "\u200b"}}})
	d.settle()
	k := d.kase(r.Case)
	if m := k.Messages[0]; k.Client.Name != "Jo Price" || m.Author.Name != "Jo Price" || m.Files[0].Name != "afdp.exe" || m.Files[1].Name != "a file without a name" {
		t.Errorf("client %q, author %q, files %+v", k.Client.Name, m.Author.Name, m.Files)
	}
	if _, err := d.Decide(t.Context(), r.Case, bot.Decision{Action: bot.Claim, By: bot.Person{ID: "U_SAM", Name: "\u2800"}}); err != nil {
		t.Fatal(err)
	}
	if k = d.kase(r.Case); k.Owner != "U_SAM" {
		t.Errorf("taken by %q, want the id of somebody whose name shows nothing", k.Owner)
	}
	if _, err := d.Decide(t.Context(), r.Case, bot.Decision{Action: bot.Approve, Version: 1, By: bot.Person{ID: "U_PRIYA", Name: "Pri\u200bya\u202e"}}); err != nil {
		t.Fatal(err)
	}
	posts, err := d.Case(t.Context(), r.Case)
	if err != nil || posts.Decisions[len(posts.Decisions)-1].By.Name != "Priya" {
		t.Errorf("decided by %+v (%v)", posts.Decisions, err)
	}
}

func TestATextThatNobodyWouldGetIsRefused(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	for _, action := range []bot.Action{bot.Reject, bot.Claim, bot.Resolve, bot.Arrived, bot.Resend, bot.HandTo, bot.Snooze} {
		version := 0
		if action == bot.Reject {
			version = 1
		}
		wantInvalid(t, d.decide(r.Case, action, version, "We will ring you."), string(action)+" sends the client nothing")
	}
	if k := d.wantState(r.Case, bot.StateInReview); len(k.Decisions) != 0 || k.Owner != "" {
		t.Errorf("something was decided: %+v, owner %q", k.Decisions, k.Owner)
	}
	if n := len(slices.DeleteFunc(d.kinds(r.Case), func(k bot.EventKind) bool { return k != bot.EventRefused })); n != 7 {
		t.Errorf("%d refusals on record, want 7", n)
	}
}

func TestWhatStaffWriteThroughUsIsCheckedLikeAnEdit(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	staff := func(id, text string) error {
		_, err := d.Receive(t.Context(), bot.Enquiry{Platform: bot.Console, Channel: "acme", MessageID: id, Thread: "m1", Role: bot.RoleStaff, Unsent: true,
			Author: bot.Person{ID: "U_OWEN", Name: "Owen"}, Text: text})
		return err
	}
	wantInvalid(t, staff("s1", "As goodwill we waive it."), "words of an internal page")
	wantInvalid(t, staff("s2", "Yes\U000e0041"), "invisible tag character (U+E0041)")
	if k := d.wantState(r.Case, bot.StateInReview); len(k.Messages) != 1 {
		t.Errorf("%d messages, want the client's alone", len(k.Messages))
	}
	if err := staff("s3", "Priya will ring you."); err != nil {
		t.Fatal(err)
	}
	k := d.wantState(r.Case, bot.StateWithdrawn)
	if m := k.Messages[1]; len(m.Checks) == 0 {
		t.Error("the message does not hold what the checks said")
	}
	if found := fmt.Sprint(d.factsOf(r.Case, bot.EventStaffMessage)["findings"]); !strings.Contains(found, "names:no_autonomy") {
		t.Errorf("the ledger has the findings %s", found)
	}
	wantInvalid(t, func() error {
		_, err := d.Receive(t.Context(), bot.Enquiry{Platform: bot.Console, Channel: "acme", MessageID: "s4", Thread: "elsewhere", Role: bot.RoleStaff, Unsent: true,
			Author: bot.Person{ID: "U_PRIYA"}, Text: "Nine \u202eam"})
		return err
	}(), "direction of writing")
}

func TestWhatStaffSaidOnAPlatformIsTakenInAsItStands(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.receive(bot.Enquiry{MessageID: "s1", Thread: "m1", Role: bot.RoleStaff, Author: bot.Person{ID: "U_PRIYA"}, Text: "As goodwill we waive it."})
	d.wantState(r.Case, bot.StateWithdrawn) // the client has read it already
}
