package bot_test

import (
	"testing"
	"time"

	"countersign/bot"
)

// What was done last to a message stands, in whatever order its changes come
// and whatever restarts lie between them.

func TestADeletionThatComesBeforeItsMessageCountsAlsoAfterARestart(t *testing.T) {
	d := newDesk(t)
	d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeDeleted})
	d.Copilot = d.copilot()
	r := d.says("m1", "When are you open?")
	d.settle()
	d.wantState(r.Case, bot.StateWithdrawn)
	d.wantEvent(r.Case, bot.EventReceived)
	d.wantEvent(r.Case, bot.EventDeleted)
	d.wantClientsSaw()
	if d.drafter.calls != 0 {
		t.Errorf("%d drafts for a message that was taken back", d.drafter.calls)
	}
}

func TestADeletionThatComesBeforeItsMessageTakesNoOtherMessageAway(t *testing.T) {
	d := newDesk(t)
	first := d.says("m1", "When are you open?")
	d.receive(bot.Enquiry{MessageID: "m2", Change: bot.ChangeDeleted})
	second := d.says("m2", "And on Sundays?")
	d.settle()
	k := d.wantState(first.Case, bot.StateInReview)
	if second.Case != first.Case || k.Question() != "When are you open?" {
		t.Errorf("case %d asks %q, want the first message alone", second.Case, k.Question())
	}
}

func TestAMessageThatWasBroughtBackBeforeItCameIsAsked(t *testing.T) {
	d := newDesk(t)
	gone := d.clock.now()
	d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeDeleted, ChangedAt: gone})
	r := d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeEdited, ChangedAt: gone.Add(time.Second), Text: "When are you open?"})
	d.says("m1", "When are you open?")
	d.settle()
	d.wantState(r.Case, bot.StateInReview)
}

func TestWhatWasDoneLastToAMessageStandsInWhateverOrderItComes(t *testing.T) {
	edit := func(text string, second int) bot.Enquiry {
		return bot.Enquiry{Change: bot.ChangeEdited, Text: text, ChangedAt: time.Date(2026, 11, 23, 9, 0, second, 0, time.UTC)}
	}
	deletion := func(second int) bot.Enquiry {
		return bot.Enquiry{Change: bot.ChangeDeleted, ChangedAt: time.Date(2026, 11, 23, 9, 0, second, 0, time.UTC)}
	}
	for name, x := range map[string]struct {
		changes []bot.Enquiry
		want    string // "" for deleted
	}{
		"an older edit comes late":             {[]bot.Enquiry{edit("the second", 9), edit("the first", 1)}, "the second"},
		"an older edit comes after a deletion": {[]bot.Enquiry{deletion(9), edit("the first", 1)}, ""},
		"a deletion was taken back":            {[]bot.Enquiry{deletion(1), edit("asked after all", 9)}, "asked after all"},
		"the taking back came first":           {[]bot.Enquiry{edit("asked after all", 9), deletion(1)}, "asked after all"},
		"two edits in the same moment":         {[]bot.Enquiry{edit("the first", 1), edit("the second", 1)}, "the second"},
		"an edit of which no time is told":     {[]bot.Enquiry{edit("the first", 9), {Change: bot.ChangeEdited, Text: "at some time"}}, "at some time"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			r := d.says("m1", "When are you open?")
			for _, e := range x.changes {
				d.Copilot = d.copilot() // a restart between any two
				e.MessageID = "m1"
				d.receive(e)
			}
			m := d.kase(r.Case).Messages[0]
			if m.Deleted != (x.want == "") || x.want != "" && m.Text != x.want {
				t.Errorf("the message reads %q, deleted %t; want %q", m.Text, m.Deleted, x.want)
			}
		})
	}
}

func TestAnEditThatChangesOnlyFilesIsAnEdit(t *testing.T) {
	d := newDesk(t)
	r := d.receive(bot.Enquiry{MessageID: "m1", Text: "When are you open?"})
	d.settle()
	d.wantState(r.Case, bot.StateInReview)
	with := []bot.File{{Name: "notice.pdf", Type: "application/pdf"}}
	for _, files := range [][]bot.File{with, nil} { // added, and taken away again
		d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeEdited, Text: "When are you open?", Files: files})
		wantSettled(t, d.decide(r.Case, bot.Approve, len(d.kase(r.Case).Drafts), ""), "wrote again")
		d.settle()
		k := d.wantState(r.Case, bot.StateInReview)
		if got := k.Messages[0].Files; len(got) != len(files) {
			t.Errorf("files %v, want %v", got, files)
		}
	}
	d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeEdited, Text: "When are you open?"})
	d.wantState(r.Case, bot.StateInReview)
}
