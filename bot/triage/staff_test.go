package triage

import (
	"testing"
	"time"

	"countersign/bot"
)

func TestCasesOfAFirmBecomeLabelledMessagesWithTheirHistory(t *testing.T) {
	client := bot.Person{ID: "U1", Name: "Jo"}
	ask := func(id int64, at time.Time, text string) *bot.Case {
		return &bot.Case{ID: id, Platform: bot.Slack, Channel: "C1", Thread: "t1", Account: "acme", Client: client, OpenedAt: at,
			Messages:   []bot.Message{{Role: bot.RoleClient, Author: client, Text: text, ReceivedAt: at}},
			Assessment: &bot.Assessment{Tier: bot.TierHuman, Topic: "fees", Reasons: []bot.Reason{{Code: bot.Complaint}}}}
	}
	first, second, third, erased := ask(1, noon, "What does it cost?"), ask(2, noon.Add(48*time.Hour), "And now?"), ask(3, noon.Add(72*time.Hour), "Hello?"), ask(4, noon, "")
	erased.Messages = nil
	first.Deliveries = []bot.Delivery{{Kind: bot.PostAnswer, State: bot.PostSent, Text: "It is £200.", At: noon.Add(time.Hour)}}
	first.Messages = append(first.Messages, bot.Message{Role: bot.RoleClient, Author: client, Text: "Thanks", ReceivedAt: noon.Add(2 * time.Hour)})
	got := FromCases([]*bot.Case{third, erased, second, first}, func(id int64) (bot.Tier, bool) {
		return map[int64]bot.Tier{1: bot.TierRoutine, 2: bot.TierHuman, 4: bot.TierHuman}[id], id != 3
	})
	if len(got) != 2 {
		t.Fatalf("%d labelled messages, want two: one has no label and one is erased", len(got))
	}
	if m := got[0]; m.Tier != bot.TierRoutine || len(m.Situation.Messages) != 1 || m.Threaded() || len(m.Reasons) != 0 {
		t.Errorf("the first is %+v, want what was asked before the answer, without a history and without the reasons staff disagree with", m)
	}
	m := got[1]
	if m.Tier != bot.TierHuman || m.Source != StaffSource || len(m.Reasons) != 1 || m.Reasons[0] != string(bot.Complaint) {
		t.Errorf("the second is %+v, want human with its reason", m)
	}
	if len(m.Situation.Turns) != 3 || len(m.Situation.Earlier) != 1 || !m.Situation.Earlier[0].SameThread {
		t.Errorf("the second's history is %+v and %+v, want three turns and one earlier case of the thread", m.Situation.Turns, m.Situation.Earlier)
	}
}
