package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// storyCase is what the story's test reads of a case.
type storyCase struct {
	State    string   `json:"state"`
	Tier     string   `json:"tier"`
	Channel  string   `json:"channel"`
	Thread   string   `json:"thread"`
	Question string   `json:"question"`
	Flags    []string `json:"flags"`
	Draft    *struct {
		Text      string `json:"text"`
		Citations []struct {
			Stale    bool   `json:"stale"`
			Conflict string `json:"conflict"`
		} `json:"citations"`
	} `json:"draft"`
	Decision *struct {
		Action string `json:"action"`
	} `json:"decision"`
	Delivery *struct{} `json:"delivery"`
}

// cites tells whether any source of the draft is as asked.
func (k storyCase) cites(stale, conflict bool) bool {
	if k.Draft == nil || k.Draft.Text == "" {
		return false
	}
	for _, c := range k.Draft.Citations {
		if (stale && c.Stale) || (conflict && c.Conflict != "") {
			return true
		}
	}
	return false
}

// TestAStoryThatWasBrokenOffIsToldAgain: half of one would stand in the folder for good.
func TestAStoryThatWasBrokenOffIsToldAgain(t *testing.T) {
	dir, whole := t.TempDir(), story
	start := []string{"demo", "--addr", "127.0.0.1:0", "--dir", dir}
	story = append(slices.Clone(whole[:3]), beat{on: "nobody", act: "nothing"})
	f, err := startFirm(start)
	story = whole
	if err == nil {
		f.cancel()
		<-f.done
		t.Fatal("the story was not broken off")
	}
	for range 2 { // told once, it stays
		f, err := startFirm(start)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Cases []storyCase `json:"cases"`
		}
		_, err = f.do(t.Context(), http.MethodGet, "/api/cases", nil, &got)
		f.cancel()
		<-f.done
		if err != nil || len(got.Cases) != 12 {
			t.Errorf("%d cases (%v), want a dozen", len(got.Cases), err)
		}
	}
}

// TestTheDemosStoryShowsWhatItPromises holds what a first visitor is to see.
func TestTheDemosStoryShowsWhatItPromises(t *testing.T) {
	f, err := startFirm([]string{"demo", "--addr", "127.0.0.1:0", "--dir", t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { f.cancel(); <-f.done }()
	var got struct {
		Cases []storyCase `json:"cases"`
	}
	if status, err := f.do(t.Context(), http.MethodGet, "/api/cases", nil, &got); err != nil || status != http.StatusOK {
		t.Fatal(status, err)
	}
	if len(got.Cases) != 12 {
		t.Errorf("%d cases, want a dozen", len(got.Cases))
	}
	channels := map[string]bool{}
	for _, k := range got.Cases {
		channels[k.Channel] = true
	}
	if len(channels) != 6 || !channels["acme"] {
		t.Errorf("the channels are %v, want six with acme", channels)
	}
	review := func(k storyCase) bool { return k.State == "in_review" && k.Tier == "routine" }
	for what, is := range map[string]func(storyCase) bool{
		"a draft to check":          func(k storyCase) bool { return review(k) && k.Draft.Text != "" && !k.cites(true, true) },
		"a draft on a stale page":   func(k storyCase) bool { return review(k) && k.cites(true, false) },
		"two pages that disagree":   func(k storyCase) bool { return review(k) && k.cites(false, true) },
		"a question nothing covers": func(k storyCase) bool { return review(k) && k.Draft != nil && k.Draft.Text == "" },
		"a burst as one enquiry":    func(k storyCase) bool { return review(k) && k.Thread == "s14" && len(k.Question) > len("Hi both")+20 },
		"a follow-up in its thread": func(k storyCase) bool {
			return review(k) && k.Thread == "s05" && k.Delivery != nil && k.Decision == nil
		},
		"a complaint without a word": func(k storyCase) bool {
			return k.State == "escalated" && slices.Contains(k.Flags, "complaint") && k.Thread == "s17"
		},
		"a client who needs care": func(k storyCase) bool { return k.State == "escalated" && k.Thread == "s03" },
		"an edited answer": func(k storyCase) bool {
			return k.State == "answered" && k.Decision != nil && k.Decision.Action == "edit"
		},
		"a case that is resolved": func(k storyCase) bool { return k.State == "resolved" && k.Tier == "human" },
	} {
		if !slices.ContainsFunc(got.Cases, is) {
			t.Errorf("the story shows no case with %s", what)
		}
	}
	for _, k := range got.Cases {
		if t.Failed() {
			t.Logf("%s %s %s %q %v", k.Thread, k.State, k.Tier, k.Question, k.Flags)
		}
	}
}

// TestTheStoryBearsTheQuietWindowsThatAreTaken plays it with the longest, and has
// longer ones refused in words about the window.
func TestTheStoryBearsTheQuietWindowsThatAreTaken(t *testing.T) {
	f, err := startFirm([]string{"demo", "--addr", "127.0.0.1:0", "--dir", t.TempDir(), "--quiet-window", storyQuiet.String()})
	if err != nil {
		t.Fatalf("with a quiet window of %s: %v", storyQuiet, err)
	}
	f.cancel()
	<-f.done
	for _, tt := range []struct {
		args []string
		says string
	}{
		{[]string{"--quiet-window", "6m"}, "leave the story out with --empty"},
		{[]string{"--quiet-window", "61m", "--empty"}, "at most 1h"},
	} {
		code, _, errs := command(t, append([]string{"demo", "--addr", "127.0.0.1:0"}, tt.args...)...)
		if code != exitUsage || !strings.Contains(errs, "--quiet-window") || !strings.Contains(errs, tt.says) {
			t.Errorf("%v: exit %d, %s; want %q", tt.args, code, errs, tt.says)
		}
	}
}

// TestAVisitorOfTheDemoCanLetAutomaticAnswersGoOnAgain: the owner alone may, and
// must be one of those whom the page offers.
func TestAVisitorOfTheDemoCanLetAutomaticAnswersGoOnAgain(t *testing.T) {
	f := startDesk(t)
	for _, action := range []string{"pause", "resume"} {
		var said map[string]string
		if status, err := f.do(t.Context(), http.MethodPost, "/api/autonomy/all", map[string]any{"action": action, "by": demoStaff[0]}, &said); err != nil || status != http.StatusOK {
			t.Errorf("%s: status %d, %v, %v", action, status, said, err)
		}
	}
}
