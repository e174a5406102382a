package console

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// heavyCase is a case that a person must deal with.
func heavyCase() *bot.Case {
	k := routineCase("Nobody rang back.")
	k.State, k.Drafts = bot.StateEscalated, nil
	k.Assessment.Tier, k.Assessment.Topic = bot.TierHuman, "repairs"
	return k
}

var typed = []string{"Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"}

func TestWhatADialogAsksForReachesTheWorkflow(t *testing.T) {
	due := time.Now().UTC().Add(48 * time.Hour).Truncate(time.Minute)
	local := due.Format("2006-01-02T15:04")
	for name, tt := range map[string]struct {
		form url.Values
		is   func(d bot.Decision) bool
	}{
		"a colleague": {url.Values{"action": {"hand_to"}, "to": {"Helen"}, "reason": {"she knows"}},
			func(d bot.Decision) bool {
				return d.To.Name == "Helen" && strings.HasPrefix(d.To.ID, "s-") && d.Reason == "she knows"
			}},
		"a call-back": {url.Values{"action": {"call_back"}, "due": {local}, "reason": {"the survey"}, "text": {"I will ring you."}},
			func(d bot.Decision) bool { return d.Due.Equal(due) && d.Text == "I will ring you." }},
		"a pause": {url.Values{"action": {"snooze"}, "pause": {"2h"}},
			func(d bot.Decision) bool {
				return time.Until(d.Due) > 119*time.Minute && time.Until(d.Due) < 2*time.Hour+time.Minute
			}},
		"a promise": {url.Values{"action": {"resolve"}, "reason": {"rang"}, "promise": {"a report"}, "due": {local}},
			func(d bot.Decision) bool { return d.Promise == "a report" && d.Due.Equal(due) && d.Reason == "rang" }},
		"a promise kept": {url.Values{"action": {"kept"}, "about": {"3"}},
			func(d bot.Decision) bool { return d.Number == 3 && d.Delivery == "" }},
		"what is corrected": {url.Values{"action": {"correct"}, "about": {"4.1"}, "text": {"A correction."}},
			func(d bot.Decision) bool { return d.Delivery == "4.1" && d.Text == "A correction." }},
		"lines as they were typed": {url.Values{"action": {"tell"}, "text": {"One.\r\nTwo."}},
			func(d bot.Decision) bool { return d.Text == "One.\nTwo." }},
	} {
		s, d, _ := newTestConsole(t, Options{Demo: true, Staff: []string{"Priya", "Helen"}})
		d.cases[7] = heavyCase()
		status, body := call(t, s, "POST", "/cases/7/decisions", tt.form.Encode(), typed...)
		if status != 200 || len(d.decided) != 1 || !tt.is(d.decided[0]) || d.decided[0].By.Name != "Priya" {
			t.Errorf("%s: %d %s: %+v", name, status, body, d.decided)
		}
	}
}

func TestWhatIsWrongWithADialogIsSaidAndKept(t *testing.T) {
	for name, tt := range map[string]struct {
		form url.Values
		says string
	}{
		"somebody who may not decide": {url.Values{"action": {"hand_to"}, "to": {"Mallory"}}, "not one of those who may decide"},
		"no date":                     {url.Values{"action": {"call_back"}, "due": {"soon"}, "text": {"I will ring."}}, "no date with a time"},
	} {
		s, d, _ := newTestConsole(t, Options{Demo: true, Staff: []string{"Priya", "Helen"}})
		d.cases[7] = heavyCase()
		status, body := call(t, s, "POST", "/cases/7/decisions", tt.form.Encode(), typed[:2]...)
		if status != 422 || !strings.Contains(body, tt.says) || len(d.decided) != 0 {
			t.Errorf("%s: %d, %d decisions:\n%s", name, status, len(d.decided), body)
		}
		if text := tt.form.Get("text"); text != "" && !strings.Contains(body, text) {
			t.Errorf("%s: what was typed is gone", name)
		}
	}
}

func TestEachDialogAsksForWhatItsActionNeeds(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true, Staff: []string{"Priya", "Helen"}})
	d.cases[7] = heavyCase()
	d.cases[8] = fullCase()
	d.cases[8].ID = 8
	for path, wants := range map[string][]string{
		"/cases/7/hand_to":       {`<select id="ask-to" name="to" required>`, "<option>Helen</option>"},
		"/cases/7/call_back":     {`type="datetime-local"`, `name="text"`, `name="reason"`},
		"/cases/7/snooze":        {`name="pause" value="30m"`, "next working day, at opening"},
		"/cases/7/not_this_tier": {`name="reason" value="" maxlength="500" required`},
		"/cases/7/tell":          {`<textarea id="ask-note" name="text"`},
		"/cases/7/resolve":       {`name="promise"`, `name="due"`, "Was a promise made?"},
		"/cases/8/correct":       {"The client was sent", "At nine.", "A correction to our message of"},
	} {
		status, body := call(t, s, "GET", path, "")
		for _, want := range wants {
			if status != 200 || !strings.Contains(body, want) {
				t.Errorf("%s: %d, lacks %s:\n%s", path, status, want, body)
			}
		}
	}
}

func TestPromisesToClientsStandAboveTheQueue(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	k := heavyCase()
	k.State, k.ResolvedAt = bot.StateResolved, k.OpenedAt
	k.Promises = []bot.Promise{{Number: 1, Kind: bot.PromisedCall, What: "the survey", Due: k.OpenedAt.Add(time.Hour), By: bot.Person{ID: "P", Name: "Priya"}}}
	d.cases[7] = k
	_, page := call(t, s, "GET", "/", "")
	owed, rest, found := strings.Cut(page, `id="waiting"`)
	for _, want := range []string{"Promised to clients", "booked by Priya: the survey", "missed ", `name="about" value="1"`, "Call-back made"} {
		if !found || !strings.Contains(owed, want) {
			t.Errorf("above the queue there is no %q", want)
		}
	}
	if rest == "" {
		t.Error("there is no queue below")
	}
}

func TestACardThatIsPutAsideStandsLast(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	aside, other := heavyCase(), routineCase("When do you open?")
	aside.SnoozedTo, aside.SnoozedBy = time.Now().Add(time.Hour), bot.Person{ID: "P", Name: "Priya"}
	other.ID = 8
	d.cases[7], d.cases[8] = aside, other
	_, page := call(t, s, "GET", "/", "")
	if first, last := strings.Index(page, "Drafts to check"), strings.Index(page, "Put aside"); first < 0 || last < first {
		t.Errorf("drafts stand at %d, what is put aside at %d", first, last)
	}
	if !strings.Contains(page, "Put aside by Priya until") {
		t.Error("the card does not say until when")
	}
}

func TestAClientWhoWasOnlyToldOfAPersonStillWaits(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	k := heavyCase()
	k.Deliveries = []bot.Delivery{{Outbound: 1, Kind: bot.PostAck, State: bot.PostSent, Text: "A person has it.", PlatformID: "p1", At: k.OpenedAt.Add(time.Minute)}}
	d.cases[7] = k
	d.shown = []bot.Shown{{ID: "p1", Case: 7, Channel: "acme", Thread: "m1", Author: "The firm", Text: "A person has it.", At: k.OpenedAt.Add(time.Minute)}}
	_, page := call(t, s, "GET", "/", "")
	if !strings.Contains(page, "A person has it.") || !strings.Contains(page, "No answer yet") {
		t.Error("an acknowledgement counts as an answer")
	}
	k.Deliveries[0].Kind = bot.PostNote
	if _, page := call(t, s, "GET", "/", ""); strings.Contains(page, "No answer yet") {
		t.Error("a note of a person does not count as an answer")
	}
}

// TestADraftIsShownWithItsSources: on its card and on the page of its record.
func TestADraftIsShownWithItsSources(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	k := routineCase("When do you open?")
	k.Drafts[0].Citations = []bot.Citation{{Marker: 1, Passage: "p1", Title: "Opening hours", Heading: "Saturdays", Quote: "We open at nine.", Stale: true}}
	d.cases[7] = k
	for _, path := range []string{"/", "/cases/7", "/cases/7/edit"} {
		status, body := call(t, s, "GET", path, "")
		if status != 200 || !strings.Contains(body, "Opening hours") || !strings.Contains(body, "We open at nine.") {
			t.Errorf("%s: %d, without the source:\n%s", path, status, body)
		}
	}
}
