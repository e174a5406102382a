package triage

import (
	"math"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/triage/classifier"
)

// past adds what the history shows, each fact with the points it is worth. In a
// thread these, the words, and what the firm wrote are weighed together.
func (w *work) past(weights *Weights) {
	tone := w.tone(weights)
	facts := history(w.s, w.out.Topic, w.text, tone)
	turns := w.talk()
	if len(turns) == 0 || len(w.s.Messages) == 0 || w.foreign() || follows(w.s, w.text, tone) {
		w.facts(weights.Points, facts, 1)
		return
	}
	own := weights.Heads.Score(w.text, w.extra)
	figures := threadFigures(turns, w.s.Messages[0].Author.ID, w.text, own.LogOdds[classifier.Tier], weights.judge)
	left := weights.Points.thread(figures, facts) - min(100, w.ruled)
	told, ok := weights.Points.toldReason(figures, turns)
	shown := told.Points
	for _, f := range facts {
		if weights.Points.learned(f) {
			shown += weights.Points.fact(f)
		}
	}
	// What the facts show is a part of the whole: beside calm words it counts for less.
	part := 1.0
	if shown > left {
		part = float64(max(0, left)) / float64(shown)
	}
	w.facts(weights.Points, facts, part)
	if told.Points = int(float64(told.Points) * part); ok && told.Points > 0 {
		w.add(told)
	}
	w.judged(own, left-shown)
}

// facts adds the reasons of facts, those of learned worth in part, each at least
// with what it is worth whatever training has seen.
func (w *work) facts(p Points, facts []fact, part float64) {
	for _, f := range facts {
		points := p.fact(f)
		if p.learned(f) {
			points = max(int(math.Round(part*float64(points))), leastPoints[f.name])
		}
		if points > 0 {
			w.add(bot.Reason{Code: f.code, Points: points, Note: f.note, Source: "history", Evidence: f.evidence})
		}
	}
}

// add adds a reason of the history to one with the same code.
func (w *work) add(r bot.Reason) {
	i := slices.IndexFunc(w.out.Reasons, func(have bot.Reason) bool { return have.Code == r.Code && have.Source == r.Source })
	if i < 0 {
		w.out.Reasons = append(w.out.Reasons, r)
		return
	}
	have := &w.out.Reasons[i]
	if r.Points > have.Points {
		have.Note, have.Evidence = r.Note, r.Evidence
	}
	have.Points += r.Points
}

// usualWords are the words of a text beside which its length is told, and more than
// mostWords change nothing: few messages that training has seen have more.
const usualWords, mostWords = 11, 128

// lengthOf is how often a text is twice as long as usual. The classifier scales
// all texts to one length, after which the same log-odds mean less of many words
// than of few.
func lengthOf(text string) float64 {
	n := len(strings.Fields(text))
	return math.Log2(float64(min(mostWords, max(1, n))) / usualWords)
}

// judge gives the log-odds of the tier for words, and of the tier of what follows them.
type judge func(text string, extra []string) (tier, follows float64)

// judge is the judgement of trained weights.
func (w *Weights) judge(text string, extra []string) (tier, follows float64) {
	s := w.Heads.Score(text, extra)
	return s.LogOdds[classifier.Tier], s.LogOdds[classifier.Follows]
}

// threadFigures are what is weighed of a thread beside its facts: the log-odds
// of the message and its length, of it together with what the client wrote before,
// of what followed the earlier words, and what the firm told.
func threadFigures(turns []bot.Turn, author, text string, own float64, by judge) []named {
	all := said(turns, author, text)
	_, extra := rulePoints(all)
	together, _ := by(all, extra)
	out := []named{{"own", own}, {"together", together}, {"length", lengthOf(text)}}
	if before := earlierWords(all, text); before == "" {
		out = append(out, named{"alone", 1})
	} else {
		_, follows := by(before, nil)
		out = append(out, named{"before", follows})
	}
	return append(out, toldIn(turns)...)
}

// thread gives the points of a thread: of its figures and of the facts whose
// worth was learned with them.
func (p Points) thread(figures []named, facts []fact) int {
	sum := p.Base
	for _, n := range figures {
		sum += float64(p.Talk[n.name] * n.value)
	}
	for _, f := range facts {
		if p.learned(f) {
			sum += float64(p.History[f.name]) * p.share(f)
		}
	}
	return int(math.Round(min(100, max(0, sum))))
}

// learned tells whether training has seen a fact often enough to say its worth
// beside the figures of a thread.
func (p Points) learned(f fact) bool {
	_, ok := p.History[f.name]
	return ok
}

// share is how much of its worth a fact counts.
func (p Points) share(f fact) float64 {
	if f.weighs {
		return p.beside(f.words)
	}
	return 1
}
