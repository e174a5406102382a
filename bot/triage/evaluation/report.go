package evaluation

import (
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	"countersign/bot"
)

// Report prints the figures of results: of all that have a label, and by
// reason, source, language, length, politeness and spelling.
func Report(w io.Writer, all []Result) error {
	all = labelled(all)
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "No message has a label, so there is nothing to measure.")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "messages with a label\t%d\n", len(all))
	fmt.Fprintf(t, "AUROC of the weight\t%s\n", figure(aurocOf(all, weight)))
	fmt.Fprintf(t, "need a person: found at the cut\t%s\n", Found(all))
	fmt.Fprintf(t, "routine: handled\t%s\n", Handled(all))
	fmt.Fprintln(t, "\nfound, by labelled reason")
	for _, code := range reasons(all) {
		some := keep(all, func(r Result) bool { return r.Human() && slices.Contains(r.Reasons, code) })
		fmt.Fprintf(t, "  %s\t%s\treason named\t%s\n", code, Found(some), named(some, bot.Code(code)))
	}
	for _, g := range []struct {
		name string
		of   func(Result) string
	}{{"source", sourceOf}, {"language", langOf}, {"history", historyOf}, {"length", lengthOf}, {"politeness", politenessOf}, {"spelling", spellingOf}} {
		groups(t, g.name, all, g.of)
	}
	return t.Flush()
}

// groups prints the figures of each part of the results.
func groups(w io.Writer, name string, all []Result, of func(Result) string) {
	parts := map[string][]Result{}
	for _, r := range all {
		parts[of(r)] = append(parts[of(r)], r)
	}
	if len(parts) < 2 && name != "source" {
		return
	}
	fmt.Fprintf(w, "\nby %s\tfound\troutine handled\tAUROC\n", name)
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", part, Found(parts[part]), Handled(parts[part]), figure(aurocOf(parts[part], weight)))
	}
}

func labelled(all []Result) []Result {
	return keep(all, func(r Result) bool { return r.Tier != "" })
}

func keep(all []Result, want func(Result) bool) []Result {
	var out []Result
	for _, r := range all {
		if want(r) {
			out = append(out, r)
		}
	}
	return out
}

func reasons(all []Result) []string {
	set := map[string]bool{}
	for _, r := range all {
		for _, c := range r.Reasons {
			set[c] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// named is how often the labelled reason is among those given.
func named(all []Result, code bot.Code) Share {
	var s Share
	for _, r := range all {
		s.count(slices.ContainsFunc(r.Got.Reasons, func(got bot.Reason) bool { return got.Code == code }))
	}
	return s
}

func sourceOf(r Result) string { return r.Source }

func langOf(r Result) string {
	if r.Lang == "" {
		return "en"
	}
	return r.Lang
}

func historyOf(r Result) string {
	if r.Threaded() {
		return "with a history"
	}
	return "first message"
}

func lengthOf(r Result) string {
	switch n := len(strings.Fields(r.Text())); {
	case n <= 8:
		return "1 to 8 words"
	case n <= 25:
		return "9 to 25 words"
	case n <= 60:
		return "26 to 60 words"
	}
	return "over 60 words"
}

var (
	polite  = regexp.MustCompile(`(?i)\b(?:please|thanks?|thank you|sorry|kind regards|would you mind|could you|grateful|appreciate)\b`)
	dialect = regexp.MustCompile(`(?i)\b(?:wee|aye|nae|didnae|dinnae|cannae|wasnae|isnae|youse|yous|ken|bairns?|mam|our (?:kid|lad|lass)|summat|owt|nowt|innit|ain't|mardy|tha|thee|duck|pet|hinny|cwtch|tidy|lush|babs|gert|mither\w*|mebbe|wor)\b`)
	hurried = regexp.MustCompile(`(?i)\b(?:u|ur|pls|plz|dont|cant|wont|didnt|im|ive|havent|thats|wats|bcoz|cos|gonna|wanna|dunno|tmrw|msg)\b`)
)

func politenessOf(r Result) string {
	if polite.MatchString(r.Text()) {
		return "polite words"
	}
	return "none"
}

func spellingOf(r Result) string {
	switch {
	case dialect.MatchString(r.Text()):
		return "dialect"
	case hurried.MatchString(r.Text()):
		return "typed in a hurry"
	}
	return "standard"
}

// Leaks prints how well the tier can be told from what should not tell it:
// an AUROC near 0.5 says that a set has no such short cut.
func Leaks(w io.Writer, all []Result) error {
	all = labelled(all)
	for _, l := range []struct {
		name   string
		figure func(Result) float64
	}{
		{"length", func(r Result) float64 { return float64(len(r.Text())) }},
		{"question mark", func(r Result) float64 { return -float64(strings.Count(r.Text(), "?")) }},
		{"source", bySource(all)},
		{"topic", byTopic(all)},
	} {
		if _, err := fmt.Fprintf(w, "%s alone: AUROC %s\n", l.name, figure(aurocOf(all, l.figure))); err != nil {
			return err
		}
	}
	return nil
}

// bySource gives each message the share of human-tier messages among the other
// half of its source; 0.5 where the other half has none.
func bySource(all []Result) func(Result) float64 { return byRest(all, sourceOf) }

func byTopic(all []Result) func(Result) float64 {
	return byRest(all, func(r Result) string { return r.Topic })
}

func byRest(all []Result, of func(Result) string) func(Result) float64 {
	type part struct {
		name string
		half int
	}
	parts := map[part]*Share{}
	for _, r := range all {
		p := part{of(r), half(r)}
		if parts[p] == nil {
			parts[p] = &Share{}
		}
		parts[p].count(r.Human())
	}
	return func(r Result) float64 {
		s := parts[part{of(r), 1 - half(r)}]
		if s == nil {
			return 0.5
		}
		return (float64(s.K) + 1) / (float64(s.N) + 2)
	}
}

// half puts a message into one of two halves by its words.
func half(r Result) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(r.Text())) // a hash takes everything
	return int(h.Sum32()>>16) & 1
}
