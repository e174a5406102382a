package bot_test

import (
	"slices"
	"testing"

	"countersign/bot"
)

// TestOnlyTheApprovedBytesAreSent holds what happens when, between a person's
// approval and the sending, anything about the answer changes in the store:
// nothing is sent, and a person is given the case.
func TestOnlyTheApprovedBytesAreSent(t *testing.T) {
	tests := []struct {
		name   string
		tamper func(o *bot.Outbound, k *bot.Case)
	}{
		{"another text", func(o *bot.Outbound, _ *bot.Case) { o.Text += " We refund £500." }},
		{"another text with its hash", func(o *bot.Outbound, _ *bot.Case) { o.Text = "We refund £500."; o.Hash = bot.TextHash(o.Text) }},
		{"one letter", func(o *bot.Outbound, _ *bot.Case) { o.Text = o.Text[:len(o.Text)-1] }},
		{"another draft's approval", func(o *bot.Outbound, _ *bot.Case) { o.Draft = 2 }},
		{"a decision that was none", func(_ *bot.Outbound, k *bot.Case) { k.Decisions[len(k.Decisions)-1].Action = bot.Reject }},
		{"no decision", func(_ *bot.Outbound, k *bot.Case) { k.Decisions = nil }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			r := d.asked("m1")
			d.decided(r.Case, bot.Approve, 1)
			d.inStore(func(tx bot.Tx) error {
				k, err := tx.Case(r.Case)
				if err != nil {
					return err
				}
				posts, err := tx.Posts(r.Case)
				if err != nil {
					return err
				}
				at := slices.IndexFunc(posts, func(o bot.Outbound) bool { return o.Kind == bot.PostAnswer })
				if at < 0 {
					t.Fatal("no answer is planned")
				}
				tt.tamper(&posts[at], k)
				if err := tx.UpdatePost(&posts[at]); err != nil {
					return err
				}
				return tx.Update(k)
			})
			d.settle()
			d.wantClientsSaw()
			if k := d.kase(r.Case); k.State != bot.StateEscalated {
				t.Errorf("the case is %s, want it with people", k.State)
			}
			if kinds := d.kinds(r.Case); !slices.Contains(kinds, bot.EventCancelled) || slices.Contains(kinds, bot.EventSending) {
				t.Errorf("the ledger says %v", kinds)
			}
		})
	}
}

func (d *desk) inStore(fn func(bot.Tx) error) {
	d.t.Helper()
	if err := d.store.Write(d.t.Context(), fn); err != nil {
		d.t.Fatal(err)
	}
}
