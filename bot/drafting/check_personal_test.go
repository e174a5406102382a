package drafting

import (
	"testing"

	"countersign/bot"
)

func TestPersonalData(t *testing.T) {
	asked := func(s *subject) { s.question = "My card is 4111 1111 1111 1111" }
	try(t, checkPersonal, []row{
		{"a password asked for", on("Please send your portal password.", "p"), bot.NoDraft, "nobody should send"},
		{"a code asked for", on("Tell us your PIN and the code on your card.", "p"), bot.NoDraft, "nobody should send"},
		{"what the page itself asks for", on("Please give your date of birth.", "Please give your date of birth."), "", ""},
		{"a password spoken of", on("To reset your password choose 'Forgotten password'.", "p"), "", ""},
		{"none", on("It is due on 31 January 2027.", refunds), "", ""},
		{"a placeholder", on("Dear [PERSON_3], it is paid.", refunds), bot.NoDraft, "[PERSON_3]"},
		{"a stranger's card", on("Use 5555 5555 5555 4444.", refunds), bot.NoDraft, "1 card number that neither"},
		{"the client's own card", on("Your card 4111-1111-1111-1111 was charged.", refunds).with(asked), bot.NoAutonomy, "should not be spread"},
		{"the firm's account", on("Pay to sort code 20-30-40, account 12345678.", "Our sort code is 20-30-40 and the account 1234 5678."), "", ""},
		{"another account", on("Pay to sort code 20-30-41, account 12345678.", "Our sort code is 20-30-40 and the account 1234 5678."), bot.NoDraft, "1 sort code"},
		{"an e-mail address is for the links", on("Write to x@y.example", refunds), "", ""},
	})
}

func TestTheCardSaysWhatTheModelWasNotShown(t *testing.T) {
	got := noteHidden([]bot.Check{{Name: "personal_data", Verdict: bot.OK}}, map[string]int{"card_number": 2, "ni_number": 1, "person": 3})
	if len(got) != 1 || got[0].Verdict != bot.Warn || got[0].Detail != "The client wrote 2 card numbers, 1 National Insurance number. The model was shown placeholders; see that nobody repeats it." {
		t.Errorf("%+v", got)
	}
	if got := noteHidden(nil, map[string]int{"person": 1}); got != nil {
		t.Errorf("a name alone is told: %+v", got)
	}
}
