package llm

import "testing"

// TestATimeThatCountsFromAnEventAnswersByWhen has a deadline given as a stretch
// of time: after what it counts is what makes it an answer.
func TestATimeThatCountsFromAnEventAnswersByWhen(t *testing.T) {
	for _, tt := range []struct {
		question, text string
		want           bool
	}{
		{"When is the filing deadline for my company accounts?", "The filing deadline for the accounts of a private company is nine months after the end of its financial year.", true},
		{"What is the filing deadline for company accounts?", "The filing deadline for company accounts is 9 months from the year end.", true},
		{"What is the deadline for a complaint?", "A complaint must reach us within six months of our final response.", true},
		{"By when must I send my records?", "Please send your records ten days before the deadline.", true},
		{"What is the deadline for my records?", "We keep your records for six years.", false},
	} {
		got := answer(t, ask(tt.question, passage("p", "Company accounts", tt.text)))
		if found := len(got.Sentences) > 0; found != tt.want {
			t.Errorf("%q by %q: answered %v, want %v", tt.question, tt.text, found, tt.want)
		}
	}
}
