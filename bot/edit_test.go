package bot

import (
	"math"
	"strings"
	"testing"
)

func TestEditDistanceCountsWhatChanged(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       float64
	}{
		{"both empty", "", "", 0},
		{"unchanged", "We are open until 5:30pm.", "We are open until 5:30pm.", 0},
		{"white space only", "We are  open\nuntil 5:30pm.", "We are open until 5:30pm.", 0},
		{"composed and decomposed letters", "Caf\u00e9", "Cafe\u0301", 0},
		{"citations removed", "Due on the 7th [1].", "Due on the 7th .", 0},
		{"salutation and sign-off removed", "Hello Jo, we are open. Kind regards, Priya", "We are open.", 1.0 / 12},
		{"no salutation without an end to it", "Hello we are open", "Hello we are shut", 4.0 / 17},
		{"everything replaced", "aaaa", "bbbb", 1},
		{"one letter of four", "abcd", "abce", 0.25},
		{"nothing left", "abcd", "", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := EditDistance(tt.a, tt.b); math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("EditDistance(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
			}
		})
	}
}

func TestEditDistanceLooksAtTheFirstFourThousandRunes(t *testing.T) {
	same := strings.Repeat("é", maxDistanceRunes)
	if got := EditDistance(same+"tail", same+"other"); got != 0 {
		t.Errorf("EditDistance of texts that differ after 4,000 runes = %v, want 0", got)
	}
}

func TestMaterialEditsChangeWhatIsSaid(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       bool
	}{
		{"unchanged", "Please call us by Friday.", "Please call us by Friday.", false},
		{"a comma", "If you cancel later the fee is charged.", "If you cancel later, the fee is charged.", false},
		{"a courtesy", "The office in the lane opens at 9:00am every weekday morning.", "The office in the lane opens at 9:00am every single weekday morning.", false},
		{"a figure", "The fee is £210 plus VAT.", "The fee is £290 plus VAT.", true},
		{"a figure in words", "Give two months' notice.", "Give three months' notice.", true},
		{"a weekday", "We will call on Monday about the long report.", "We will call on Friday about the long report.", true},
		{"a month", "Due by 31 May each year.", "Due by 31 July each year.", true},
		{"a negation", "You can send the form by post or in your channel.", "You cannot send the form by post or in your channel.", true},
		{"a modal", "We may refund the part of the fee.", "We will refund the part of the fee.", true},
		{"a name", "Please write to Priya about this matter today.", "Please write to Helen about this matter today.", true},
		{"an address", "Use https://portal.example/a to sign in.", "Use https://portal.example/b to sign in.", true},
		{"an e-mail address", "Write to a@firm.example about it.", "Write to b@firm.example about it.", true},
		{"figures that changed places", "The first visit costs £30 and the second visit costs £50 with us.", "The first visit costs £50 and the second visit costs £30 with us.", true},
		{"a negation that moved", "You will not be charged for it and you can cancel at any time.", "You will be charged for it and you can not cancel at any time.", true},
		{"what a figure counts", "We answer a letter of that kind within 5 days of its receipt.", "We answer a letter of that kind within 5 weeks of its receipt.", true},
		{"a name that begins a sentence", "Priya will look at the papers and write to all of you about them.", "Helen will look at the papers and write to all of you about them.", true},
		{"whom it greets", "Hi Anna, the papers for the flat in the lane are ready to be collected.", "Hi Bob, the papers for the flat in the lane are ready to be collected.", true},
		{"a greeting added", "The papers for the flat are ready.", "Hi Anna, the papers for the flat are ready.", false},
		{"a negation where a greeting stood", "Hello you can cancel the booking whenever that suits you better.", "Hello you cannot cancel the booking whenever that suits you better.", true},
		{"a number after the sign-off", "The form is in the portal and takes a few minutes to fill in. Regards, call 0117 4960123", "The form is in the portal and takes a few minutes to fill in. Regards, call 0117 4960124", true},
		{"a contraction", "We cannot open the file and we will ask for it again.", "We can't open the file and we'll ask for it again.", false},
		{"a month that is a verb", "You may call us about the boiler at the flat.", "You may ring us about the boiler at the flat.", false},
		{"a change behind 4,000 letters", strings.Repeat("word ", 900) + "it costs £5", strings.Repeat("word ", 900) + "it costs £6", true},
		{"much rewritten", "We close at noon.", "Come whenever suits you, the door is open.", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Material(tt.a, tt.b); got != tt.want {
				t.Errorf("Material(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
			}
		})
	}
}
