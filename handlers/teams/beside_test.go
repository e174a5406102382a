package teams

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// In a channel a new post stands at the top and begins a thread of its own.
func TestAColleagueWhoPostsAtTheTopOfAChannelStandsOnTheCard(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	post := r.teams.says(clientPlace, john, "At nine!", "", nil)
	r.delivers(post)
	r.eventually("a colleague beside the question", func() bool {
		b := r.load(k.ID).AnsweredBeside()
		return b != nil && b.By.ID == john && !b.InThread
	})
	r.eventually("the card says so", func() bool { return strings.Contains(fmt.Sprint(r.cardOf(k)), "perhaps answered: ") })
	r.state(k.ID, bot.StateInReview)
	deleted := maps.Clone(post)
	deleted["type"], deleted["timestamp"] = "messageDelete", time.Now().UTC().Format(time.RFC3339Nano)
	r.delivers(deleted)
	r.eventually("nothing beside it", func() bool { return r.load(k.ID).Beside == nil })
}

// In a chat there is nothing but the one row of messages: what staff write there
// answers the question that is open.
func TestAColleagueWhoWritesInAGroupChatAnswersWhatIsOpenThere(t *testing.T) {
	t.Parallel()
	const chat = "19:clientchat@thread.v2"
	r := newRig(t)
	r.directory.Map(bot.Teams, chat, bot.Account{ID: "acme", Name: "Acme Ltd"})
	inChat := map[string]any{"conversation": map[string]any{"id": chat, "isGroup": true, "conversationType": "groupChat", "tenantId": tenant}}
	r.delivers(r.teams.says(chat, cleo, "When are you open?", "", inChat))
	var k *bot.Case
	r.eventually("a case", func() bool {
		cases, err := r.store.Cases(t.Context(), bot.CaseFilter{Platform: bot.Teams, Channel: chat})
		if err != nil || len(cases) == 0 {
			return false
		}
		k = cases[0]
		return k.State == bot.StateInReview
	})
	r.delivers(r.teams.says(chat, john, "At nine!", "", inChat))
	r.state(k.ID, bot.StateWithdrawn)
}
