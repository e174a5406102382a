package drafting

import (
	"strings"
	"unicode"

	"countersign/bot"
	"countersign/bot/triage/language"
)

// maxRendering bounds the English of a foreign draft on its card.
const maxRendering = 1500

// checkLanguage bars a text in another language than the client's, shows staff in
// English what a foreign one says, and how much of it is checked at all. What cannot be told passes: under a
// few words every language looks like another.
func checkLanguage(s subject) bot.Check {
	said, asked := s.read.languageOf(s.text), s.language
	if asked == "" || asked == language.Unknown {
		asked = s.read.languageOf(s.question)
	}
	if asked == language.Unknown {
		asked = english
	}
	switch {
	case said == language.Unknown && asked == english && unclear(s.text):
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "It cannot be told which language this is in, so the other checks may say little."}
	case said == language.Unknown || said == english && asked == english:
		return bot.Check{}
	case said != asked:
		return bot.Check{Verdict: bot.NoDraft, Detail: "This is not in the client's language."}
	}
	detail := "This is not in English: promises and advice are looked for by a few words, and the other checks say little."
	if cueBooks()[said] == nil {
		detail = "This is in a language that none of the checks reads, not for promises and not for advice: somebody who does should decide."
	}
	if strings.TrimSpace(s.english) == "" {
		return bot.Check{Verdict: bot.NoAutonomy, Detail: detail + " The model gave no English for it."}
	}
	return bot.Check{Verdict: bot.NoAutonomy, Detail: detail + " In English, by the model's own rendering: “" + clip(oneLine(visible(s.english)), maxRendering) + "”"}
}

// tellingLetters are those of a text long enough to show its language.
const tellingLetters = 40

// unclear tells whether a text that is long enough shows no language.
func unclear(text string) bool {
	letters := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters >= tellingLetters && language.Identify(strings.ToLower(text)).Code == language.Unknown
}

const english = "en"

// languageOf is the language of a text, or of a sentence of it that is surely in
// another than English: one is enough to say what no check reads.
func languageOf(text string) string {
	if r := language.Identify(strings.ToLower(text)); r.Sure {
		return r.Code
	}
	return language.Unknown
}
