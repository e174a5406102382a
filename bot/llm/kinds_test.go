package llm

import "testing"

func TestAQuestionTellsWhichKindOfFactItWants(t *testing.T) {
	for question, want := range map[string]kind{
		"How much is it?": kindAmount, "What does it cost?": kindAmount, "What is the fee for let only?": kindAmount, "Do you do it for £38?": kindAmount,
		"From what amount on?": kindAmount, "How much notice do I give?": kindDuration, "How long does the fee refund take?": kindDuration,
		"When is the fee due?": kindTime | kindDuration, "What time do you open?": kindTime | kindDuration, "By when do you need it?": kindTime | kindDuration | kindBy,
		"What's the deadline?": kindTime | kindDuration | kindBy, "How soon will you come?": kindDuration | kindTime,
		"How many people may come?": kindNumber, "How big can it be?": kindNumber, "Where is your office?": kindPlace | kindAddress | kindEmail,
		"What is your address?": kindAddress | kindEmail, "Which e-mail address do I use?": kindEmail, "What's your phone number?": kindPhone,
		"Who do I call?": kindPhone, "Who handles complaints?": kindPerson, "What do I need to bring?": kindThing, "Which records do you need?": kindThing,
		"How do I reset it?": kindStep | kindPlace, "Is the fee refundable?": kindPermission, "Can I cancel?": kindPermission, "And do you charge extra?": kindPermission,
		"Can you say how much it is?": kindAmount, "Is it free, and when?": kindTime | kindDuration, "Tell me more.": 0,
	} {
		if got := wanted(question); got != want {
			t.Errorf("%q wants %b, want %b", question, got, want)
		}
	}
}

func TestASentenceTellsWhichKindsOfFactsItGives(t *testing.T) {
	for text, want := range map[string]kind{
		"It costs £90.": kindAmount, "It is 13% of the rent.": kindAmount, "There is no extra charge.": kindAmount, "A deposit of one week's rent.": kindAmount,
		"We open at 9:00am.": kindTime, "On Saturdays.": kindTime, "By 31 May each year.": kindTime | kindBy, "Within five working days.": kindDuration,
		"It is due two weeks after the invoice.": kindDuration | kindBy, "At 3 Mariner House, Gull Lane.": kindPlace | kindAddress, "The portal is at portal.firm.example now.": kindAddress,
		"Ask the practice manager.": kindPerson, "Ring 01632 960 145.": kindPhone, "Write to us@firm.example.": kindEmail, "Up to four of them.": kindNumber,
		"You cannot.": kindPermission, "Please send it.": kindStep | kindThing, "You can do it through the portal.": kindStep | kindPlace,
		"The service of the scheme decides.": kindPerson,
	} {
		if got := kindsOf(text); got&want != want {
			t.Errorf("%q gives %b, want %b among it", text, got, want)
		}
	}
	for text, not := range map[string]kind{"It may take a while.": kindTime | kindAmount | kindPhone, "Keep it for five years.": kindBy, "In 2019 we moved.": kindPhone | kindAmount} {
		if got := kindsOf(text); got&not != 0 {
			t.Errorf("%q gives %b, and none of %b", text, got, not)
		}
	}
}
