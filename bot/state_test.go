package bot

import "testing"

func TestEveryStateCanReachAnEnd(t *testing.T) {
	for _, from := range States() {
		seen := map[State]bool{from: true}
		todo := []State{from}
		for len(todo) > 0 {
			s := todo[0]
			todo = todo[1:]
			for _, to := range moves[s] {
				if !seen[to] {
					seen[to] = true
					todo = append(todo, to)
				}
			}
		}
		if !seen[StateAnswered] || !seen[StateResolved] {
			t.Errorf("from %s a case can never be answered and resolved", from)
		}
	}
}

func TestMovesNameOnlyKnownStates(t *testing.T) {
	known := map[State]bool{}
	for _, s := range States() {
		known[s] = true
	}
	for from, tos := range moves {
		if !known[from] {
			t.Errorf("moves has the unknown state %q", from)
		}
		for _, to := range tos {
			if !known[to] {
				t.Errorf("moves of %s name the unknown state %q", from, to)
			}
		}
	}
	if len(moves) != len(known) {
		t.Errorf("moves cover %d states, want %d", len(moves), len(known))
	}
}

func TestAHumanTierCaseNeverMovesToADraft(t *testing.T) {
	for _, from := range []State{StateEscalated, StateClaimed} {
		for _, to := range []State{StateAssessed, StateDrafted, StateInReview, StateDecided, StateSending} {
			if CanMove(from, to) {
				t.Errorf("CanMove(%s, %s) = true: a case with people must not go back to drafting", from, to)
			}
		}
	}
}
