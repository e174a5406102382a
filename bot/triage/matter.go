package triage

import (
	"regexp"
	"slices"
	"strings"

	"countersign/bot"
)

// conversation gives the turns of this thread and of what this client wrote
// elsewhere and nobody has answered: answered threads are another matter, but
// for what was promised there.
func conversation(s bot.Situation) []bot.Turn {
	settled := map[int64]bool{}
	for _, e := range s.Earlier {
		settled[e.Case] = !e.SameThread && !e.AnsweredAt.IsZero() && !e.State.Open()
	}
	return slices.DeleteFunc(slices.Clone(s.Turns), func(t bot.Turn) bool { return t.Case != 0 && settled[t.Case] })
}

// matter gives the turns that bear on what is asked now: of a conversation,
// without those of a case that people have and that is about something else.
func matter(s bot.Situation, topic, text string) []bot.Turn {
	apart := map[int64]bool{}
	for _, e := range s.Earlier {
		apart[e.Case] = e.Tier == bot.TierHuman && !sameMatter(e, topic, text)
	}
	return slices.DeleteFunc(conversation(s), func(t bot.Turn) bool { return t.Case != 0 && apart[t.Case] })
}

// sameMatter tells whether an enquiry may be about what an earlier case was
// about: it stands in its thread, has its topic, or names nothing of its own
// ("Is it done?").
func sameMatter(e bot.Earlier, topic, text string) bool {
	switch topic {
	case "other", "greeting_thanks":
		return e.SameThread || len(contentWords(text)) < 2 && !greets(text)
	}
	return e.SameThread || e.Topic == topic
}

// greets tells whether a text only says hello.
func greets(text string) bool { return greetingOnly.MatchString(strings.TrimSpace(text)) }

var (
	greetingOnly = regexp.MustCompile(`^(?:(?:hi|hello|hey|hiya|good|morning|afternoon|evening|day|all|both|team|there|everyone|everybody|folks|again)[ ,.!]*)+$`)
	// followUp begins a question that goes on from the answer before it.
	followUp = regexp.MustCompile(`^(?:(?:great|thanks|thank you|ok|okay|perfect|lovely|brilliant|cheers),? ?)*(?:and|or|also|what about|how about)\b[^?!.]*\?$`)
	// amends is what the firm says of a mistake.
	amends = regexp.MustCompile(`\b(?:in error|by mistake|mistakenly|refunded|corrected)\b`)
	// unfollowed are the words with which a short question may be more than one:
	// of reproach, of doubt, of the people it is about.
	unfollowed = regexp.MustCompile(`\b(?:why|who|whose|you|your|i|me|us|we|our|he|him|his|she|her|they|them|kids|children|child|baby|son|daughter|wife|husband|partner|mum|dad|not|no|never|nobody|nothing|still|again|now|then|if|wrong|late|lost|lose|instead|today|tonight|else|really|even|supposed|meant)\b|n't\b|[£$€]`)
)

// fewWords is how long a question may be that only goes on from an answer.
const fewWords = 8

// follows tells whether a message only goes on from an answer of the firm's in a
// calm thread: thanks, or a short further question. So few words say nothing of
// how the client feels, and neither does what came before. Calm is a thread of
// which nothing needed a person, where the firm has promised, refused and
// apologised for nothing, and has written of nothing grave.
func follows(s bot.Situation, text string, tone func(folded string) int) bool {
	if tone == nil || !goesOn(text) {
		return false
	}
	turns := conversation(s)
	if len(turns) == 0 || turns[len(turns)-1].Role == bot.RoleClient {
		return false
	}
	for _, e := range s.Earlier {
		if e.SameThread && e.Tier == bot.TierHuman {
			return false
		}
	}
	return !slices.ContainsFunc(turns, func(t bot.Turn) bool {
		folded := fold(t.Text).text
		if t.Role == bot.RoleClient {
			return tone(folded) >= DefaultCut
		}
		return promise.MatchString(folded) || apology.MatchString(folded) || refusal.MatchString(folded) || amends.MatchString(folded) || heavy(folded)
	})
}

// goesOn tells whether words alone are thanks, or a short further question.
func goesOn(text string) bool {
	text = strings.TrimSpace(text)
	if !needsNoReply(text) && (len(strings.Fields(text)) > fewWords || !followUp.MatchString(text) || unfollowed.MatchString(text)) {
		return false
	}
	points, _ := rulePoints(text)
	return points == 0
}
