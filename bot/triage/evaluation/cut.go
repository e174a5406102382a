package evaluation

import (
	"fmt"
	"io"

	"countersign/bot/measure"
	"countersign/bot/triage"
)

const (
	lowestCut, highestCut = 20, 90
	topShare              = 3  // one in so many goes to a person
	fewMessages           = 20 // a cut chosen by fewer says little of the next message
	fewHuman              = 60 // where none of fewer that need a person is missed, more than 6 in 100 may be
)

// atCut is what a cut would do to messages.
type atCut struct{ sent, found, handled Share }

func cutAt(all []Result, cut int) atCut {
	var c atCut
	for _, r := range all {
		person := r.Got.Weight >= cut || len(r.Got.Records) > 0 || triage.Held(r.Got)
		c.sent.count(person)
		switch {
		case r.Tier == "":
		case r.Human():
			c.found.count(person)
		default:
			c.handled.count(!person)
		}
	}
	return c
}

// Cuts prints what other cuts would do to messages, and which one suits them:
// see Cut.
func Cuts(w io.Writer, all []Result) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintln(w, "\nother cuts")
	for cut := lowestCut; cut <= highestCut; cut += 5 {
		c := cutAt(all, cut)
		fmt.Fprintf(w, "  %d: to people %s; found %s; routine handled %s\n", cut, c.sent, c.found, c.handled)
	}
	cut, bound := Cut(all)
	c := cutAt(all, cut)
	fmt.Fprintf(w, "\ntriage.cut: %d suits these messages: to people %s; routine handled %s\n", cut, c.sent, c.handled)
	if bound {
		fmt.Fprintf(w, "  A third would go to people at a higher cut, which would find fewer than %.1f in 100 of those that need one.\n", 100*triage.RecallTarget)
	}
	if len(all) < fewMessages {
		fmt.Fprintf(w, "  These are fewer than %d messages: too few to choose a cut by.\n", fewMessages)
	}
	if c.found.N == 0 {
		fmt.Fprintln(w, "  No message is labelled as one that needs a person, so nobody can say what it would miss.")
		if cut > triage.DefaultCut {
			fmt.Fprintf(w, "  Until some are, keep to %d.\n", triage.DefaultCut)
		}
		return
	}
	low, high := measure.Wilson(c.found.N-c.found.K, c.found.N)
	fmt.Fprintf(w, "  Of those that need a person it would miss %d of %d: %.1f to %.1f in 100.\n", c.found.N-c.found.K, c.found.N, 100*low, 100*high)
	if cut > triage.DefaultCut && c.found.N < fewHuman {
		fmt.Fprintf(w, "  These are too few to raise the cut by: until %d that need a person are labelled, keep to %d.\n", fewHuman, triage.DefaultCut)
	}
}

// Cut chooses the cut for a firm's own messages: the lowest at which no more
// than a third of them go to people. Where labels show that this one finds less
// than triage.RecallTarget of those that need a person, it is lowered until it
// does, and bound is true.
func Cut(all []Result) (cut int, bound bool) {
	for cut = lowestCut; cut < highestCut; cut++ {
		if sent := cutAt(all, cut).sent; sent.K*topShare <= sent.N {
			break
		}
	}
	for cut > lowestCut {
		found := cutAt(all, cut).found
		if found.N == 0 || float64(found.K) >= triage.RecallTarget*float64(found.N) {
			break
		}
		cut, bound = cut-1, true
	}
	return cut, bound
}
