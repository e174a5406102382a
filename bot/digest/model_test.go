package digest_test

import (
	"math"
	"strings"
	"testing"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/digest"
	"countersign/bot/measure"
)

func TestTheModelsOpinionIsCountedApartFromTheSorting(t *testing.T) {
	b := &book{}
	opinion := func(id int64, facts map[string]any) {
		b.open(id, "acme", 1).sorted("routine", "hours").put(bot.EventOpinion, facts)
	}
	for i := range int64(21) {
		opinion(i+1, map[string]any{"tier": "routine", "agrees": true})
	}
	opinion(31, map[string]any{"tier": "human", "agrees": false})
	opinion(32, map[string]any{"tier": "", "agrees": false, "failure": "timeout"})
	r, err := digest.Compute(t.Context(), b, "Firm", measure.Period{Kind: measure.Weekly, Start: monday, End: monday.AddDate(0, 0, 7)},
		monday.AddDate(0, 0, 7), measure.DefaultRules(clock.Default(london)))
	if err != nil {
		t.Fatal(err)
	}
	o := r.Now.Opinions
	if len(o.Agrees.K) != 21 || len(o.Agrees.N) != 22 || o.Raised.Len() != 1 || o.Failed.Len() != 1 {
		t.Errorf("opinions %+v, want 21 of 22, 1 raised, 1 not asked", o)
	}
	if want := "the model agreed with routine 21/22"; !strings.Contains(r.Text(), want) {
		t.Errorf("the digest does not say %q:\n%s", want, r.Text())
	}
}

// priced has n enquiries, each asked of the model with 1,000 tokens in and 200 out.
func priced(b *book, n int64) {
	for i := range n {
		b.open(i+1, "acme", 1).sorted("routine", "hours").put(bot.EventPrompted, map[string]any{"provider": "gemini", "model": "gemini-3.5-flash",
			"served": "gemini-3.5-flash", "tokens_prompt": 1000.0, "tokens_output": 150.0, "tokens_thoughts": 50.0})
	}
}

func costOf(t *testing.T, b *book, prices ...digest.Price) (digest.Cost, string) {
	t.Helper()
	r, err := digest.Compute(t.Context(), b, "Firm", measure.Period{Kind: measure.Weekly, Start: monday, End: monday.AddDate(0, 0, 7)},
		monday.AddDate(0, 0, 7), measure.DefaultRules(clock.Default(london)))
	if err != nil {
		t.Fatal(err)
	}
	c := r.Cost(prices, "USD")
	return c, r.CostText(c)
}

func TestTheCostOfAThousandEnquiriesComesFromRecordedTokensAndTheFirmsPrices(t *testing.T) {
	b := &book{}
	priced(b, 40)
	b.open(41, "acme", 2).sorted("routine", "hours").put(bot.EventPrompted, map[string]any{"provider": "offline", "model": "extractive-1"})
	b.open(42, "acme", 2).sorted("routine", "hours").put(bot.EventPrompted, map[string]any{"provider": "gemini", "model": "gemini-3.5-flash", "failure": "timeout"})
	// 40 x (1,000 x 0.30 + 200 x 2.50) / 1,000,000 = 0.032; over 42 enquiries 0.7619 for 1,000.
	c, text := costOf(t, b, digest.Price{Model: "gemini-3.5-flash", Input: 0.30, Output: 2.50})
	if math.Abs(c.Total-0.032) > 1e-9 || math.Abs(c.PerThousand-0.7619) > 1e-4 || c.Enquiries != 42 {
		t.Errorf("cost %+v, want 0.032 in all and 0.7619 for 1,000", c)
	}
	for _, want := range []string{"for 41 of them a model was asked, 41 calls, of which 1 gave nothing", "40,000 tokens in, 8,000 out",
		"for 1,000 enquiries USD 0.7619 (n 42)", "Quality beside it: overrides", "complaints after AI-drafted answers", "repeat contact"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text does not say %q:\n%s", want, text)
		}
	}
}

func TestTooFewEnquiriesSayNothingOfAThousandAndAMissingPriceIsNamed(t *testing.T) {
	b := &book{}
	priced(b, 3)
	if _, text := costOf(t, b, digest.Price{Model: "gemini-3.5-flash", Input: 1, Output: 1}); !strings.Contains(text, "too few enquiries to say") {
		t.Errorf("with 3 enquiries:\n%s", text)
	}
	if _, text := costOf(t, b); !strings.Contains(text, "not known") || !strings.Contains(text, "no price in model.prices") {
		t.Errorf("without prices:\n%s", text)
	}
	if _, text := costOf(t, &book{}); !strings.Contains(text, "No model was asked") || strings.Contains(text, "calls") {
		t.Errorf("without calls:\n%s", text)
	}
}

func TestADrillIsInNoFigure(t *testing.T) {
	b := &book{}
	b.open(1, "acme", 1).sorted("routine", "hours")
	b.open(2, bot.DrillAccounts+"abc", 1).sorted("human", "hours")
	r, err := digest.Compute(t.Context(), b, "Firm", measure.Period{Kind: measure.Weekly, Start: monday, End: monday.AddDate(0, 0, 7)},
		monday.AddDate(0, 0, 7), measure.DefaultRules(clock.Default(london)))
	if err != nil || r.Now.Enquiries.Len() != 1 || r.Now.Human.Len() != 0 {
		t.Errorf("counted %v, %v; want the client's case alone", r.Now.Enquiries, err)
	}
}

func TestTheOwnerReadsThatTheModelChangedUnasked(t *testing.T) {
	b := &book{}
	b.open(1, "acme", 1).sorted("routine", "hours")
	b.events = append(b.events, bot.Event{Seq: 9, Kind: bot.EventModelChanged, At: monday.AddDate(0, 0, 2), Facts: map[string]any{"asked": "m", "served": "n"}})
	r, err := digest.Compute(t.Context(), b, "Firm", measure.Period{Kind: measure.Weekly, Start: monday, End: monday.AddDate(0, 0, 7)},
		monday.AddDate(0, 0, 7), measure.DefaultRules(clock.Default(london)))
	if err != nil || r.Edge.ModelChanges != 1 || !strings.Contains(r.Text(), "the model changed unasked 1 time") {
		t.Errorf("%+v, %v:\n%s", r.Edge, err, r.Text())
	}
}
