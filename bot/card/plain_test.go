package card

import "testing"

// TestWordsThatALineEndPartsStayTwoOnACard has every way to end a line, those
// of word processors among them: "£10" and "0" must not be read as £100.
func TestWordsThatALineEndPartsStayTwoOnACard(t *testing.T) {
	for _, end := range []string{"\n", "\v", "\f", "\r", "\r\n", "\u0085", "\u2028", "\u2029"} {
		if got := Visible("£10" + end + "0"); got != "£10\n0" {
			t.Errorf("%q: %q", end, got)
		}
	}
	if got := Visible("pay\u200b \u202e£10\a now\t👩\u200d👧"); got != "pay £10 now\t👩\u200d👧" {
		t.Errorf("%q", got)
	}
}
