package drafting

import (
	"countersign/bot"
	"countersign/bot/llm"
	"testing"
)

func TestStaffSignWhatTheyWriteButNotWhatIsInternal(t *testing.T) {
	d := New(Options{}, sampleBase(t), llm.NewOffline(), nil)
	b := ask("How long do refunds take?")
	draft, err := d.Draft(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		text, check string
		want        bot.Verdict
	}{
		{"We will refund you £80 by Friday.", "commitment", bot.NoAutonomy},
		{"We will refund you £80 by Friday.", "figures", bot.NoAutonomy},
		{"See https://example.com/new for the form.", "links", bot.NoAutonomy},
		{"Client managers may offer a goodwill credit of up to £150 without approval.", "internal", bot.NoDraft},
		{"As we told Bright Dental last week, it takes ten days.", "other_clients", bot.NoDraft},
		{draft.Text, "figures", bot.OK},
	}
	for _, tt := range tests {
		if got := verdicts(d.Check(t.Context(), b, draft, tt.text))[tt.check]; got != tt.want {
			t.Errorf("%q: %s says %s, want %s", tt.text, tt.check, got, tt.want)
		}
	}
}

// TestANoteWithoutADraftRestsOnTheClientsWords holds that a text which no draft
// stands behind is checked all the same, and may repeat the client's figures.
func TestANoteWithoutADraftRestsOnTheClientsWords(t *testing.T) {
	d := New(Options{}, sampleBase(t), llm.NewOffline(), nil)
	b := ask("Where is my refund of £80?")
	for _, tt := range []struct {
		text, check string
		want        bot.Verdict
	}{
		{"I am looking for your £80.", "figures", bot.OK},
		{"I am looking for your £90.", "figures", bot.NoAutonomy},
		{"We will refund you £80 by Friday.", "commitment", bot.NoAutonomy},
		{"See https://example.com/new for the form.", "links", bot.NoAutonomy},
		{"Client managers may offer a goodwill credit of up to £150 without approval.", "internal", bot.NoDraft},
	} {
		if got := verdicts(d.Check(t.Context(), b, bot.Draft{}, tt.text))[tt.check]; got != tt.want {
			t.Errorf("%q: %s says %s, want %s", tt.text, tt.check, got, tt.want)
		}
	}
}
