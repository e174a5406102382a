package console

import (
	"context"
	"slices"

	"countersign/bot"
	"countersign/bot/card"
)

// heldText stands for words that only named people may read.
const heldText = "Held back: personal details. Those named in complaints.readers may read them, and who has taken the case."

// mayRead tells whether whoever asks may read what the cards of a case hold
// back: people of the setting complaints.readers, and who has taken the case.
// The bearer token is the firm's own machine and reads all; a demo has no login.
func (h *Handler) mayRead(ctx context.Context, k *bot.Case) bool {
	who := identityOf(ctx)
	switch {
	case !card.Private(k), h.opts.Demo, !who.session:
		return true
	case slices.Contains(h.opts.Readers, who.name):
		return true
	}
	return k.OwnerID != "" && k.OwnerID == h.staff(who.name).ID
}

// caseView is a case as whoever asks may see it.
func (h *Handler) caseView(ctx context.Context, k *bot.Case) caseView {
	v := newCaseView(k)
	if !h.mayRead(ctx, k) {
		v.holdBack()
	}
	return v
}

// holdBack takes out of a case what somebody said or wrote about the client;
// flags, clocks and who did what stay.
func (v *caseView) holdBack() {
	v.Question, v.Client, v.Outcome, v.Explanation = heldText, "", "", ""
	for i := range v.Reasons {
		v.Reasons[i].Evidence = ""
	}
	for i := range v.Records {
		r := &v.Records[i]
		r.Complainant, r.OnBehalfOf, r.HowItEnded, r.Redress, r.Drivers = "", "", "", "", []string{}
	}
	for i := range v.Promises {
		v.Promises[i].What = ""
	}
	if v.Mark != nil {
		v.Mark.Reason = ""
	}
	if v.Decision != nil {
		v.Decision.Text, v.Decision.Reason, v.Decision.Checks = "", "", []checkView{}
	}
	if v.Delivery != nil {
		v.Delivery.Text = ""
	}
	if v.Unclear != nil {
		v.Unclear.Text = ""
	}
	v.Draft = nil
}

// withoutWords leaves of events what stands in the sealed facts.
func withoutWords(events []bot.Event) []bot.Event {
	for i := range events {
		events[i].Words = nil
	}
	return events
}
