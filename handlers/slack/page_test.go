package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"countersign/bot"
)

// mentioned lists the people that a message mentions, by its blocks.
func mentioned(t *testing.T, m map[string]any) []string {
	t.Helper()
	raw, err := json.Marshal(m["blocks"])
	if err != nil {
		t.Fatal(err)
	}
	var blocks []struct {
		Elements []struct {
			Elements []struct {
				Type   string `json:"type"`
				UserID string `json:"user_id"`
			} `json:"elements"`
		} `json:"elements"`
	}
	if err := json.Unmarshal(raw, &blocks); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, b := range blocks {
		for _, section := range b.Elements {
			for _, e := range section.Elements {
				if e.Type == "user" {
					out = append(out, e.UserID)
				}
			}
		}
	}
	return out
}

func TestAPageMentionsWhomItIsForBeneathTheCard(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(_ *Options, d *Deps) {
		d.Told = func(role string) []string {
			return map[string][]string{bot.ToOwner: {"U0OWNER"}, bot.ToManager: {"not an id"}}[role]
		}
	})
	r.slack.change(staffChannel, func(c *fakeChannel) { c.members = []string{ownUser, "U0PRIYA", "U0JOHN"} })
	k := r.asks("When are you open?")
	_, card, _ := splitID(k.CardID)
	for role, want := range map[string][]string{
		bot.ToApprovers: {"U0PRIYA", "U0JOHN"}, bot.ToOwner: {"U0OWNER"}, bot.ToManager: {"U0PRIYA", "U0JOHN"},
	} {
		p := r.client.Post(t.Context(), bot.Outbound{ID: 900, Kind: bot.PostPage, To: role, Text: "Nobody has taken this. <!channel>", Marker: "m-" + role}, k)
		if p.Outcome != bot.Sent {
			t.Fatalf("%s: %+v", role, p)
		}
		all := r.slack.posts(staffChannel)
		last := all[len(all)-1]
		if last["thread_ts"] != card {
			t.Errorf("%s: it stands in the thread %v, want the card's %s", role, last["thread_ts"], card)
		}
		if got := mentioned(t, last); !slices.Equal(got, want) {
			t.Errorf("%s: mentions %q, want %q", role, got, want)
		}
		text := fmt.Sprint(last["text"])
		if strings.Contains(text, "<!channel>") || !strings.HasPrefix(text, "<@"+want[0]+">") {
			t.Errorf("%s: the notification says %q", role, text)
		}
	}
	if got := r.slack.answers(clientChannel); len(got) != 0 {
		t.Errorf("the client saw %q", got)
	}
	var private []string
	for _, a := range r.slack.called("chat.postMessage") {
		if strings.HasPrefix(a["channel"], "U") {
			private = append(private, a["channel"])
		}
	}
	if !slices.Equal(private, []string{"U0OWNER"}) {
		t.Errorf("told by direct message: %q, want the owner alone, whom a mention does not reach there", private)
	}
}

func TestTheDoctorLooksAtThoseWhomTheLadderTells(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(_ *Options, d *Deps) {
		d.Told = func(role string) []string {
			return map[string][]string{bot.ToOwner: {"U0OWNER"}, bot.ToManager: {"U0PRIYA"}}[role]
		}
	})
	r.slack.person("U0OWNER", homeTeam, nil)
	text := ""
	for _, f := range r.client.Doctor(t.Context(), nil) {
		text += f.String() + "\n"
	}
	for _, want := range []string{"The owner U0OWNER is not in the staff channel", "The manager U0PRIYA can be told"} {
		if !strings.Contains(text, want) {
			t.Errorf("the doctor does not say %q:\n%s", want, text)
		}
	}
	r.slack.person("U0OWNER", homeTeam, map[string]any{"is_restricted": true})
	if f := fmt.Sprint(r.client.Doctor(t.Context(), nil)); !strings.Contains(f, "The owner U0OWNER is a guest") {
		t.Errorf("a guest passes for the owner:\n%s", f)
	}
}

func TestAPageOfNoCaseStandsInTheStaffChannel(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.client.Post(t.Context(), bot.Outbound{ID: 900, Kind: bot.PostPage, To: bot.ToOwner, Text: "41 cases wait for staff.", Marker: "m"}, nil)
	all := r.slack.posts(staffChannel)
	if p.Outcome != bot.Sent || len(all) != 1 || all[0]["thread_ts"] != nil {
		t.Errorf("%+v, posts %v", p, all)
	}
}

func TestNoPageGoesToAChannelThatOthersCanRead(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.slack.change(staffChannel, func(c *fakeChannel) { c.ext = true })
	r.client.guard.Doubt()
	before := len(r.slack.posts(staffChannel))
	p := r.client.Post(t.Context(), bot.Outbound{ID: 900, Kind: bot.PostPage, To: bot.ToApprovers, Text: "Nobody has taken this.", Marker: "m"}, k)
	if p.Outcome != bot.NotSent || p.Permanent || len(r.slack.posts(staffChannel)) != before {
		t.Errorf("%+v with %d posts, want it to wait", p, len(r.slack.posts(staffChannel))-before)
	}
}

func TestAPageWhoseCardWasDeletedStandsInTheChannel(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.slack.next("chat.postMessage", "error:thread_not_found")
	p := r.client.Post(t.Context(), bot.Outbound{ID: 900, Kind: bot.PostPage, To: bot.ToApprovers, Text: "Nobody has taken this.", Marker: "m"}, k)
	if p.Outcome != bot.Sent {
		t.Fatalf("%+v", p)
	}
	all := r.slack.posts(staffChannel)
	if last := all[len(all)-1]; last["thread_ts"] != nil || !slices.Equal(mentioned(t, last), []string{"U0PRIYA", "U0JOHN"}) {
		t.Errorf("it stands in %v and mentions %q", last["thread_ts"], mentioned(t, last))
	}
}
