package triage

import (
	"strings"

	"countersign/bot"
)

// together runs the rules over the messages of a burst as one text: people part a
// sentence into several, and the rules read each by itself. What is found so is
// put down to the last message, without a place in it.
func (w *work) together() {
	if len(w.parts) < 2 {
		return
	}
	last := w.s.Messages[len(w.s.Messages)-1]
	raw := make([]string, len(w.parts))
	for i, f := range w.parts {
		raw[i] = f.raw[:f.at[len(f.text)]]
	}
	whole := bot.Message{ID: last.ID, Text: strings.Join(raw, "\n")}
	f := fold(whole.Text)
	w.rules(f, whole)
	w.disguised(f, whole)
	for i := range w.out.Reasons {
		r := &w.out.Reasons[i]
		if r.Message == last.ID && (r.End > len(last.Text) || last.Text[r.Start:r.End] != r.Evidence) && r.End > 0 {
			r.Start, r.End = 0, 0
		}
	}
}
