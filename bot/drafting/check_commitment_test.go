package drafting

import (
	"testing"

	"countersign/bot"
)

func TestCommitment(t *testing.T) {
	try(t, checkCommitment, []row{
		{"no promise", on("The office opens at nine.", refunds), "", ""},
		{"of the page", on("If you cancel before we have started work, we refund the whole fee.", refunds), "", ""},
		{"of the page, otherwise put", on("We will refund the whole fee if you cancel before we have started work.", refunds), "", ""},
		{"without its condition", on("We refund the whole fee.", refunds), bot.NoAutonomy, "leaves out the condition"},
		{"of the page, in the English of a text", on("Voir les conditions.", refunds).with(func(s *subject) {
			s.english = "If you cancel before we have started work, we refund the whole fee."
		}), "", ""},
		{"of nobody, in the English of a text", on("Voir les conditions.", refunds).with(func(s *subject) { s.english = "We refund the deposit." }), bot.NoDraft, "binds the firm"},
		{"of another object", on("If you cancel before we have started work, we refund the whole deposit.", refunds), bot.NoDraft, "binds the firm"},
		{"of another figure", on("Your refund will be credited within 5 working days.", refunds), bot.NoDraft, "binds the firm"},
		{"of nobody", on("We will refund your fee in full.", "Fees are refundable only if we cancel the engagement."), bot.NoDraft, "binds the firm"},
		{"turned round", on("We will refund Set-up fees once marketing has begun.", "We will not refund set-up fees once marketing has begun."), bot.NoDraft, "binds the firm"},
		{"of a day", on("We will call you by Friday.", refunds), bot.NoDraft, "binds the firm"},
		{"of a colleague", on("A colleague will ring you within the hour.", refunds), bot.NoDraft, "binds the firm"},
		{"of later work", on("I will look into it and let you know.", refunds), bot.NoDraft, "binds the firm"},
		{"of later work, by the page", on("We will send you the form.", "We will send you the form."), "", ""},
		{"waived", on("Your penalty is waived.", refunds), bot.NoDraft, "binds the firm"},
		{"agreed, in two words", on("Refund agreed.", refunds), bot.NoDraft, "binds the firm"},
		{"written off, without a verb", on("Fees now waived.", refunds), bot.NoDraft, "binds the firm"},
		{"considered done", on("Consider your late fee waived.", refunds), bot.NoDraft, "binds the firm"},
		{"back", on("You will get the whole fee back.", refunds), bot.NoDraft, "binds the firm"},
		{"on us", on("The set-up fee is on us.", refunds), bot.NoDraft, "binds the firm"},
		{"nothing owed", on("You do not owe the set-up fee.", refunds), bot.NoDraft, "binds the firm"},
		{"our word", on("You have our word on the refund.", refunds), bot.NoDraft, "binds the firm"},
		{"at once", on("Refunds of set-up fees are paid today.", refunds), bot.NoDraft, "binds the firm"},
		{"gone", on("The set-up fee falls away.", refunds), bot.NoDraft, "binds the firm"},
		{"expected", on("Expect your refund on your account.", refunds), bot.NoDraft, "binds the firm"},
		{"undertaken", on("We undertake to pay the costs.", refunds), bot.NoDraft, "binds the firm"},
		{"a quality of the fee", on("Set-up fees are refundable.", "Set-up fees are not refundable once work has begun."), bot.NoDraft, "binds the firm"},
		{"the same as the page has it", on("Set-up fees are not refundable once work has begun.", "Set-up fees are not refundable once work has begun."), "", ""},
		{"entitled", on("You are entitled to a full refund.", refunds), bot.NoDraft, "binds the firm"},
		{"guaranteed", on("The deadline is guaranteed.", refunds), bot.NoDraft, "binds the firm"},
		{"backdated", on("We can backdate the claim.", refunds), bot.NoDraft, "binds the firm"},
		{"extended", on("I have extended the deadline for you.", refunds), bot.NoDraft, "binds the firm"},
		{"written off", on("We will write off the late fee.", refunds), bot.NoDraft, "binds the firm"},
	})
}
