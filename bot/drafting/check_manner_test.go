package drafting

import (
	"testing"

	"countersign/bot"
)

func TestManner(t *testing.T) {
	try(t, checkManner, []row{
		{"a model that says to be a person", on("I am a human being, and it is due.", "p"), bot.NoDraft, "written by a person"},
		{"a profession", on("As a qualified accountant I can say it is due.", "p"), bot.NoDraft, "written by a person"},
		{"no machine", on("I'm not a bot.", "p"), bot.NoDraft, "written by a person"},
		{"a person who is one", on("I am a solicitor and signed it.", "p").with(func(s *subject) { s.staff = true }), "", ""},
		{"plain", on("Your office in Scunthorpe, Mr Cockburn, near Penistone and Essex, has a cockpit and a shitake farm.", "p"), "", ""},
		{"profane", on("That is bloody late.", "p"), bot.NoDraft, "“bloody”"},
		{"insult", on("Do not be an IDIOT.", "p"), bot.NoDraft, "“idiot”"},
		{"blame", on("It is your own fault.", "p"), bot.NoAutonomy, "blaming the client"},
		{"lecture", on("As we already explained, it is due.", "p"), bot.NoAutonomy, "blaming the client"},
		{"the page's", on("You must understand the terms.", "You must understand the terms before you sign."), "", ""},
	})
}
