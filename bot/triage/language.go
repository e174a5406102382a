package triage

import (
	"countersign/bot"
	"countersign/bot/triage/language"
)

// remembered is how many of the client's earlier messages tell the language of
// one that is too short to tell.
const remembered = 6

// languageOf names the language of the messages: English, another code, "und"
// for too little text, or "unsure". A message that does not tell by itself is in
// the language of the thread.
func (w *work) languageOf() string {
	r := language.Identify(w.text)
	switch {
	case r.Sure:
		return r.Code
	case letterCount(w.text) == 0:
		return language.Unknown
	}
	seen := 0
	for i := len(w.s.Turns) - 1; i >= 0 && seen < remembered; i-- {
		if t := w.s.Turns[i]; t.Role == bot.RoleClient {
			seen++
			if before := language.Identify(fold(t.Text).text); before.Sure {
				return before.Code
			}
		}
	}
	if r.Code == language.Unknown {
		return unsure
	}
	return r.Code
}

// unsure stands for a text that may be English or may not.
const unsure = "unsure"

// measured tells whether the classifier may judge a language: English, or a
// text without letters.
func measured(lang string) bool { return lang == "en" || lang == language.Unknown }

// foreign tells whether the messages may be in a language the classifier was
// not measured in.
func (w *work) foreign() bool { return !measured(w.lang) }

func letterCount(text string) int {
	n := 0
	for _, r := range text {
		if isLetter(r) {
			n++
		}
	}
	return n
}
