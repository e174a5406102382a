package bot_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// TestAnswersOfAThreadFollowTheirQuestionsAndDecisions asks five questions in one
// thread, while the platform refuses, loses responses and messages, and the program
// is started anew at any moment: the client sees each answer once, after its
// question, in the order in which they were decided.
func TestAnswersOfAThreadFollowTheirQuestionsAndDecisions(t *testing.T) {
	const questions = 5
	for seed := range uint64(10) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			d, r := newDesk(t), rand.New(rand.NewPCG(seed, 1))
			trouble := []outcome{rateLimited, acceptedButLost, neverArrived}
			var want []string
			thread := ""
			for i := range questions {
				in := d.says(fmt.Sprintf("m%d", i+1), fmt.Sprintf("Question %d: when are you open?", i+1), thread)
				thread = in.Thread
				d.settle()
				k := d.wantState(in.Case, bot.StateInReview)
				for range r.IntN(3) {
					d.platform.next(trouble[r.IntN(len(trouble))])
				}
				text := fmt.Sprintf("Answer %d: from nine.", i+1)
				want = append(want, text)
				if err := d.decide(in.Case, bot.Edit, k.Draft().Version, text); err != nil {
					t.Fatal(err)
				}
				if r.IntN(2) == 0 {
					d.Copilot = d.copilot() // killed and started anew, with the answer on its way
				}
				for step := 0; d.kase(in.Case).State != bot.StateAnswered; step++ {
					if step == 40 {
						t.Fatalf("case %d is %s after %d steps", in.Case, d.kase(in.Case).State, step)
					}
					d.clock.advance(time.Duration(5+r.IntN(40)) * time.Second)
					d.drain()
				}
			}
			if got := d.platform.texts(); strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("the client saw\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}
