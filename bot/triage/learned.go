package triage

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/triage/classifier"
)

// weights gives the weights of the options: a firm's own file, or what ships.
func (o Options) weights() (*Weights, error) {
	if o.Weights == "" {
		return Shipped()
	}
	raw, err := os.ReadFile(o.Weights)
	if err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	w, err := ParseWeights(raw)
	if err != nil {
		return nil, fmt.Errorf("weights: %s: %w", o.Weights, err)
	}
	return w, nil
}

// learnedNotes say in words what a head of the classifier stands for.
var learnedNotes = map[bot.Code]string{
	bot.Complaint: "Reads like dissatisfaction with the service", bot.Distress: "Reads like distress", bot.Anger: "Reads like anger, open or restrained",
	bot.Vulnerability: "Reads like somebody who needs extra care", bot.Hardship: "Reads like money trouble",
	bot.RegulatedAdvice: "Reads like a request for advice", bot.LegalThreat: "Reads like a threat of legal steps", bot.Cancellation: "Reads like leaving the firm",
	bot.Dispute: "Reads like a dispute", bot.RequestHuman: "Reads like asking for a person", bot.Safety: "Reads like a risk to somebody's safety",
}

// learned lets the classifier judge the words; beside a history, those of the
// client's earlier messages with them. It lifts the weight of the words to its
// own judgement where the rules gave less, and never lowers it.
func (w *work) learned(weights *Weights) {
	if w.foreign() || letterCount(w.text) == 0 {
		return
	}
	score := weights.Heads.Score(w.text, w.extra)
	points := weights.Points.words(score.LogOdds[0])
	if talk := matter(w.s, w.out.Topic, w.text); len(talk) > 0 {
		if follows(w.s, w.text, w.tone(weights)) {
			return
		}
		all := said(talk, w.s.Messages[0].Author.ID, w.text)
		_, extra := rulePoints(all)
		points = weights.Points.thread(weights.Points.words(weights.Heads.Score(all, extra).LogOdds[0]))
	}
	if points -= min(100, w.ruled); points <= 0 {
		return
	}
	best := 1
	for h := 2; h < len(classifier.Heads); h++ {
		if score.LogOdds[h] > score.LogOdds[best] {
			best = h
		}
	}
	code := bot.Code(classifier.Heads[best])
	r := bot.Reason{Code: code, Points: points, Source: "classifier", Note: learnedNotes[code] + "."}
	from, to := score.Evidence(0)
	w.locate(&r, from, to)
	w.out.Reasons = append(w.out.Reasons, r)
}

// locate puts a stretch of the folded text of all messages into a reason, as
// words and offsets of the message that holds it.
func (w *work) locate(r *bot.Reason, from, to int) {
	for i, f := range w.parts {
		if from < len(f.text) && to > from {
			start, end := f.span(from, min(to, len(f.text)))
			r.Message, r.Start, r.End = w.s.Messages[i].ID, start, end
			r.Evidence = strings.TrimSpace(w.s.Messages[i].Text[start:end])
			return
		}
		from, to = from-len(f.text)-1, to-len(f.text)-1
		if from < 0 {
			break
		}
	}
	r.Evidence = "the message as a whole"
}

// extraOf names what a rule found, for the classifier.
func extraOf(r bot.Reason) string {
	if r.Points >= strong {
		return "rule " + string(r.Code)
	}
	return "hint " + string(r.Code)
}

// past adds what the history shows, each fact with the points it is worth.
func (w *work) past(weights *Weights) {
	for _, f := range history(w.s, w.out.Topic, w.text, w.tone(weights)) {
		r := bot.Reason{Code: f.code, Points: weights.Points.fact(f), Note: f.note, Source: "history", Evidence: f.evidence}
		if r.Points == 0 {
			continue // it is no reason
		}
		if i := slices.IndexFunc(w.out.Reasons, func(have bot.Reason) bool { return have.Code == r.Code && have.Source == r.Source }); i >= 0 {
			have := &w.out.Reasons[i]
			if r.Points > have.Points {
				have.Note, have.Evidence = r.Note, r.Evidence
			}
			have.Points += r.Points
			continue
		}
		w.out.Reasons = append(w.out.Reasons, r)
	}
}

// tone judges the words of one message of the client by rules and classifier.
func (w *work) tone(weights *Weights) func(string) int {
	return func(folded string) int {
		if len(folded) > maxText {
			folded = folded[:maxText]
		}
		ruled, extra := rulePoints(folded)
		return max(ruled, weights.Points.words(weights.Heads.Score(folded, extra).LogOdds[0]))
	}
}

// rulePoints gives the points of the rules for a folded text and what they found.
func rulePoints(folded string) (int, []string) {
	points, extra := 0, []string(nil)
	t := newHaystack(folded)
	for _, r := range rules() {
		best := 0
		for _, h := range r.find(t) {
			best = max(best, h.points)
		}
		if best > 0 {
			points += best
			extra = append(extra, extraOf(bot.Reason{Code: r.code, Points: best}))
		}
	}
	return min(100, points), extra
}
