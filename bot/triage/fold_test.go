package triage

import (
	"slices"
	"testing"

	"countersign/bot"
)

// TestAFlagIsNoHiddenText has the flags that are spelt with invisible characters,
// and the same characters without a flag or with other words.
func TestAFlagIsNoHiddenText(t *testing.T) {
	for _, flag := range flags {
		const text = "When do you open on Saturdays? "
		a := assess(t, of(text+flag))
		if a.Tier != bot.TierRoutine || len(a.Flags) > 0 || a.Cleaned != text+flag {
			t.Errorf("%q is %s with %v, read as %q", text+flag, a.Tier, a.Flags, a.Cleaned)
		}
	}
	for _, text := range []string{"When do you open?\U0001F3F4\U000E0068\U000E0069\U000E007F", "When do you open?\U000E0067\U000E0062"} {
		if a := assess(t, of(text)); !hasCode(a, bot.Injection) {
			t.Errorf("%q hides nothing: %v", text, codes(a))
		}
	}
}

// TestSpellingWithJoinersIsNothingHidden has a Persian and a Bengali word.
func TestSpellingWithJoinersIsNothingHidden(t *testing.T) {
	for _, text := range []string{"نمی\u200cخواهم", "র\u200d্যাব"} {
		if f := fold(text); f.hidden > 0 || f.clean != text {
			t.Errorf("%q hides %d characters and is read as %q", text, f.hidden, f.clean)
		}
	}
	if f := fold("com\u200cplaint com\u200dplaint com\u061cplaint com\u2800plaint"); f.hidden != 4 || f.text != "complaint complaint complaint complaint" {
		t.Errorf("%d characters are hidden, the text is %q", f.hidden, f.text)
	}
}

func TestLettersInAnotherOrderThanTheyShowGoToAPerson(t *testing.T) {
	a := assess(t, of("Please pay \u202e4321\u202c and open at nine"))
	if a.Tier != bot.TierHuman || !hasCode(a, bot.Unreadable) || !slices.Contains(a.Flags, "hidden_unicode") {
		t.Errorf("%s by %v with %v", a.Tier, codes(a), a.Flags)
	}
}

// TestAWordOfTwoScriptsIsReadAsALatinOne has sentences whose letters are mostly
// those that look like Latin ones, and words of other scripts beside a Latin name.
func TestAWordOfTwoScriptsIsReadAsALatinOne(t *testing.T) {
	for text, want := range map[string]string{
		"рlеаsе gеt sоmеоnе tо rіng mе": "please get someone to ring me",
		"Где мой USB-кабель? USB":       "где мой usb-кабель? usb",
		"το νέο iPhone μου":             "το νέο iphone μου",
		"PayPal оплата":                 "paypal оплата",
	} {
		if got := fold(text).text; got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

// TestEveryWayToEndALinePartsWords has those of word processors among them.
func TestEveryWayToEndALinePartsWords(t *testing.T) {
	for _, end := range []string{"\n", "\t", "\v", "\f", "\r", "\r\n", "\u0085", "\u2028", "\u2029"} {
		if f := fold("speak to a" + end + "person"); f.text != "speak to a person" || f.hidden > 0 {
			t.Errorf("%q: read as %q, with %d hidden", end, f.text, f.hidden)
		}
	}
}
