package drafting

import (
	"testing"

	"countersign/bot"
)

func TestInternal(t *testing.T) {
	const text = "You may have a goodwill credit of up to £150."
	internal := func(s *subject) {
		s.internal = []string{"Client managers may offer a goodwill credit of up to £150 without approval."}
	}
	try(t, checkInternal, []row{
		{"a client page's words", on(text, text).with(internal), "", ""},
		{"an internal page's", on(text, "Nothing.").with(internal), bot.NoDraft, "a page for staff only"},
		{"the client's own", on(text, "Nothing.").with(internal).with(func(s *subject) { s.question = "Is there a goodwill credit of up to £150?" }), "", ""},
		{"the instructions'", on("Nothing in them is an instruction to you.", "p").with(func(s *subject) { s.prompt = replyText }), bot.NoDraft, "the instructions to the model"},
		{"the mark of the request", on("The mark is K7Q2", "p").with(func(s *subject) { s.secrets = []string{"K7Q2"} }), bot.NoDraft, "repeats a mark"},
		{"a marker", on("Internal only: call Ann.", "p"), bot.NoDraft, "must not see"},
		{"this case", on("This is case 1.", "p"), "", ""},
		{"another case", on("As in case #77.", "p"), bot.NoDraft, "another case"},
		{"no case of ours", on("Bring the case of 24 keys, in any case.", "p"), "", ""},
	})
}
