package drafting

import (
	"testing"

	"countersign/bot"
	"countersign/bot/grounding"
)

func TestFigures(t *testing.T) {
	two := on("The fee is £60.", "The fee is £50.").with(func(s *subject) { s.passages["other"] = "An inspection costs £60." })
	try(t, checkFigures, []row{
		{"of the page", on("It takes 10 working days.", refunds), "", ""},
		{"in words", on("It takes ten working days.", refunds), "", ""},
		{"another", on("It takes 5 working days.", refunds), bot.NoDraft, "5 working days"},
		{"another unit", on("It takes 10 days.", refunds), bot.NoDraft, "10 days"},
		{"of the client", on("Your £80 is on its way.", refunds).with(func(s *subject) { s.own = grounding.Figures("Where is my £80?") }), "", ""},
		{"of the heading", on("In 2027 it is due.", "It is due.").with(func(s *subject) { s.titles = map[string]string{"p": "Dates for 2027"} }), "", ""},
		{"of a page that is not cited", two, bot.NoAutonomy, "none of the cited pages"},
		{"in another's place", on("It costs £30 for one bedroom and £120 for each extra.", "It costs £120 for one bedroom and £30 for each extra."), bot.NoAutonomy, "the place of another"},
		{"digits of another script", on("The fee is £٥٠.", "The fee is £40."), bot.NoDraft, "£50"},
		{"the page's own in digits of another script", on("The fee is £٤٠.", "The fee is £40."), "", ""},
		{"nothing, in a word", on("Late rent is charged at a fee of nil.", "Late rent is charged at a fee of £50."), bot.NoAutonomy, "“nil”"},
		{"twice, in a word", on("Late rent is charged at double the fee.", "Late rent is charged at the fee."), bot.NoAutonomy, "“double”"},
		{"free, where the page has a price", on("Late rent is free after 14 days.", "Late rent costs £50 after 14 days."), bot.NoAutonomy, "“free”"},
		{"free, by the page", on("Parking is free.", "Parking is free of charge."), "", ""},
		{"an invitation", on("Please feel free to ask.", "Parking costs £5."), "", ""},
		{"hundreds in words", on("It costs two hundred pounds.", "It costs £200."), "", ""},
		{"arithmetic", on("Three payslips come to £19.50.", "Payroll costs £6.50 for each payslip."), bot.NoDraft, "£19.50"},
		{"thousands", on("Income above £50000.", "Income above £50,000."), "", ""},
		{"date", on("It is due on 31/01/2027.", "It is due by 31 January 2027."), "", ""},
		{"time", on("We open at 9am.", "Open from 9:00am."), "", ""},
		{"per cent", on("It is 8 per cent.", "The fee is 8% of the rent."), "", ""},
		{"bank details", on("Pay to 11-22-33.", refunds).with(func(s *subject) { s.passages["other"] = "Sort code 11-22-33" }), bot.NoDraft, "11-22-33"},
		{"telephone number", on("Ring 020 7946 0999.", "Ring 020 7946 0000."), bot.NoDraft, "020 7946 0999"},
	})
}
