package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
)

func TestTheDigestAndTheHomeTabHaveTheirLayout(t *testing.T) {
	out := bot.Outbound{Kind: bot.PostDigest, Text: "Harbour & Finch, 16 to 22 November 2026\n84 enquiries, all answered.\n", Label: "Counted from the ledger"}
	golden(t, "digest", rendered(t, cardMessage{Text: out.Text, Blocks: digestBlocks(out)}))

	c := cardClient(t)
	older := goldenCards()["escalated"]
	older.ID = 11
	c.deps.Cases = someCases{goldenCards()["in_review"], older}
	c.deps.Numbers = func(context.Context) ([]Number, error) {
		return []Number{{"Enquiries since Monday", "12 (9 routine, 3 needed a person)"}, {"Drafts decided", "8"}, {"Escalations", "3 of 12"}, {"Complaints opened", "1"}}, nil
	}
	blocks, err := c.homeBlocks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	view := slackgo.HomeTabViewRequest{Type: slackgo.VTHomeTab, Blocks: slackgo.Blocks{BlockSet: blocks}}
	if err := CheckView(view); err != nil {
		t.Error(err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(view); err != nil {
		t.Fatal(err)
	}
	golden(t, "home", b.Bytes())
}

// A digest is as long as it is; a message is not.
func TestALongDigestFitsOneMessage(t *testing.T) {
	for name, text := range awkward(60_000) {
		if err := CheckMessage("x", digestBlocks(bot.Outbound{Text: text, Label: "Counted from the ledger"})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// someCases gives these cases, once.
type someCases []*bot.Case

func (s someCases) Case(context.Context, int64) (*bot.Case, error)             { return nil, bot.ErrNotFound }
func (s someCases) Cases(context.Context, bot.CaseFilter) ([]*bot.Case, error) { return s, nil }
