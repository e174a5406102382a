package drafting

import (
	"strings"
	"testing"

	"countersign/bot/llm"
)

func TestACourtesyCostsNoAnswer(t *testing.T) {
	const bare = "How much is an inventory for a two bed?"
	d := New(Options{}, sampleBase(t), llm.NewOffline(), nil)
	want, err := d.Draft(t.Context(), ask(bare))
	if err != nil || !want.CanAnswer || !strings.Contains(want.Text, "£120") {
		t.Fatalf("%q, %s, %v", want.Text, want.Missing, err)
	}
	for _, message := range []string{
		"Hi both, how much is an inventory for a two bed?",
		"hi priya, how much is an inventory for a two bed?",
		"Hi Pat how much is an inventory for a two bed?",
		"How much is an inventory for a two bed?\nTa, Pat",
		"How much is an inventory for a two bed? Ta, Pat",
		"How much is an inventory for a two bed? Thanks, Pat Novak",
		"How much is an inventory for a two bed? Many thanks in advance!",
		"@here how much is an inventory for a two bed?",
		"@here\nHow much is an inventory for a two bed?",
		"<!channel> <@U0123> How much is an inventory for a two bed?",
		"Quick question: how much is an inventory for a two bed?",
		"Just a quick one - how much is an inventory for a two bed?",
		"Dear Sirs,\n\nHow much is an inventory for a two bed?\n\nYours faithfully,\nPat Novak\nAcme Ltd",
		"Dear Sir/Madam, how much is an inventory for a two bed?",
		"Hello there, hope you are well. How much is an inventory for a two bed?",
		"Hello there, hope you are well, how much is an inventory for a two bed?",
		"Good morning team! I hope this finds you well.\nHow much is an inventory for a two bed?",
		"Sorry to bother you again, how much is an inventory for a two bed?",
		"Pat from Acme here. How much is an inventory for a two bed?",
		"Hi both\nHow much is an inventory\nfor a two bed?",
		"Hi both\nquick one\nhow much is an inventory\nfor a two bed?\nthanks\nPat",
		"Morning! Can you tell me how much is an inventory for a two bed?",
		"Hi, how are you? How much is an inventory for a two bed? Kind regards, Pat",
	} {
		got, err := d.Draft(t.Context(), ask(message))
		if err != nil || len(got.Citations) == 0 || got.Citations[0].Quote != want.Citations[0].Quote || got.Text[strings.Index(got.Text, ".")+1:] != want.Text[strings.Index(want.Text, ".")+1:] {
			t.Errorf("%q: %q, missing %q, %v", message, got.Text, got.Missing, err)
		}
	}
}
