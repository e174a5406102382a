package bot

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAPageSaysHowUrgentItIsAndHowLongSomebodyHasWaited in fixed words.
func TestAPageSaysHowUrgentItIsAndHowLongSomebodyHasWaited(t *testing.T) {
	for _, tt := range []struct {
		s    Step
		want string
	}{
		{Step{Level: P0, Rung: RungBegan}, "Act now: somebody may be at risk. Please take this case at once."},
		{Step{Level: P0, Rung: RungRemind, Waited: 5 * time.Minute}, "Act now: nobody has taken this case, and somebody may be at risk. It has waited 5 minutes."},
		{Step{Level: P1, Rung: RungBegan, Waited: time.Minute}, "Nobody has taken this case yet, and it needs a person. It has waited 1 minute."},
		{Step{Level: P1, Rung: RungOwner, Waited: time.Hour}, "Nobody has taken this case yet, and it needs a person. It has waited 60 minutes."},
		{Step{Level: P2, Rung: RungRemind, Waited: 30 * time.Minute}, "Nobody has decided on this draft yet. It has waited 30 minutes."},
	} {
		if got := tt.s.words(); got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.s.Level, tt.s.Rung, got, tt.want)
		}
	}
	for d, want := range map[time.Duration]string{0: "0 minutes", 29 * time.Second: "0 minutes", 30 * time.Second: "1 minute", 89 * time.Second: "1 minute", 90 * time.Second: "2 minutes",
		119 * time.Minute: "119 minutes", 2 * time.Hour: "2 hours", 121 * time.Minute: "2 hours and 1 minute", 3 * time.Hour: "3 hours", 26*time.Hour + 5*time.Minute: "26 hours and 5 minutes"} {
		if got := span(d); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}

// TestWhichLadderACaseIsOnFollowsFromWhereItStands, and none while somebody has it.
func TestWhichLadderACaseIsOnFollowsFromWhereItStands(t *testing.T) {
	on := Ladder{P1: Rungs{Remind: time.Minute}}
	p0, p2 := &Assessment{Priority: P0}, &Assessment{Priority: P2}
	for name, tt := range map[string]struct {
		k      Case
		ladder Ladder
		want   Priority
	}{
		"needs a person":                  {Case{State: StateEscalated, Assessment: p2}, on, P1},
		"needs a person, not sorted":      {Case{State: StateEscalated}, on, P1},
		"somebody at risk":                {Case{State: StateEscalated, Assessment: p0}, on, P0},
		"an answer of unknown fate":       {Case{State: StateUnknown}, on, P1},
		"a draft":                         {Case{State: StateDrafted, Assessment: p0}, on, P2},
		"before staff":                    {Case{State: StateInReview}, on, P2},
		"made anew, and it had waited":    {Case{State: StateSuperseded, Climb: Climb{Level: P2}}, on, P2},
		"sorted anew, and it had waited":  {Case{State: StateAssessed, Climb: Climb{Level: P2}}, on, P2},
		"made anew, and nobody waited":    {Case{State: StateSuperseded, Climb: Climb{Level: P1}}, on, ""},
		"sorted for the first time":       {Case{State: StateAssessed}, on, ""},
		"taken":                           {Case{State: StateClaimed}, on, ""},
		"somebody has it":                 {Case{State: StateEscalated, OwnerID: "U1"}, on, ""},
		"a drill":                         {Case{State: StateEscalated, Account: DrillAccounts + "x"}, on, ""},
		"answered":                        {Case{State: StateAnswered}, on, ""},
		"no ladder":                       {Case{State: StateEscalated}, Ladder{}, ""},
		"a limit of a surge is no ladder": {Case{State: StateEscalated}, Ladder{SurgeAbove: 3}, ""},
	} {
		c := &Copilot{opts: Options{Ladder: tt.ladder}}
		if got := c.levelOf(&tt.k); got != tt.want {
			t.Errorf("%s: on %q, want %q", name, got, tt.want)
		}
	}
}

// TestTheRungsOfALadderStandOneAboveTheOther, and what is left out is no rung.
func TestTheRungsOfALadderStandOneAboveTheOther(t *testing.T) {
	m := time.Minute
	for name, tt := range map[string]struct {
		l    Ladder
		says string // "" is fine
	}{
		"off":                    {Ladder{}, ""},
		"all":                    {Ladder{P0: Rungs{1 * m, 2 * m, 3 * m}, P2: Rungs{1 * m, 2 * m, 3 * m}, Queue: 4 * m, SurgeAbove: 1}, ""},
		"some left out":          {Ladder{P1: Rungs{0, 2 * m, 0}}, ""},
		"one left out between":   {Ladder{P1: Rungs{2 * m, 0, 2 * m}}, "p1.owner: 2m0s is not after remind, at 2m0s"},
		"at the same time":       {Ladder{P0: Rungs{2 * m, 2 * m, 0}}, "p0.manager: 2m0s is not after remind, at 2m0s"},
		"below zero":             {Ladder{P2: Rungs{-m, 0, 0}}, "p2.remind: -1m0s is below zero"},
		"taken back at the last": {Ladder{P2: Rungs{0, 0, 3 * m}, Queue: 3 * m}, "queue: 3m0s is not after the rungs of p2"},
		"taken back too early":   {Ladder{P2: Rungs{0, 3 * m, 0}, Queue: 3 * m}, "queue: 3m0s is not after"},
		"taken back at once":     {Ladder{P2: Rungs{3 * m, 0, 0}, Queue: 3 * m}, "queue: 3m0s is not after"},
		"taken back alone":       {Ladder{Queue: 3 * m}, ""},
		"taken back never":       {Ladder{P2: Rungs{3 * m, 0, 0}}, ""},
		"before it began":        {Ladder{Queue: -m}, "queue: -1m0s is not after"},
		"a surge below zero":     {Ladder{SurgeAbove: -1}, "surge_above: -1 is below zero"},
	} {
		err := tt.l.Validate()
		if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", name, err, tt.says)
		}
	}
	names, after := Ladder{P1: Rungs{1 * m, 0, 3 * m}, Queue: 9 * m}.rungs(P1)
	if !slices.Equal(names, []Rung{RungRemind, RungOwner}) || !slices.Equal(after, []time.Duration{m, 3 * m}) {
		t.Errorf("rungs %v after %v, want no manager and no queue", names, after)
	}
}
