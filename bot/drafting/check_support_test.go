package drafting

import (
	"testing"

	"countersign/bot"
)

func TestSupport(t *testing.T) {
	asking := func(question string) func(*subject) { return func(s *subject) { s.question = question } }
	try(t, checkSupport, []row{
		{"yes alone", on("Yes.", refunds), bot.NoAutonomy, "“Yes.”"},
		{"of course alone", on("Of course, you can.", refunds), bot.NoAutonomy, "Of course"},
		{"yes, as the page begins", on("Yes.", "Yes, meetings can be held by video.").with(func(s *subject) { s.sentences[0].quote = "Yes, meetings can be held by video." }), "", ""},
		{"yes of staff", on("Yes.", refunds).with(func(s *subject) { s.staff = true }), "", ""},
		{"the client's words made an answer", on("Thank you for asking, the fee is waived.", refunds).with(func(s *subject) { s.question, s.sentences[0].cite = "Is the fee waived?", nil }), bot.NoDraft, "No cited page"},
		{"the client's words in a courtesy", on("Thank you for asking about the fee.", refunds).with(func(s *subject) { s.question, s.sentences[0].cite = "Is the fee waived?", nil }), "", ""},
		{"the page's words", on("Refunds are paid within 10 working days.", refunds), "", ""},
		{"put otherwise", on("You get your refund paid within ten working days.", refunds), "", ""},
		{"of something else", on("Parking permits cost nothing for residents nearby.", refunds), bot.NoDraft, "Parking permits"},
		{"a little of it", on("Refunds are agreed and paid by the local residents association committee.", refunds), bot.NoAutonomy, "says little"},
		{"nothing cited", on("Refunds are paid within 10 working days.", refunds).with(func(s *subject) { s.sentences[0].cite = nil }), bot.NoDraft, "No cited page"},
		{"another thing in its place", on("If you cancel before we have started work, we refund the whole deposit.", refunds), bot.NoAutonomy, "“deposit” for “fee”"},
		{"courtesy", on("Thank you for asking about this today.", refunds).with(asking("what about today?")), "", ""},
		{"courtesy with the client's words", on("Thank you for your question about the boiler.", refunds).with(asking("How is the boiler?")), "", ""},
		{"an offer of help", on("Let me know if you need anything else.", refunds).with(func(s *subject) { s.sentences[0].cite = nil }), "", ""},
		{"a farewell with a name", on("Best wishes, Ann Okafor", refunds).with(func(s *subject) { s.sentences[0].cite = nil }), "", ""},
		{"a statement behind a courtesy", on("Happy to help, parking permits for residents cost nothing.", refunds).with(func(s *subject) { s.sentences[0].cite = nil }), bot.NoDraft, "Happy to help"},
		{"two words from nowhere", on("Fees waived.", refunds), bot.NoAutonomy, "Fees waived"},
		{"two words of another language", on("Erstattung zugesagt.", refunds).with(func(s *subject) { s.sentences[0].cite = nil }), bot.NoAutonomy, "Erstattung"},
		{"two words of the page", on("Fee refunds.", refunds), "", ""},
		{"a greeting with the client's name", on("Hello Ann.", refunds).with(func(s *subject) { s.people = []string{"Ann Okafor"} }), "", ""},
		{"two words of staff", on("Cheers Bob.", refunds).with(func(s *subject) { s.staff = true }), "", ""},
		{"what is left open", on("I cannot see an answer to “Is the moon cheese?” in our documents; a colleague will need to look at that part.", refunds).with(asking("Is the moon cheese?")), "", ""},
	})
}
