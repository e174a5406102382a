package teams

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"countersign/bot"
)

// mentioned lists the object ids that a card mentions, each with its mark in the text.
func mentioned(t *testing.T, body map[string]any) []string {
	t.Helper()
	raw, err := json.Marshal(contentOf(body))
	if err != nil {
		t.Fatal(err)
	}
	var drawn struct {
		Body    []struct{ Text string }
		MSTeams struct {
			Entities []struct {
				Text      string
				Mentioned withID
			}
		}
	}
	if err := json.Unmarshal(raw, &drawn); err != nil || len(drawn.Body) != 1 {
		t.Fatalf("%s: %v", raw, err)
	}
	var out []string
	for _, e := range drawn.MSTeams.Entities {
		if !strings.Contains(drawn.Body[0].Text, e.Text) {
			t.Errorf("%q is not in the text %q", e.Text, drawn.Body[0].Text)
		}
		out = append(out, e.Mentioned.ID)
	}
	if n := strings.Count(drawn.Body[0].Text, "<at>"); n != len(out) {
		t.Errorf("%d marks in %q for %d people", n, drawn.Body[0].Text, len(out))
	}
	return out
}

func TestAPageMentionsWhomItIsForBeneathTheCard(t *testing.T) {
	t.Parallel()
	const owner = "0wner000-0000-0000-0000-000000000000"
	r := newRig(t, func(_ *Options, d *Deps) {
		d.Told = func(role string) []string {
			return map[string][]string{bot.ToOwner: {owner}, "elsewhere": {"0ther000-0000-0000-0000-000000000000"}}[role]
		}
	})
	r.teams.mu.Lock()
	r.teams.members[staffChannel] = append(r.teams.members[staffChannel], staff(owner, "Priya")) // the name of another
	r.teams.mu.Unlock()
	k := r.asks("When are you open?")
	conversation, _, _ := splitCardID(k.CardID)
	for role, want := range map[string][]string{bot.ToApprovers: {priya, john}, bot.ToManager: {priya, john}, bot.ToOwner: {owner}, "elsewhere": {priya, john}} {
		p := r.client.Post(t.Context(), bot.Outbound{ID: 900, Kind: bot.PostPage, To: role, Text: "Nobody has taken this. <at>All</at>", Marker: "m-" + role}, k)
		if p.Outcome != bot.Sent || !strings.HasPrefix(p.ID, conversation+"|") {
			t.Fatalf("%s: %+v, want it in %s", role, p, conversation)
		}
		posts := r.teams.in(staffChannel)
		if got := mentioned(t, posts[len(posts)-1].body); !slices.Equal(got, want) {
			t.Errorf("%s: mentions %q, want %q", role, got, want)
		}
	}
	r.wantAnswers()
}

func TestTheDoctorLooksAtThoseWhomTheLadderTells(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(_ *Options, d *Deps) {
		d.Told = func(role string) []string {
			return map[string][]string{bot.ToOwner: {"00000000-0000-0000-0000-0000000000ff"}, bot.ToManager: {priya}}[role]
		}
	})
	text := ""
	for _, f := range r.client.Doctor(t.Context(), nil) {
		text += f.String() + "\n"
	}
	for _, want := range []string{"The owner 00000000-0000-0000-0000-0000000000ff is not among the staff", "The manager " + priya + " can be told"} {
		if !strings.Contains(text, want) {
			t.Errorf("the doctor does not say %q:\n%s", want, text)
		}
	}
}

func TestAPageOfNoCaseBeginsAThreadOfItsOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.client.Post(t.Context(), bot.Outbound{ID: 900, Kind: bot.PostPage, To: bot.ToOwner, Text: "41 cases wait for staff.", Marker: "m"}, nil)
	if p.Outcome != bot.Sent || len(r.teams.called("create")) != 1 {
		t.Errorf("%+v, %d threads begun", p, len(r.teams.called("create")))
	}
}
