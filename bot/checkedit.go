package bot

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"
)

// MaxStaffText bounds what a person of the firm sends a client at once, in
// characters: a longer text is read by nobody, no platform takes it whole, and its
// checks would keep everything else waiting.
const MaxStaffText = 12_000

// CheckEdit runs the checks on a text that staff would send: in place of a
// case's draft, as a note to the client, or to correct what was sent. Whoever
// writes it may sign it. Where no draft is current the text has no pages to rest
// on, only the client's words. The firm's own words need no check: somebody
// answered for them when they were set. Checks that fail bar the text: nobody may see
// it again before the client does. A text beyond MaxStaffText is an *InvalidError.
func (c *Copilot) CheckEdit(ctx context.Context, id int64, by Person, text string) ([]Check, error) {
	if c.opts.Acks.has(text) {
		return nil, nil
	}
	if n := utf8.RuneCountInString(text); n > MaxStaffText {
		return nil, &InvalidError{Field: "text", Why: fmt.Sprintf("the text has %d characters, and at most %d go to a client at once: shorten it, or send it in parts", n, MaxStaffText)}
	}
	k, err := c.deps.Store.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	var draft Draft
	if d := k.Draft(); d != nil && (d.Status == "" || k.State.done() && d.Status == "decided") {
		draft = *d
	}
	if k.Assessment == nil {
		k.Assessment = &Assessment{Cleaned: k.Question()} // not sorted yet: for the checks alone
	}
	b, err := c.brief(ctx, k)
	if err != nil {
		return nil, err
	}
	b.Names = union(b.Names, []string{by.Label()})
	var checks []Check
	err = c.guarded(func() error { checks = c.deps.Drafter.Check(ctx, b, draft, text); return nil })
	if err != nil {
		checks = []Check{{Name: "checks", Verdict: NoDraft, Detail: "The checks could not be run on this text. Nothing is sent without them: try again in a moment."}}
	}
	return withoutHidden(checks, text), nil
}

// withoutHidden bars what the client could not see, and so nobody has read.
func withoutHidden(checks []Check, text string) []Check {
	what := Unseen(text)
	if what == "" {
		return checks
	}
	const name = "hidden_text"
	checks = slices.DeleteFunc(checks, func(x Check) bool { return x.Name == name })
	return append(checks, Check{Name: name, Verdict: NoDraft, Detail: "The text holds " + what + ". Take it out, or type the words anew."})
}
