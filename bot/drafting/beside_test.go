package drafting

import (
	"strings"
	"testing"

	"countersign/bot/llm"
)

func TestADraftAnswersWhatWasAskedOrNothing(t *testing.T) {
	d := New(Options{}, sampleBase(t), llm.NewOffline(), nil)
	for question, want := range map[string]struct{ says, not string }{ // says "": no page answers
		"How do tenants pay rent?":                            {"by standing order", "may not be able"},
		"How do I pay my rent?":                               {"by standing order", "may not be able"},
		"What if I cannot pay my rent?":                       {"talk to us as early as you can", ""},
		"Could you remind me when payroll cut-off is?":        {"by the 20th", "VAT"},
		"When is the payroll cut-off?":                        {"by the 20th", "VAT"},
		"When is the VAT deadline?":                           {"one calendar month and seven days", "payroll"},
		"When is the Self Assessment deadline?":               {"31 January 2027", "five years"},
		"How do I send you documents?":                        {"You can upload PDF, JPEG, XLSX and CSV files", "photo document"},
		"How do I upload documents?":                          {"You can upload PDF, JPEG, XLSX and CSV files", "photo document"},
		"How should I send my VAT records?":                   {"", ""},
		"How do clients book a viewing?":                      {"", ""},
		"When is the corporation tax deadline?":               {"", ""},
		"Do you charge VAT on letting fees?":                  {"", ""},
		"What is the late fee?":                               {"more than 14 days late is charged at 3%", "25%"},
		"How late are you open on Saturday?":                  {"2:00pm", "Interest"},
		"What reference do I use for my rent?":                {"tenancy reference", ""},
		"Where can I park?":                                   {"six free visitor spaces", ""},
		"what identity is needed for a right to rent check":   {"passport or an online share code", "income"},
		"What documents do I need for a right to rent check?": {"", ""},
		"what does a VAT return cost":                         {"", ""},
		"How much is a VAT return?":                           {"", ""},
		"How much is a company tax return?":                   {"£1,150", "£210"},
		"when is the self-assessment return due":              {"31 January 2027", "Register"},
		"When is my tax return due?":                          {"31 October 2026", "Register"},
		"When do I have to file my return?":                   {"", ""},
		"How do I reset my portal password?":                  {"Forgotten password", ""},
	} {
		out, err := d.Draft(t.Context(), ask(question))
		switch {
		case err != nil:
			t.Fatal(err)
		case want.says == "" && out.CanAnswer:
			t.Errorf("%s: answered %q", question, out.Text)
		case !strings.Contains(out.Text, want.says), want.not != "" && strings.Contains(out.Text, want.not):
			t.Errorf("%s: %q, missing %q", question, out.Text, out.Missing)
		}
	}
}
