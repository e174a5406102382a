package drafting

import (
	"testing"

	"countersign/bot"
)

func TestNames(t *testing.T) {
	const page = "Write to the practice manager, Priya Nandakumar."
	try(t, checkNames, []row{
		{"of the page", on("Please write to Priya Nandakumar.", page), "", ""},
		{"part of it", on("Please write to Priya.", page), "", ""},
		{"of the thread", on("Thanks, Jo Hargreaves.", page).with(func(s *subject) { s.people = []string{"Jo Hargreaves"} }), "", ""},
		{"of the client's words", on("We know of the Gull Lane matter.", page).with(func(s *subject) { s.question = "about gull lane" }), "", ""},
		{"of nobody", on("Please write to Owen Castell.", page), bot.NoAutonomy, "“Owen Castell”"},
		{"of another body", on("It is held by the Deposit Protection Service.", page), bot.NoAutonomy, "“Deposit Protection Service”"},
		{"a signature of staff", on("See you then, Tom Reilly", page).with(func(s *subject) { s.staff = true }), "", ""},
		{"a signature of a model", on("See you then, Tom Reilly", page), bot.NoAutonomy, "“Tom Reilly”"},
		{"staff name another in the text", on("Tom Reilly will see you then. Kind regards, Ann", page).with(func(s *subject) { s.staff = true }), bot.NoAutonomy, "“Tom Reilly”"},
		{"days and months", on("We are closed on Monday and in August.", page), "", ""},
	})
}
