package drafting

import (
	"testing"

	"countersign/bot"
)

func TestOtherClients(t *testing.T) {
	others := func(s *subject) { s.others = []string{"Bright Dental", "acct_bright", "bright", "Ox"} }
	try(t, checkOtherClients, []row{
		{"none", on("A bright day for dental care and an Ox.", "p").with(others), "", ""},
		{"the name", on("As for BRIGHT  dental, it is paid.", "p").with(others), bot.NoDraft, "“Bright Dental”"},
		{"the name without its legal form", on("As for Quay Dental, it is paid.", "p").with(func(s *subject) { s.others = []string{"Quay Dental Ltd"} }), bot.NoDraft, "Quay Dental"},
		{"a name within the client's own", on("Quay Dental Services pays us.", "p").with(func(s *subject) {
			s.others, s.people = []string{"Quay Dental Ltd"}, []string{"Quay Dental Services Ltd"}
		}), "", ""},
		{"the id", on("See acct_bright.", "p").with(others), bot.NoDraft, "acct_bright"},
		{"inside a word", on("Xacct_brighter is a word.", "p").with(others), "", ""},
		{"named to everybody", on("We work with Bright Dental.", "We work with Bright Dental.").with(others), "", ""},
	})
}
