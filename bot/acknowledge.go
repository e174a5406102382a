package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Acks are what the firm tells a client whose case people get, in its own
// words, signed off once: by the code of a reason, and under "default" for all
// others. No model ever writes them.
type Acks map[string]string

// defaultAck is the name of the words for any reason.
const defaultAck = "default"

// Of gives the words for a reason; "" where the firm has none at all.
func (a Acks) Of(code Code) string { return cmp.Or(a[string(code)], a[defaultAck]) }

// For gives the words for a case: those of its weightiest reason that has some.
func (a Acks) For(k *Case) string {
	if k.Assessment == nil {
		return a[defaultAck]
	}
	reasons := slices.Clone(k.Assessment.Reasons)
	slices.SortStableFunc(reasons, func(x, y Reason) int { return cmp.Compare(y.Points, x.Points) })
	for _, r := range reasons {
		if words := a[string(r.Code)]; words != "" {
			return words
		}
	}
	return a[defaultAck]
}

// has tells whether a text is the firm's own, to the letter.
func (a Acks) has(text string) bool {
	for _, words := range a {
		if words != "" && words == text {
			return true
		}
	}
	return false
}

// Telling is what a client will be told unless a person writes first.
type Telling struct {
	Text string    `json:"text"`
	Due  time.Time `json:"due"`
}

// ackOnce is how long a client who was told that a person has the case is not
// told so again.
const ackOnce = 24 * time.Hour

// holdAck has the client of a case that people get told so, unless one of them
// writes first. A channel of no account is left alone: who is in it is not known.
func (c *Copilot) holdAck(k *Case) {
	text := c.opts.Acks.For(k)
	switch {
	case c.opts.AckAfter <= 0 || text == "" || k.Telling != nil || k.signposted() || c.acknowledged(k):
		return
	case k.Account == "" || strings.HasPrefix(k.Account, DrillAccounts):
		return
	}
	k.Telling = &Telling{Text: text, Due: c.now().Add(c.opts.AckAfter)}
}

// signposted tells whether the notice that was due at once says already that a
// person has the message.
func (c *Case) signposted() bool {
	return c.Assessment != nil && (c.Assessment.Notice == noticeSignpost || c.Assessment.Notice == noticeFraud)
}

// acknowledged tells whether the client was told of late that a person has the case.
func (c *Copilot) acknowledged(k *Case) bool {
	return slices.ContainsFunc(k.Deliveries, func(d Delivery) bool {
		return d.Kind == PostAck && d.State != PostCancelled && c.now().Sub(d.At) < ackOnce
	})
}

// ackDue tells the client in the firm's words that people have the case.
func (c *Copilot) ackDue(tx Tx, k *Case) (bool, error) {
	t := k.Telling
	if t == nil || c.now().Before(t.Due) {
		return false, nil
	}
	k.Telling = nil
	if k.State != StateEscalated && k.State != StateClaimed || k.signposted() {
		return true, nil
	}
	return true, c.planClient(tx, k, &Outbound{
		Key: fmt.Sprintf("ack:%d:%d", k.ID, k.Version), Kind: PostAck, Text: t.Text, Label: "Automatic notice",
	}, system)
}

// tell puts a person's word to the client in place of the firm's.
func (c *Copilot) tell(tx Tx, k *Case, d Decision) error {
	switch {
	case k.State != StateEscalated && k.State != StateClaimed:
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: no person has it whom the client could be told of", plainState(k.State))}
	case Blank(d.Text):
		return &InvalidError{Field: "text", Why: "the text is empty: write what the client should get"}
	}
	if err := barred(d.Checks); err != nil {
		return err
	}
	if err := c.tellClient(tx, k, d); err != nil {
		return err
	}
	k.Decisions = append(k.Decisions, Decision{Action: Tell, By: d.By, At: d.At, Text: d.Text, Hash: TextHash(d.Text), Checks: d.Checks})
	return c.planCard(tx, k)
}

// tellClient plans what a person tells the client of a case that people have.
func (c *Copilot) tellClient(tx Tx, k *Case, d Decision) error {
	if strings.TrimSpace(d.Text) == "" {
		return nil
	}
	if err := k.toldAlready(d.Text); err != nil {
		return err
	}
	k.Telling = nil
	label := "Written by " + d.By.Label()
	if c.opts.Acks.has(d.Text) {
		label = "Sent by " + d.By.Label()
	}
	return c.planClient(tx, k, &Outbound{Key: fmt.Sprintf("tell:%d:%d", k.ID, k.Version), Kind: PostAck, Text: d.Text, Label: label}, actor(RoleStaff, d.By.ID))
}

// toldAlready refuses a note that the client was sent word for word since they
// wrote last: of two people who press at once, and of one whose press seemed
// lost, the client must not read it twice.
func (c *Case) toldAlready(text string) error {
	for _, sent := range slices.Backward(c.Deliveries) {
		if sent.Kind != PostAck || sent.Text != text || sent.State == PostCancelled {
			continue
		}
		if slices.ContainsFunc(c.Messages, func(m Message) bool {
			return m.Role == RoleClient && (m.ReceivedAt.After(sent.At) || m.saidSince(sent.At))
		}) {
			return nil
		}
		for i, d := range slices.Backward(c.Decisions) {
			if d.Text == text && (d.Action == Tell || d.Action == CallBack) {
				return &SettledError{State: c.State, Decision: &c.Decisions[i]}
			}
		}
		return &SettledError{State: c.State, Why: "the client was sent exactly these words already, and has not written since"}
	}
	return nil
}
