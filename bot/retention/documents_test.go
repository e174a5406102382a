package retention

import (
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestTheDocumentsSayWhatIsSetUpAndMarkWhatIsNotKnown(t *testing.T) {
	s := Setup{Firm: "Harbour & Finch", Version: "1.2", At: start, Zone: time.UTC, Platforms: []bot.Platform{bot.Slack}, Accounts: 3, SessionTTL: time.Hour,
		Retention: defaults(), Forbidden: []string{"complaint", "price_decision"}, Masked: []string{"cards"},
		Model: ModelSetup{Provider: "gemini", Name: "gemini-x", Backend: "gemini", Confirmed: true}}
	both := func(s Setup) string {
		t.Helper()
		docs, err := Documents(s)
		if err != nil || len(docs) != 2 {
			t.Fatalf("%d documents, %v", len(docs), err)
		}
		return string(docs["dpia.md"]) + string(docs["article-30.md"])
	}
	gemini := both(s)
	for _, want := range []string{"Harbour & Finch", "**55 days**", "has confirmed that its key", "in any country", "3 years from receipt", "2 years after the last step", "Slack Connect",
		"price decision", "nobody is named", "No answer goes out without a named person's decision", "**TO FILL**"} {
		if !strings.Contains(gemini, want) {
			t.Errorf("the documents lack %q", want)
		}
	}
	s.Model.Backend, s.Model.Region, s.Owner, s.Automatic = "vertex", "eu", "Priya Shah", []string{"opening_hours"}
	vertex := both(s)
	for _, want := range []string{"by Vertex", "in eu, as the provider is asked to", "Priya Shah", "opening hours"} {
		if !strings.Contains(vertex, want) {
			t.Errorf("with Vertex the documents lack %q", want)
		}
	}
	if strings.Contains(vertex, "55 days") || strings.Contains(vertex, "nobody is named") {
		t.Error("with Vertex the documents say what is true of the Gemini API alone")
	}
	s.Model = ModelSetup{Provider: "openai", Name: "m"}
	if got := both(s); strings.Count(got, "NOT KNOWN") < 4 {
		t.Error("what is not known of a provider is not marked")
	}
	s.Model = ModelSetup{Provider: "offline"}
	if got := both(s); !strings.Contains(got, "on the firm's own machine") || strings.Contains(got, "large language model") {
		t.Error("of a firm without a model the documents speak of one")
	}
}
