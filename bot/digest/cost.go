package digest

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"countersign/bot/measure"
)

// Price is what a million tokens of a model cost.
type Price struct {
	Model         string
	Input, Output float64
}

// Cost is what the models of a period cost at the firm's prices.
type Cost struct {
	Currency    string      `json:"currency"`
	Enquiries   int         `json:"enquiries"`
	Models      []ModelCost `json:"models"`
	Total       float64     `json:"total"`        // of the models that have a price
	PerThousand float64     `json:"per_thousand"` // enquiries; 0 without any
	Enough      bool        `json:"enough"`       // enquiries enough to say something of a thousand
	Unpriced    []string    `json:"unpriced"`     // models without a price
}

// ModelCost is what one model cost.
type ModelCost struct {
	measure.ModelUsed
	Priced bool    `json:"priced"`
	Cost   float64 `json:"cost"`
}

// Cost prices the use of models in the period of the report.
func (r *Report) Cost(prices []Price, currency string) Cost {
	n := r.Now
	out := Cost{Currency: currency, Enquiries: n.Enquiries.Len(), Models: []ModelCost{}, Unpriced: []string{}, Enough: n.Enquiries.Len() >= n.Escalations.Rate.Fewest}
	for _, m := range n.Usage.Models {
		x := ModelCost{ModelUsed: m}
		for _, p := range prices {
			if strings.TrimPrefix(m.Model, "models/") == p.Model {
				x.Priced, x.Cost = true, (float64(m.Input)*p.Input+float64(m.Output)*p.Output)/1e6
			}
		}
		if !x.Priced {
			out.Unpriced = append(out.Unpriced, m.Model)
		}
		out.Total += x.Cost
		out.Models = append(out.Models, x)
	}
	if out.Enquiries > 0 {
		out.PerThousand = out.Total / float64(out.Enquiries) * 1000
	}
	return out
}

// CostText lays the cost out, with the figures of quality beside it: what is
// saved on a model and lost on clients is no saving.
func (r *Report) CostText(c Cost) string {
	n := r.Now
	calls, failed := 0, 0
	for _, m := range c.Models {
		calls, failed = calls+m.Calls, failed+m.Failed
	}
	lines := []string{"Cost of the model, " + r.Title(), english.Plural(c.Enquiries, "enquiry", "")}
	if calls > 0 {
		lines[1] += fmt.Sprintf("; for %d of them a model was asked, %s, of which %d gave nothing that could be used", n.Usage.Asked.Len(), english.Plural(calls, "call", ""), failed)
	}
	for _, m := range c.Models {
		price := "no price in model.prices"
		if m.Priced {
			price = money(c.Currency, m.Cost)
		}
		lines = append(lines, fmt.Sprintf("  %s: %s, %s tokens in, %s out (thoughts included): %s",
			m.Model, english.Plural(m.Calls, "call", ""), humanize.Comma(int64(m.Input)), humanize.Comma(int64(m.Output)), price))
	}
	lines = append(lines, c.sum(),
		fmt.Sprintf("Quality beside it: overrides %s; touched at all %s", n.Drafts.Override, n.Drafts.Touch),
		fmt.Sprintf("  escalations %s; complaints after AI-drafted answers %s", n.Escalations.Rate, n.Complaints.AI),
		fmt.Sprintf("  repeat contact %s; reopened %s; no document covered %d", n.Quality.Repeat, n.Quality.Reopen, len(n.Gaps)),
		"Tokens are what the provider reported in each call; prices are the firm's own, without tax and discounts.")
	return strings.Join(lines, "\n") + "\n"
}

func (c Cost) sum() string {
	if len(c.Models) == 0 {
		return "No model was asked, so none cost anything."
	}
	least := ""
	if len(c.Unpriced) > 0 {
		least = "at least "
	}
	if len(c.Unpriced) == len(c.Models) {
		return "The cost is not known: model.prices has no price for what was used."
	}
	if !c.Enough {
		return fmt.Sprintf("In all %s%s; too few enquiries to say what 1,000 would cost (n %d)", least, money(c.Currency, c.Total), c.Enquiries)
	}
	return fmt.Sprintf("In all %s%s; for 1,000 enquiries %s%s (n %d)", least, money(c.Currency, c.Total), least, money(c.Currency, c.PerThousand), c.Enquiries)
}

// money prints an amount to a hundredth, and to a ten-thousandth below one.
func money(currency string, amount float64) string {
	if amount < 1 {
		return fmt.Sprintf("%s %.4f", currency, amount)
	}
	return fmt.Sprintf("%s %.2f", currency, amount)
}
