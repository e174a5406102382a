package bot_test

import (
	"slices"
	"testing"

	"countersign/bot"
)

func TestTheFormOfAMessageIsToldFromItsWords(t *testing.T) {
	for _, tt := range []struct {
		text  string
		files int
		want  bot.Form
	}{
		{"👍", 0, bot.FormEmoji},
		{"…!", 0, bot.FormEmoji},
		{"?", 0, bot.FormQuestion},
		{"", 1, bot.FormDocument},
		{"Any news on this?", 0, bot.FormChase},
		{"I still haven't heard from you", 0, bot.FormChase},
		{"When are you open", 0, bot.FormQuestion},
		{"Please send me the form", 0, bot.FormQuestion},
		{"Here is my passport as requested", 1, bot.FormDocument},
		{"Attached. Is that the right one?", 1, bot.FormQuestion},
		{"Thursday at 10am works for me", 0, bot.FormTimes},
		{"The flat is on the second floor", 0, bot.FormStatement},
	} {
		if got := bot.FormOf(tt.text, tt.files); got != tt.want {
			t.Errorf("%q with %d files is a %s, want %s", tt.text, tt.files, got, tt.want)
		}
	}
}

func TestWhatAnAnswerAsksForIsTold(t *testing.T) {
	for text, want := range map[string][]string{
		"We are open from 9 to 5.":                                    nil,
		"Please send us a copy of your passport.":                     {bot.AskedDocument},
		"Which day suits you?":                                        {bot.AskedTimes, bot.AskedReply},
		"Could you confirm the address, please?":                      {bot.AskedReply},
		"Please upload the signed form and let us know when it is in": {bot.AskedDocument, bot.AskedTimes, bot.AskedReply},
	} {
		if got := bot.AskedFor(text); !slices.Equal(got, want) {
			t.Errorf("%q asks for %v, want %v", text, got, want)
		}
	}
}
