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
