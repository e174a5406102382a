package triage

import (
	"errors"
	"fmt"
	"io"
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
	raw, err := readWeights(o.Weights)
	if err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	w, err := ParseWeights(raw)
	if err != nil {
		return nil, fmt.Errorf("weights: %s: %w", o.Weights, err)
	}
	return w, nil
}

// mostWeights bounds a file of weights: it is several times what ships.
const mostWeights = 32 << 20

// readWeights reads a file that may not be one of weights at all.
func readWeights(name string) ([]byte, error) {
	f, err := os.Open(name) // #nosec G304 -- the firm's own file
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, mostWeights+1))
	if err = errors.Join(err, f.Close()); err == nil && len(raw) > mostWeights {
		err = fmt.Errorf("%s holds more than %d MB, as no file of weights does", name, mostWeights>>20)
	}
	return raw, err
}

// learnedNotes say in words what a head of the classifier stands for.
var learnedNotes = map[bot.Code]string{
	bot.Complaint: "Reads like dissatisfaction with the service", bot.Distress: "Reads like distress", bot.Anger: "Reads like anger, open or restrained",
	bot.Vulnerability: "Reads like somebody who needs extra care", bot.Hardship: "Reads like money trouble",
	bot.RegulatedAdvice: "Reads like a request for advice", bot.LegalThreat: "Reads like a threat of legal steps", bot.Cancellation: "Reads like leaving the firm",
	bot.Dispute: "Reads like a dispute", bot.RequestHuman: "Reads like asking for a person", bot.Safety: "Reads like a risk to somebody's safety",
}

// learned lets the classifier judge the words of a message that stands alone. It
// lifts the weight of the words to its own judgement where the rules gave less,
// and never lowers it.
func (w *work) learned(weights *Weights) {
	if !w.legible() || len(w.talk()) > 0 || greets(w.text) {
		return // a greeting says nothing of how somebody feels
	}
	score := weights.Heads.Score(w.text, w.extra)
	w.judged(score, weights.Points.words(score.LogOdds[classifier.Tier])-min(100, w.ruled))
}

// legible tells whether the classifier may judge the words.
func (w *work) legible() bool { return !w.foreign() && letterCount(w.text) > 0 }

// talk gives the turns of this thread that bear on what is asked now. What waits
// for an answer in another thread is a fact of the history, and no part of this talk.
func (w *work) talk() []bot.Turn {
	return slices.DeleteFunc(matter(w.s, w.out.Topic, w.text), func(t bot.Turn) bool {
		return slices.ContainsFunc(w.s.Earlier, func(e bot.Earlier) bool { return e.Case == t.Case && t.Case != 0 && !e.SameThread })
	})
}

// urgent is what the classifier's points for danger must come to before the case
// is a matter of minutes. Danger that no rule has words for ("he's kept me in since
// Tuesday") is named by the classifier alone: see docs/evaluation.md.
const urgent = 60

var safetyHead = slices.Index(classifier.Heads, string(bot.Safety))

// judged adds what the classifier sees in the words, named by its likeliest reason.
func (w *work) judged(score classifier.Score, points int) {
	if points <= 0 {
		return
	}
	best := classifier.FirstReason
	for h := best + 1; h <= classifier.LastReason; h++ {
		if score.LogOdds[h] > score.LogOdds[best] {
			best = h
		}
	}
	code := bot.Code(classifier.Heads[best])
	if (code == bot.Safety || score.P(safetyHead) >= 0.5) && points >= urgent {
		w.out.Priority = bot.P0
	}
	r := bot.Reason{Code: code, Points: points, Source: "classifier", Note: learnedNotes[code] + "."}
	from, to := score.Evidence()
	w.locate(&r, from, to)
	w.out.Reasons = append(w.out.Reasons, r)
}

// locate puts a stretch of the folded text of all messages into a reason, as
// words and offsets of the message that holds it.
func (w *work) locate(r *bot.Reason, from, to int) {
	for i, f := range w.parts {
		if from < len(f.text) && to > from {
			start, end := f.span(from, min(to, len(f.text)))
			words := w.s.Messages[i].Text[start:end]
			r.Evidence = strings.TrimSpace(words)
			r.Start = start + strings.Index(words, r.Evidence)
			r.Message, r.End = w.s.Messages[i].ID, r.Start+len(r.Evidence)
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

// tone judges the words of one message of the client by rules and classifier.
func (w *work) tone(weights *Weights) func(string) int {
	known := map[string]int{}
	return func(folded string) int {
		points, ok := known[folded]
		if !ok {
			cut := folded[:min(len(folded), maxText)]
			ruled, extra := rulePoints(cut)
			points = max(ruled, weights.Points.words(weights.Heads.Score(cut, extra).LogOdds[classifier.Tier]))
			known[folded] = points
		}
		return points
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
