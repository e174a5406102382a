package drafting

import (
	"testing"

	"countersign/bot"
)

func TestCitationKnown(t *testing.T) {
	try(t, checkCitationKnown, []row{
		{"known", on("x", refunds), "", ""},
		{"none", on("x", refunds).with(func(s *subject) { s.sentences[0].cite = nil }), "", ""},
		{"unknown", on("x", refunds).with(func(s *subject) { s.sentences[0].unknown = []string{"handbook.md"} }), bot.NoDraft, "“handbook.md”"},
	})
}
