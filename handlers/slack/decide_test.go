package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
	"countersign/handlers/edge"
)

// Point 19.
func TestTwoPressesAtOnceSettleOnce(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]bot.Action{"both approve": bot.Approve, "one takes the case": bot.Claim} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			k := r.asks("When are you open?")
			var together sync.WaitGroup
			for i, action := range []bot.Action{bot.Approve, second, bot.Approve, bot.Approve} {
				b, _ := r.button(k.CardID, action)
				together.Go(func() {
					r.act(click([]string{"U0PRIYA", "U0JOHN"}[i%2], homeTeam, k.CardID, string(action), fmt.Sprint(b["value"])))
				})
			}
			together.Wait()
			r.listener.tasks.Wait()
			r.state(k.ID, bot.StateAnswered)
			r.quiet()
			r.wantAnswers(draftText)
			settled := 0
			for _, d := range r.load(k.ID).Decisions {
				if d.Action.Settles() {
					settled++
				}
			}
			if settled != 1 || !strings.Contains(r.slack.whispers(), "already decided by ") {
				t.Errorf("%d decisions; the others were told %q", settled, r.slack.whispers())
			}
		})
	}
}

// Point 19.
func TestAnApprovalAndAnEscalationAtOnceSettleOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	approve, _ := r.button(k.CardID, bot.Approve)
	r.presses("U0JOHN", k, bot.Escalate) // opens the dialogue
	escalate := r.submission("U0JOHN", map[string]string{inputNote: "", inputChip: "needs advice"})
	var together sync.WaitGroup
	together.Go(func() { r.act(click("U0PRIYA", homeTeam, k.CardID, "approve", fmt.Sprint(approve["value"]))) })
	together.Go(func() { r.act(escalate) })
	together.Wait()
	r.listener.tasks.Wait()
	r.quiet()
	settled := slices.DeleteFunc(r.load(k.ID).Decisions, func(d bot.Decision) bool { return !d.Action.Settles() })
	if len(settled) != 1 {
		t.Fatalf("%d decisions on one draft: %+v", len(settled), settled)
	}
	if settled[0].Action == bot.Approve {
		r.wantAnswers(draftText)
		r.state(k.ID, bot.StateAnswered)
	} else {
		r.wantAnswers()
		r.state(k.ID, bot.StateEscalated)
	}
}

// Point 20.
func TestAPressOnADraftThatIsTooOldIsRefusedAndTheCardRefreshed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	b, _ := r.button(k.CardID, bot.Approve)
	r.presses("U0JOHN", k, bot.Reject)
	r.listener.tasks.Wait()
	r.act(r.submission("U0JOHN", map[string]string{inputReason: "does not answer"}))
	r.state(k.ID, bot.StateEscalated)
	r.quiet()
	before := len(r.slack.called("chat.update"))
	r.act(click("U0PRIYA", homeTeam, k.CardID, "approve", fmt.Sprint(b["value"])))
	r.listener.tasks.Wait()
	if got := r.slack.whispers(); !strings.Contains(got, "U0PRIYA: already decided by JOHN at ") {
		t.Errorf("the presser was told %q", got)
	}
	if len(r.slack.called("chat.update")) != before+1 {
		t.Error("the card was not refreshed")
	}
	r.wantAnswers()
}

// unrecorded tells when a case was read whose card is not on record yet.
type unrecorded struct {
	cases edge.Cases
	read  chan struct{}
}

func (u unrecorded) Cases(ctx context.Context, f bot.CaseFilter) ([]*bot.Case, error) {
	return u.cases.Cases(ctx, f)
}

func (u unrecorded) Case(ctx context.Context, id int64) (*bot.Case, error) {
	k, err := u.cases.Case(ctx, id)
	if err == nil && k.CardID == "" {
		select {
		case u.read <- struct{}{}:
		default:
		}
	}
	return k, err
}

// A card stands in Slack before our record says so: whoever is that quick is not turned away.
func TestAPressInTheMomentBeforeTheRecordCounts(t *testing.T) {
	t.Parallel()
	tooEarly := make(chan struct{}) // the press alone reads the case then
	r := newRig(t, func(_ *Options, d *Deps) { d.Cases = unrecorded{d.Cases, tooEarly} })
	r.slack.next("chat.postMessage", "held-after")
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	r.deliver(ev)
	r.eventually("a card in Slack", func() bool { return r.cards() == 1 })
	if cases, err := r.store.Cases(t.Context(), bot.CaseFilter{}); err != nil || len(cases) != 1 || cases[0].CardID != "" {
		t.Fatalf("the card is on record already: %v, %v", cases, err)
	}
	card := r.slack.posts(staffChannel)[0]
	b, ok := r.button(messageID(staffChannel, fmt.Sprint(card["ts"])), bot.Approve)
	if !ok {
		t.Fatal("the card has no Approve")
	}
	r.act(click("U0PRIYA", homeTeam, messageID(staffChannel, fmt.Sprint(card["ts"])), "approve", fmt.Sprint(b["value"])))
	select {
	case <-tooEarly:
	case <-time.After(patient):
		t.Fatal("the press never looked for the card on record")
	}
	r.slack.letGo()
	r.eventually("an answer", func() bool { return len(r.slack.answers(clientChannel)) == 1 })
	if told := r.slack.whispers(); told != "" {
		t.Errorf("whoever pressed was told %q", told)
	}
}

// Point 21.
func TestAPressIsAcknowledgedBeforeAnyWork(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	b, _ := r.button(k.CardID, bot.Approve)
	r.slack.until("users.info", "stall")
	began := time.Now()
	if w := r.act(click("U0PRIYA", homeTeam, k.CardID, "approve", fmt.Sprint(b["value"]))); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Errorf("status %d, body %q", w.Code, w.Body)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("acknowledged after %s; Slack waits for three seconds", took)
	}
}

func TestTheCardBecomesTheRecordOfWhatWasSent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.eventually("the record", func() bool { return strings.Contains(r.blocksOf(k.CardID), "Sent by PRIYA") })
	card := r.blocksOf(k.CardID)
	for _, want := range []string{"Approved by PRIYA", draftText, "When are you open?", "https://firm.slack.com/archives/" + clientChannel} {
		if !strings.Contains(card, want) {
			t.Errorf("the record lacks %q", want)
		}
	}
	if _, there := r.button(k.CardID, bot.Approve); there {
		t.Error("the record can still be approved")
	}
}

// Point 22.
func TestAnEditIsShownSentAndKeptAsItWasTyped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Edit)
	view := r.slack.called("views.open")[0]["view"]
	for _, want := range []string{draftText, "When are you open?", `"callback_id":"edit"`, "wrong fact"} {
		if !strings.Contains(view, want) {
			t.Errorf("the dialogue lacks %q", want)
		}
	}
	edited := "We are open from nine to five, Monday to Friday. *Do* <write> & say when you come! :wave:"
	w := r.act(r.submission("U0PRIYA", map[string]string{inputText + "-1": edited, inputChip: "wrong fact"}))
	if w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Fatalf("status %d, body %q", w.Code, w.Body)
	}
	k = r.state(k.ID, bot.StateAnswered)
	r.quiet()
	r.wantAnswers(edited)
	d, _ := k.Decided(1)
	if d.Action != bot.Edit || d.Text != edited || d.By.ID != "U0PRIYA" || d.Reason != "wrong fact" || d.Distance == 0 {
		t.Errorf("decision %+v", d)
	}
	sent := fmt.Sprint(r.slack.posts(clientChannel)[0]["blocks"])
	if !strings.Contains(sent, edited) || !strings.Contains(sent, "Drafted with AI, checked by PRIYA") {
		t.Errorf("the client sees %s", sent)
	}
}

func TestAnEditIsRefusedBesideItsInput(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Edit)
	r.drafter.Checks(func(_ bot.Brief, _ bot.Draft, text string) []bot.Check {
		if strings.Contains(text, "promise") {
			return []bot.Check{{Name: "commitment", Verdict: bot.NoDraft, Detail: "No document supports this promise."}}
		}
		return nil
	})
	for name, x := range map[string]struct {
		text string
		chip string
		user string
		want string
	}{
		"empty":                     {" \n", "tone", "U0PRIYA", "empty"},
		"too long":                  {strings.Repeat("a", mostParts*maxInput+1), "tone", "U0PRIYA", "longer than"},
		"much changed, no reason":   {"Something else entirely, which nobody drafted.", "", "U0PRIYA", "choose what was wrong"},
		"a promise without support": {"We promise to refund you by Friday.", "tone", "U0PRIYA", "No document supports"},
		"not an approver":           {"We are open.", "tone", "U0SAM", "not on the list"},
	} {
		t.Run(name, func(t *testing.T) {
			values := map[string]string{inputText + "-1": x.text}
			if x.chip != "" {
				values[inputChip] = x.chip
			}
			w := r.act(r.submission(x.user, values))
			var answer struct {
				Action string            `json:"response_action"`
				Errors map[string]string `json:"errors"`
			}
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || answer.Action != "errors" {
				t.Fatalf("answer %q (%v)", w.Body, err)
			}
			if got := fmt.Sprint(answer.Errors); !strings.Contains(got, x.want) {
				t.Errorf("errors %s, want %q", got, x.want)
			}
		})
	}
	r.quiet()
	r.wantAnswers()
	if now := r.load(k.ID); now.State != bot.StateInReview {
		t.Errorf("state %s", now.State)
	}
}

func TestADialogueThatTookTooLongChangesNothing(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"expired_trigger_id", "invalid_trigger_id"} {
		r := newRig(t)
		k := r.asks("When are you open?")
		r.slack.next("views.open", "error:"+code)
		r.presses("U0PRIYA", k, bot.Edit)
		if got := r.slack.whispers(); !strings.Contains(got, "Press “Edit” again") {
			t.Errorf("%s: told %q", code, got)
		}
		if now := r.load(k.ID); now.State != bot.StateInReview || len(now.Decisions) != 0 {
			t.Errorf("%s: state %s", code, now.State)
		}
	}
}

func TestADialogueIsBoundAsItsButtonWas(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Edit)
	good := r.submission("U0PRIYA", map[string]string{inputText + "-1": "We are open from nine to half past five, Monday to Friday."})
	view := good["view"].(map[string]any)
	meta := fmt.Sprint(view["private_metadata"])
	for name, bad := range map[string]string{
		"another token": strings.Replace(meta, k.Drafts[0].Token, "FORGED", 1), "another card": strings.Replace(meta, "C0STAFF:", "C0CLIENT1:", 1),
		"another case": strings.Replace(meta, fmt.Sprintf(`"c":%d`, k.ID), `"c":99`, 1), "another action": strings.Replace(meta, `"a":"edit"`, `"a":"approve"`, 1), "nothing": "",
	} {
		view["private_metadata"] = bad
		if w := r.act(good); !strings.Contains(w.Body.String(), "response_action") {
			t.Errorf("%s: taken with answer %q", name, w.Body)
		}
	}
	if n := len(r.events(bot.EventRefused)); n != 5 {
		t.Errorf("%d refusals on record, want 5", n)
	}
	r.quiet()
	r.wantAnswers()
	view["private_metadata"] = meta
	r.act(good)
	r.state(k.ID, bot.StateAnswered)
}

func TestADecisionThatTakesLongIsStillAnsweredInTime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Edit)
	r.workflow.slow.Store(int64(submitTime + 500*time.Millisecond))
	began := time.Now()
	w := r.act(r.submission("U0PRIYA", map[string]string{inputText + "-1": "We are open from nine to half past five, Monday to Friday."}))
	if took := time.Since(began); w.Code != http.StatusOK || took > 2900*time.Millisecond {
		t.Errorf("status %d after %s", w.Code, took)
	}
	r.state(k.ID, bot.StateAnswered)
}

// TestADecisionThatTakesLongAndFailsIsToldToThePerson: their dialogue has closed
// as if all were well.
func TestADecisionThatTakesLongAndFailsIsToldToThePerson(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Edit)
	r.workflow.slow.Store(int64(submitTime + 500*time.Millisecond))
	answered := make(chan *httptest.ResponseRecorder)
	go func() {
		answered <- r.act(r.submission("U0PRIYA", map[string]string{inputText + "-1": "We are open from nine to half past five, Monday to Friday."}))
	}()
	r.eventually("the decision is under way", func() bool { return r.workflow.deciding.Load() > 0 })
	if _, err := r.pilot.Decide(t.Context(), k.ID, bot.Decision{Action: bot.Escalate, Version: 1, Reason: "needs advice", By: bot.Person{ID: "U0JOHN", Name: "John"}}); err != nil {
		t.Fatal(err)
	}
	if w := <-answered; w.Code != http.StatusOK || w.Body.Len() > 0 {
		t.Errorf("the dialogue is answered with %d %s, want that it closes", w.Code, w.Body)
	}
	r.eventually("Priya is told", func() bool { return strings.HasPrefix(r.slack.whispers(), "U0PRIYA: ") })
	r.state(k.ID, bot.StateEscalated)
	r.wantAnswers()
}

func TestADoubtfulDraftIsShownExactlyBeforeItGoes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.drafter.When(func(_ context.Context, b bot.Brief) (bot.Draft, error) {
		d := bottest.Answer(b)
		d.Checks = []bot.Check{{Name: "amount", Verdict: bot.Warn, Detail: "An amount stands in it."}}
		return d, nil
	})
	k := r.asks("What does it cost?")
	r.presses("U0PRIYA", k, bot.Approve)
	r.wantAnswers()
	view := r.slack.called("views.open")[0]["view"]
	for _, want := range []string{draftText, "To Acme Ltd in #c0client1 (3 members, 1 external)", "An amount stands in it."} {
		if !strings.Contains(view, want) {
			t.Errorf("the dialogue lacks %q", want)
		}
	}
	r.act(r.submission("U0PRIYA", nil))
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

// Point 23.
func TestAnEscalationTellsTheClientOnlyWhatAPersonWrote(t *testing.T) {
	t.Parallel()
	for name, note := range map[string]string{"nothing": "", "a note": "Priya here: I will ring you today."} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			k := r.asks("When are you open?")
			r.presses("U0PRIYA", k, bot.Escalate)
			r.act(r.submission("U0PRIYA", map[string]string{inputNote: note, inputChip: "needs advice"}))
			r.state(k.ID, bot.StateEscalated)
			r.quiet()
			if note == "" {
				r.wantAnswers()
			} else {
				r.wantAnswers(note)
				if sent := fmt.Sprint(r.slack.posts(clientChannel)[0]["blocks"]); !strings.Contains(sent, "Written by PRIYA") {
					t.Errorf("the client sees %s", sent)
				}
			}
			r.eventually("the card of a person", func() bool { return strings.Contains(r.blocksOf(k.CardID), "Needs a person") })
			r.presses("U0JOHN", k, bot.Claim)
			r.state(k.ID, bot.StateClaimed)
			r.eventually("its owner on the card", func() bool { return strings.Contains(r.blocksOf(k.CardID), "Taken by JOHN") })
			r.presses("U0JOHN", k, bot.Resolve)
			if w := r.act(r.submission("U0JOHN", nil)); !strings.Contains(w.Body.String(), "say how it ended") {
				t.Errorf("closed without an outcome: %q", w.Body)
			}
			r.act(r.submission("U0JOHN", map[string]string{inputReason: "Rang the client."}))
			r.state(k.ID, bot.StateResolved)
		})
	}
}
