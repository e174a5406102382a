package triage

import (
	"sync"

	"countersign/bot"
)

// Points that a cue gives. Strong alone reaches the default cut.
const (
	strong = 50
	medium = 25
	weak   = 15
)

// rule is one reason for weight, with the words that give it. Each stands in a
// file of its own beside its positives and near misses.
type rule struct {
	code bot.Code
	note string // in plain words, why this counts
	cues []cue
	// unless holds what looks like a cue and is none: a match that overlaps one
	// of these does not count.
	unless []string
}

// cue is one way in which a reason shows.
type cue struct {
	words    string // regular expression over folded text; (?:...) only
	points   int
	flags    []string
	records  []string
	priority bot.Priority
	notice   string
}

// compiled is a rule ready to run: the branches of its cues, and what excuses a match.
type compiled struct {
	rule
	cues   [][]*branch
	except []*branch
}

func compile(r rule) compiled {
	c := compiled{rule: r}
	for _, q := range r.cues {
		c.cues = append(c.cues, branches(q.words))
	}
	for _, words := range r.unless {
		c.except = append(c.except, branches(words)...)
	}
	return c
}

// hit is a cue that was found.
type hit struct {
	cue
	from, to int // in the folded text
}

// find gives the first match of each cue that nothing excuses.
func (c compiled) find(t haystack) []hit {
	var out []hit
	var excused [][]int
	for i, cue := range c.cues {
		at := firstMatch(t, cue, nil)
		if at == nil {
			continue
		}
		if excused == nil {
			excused = allMatches(t, c.except)
		}
		if at = firstMatch(t, cue, excused); at != nil {
			out = append(out, hit{c.rule.cues[i], at[0], at[1]})
		}
	}
	return out
}

// firstMatch gives the earliest match of any branch that overlaps no excuse.
func firstMatch(t haystack, all []*branch, excused [][]int) []int {
	var best []int
	for _, b := range all {
		if at := b.first(t, excused); at != nil && (best == nil || at[0] < best[0]) {
			best = at
		}
	}
	return best
}

func allMatches(t haystack, all []*branch) [][]int {
	out := [][]int{}
	for _, b := range all {
		out = append(out, b.all(t)...)
	}
	return out
}

func overlaps(at []int, spans [][]int) bool {
	for _, s := range spans {
		if at[0] < s[1] && s[0] < at[1] {
			return true
		}
	}
	return false
}

// rules gives them in the order of the explanation where points are equal. They
// are compiled when the first Assessor is made.
var rules = sync.OnceValue(func() []compiled {
	return compileAll(
		safetyRule, crisisRule, dangerRule, deceitRule, vulnerabilityRule, hardshipRule, distressRule, complaintRule, legalThreatRule, requestHumanRule,
		accessRule, erasureRule, dataComplaintRule, regulatedAdviceRule, firmDecisionRule, disputeRule, cancellationRule, angerRule, signsRule, injectionRule,
		foreignSafetyRule, foreignComplaintRule, foreignHardshipRule, foreignVulnerabilityRule, foreignLegalRule, foreignRequestRule,
	)
})

func compileAll(all ...rule) []compiled {
	var out []compiled
	for _, r := range all {
		out = append(out, compile(r))
	}
	return out
}
