package slack

import (
	"context"
	"strings"
	"testing"

	"countersign/bot"
	"countersign/bot/bottest"
)

// Slack lets nobody submit a dialogue with a blank input, and what is not changed
// must come back as it was.
func TestALongDraftIsPartedSoThatItComesBackAndNoInputIsBlank(t *testing.T) {
	t.Parallel()
	a, b := strings.Repeat("a", partSize), strings.Repeat("b", 2800)
	for name, text := range map[string]string{
		"a blank line between": a + "\n\n" + b, "blank lines first": "\n\n" + a + "\n" + b, "blank lines last": a + "\n" + b + "\n\n",
		"many blank lines": a + strings.Repeat("\n", 40) + b, "short": "\nshort\n",
	} {
		all := parts(text)
		if len(all) > mostParts {
			t.Errorf("%s: %d parts", name, len(all))
		}
		if got := strings.Join(all, "\n"); got != text {
			t.Errorf("%s: %d characters come back of %d", name, len(got), len(text))
		}
		for i, part := range all {
			if strings.TrimSpace(part) == "" || length(part) > maxInput {
				t.Errorf("%s: part %d of %d has %d characters, blank %t", name, i+1, len(all), length(part), strings.TrimSpace(part) == "")
			}
		}
	}
}

func TestAPartOfALongDraftCanBeTakenOut(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := strings.TrimSuffix(strings.Repeat("We open at nine.\n", 150), "\n")
	long := first + "\n" + strings.Repeat("We close at six.\n", 100) + "That is all."
	r.drafter.When(func(_ context.Context, b bot.Brief) (bot.Draft, error) {
		d := bottest.Answer(b)
		d.Text, d.Hash = long, bot.TextHash(long)
		return d, nil
	})
	k := r.asks("When are you open?")
	if n := len(parts(k.Draft().Text)); n != 2 {
		t.Fatalf("%d parts", n)
	}
	r.presses("U0PRIYA", k, bot.Edit)
	kept := parts(k.Draft().Text)[0]
	r.act(r.submission("U0PRIYA", map[string]string{inputText + "-1": kept, inputText + "-2": "", inputChip: "tone"}))
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(kept)
}
