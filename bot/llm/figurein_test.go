package llm

import "testing"

func TestAFigureWithinAnotherIsAnother(t *testing.T) {
	for _, tt := range []struct {
		figure, text string
		want         bool
	}{
		{"£5", "It costs £5.", true}, {"£5", "It costs £5, plus VAT.", true}, {"£5", "(£5)", true}, {"£5", "£5", true},
		{"£5", "It costs £50.", false}, {"£5", "It costs £5.50.", false}, {"£5", "It costs £5,000.", false}, {"£5", "It costs £5m.", false},
		{"£5", "From £50 down to £5.", true}, {"£5", "", false}, {"", "£5", false},
		{"8 hours", "with 48 hours' notice", false}, {"8 hours", "with 8 hours' notice", true}, {"8 hours", "in 1,048 hours or 8 hours", true},
		{"5%", "2.5% of it", false}, {"5%", "2,5% of it", false}, {"5%", "it is 5% of it", true},
		{"four days", "within twenty-four days", false}, {"four days", "within twenty four days", false}, {"four days", "within four days", true},
		{"four days", "within a hundred and four days", false}, {"four days", "after twenty, four days", true},
		{"2 May", "by 12 May", false}, {"2 May", "by 2 May", true}, {"30pm", "at 5:30pm", false}, {"5pm", "at 5pm", true},
		{"4 Quay Street", "at 14 Quay Street", false}, {"14 Quay Street", "at 14 Quay Street, by the market", true},
		{"5 days", "within £5 days", false}, {"five days", "élèvefive days", false},
	} {
		if got := HasFigure(tt.text, tt.figure); got != tt.want {
			t.Errorf("%q has %q: %t, want %t", tt.text, tt.figure, got, tt.want)
		}
	}
}

// FuzzHasFigure: a figure that stands by itself is found, and one that is found is there.
func FuzzHasFigure(f *testing.F) {
	f.Add("costs £50 or £5", "£5")
	f.Add("\xff\xa3", "\xa3")
	f.Fuzz(func(t *testing.T, text, figure string) {
		HasFigure(text, figure)
		if figure != "" && !HasFigure("It is "+figure+" ", figure) {
			t.Errorf("%q is not found by itself", figure)
		}
	})
}
