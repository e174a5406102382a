package digest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"countersign/bot/ledger"
	"countersign/bot/measure"
)

// Maker makes reports with all that stands in them besides the figures. Ledger
// is required; what is nil or zero is left out of the report.
type Maker struct {
	Ledger    measure.Events
	Firm      string
	Rules     measure.Rules
	Standings Standings
	// Verify walks the ledger and gives the number of the last sound entry. That it
	// is broken, a *ledger.BrokenError, and that it could not be walked stand in the
	// report as what they are.
	Verify   func(ctx context.Context) (upTo int64, err error)
	Prices   []Price
	Currency string
	Saves    Saves
	Owner    string                   // who sees to gaps that nobody else owns
	Never    func(topic string) bool  // whether a person always decides on it
	Owners   func(measure.Gap) string // whose document is nearest to a question; "" where nobody's
}

// Make computes the report of a period as it stood at asOf.
func (m Maker) Make(ctx context.Context, p measure.Period, asOf time.Time) (*Report, error) {
	r, err := Compute(ctx, m.Ledger, m.Firm, p, asOf, m.Rules)
	if err != nil {
		return nil, err
	}
	if m.Standings != nil {
		if r.Standings, err = m.Standings(ctx); err != nil {
			return nil, fmt.Errorf("reading where topics stand: %w", err)
		}
		r.Standings = append([]Standing{}, r.Standings...) // not nil: somebody has looked
	}
	for _, x := range r.Ripe.Topics {
		if m.Never != nil && m.Never(x.Topic) {
			r.Never = append(r.Never, x.Topic)
		}
	}
	if r.Verified, err = m.verified(ctx); err != nil {
		return nil, err
	}
	cost := r.Cost(m.Prices, m.Currency)
	r.ModelCost = &cost
	r.Saved = m.Saves.Of(r.Now)
	for i := range r.Now.Gaps {
		r.Now.Gaps[i].Owner = m.owner(r.Now.Gaps[i])
	}
	return r, nil
}

// verified walks the ledger, where that is asked for. Only an end of ctx is an error.
func (m Maker) verified(ctx context.Context) (Verified, error) {
	if m.Verify == nil {
		return Verified{}, nil
	}
	v := Verified{Done: true}
	var err error
	v.UpTo, err = m.Verify(ctx)
	if broken, ok := errors.AsType[*ledger.BrokenError](err); ok {
		v.Fault = broken.Error()
	} else if err != nil {
		v.Failed = err.Error()
	}
	return v, ctx.Err()
}

func (m Maker) owner(g measure.Gap) string {
	if m.Owners != nil {
		if name := m.Owners(g); name != "" {
			return name
		}
	}
	return m.Owner
}

// Verified tells how far the ledger was walked.
type Verified struct {
	Done   bool   `json:"done"`
	UpTo   int64  `json:"up_to_entry"`
	Fault  string `json:"fault,omitempty"`    // what is broken
	Failed string `json:"not_read,omitempty"` // why it could not be walked
}

func (v Verified) words(read int64) string {
	switch {
	case !v.Done:
		return fmt.Sprintf("ledger read up to no. %d", read)
	case v.Fault != "":
		return bold("the ledger does not verify: " + v.Fault)
	case v.Failed != "":
		return bold("whether the ledger verifies is not known: " + v.Failed)
	}
	return fmt.Sprintf("ledger verified up to no. %d", v.UpTo)
}

// Saves are the minutes that one drafted answer saves, by the firm's own
// estimate: at least and at most. Zero where it has made none.
type Saves struct {
	Low  time.Duration `yaml:"low"`
	High time.Duration `yaml:"high"`
}

// Validate reports what is wrong with the estimate.
func (s Saves) Validate() error {
	if s.Low < 0 || s.High < s.Low || s.High > 8*time.Hour {
		return errors.New("saves: low and high are the minutes that one drafted answer saves, low not above high, such as 2m and 5m")
	}
	return nil
}

// Saved is what drafts saved in a period: those sent as they stood count whole,
// edited ones half, replaced ones nothing; the time that staff had approved drafts
// before them is not taken off.
type Saved struct {
	Known bool  `json:"known"`
	Low   int64 `json:"minutes_low"`
	High  int64 `json:"minutes_high"`
}

// Of counts what was saved in the period of the figures.
func (s Saves) Of(n measure.Figures) Saved {
	if s.High == 0 {
		return Saved{}
	}
	halves := int64(2*(n.Drafts.AsDrafted.Len()+n.Drafts.Automatic.Len()) + n.Drafts.Edited.Len())
	minutes := func(each time.Duration) int64 { return int64((time.Duration(halves) * each / 2).Minutes()) }
	return Saved{Known: true, Low: minutes(s.Low), High: minutes(s.High)}
}

func (s Saved) words() string {
	if !s.Known {
		return "minutes saved not estimated"
	}
	return fmt.Sprintf("%d to %d min saved by the firm's estimate", s.Low, s.High)
}
