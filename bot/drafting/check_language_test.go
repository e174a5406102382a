package drafting

import (
	"testing"

	"countersign/bot"
)

func TestLanguage(t *testing.T) {
	const german = "Das Büro ist für Sie nicht vor neun Uhr offen und wir bitten um Geduld."
	asked := func(code string) func(*subject) { return func(s *subject) { s.language = code } }
	try(t, checkLanguage, []row{
		{"English", on("The office opens at nine on weekdays.", "p"), "", ""},
		{"too little to say", on("VAT: 20%", "p"), "", ""},
		{"a list", on("Thank you for asking.\n- Full management: includes everything above, repairs, inspections, deposit handling, keys.", "p"), "", ""},
		{"German to English", on(german, "p"), bot.NoDraft, "not in the client's language"},
		{"words that show no language", on("Payroll portal opens at nine tutarudisha ada yako kesho ukituuliza.", "p"), bot.NoAutonomy, "cannot be told"},
		{"one German sentence", on("The office is open. "+german, "p"), bot.NoDraft, "not in the client's language"},
		{"German to German", on(german, "p").with(asked("de")), bot.NoAutonomy, "gave no English"},
		{"German with English for staff", on(german, "p").with(asked("de")).with(func(s *subject) { s.english = "The office opens at nine." }), bot.NoAutonomy, "“The office opens at nine.”"},
		{"a language that no check reads", on("Kansio on auki arkisin kello yhdeksästä ja suljemme viideltä joka päivä.", "p").with(asked("fi")), bot.NoAutonomy, "a language that none of the checks reads"},
		{"English to German", on("The office opens at nine on weekdays.", "p").with(asked("de")), bot.NoDraft, "not in the client's language"},
		{"the client's words tell", on(german, "p").with(func(s *subject) { s.question = "Wann ist das Büro für uns offen?" }), bot.NoAutonomy, "not in English"},
	})
}
