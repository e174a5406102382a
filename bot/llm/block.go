package llm

import "strings"

// onPrompt begins the detail of a refusal that was for the question, before
// anything was written.
const onPrompt = "prompt: "

// blockReasons say in words what the providers' codes for a refusal stand for.
var blockReasons = map[string]string{
	"SAFETY":             "content that may do harm",
	"IMAGE_SAFETY":       "content that may do harm",
	"RECITATION":         "words that it takes for somebody else's work",
	"BLOCKLIST":          "a word on its list of words that are not allowed",
	"PROHIBITED_CONTENT": "content that it does not allow",
	"SPII":               "personal data of a sensitive kind",
	"JAILBREAK":          "words that it takes for an attempt to steer the model",
	"LANGUAGE":           "a language that the model does not know",
	"content_filter":     "content that may do harm",
	modelRefused:         "the model itself would not answer",
}

// modelRefused is the detail where the model itself said that it would not.
const modelRefused = "refusal"

// BlockWords says in a sentence for staff why a provider refused, from the
// BlockDetail of its response; "" where it gave no reason.
func BlockWords(detail string) string {
	code, prompt := strings.CutPrefix(detail, onPrompt)
	if code == "" {
		return ""
	}
	where := "Its reason, for what the model wrote: "
	if prompt {
		where = "Its reason, for the question itself: "
	}
	if words, ok := blockReasons[code]; ok {
		return where + words + " (" + code + ")."
	}
	return where + code + "."
}
