package slack

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"countersign/bot"
)

func TestTheFirstMessageInAChannelCarriesTheDisclosure(t *testing.T) {
	t.Parallel()
	const words = "We use AI to draft answers. Say “a person, please” at any time."
	r := newRig(t, func(o *Options, _ *Deps) { o.Disclosure = words })
	for i := range 2 {
		k := r.asks("When are you open?")
		r.presses("U0PRIYA", k, bot.Approve)
		r.state(k.ID, bot.StateAnswered)
		posts := r.slack.posts(clientChannel)
		blocks := fmt.Sprint(posts[i]["blocks"])
		if strings.Contains(blocks, words) != (i == 0) {
			t.Errorf("answer %d: disclosure in it: %t", i+1, strings.Contains(blocks, words))
		}
		if !strings.Contains(blocks, "Drafted with AI, checked by PRIYA") {
			t.Errorf("answer %d does not say who checked it", i+1)
		}
	}
	again, err := NewClient(r.client.opts, testSecrets(), Deps{Cases: r.store, Directory: r.directory}, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	if got := again.disclosures.For(t.Context(), clientChannel); got != "" {
		t.Error("after a restart the disclosure is given again")
	}
	if got := again.disclosures.For(t.Context(), "C0ANOTHER"); got != words {
		t.Errorf("another channel: %q", got)
	}
	again.disclosures.Cases = noCases{errors.New("store down")}
	if got := again.disclosures.For(t.Context(), "C0THIRD"); got != words {
		t.Error("where nobody knows, it is left out")
	}
}
