package config

import (
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestTheAnswerIsDueInOpeningHoursOfTheTier(t *testing.T) {
	c := Default()
	due := c.AnswerDue()
	at := func(text string) time.Time {
		got, err := time.ParseInLocation("2006-01-02 15:04", text, c.Firm.Location())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, tt := range []struct {
		name, asked, want string
		tier              bot.Tier
		priority          bot.Priority
		state             bot.State
	}{
		{"a routine case", "2026-11-25 10:00", "2026-11-25 11:00", bot.TierRoutine, bot.P2, bot.StateInReview},
		{"one that needs a person", "2026-11-25 10:00", "2026-11-25 10:30", bot.TierHuman, bot.P1, bot.StateEscalated},
		{"over a weekend", "2026-11-27 17:10", "2026-11-30 09:10", bot.TierHuman, bot.P1, bot.StateEscalated},
		{"somebody at risk on a Sunday", "2026-11-29 03:00", "2026-11-29 03:30", bot.TierHuman, bot.P0, bot.StateEscalated},
		{"taken, and still due", "2026-11-25 10:00", "2026-11-25 10:30", bot.TierHuman, bot.P1, bot.StateClaimed},
		{"answered", "2026-11-25 10:00", "", bot.TierHuman, bot.P1, bot.StateAnswered},
		{"beyond the calendar", "2028-12-30 10:00", "", bot.TierHuman, bot.P1, bot.StateEscalated},
	} {
		k := &bot.Case{State: tt.state, OpenedAt: at(tt.asked).Add(-time.Hour), Assessment: &bot.Assessment{Tier: tt.tier, Priority: tt.priority},
			Messages: []bot.Message{{Role: bot.RoleClient, ReceivedAt: at(tt.asked)}}}
		got := due(k)
		if tt.want == "" && !got.IsZero() || tt.want != "" && !got.Equal(at(tt.want)) {
			t.Errorf("%s: due %v, want %q", tt.name, got, tt.want)
		}
	}
	if got := due(&bot.Case{State: bot.StateReceived}); !got.IsZero() {
		t.Errorf("before it was sorted: due %v", got)
	}
}

func TestWhomAPageMentionsIsNamedForEachPlatform(t *testing.T) {
	c := Default()
	if c.OwnerWarning() == "" {
		t.Error("nobody is named, and nothing warns of it")
	}
	c.Firm.Owner = Colleague{Name: "Olive", Slack: "U0OLIVE", Teams: "olive-object"}
	c.Ladder.Manager = Colleague{Name: "Mo", Slack: "U0MO"}
	for _, tt := range []struct {
		p    bot.Platform
		role string
		want []string
	}{
		{bot.Slack, bot.ToOwner, []string{"U0OLIVE"}}, {bot.Slack, bot.ToManager, []string{"U0MO"}}, {bot.Teams, bot.ToOwner, []string{"olive-object"}},
		{bot.Teams, bot.ToManager, nil}, {bot.Slack, bot.ToApprovers, nil}, {bot.Console, bot.ToOwner, nil},
	} {
		if got := c.Told(tt.p)(tt.role); !slices.Equal(got, tt.want) {
			t.Errorf("%s on %s: %q, want %q", tt.role, tt.p, got, tt.want)
		}
	}
	if w := c.OwnerWarning(); w != "" {
		t.Errorf("somebody is named, and still: %s", w)
	}
	c.Firm.Owner.Slack, c.Slack.Mode = "", "socket"
	if w := c.OwnerWarning(); !strings.Contains(w, "firm.owner.slack") {
		t.Errorf("the owner cannot be told in Slack: %q", w)
	}
}

// Nothing goes to a client by itself before the firm has signed it off.
func TestNoFixedTextGoesByItselfUntilTheFirmSaysSo(t *testing.T) {
	c := Default()
	c.Firm.Name = "Harbour & Finch"
	if o := c.Copilot(); o.Notices["holding"] != "" || o.AckAfter != 0 {
		t.Errorf("the holding line is %q and an acknowledgement goes after %s, want neither", o.Notices["holding"], o.AckAfter)
	}
	c.Ladder.Holding = true
	if text := c.Copilot().Notices["holding"]; !strings.Contains(text, "Harbour & Finch") || !strings.Contains(text, "{opens}") {
		t.Errorf("switched on the line is %q", text)
	}
}
