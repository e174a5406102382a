package drafting

import (
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

// checkNegation looks for a statement turned round: a "not" that came or went,
// "after" for "within", "may" for "must". It bars autonomy and not the draft,
// since another wording may mean the same; staff see both.
func checkNegation(s subject) bot.Check {
	var found []string
	for _, line := range s.sentences {
		for _, f := range s.judge(line).Findings {
			switch f.Kind {
			case grounding.OtherPolarity, grounding.OtherRelation, grounding.OtherForce:
				found = append(found, turned(f)+" in “"+clip(line.text, 100)+"”")
			}
		}
	}
	if len(found) == 0 {
		return bot.Check{}
	}
	return bot.Check{Verdict: bot.NoAutonomy, Detail: "This may say the opposite of the cited page: " + strings.Join(found[:min(3, len(found))], "; ") + "."}
}

func turned(f grounding.Finding) string {
	switch {
	case f.Said == "":
		return "the page has “" + f.Source + "”, which is missing"
	case f.Source == "":
		return "“" + f.Said + "”, which the page does not have,"
	}
	return "“" + f.Said + "” where the page has “" + f.Source + "”"
}
