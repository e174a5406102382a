package evaluation

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/triage"
)

// devWriter is the writer that stands for the development set: trained on for
// the weights that ship, and held back to see what a firm's own decisions do.
const devWriter = "writer_w4"

// What a firm must have decided before its own decisions teach anything: enough
// to hold three tenths of them back and still see a difference.
const (
	leastOwn     = 60
	leastOfATier = 15
	heldOfTen    = 3
	mostLift     = 5.0 // points by which the new weights may be made more careful, to find as many as before
)

// ErrTooFew says that staff have not labelled enough to learn from.
var ErrTooFew = errors.New("too few decisions of staff to learn from")

// ErrWorse says that the new weights would find fewer of the messages that need
// a person than the old ones.
var ErrWorse = errors.New("the new weights would miss more")

// Retrain trains from the corpus that ships and the messages that a firm's own
// staff have labelled, and gives the new weights. It prints what they do to
// decisions held back, three in ten, and to a writer of the corpus held back,
// each beside weights trained without the firm's decisions. ErrTooFew under
// 60 decisions or 15 of either tier on different words; ErrWorse when fewer of the held-back
// writer's messages that need a person would be found, though all words were
// made to weigh up to five points more.
func Retrain(ctx context.Context, w io.Writer, corpus, own []triage.Labelled, seed uint64) (*triage.Weights, error) {
	teach, held := split(own)
	if err := enough(own, teach, held); err != nil {
		return nil, err
	}
	base := keepMessages(corpus, func(m triage.Labelled) bool { return m.Source != devWriter })
	dev := keepMessages(corpus, func(m triage.Labelled) bool { return m.Source == devWriter })
	if len(dev) == 0 {
		return nil, fmt.Errorf("the corpus holds no messages of %s", devWriter)
	}
	fmt.Fprintf(w, "%d decisions of staff: %d to learn from, %d held back\n", len(own), len(teach), len(held))
	if _, _, both := differing(own); both > 0 {
		fmt.Fprintf(w, "On %d of the same words staff decided both ways, which teaches nothing of them.\n", both)
	}
	var found [2]Share
	lift := 0.0
	for i, set := range [][]triage.Labelled{base, slices.Concat(base, teach)} {
		name := []string{"before", "after"}[i]
		weights, err := triage.Train(ctx, set, seed)
		if err != nil {
			return nil, err
		}
		var mine, theirs []Result
		for {
			sorter := triage.NewWith(weights.Lifted(lift), triage.DefaultCut)
			if theirs, err = Assess(ctx, sorter, dev); err != nil {
				return nil, err
			}
			if mine, err = Assess(ctx, sorter, held); err != nil {
				return nil, err
			}
			if found[i] = Found(theirs); i == 0 || found[1].K >= found[0].K || lift >= mostLift {
				break
			}
			lift++
		}
		fmt.Fprintf(w, "\n%s\n  decisions held back: found %s; routine handled %s; AUROC %s\n  development set:     found %s; routine handled %s\n",
			name, Found(mine), Handled(mine), figure(aurocOf(mine, weight)), found[i], Handled(theirs))
		if i == 1 {
			Cuts(w, mine)
		}
	}
	if found[1].K < found[0].K {
		return nil, fmt.Errorf("%w: %d of the %d messages of the development set that need a person, and %d before", ErrWorse, found[1].K, found[1].N, found[0].K)
	}
	weights, err := triage.Train(ctx, slices.Concat(corpus, own), seed)
	if err != nil {
		return nil, err
	}
	return weights.Lifted(lift), nil
}

// split holds about three messages in ten back, chosen by their words alone: what
// was asked in the same words is never both learned from and measured on.
func split(own []triage.Labelled) (teach, held []triage.Labelled) {
	for _, m := range own {
		h := fnv.New32a()
		_, _ = io.WriteString(h, wordsOf(m)) // a hash takes everything
		if h.Sum32()%10 < heldOfTen {
			held = append(held, m)
		} else {
			teach = append(teach, m)
		}
	}
	return teach, held
}

// wordsOf is all that was said in a message and before it.
func wordsOf(m triage.Labelled) string {
	var b strings.Builder
	for _, t := range m.Situation.Turns {
		b.WriteString(t.Text + "\x00")
	}
	for _, msg := range m.Situation.Messages {
		b.WriteString("\x00" + msg.Text)
	}
	return strings.ToLower(b.String())
}

// differing counts decisions on different words by tier, and the words of which
// staff decided both: the same decision sixty times teaches what one does.
func differing(own []triage.Labelled) (human, routine, both int) {
	tiers := map[string]map[bot.Tier]bool{}
	for _, m := range own {
		words := wordsOf(m)
		if tiers[words] == nil {
			tiers[words] = map[bot.Tier]bool{}
		}
		tiers[words][m.Tier] = true
	}
	for _, of := range tiers {
		if of[bot.TierHuman] {
			human++
		}
		if of[bot.TierRoutine] {
			routine++
		}
		if len(of) > 1 {
			both++
		}
	}
	return human, routine, both
}

func enough(own, teach, held []triage.Labelled) error {
	human, routine, _ := differing(own)
	if human+routine < leastOwn || min(human, routine) < leastOfATier || len(held) == 0 || len(teach) == 0 {
		return fmt.Errorf("%w: %d of people and %d routine, each with words of its own; %d in all and %d of each tier are needed",
			ErrTooFew, human, routine, leastOwn, leastOfATier)
	}
	return nil
}
