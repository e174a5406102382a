package triage

import (
	"math"
	"strings"

	"countersign/bot"
	"countersign/bot/triage/classifier"
)

// lessons are the examples of the classifier that messages give: each its words;
// a routine one its sentences too, none of which needs a person; one with a
// history the words with those before them, and what was said before.
type lessons struct {
	examples []classifier.Example
	groups   []string
	// spoken holds for each message with a history where the texts stand that its
	// figures and its tone rest on.
	spoken map[int]map[string]int
}

// ofSentence is what a sentence of a routine message counts beside the message.
const ofSentence = 0.5

// keeps names the sources whose words are learned though no writer uses them: a firm's
// own clients, and the plain questions, which are as clients will ask them.
var keeps = map[string]bool{"plain": true, StaffSource: true}

func (l *lessons) put(e classifier.Example, group string) int {
	l.examples, l.groups = append(l.examples, e), append(l.groups, group)
	return len(l.examples) - 1
}

func (l *lessons) add(m Labelled, s seen) {
	e := classifier.Example{Text: s.text, Extra: s.extra, Human: m.Human(), Labels: m.Reasons, Weight: sourceWeight[m.Source], Keep: keeps[m.Source]}
	if m.Threaded() {
		l.addThread(e, m, s)
		return
	}
	if public(m) {
		e.Use = classifier.Part // probabilities need not be true of other trades
		l.put(e, m.Source)
		return
	}
	l.put(e, m.Source)
	all := classifier.Sentences(s.text)
	if m.Human() || len(all) < 2 {
		return
	}
	weight := e.Weight
	if weight == 0 {
		weight = 1
	}
	weight *= float32(ofSentence / math.Sqrt(float64(len(all))))
	for _, sentence := range all {
		l.put(classifier.Example{Text: sentence, Weight: weight, Use: classifier.Part, Keep: e.Keep}, m.Source)
	}
}

// addThread adds the texts of a message with a history. The message by itself
// teaches nothing: that it needs a person may rest on what came before.
func (l *lessons) addThread(e classifier.Example, m Labelled, s seen) {
	own := e
	own.Use = classifier.Scored
	at := map[string]int{}
	if l.spoken == nil {
		l.spoken = map[int]map[string]int{}
	}
	mine := l.put(own, m.Source)
	l.spoken[mine] = at
	e.Text = said(m.Situation.Turns, oneClient, s.text)
	before := earlierWords(e.Text, s.text)
	if before == "" {
		at[s.text] = mine
		return
	}
	_, e.Extra = rulePoints(e.Text)
	e.Use = classifier.Part
	at[e.Text] = l.put(e, m.Source)
	e.Text, e.Extra, e.Labels, e.Weight, e.Use = before, nil, nil, 0, classifier.Earlier
	at["before "+before] = l.put(e, m.Source)
	for _, t := range m.Situation.Turns {
		text := fold(t.Text).text
		if _, known := at[text]; t.Role == bot.RoleClient && !known {
			_, extra := rulePoints(text)
			at[text] = l.put(classifier.Example{Text: text, Extra: extra, Use: classifier.Scored}, m.Source)
		}
	}
}

// heldOut judges the texts of a message with a history as models do that have
// not seen its writer.
func (l *lessons) heldOut(held []classifier.Held, own int) judge {
	at := l.spoken[own]
	return func(text string, _ []string) (tier, follows float64) {
		if i, ok := at[text]; ok {
			tier = held[i].Tier
		}
		if i, ok := at["before "+text]; ok {
			follows = held[i].Follows
		}
		return tier, follows
	}
}

// earlierWords takes the enquiry off what the client said.
func earlierWords(all, text string) string {
	return strings.TrimSuffix(strings.TrimSuffix(all, text), "\n")
}
