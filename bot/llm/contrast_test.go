package llm

import (
	"slices"
	"testing"
)

// asking is a question to one passage with what is answered; want "" for nothing.
type asking struct{ name, question, label, text, want string }

func tryAnswers(t *testing.T, rows []asking) {
	t.Helper()
	for _, tc := range rows {
		t.Run(tc.name, func(t *testing.T) {
			if got := said(answer(t, ask(tc.question, passage("p", tc.label, tc.text)))); got != tc.want {
				t.Errorf("%q\n got %q\nwant %q", tc.question, got, tc.want)
			}
		})
	}
}

func TestASentenceOnAnotherDayPlaceOrPartyIsNoAnswer(t *testing.T) {
	tryAnswers(t, []asking{
		{"another day", "When does the desk open on Fridays?", "Hours", "The desk opens on Saturdays at 10:00am.", ""},
		{"a day between two", "When does the desk open on Wednesdays?", "Hours", "The desk opens Monday to Friday at 9:00am.", "The desk opens Monday to Friday at 9:00am."},
		{"a day around the end of a week", "Does the desk open on Sundays?", "Hours", "The desk opens Saturday to Tuesday at 9:00am.", "The desk opens Saturday to Tuesday at 9:00am."},
		{"weekdays", "Does the desk open on Thursdays?", "Hours", "The desk opens on weekdays at 9:00am.", "The desk opens on weekdays at 9:00am."},
		{"the weekend", "Does the desk open at the weekend?", "Hours", "The desk opens on Sundays at 9:00am.", "The desk opens on Sundays at 9:00am."},
		{"a day of its own before the days around it", "When does the desk close on Wednesdays?", "Hours", "The desk closes at 5:00pm Monday to Friday. On Wednesdays the desk closes at 8:00pm. We speak Welsh.", "On Wednesdays the desk closes at 8:00pm."},
		{"no day at all", "When does the desk open on Fridays?", "Hours", "The desk opens at noon on 24 December.", ""},
		{"another month", "When does the office close in August?", "Hours", "The office closes at noon on 24 December.", ""},
		{"the same month", "When does the office close in December?", "Hours", "The office closes at noon on 24 December.", "The office closes at noon on 24 December."},
		{"another place in a row", "When is the first payment on account due?", "Dates", "The second payment on account is due by 31 July.", ""},
		{"the same place", "When is the 2nd payment on account due?", "Dates", "The second payment on account is due by 31 July.", "The second payment on account is due by 31 July."},
		{"another party", "Do you charge landlords for referencing?", "Fees", "We never charge tenants for referencing.", ""},
		{"both parties", "Do you charge landlords for referencing?", "Fees", "We charge neither tenants nor landlords for referencing.", "We charge neither tenants nor landlords for referencing."},
		{"a day of the month in words", "When is the payment collected?", "Plan", "Payments are collected by direct debit on the first of the month. The plan is £19.", "Payments are collected by direct debit on the first of the month."},
	})
}

// TestASentenceOnAnotherThingIsNoAnswer has a passage that holds nearly all words
// of a question and speaks of something else: no answer is right then, unless the
// next sentence is about what was asked.
func TestASentenceOnAnotherThingIsNoAnswer(t *testing.T) {
	tryAnswers(t, []asking{
		{"another one of the kind", "How much is the tenancy deposit?", "Fees", "A holding deposit is £200.", ""},
		{"one that no page knows", "How long do you keep CCTV recordings?", "Data", "Recordings are kept for six months.", ""},
		{"a part of another thing", "What is the corporation tax rate?", "Fees", "Corporation tax returns are £400 each. The hourly rate is £80. Post is extra.", ""},
		{"both words of a thing, which stand apart", "How much is a VAT return?", "Fees", "A letter for one return is £210 plus VAT.", "A letter for one return is £210 plus VAT."},
		{"both words of a thing, one with another", "How much is a VAT return?", "Fees", "Self Assessment return for one person: £210 plus VAT.", ""},
		{"the figure of another thing after a semicolon", "How much is an implant?", "Plan", "Members pay 15% less for crowns; implants are left out.", ""},
		{"the figure of the thing after a semicolon", "How much is a crown?", "Plan", "Implants are left out; crowns cost £80.", "Implants are left out; crowns cost £80."},
		{"what is kept is no answer to what is needed", "What documents do I need for a right to rent check?", "Data", "We keep copies of right to rent documents for a year. Post is kept too. So are calls.", ""},
		{"a fact with an exception that was asked for", "How long do you keep right to rent documents?", "Data", "We keep client files for seven years, except right to rent documents. Post is kept too. So are calls.", ""},
		{"a verb that speaks of nothing asked", "When do I have to file my return?", "Records", "Send us your records by 30 November and we file on time. Post is slow. So are we.", ""},
		{"a tax whose name begins like a verb", "When must PAYE be paid?", "Dates", "We pay landlords within three working days. Post is slow. So are we.", ""},
		{"the same said of another thing", "How long is the password valid?", "Portal", "To reset your password choose 'Forgotten'; the reset link is valid for 30 minutes. Ring us. We help.", ""},
		{"the same said of the thing", "How long is the reset link valid?", "Portal", "To reset your password choose 'Forgotten'; the reset link is valid for 30 minutes. Ring us. We help.", "To reset your password choose 'Forgotten'; the reset link is valid for 30 minutes."},
		{"something else said of the thing", "How long is a right to rent check valid?", "Checks", "We keep copies of right to rent checks for 12 months. Ring us. We help.", ""},
		{"what another charges", "What does a contractor charge per hour?", "Meetings", "You can cancel a meeting free of charge up to 24 hours before it. Contractors come quickly. We help.", ""},
		{"what the firm charges for another thing", "What do you charge for an audit?", "Meetings", "We charge £50 for a meeting of an hour. An audit takes days. We help.", ""},
		{"what the firm charges for it", "What do you charge for a meeting?", "Meetings", "We charge £50 for a meeting of an hour. An audit takes days. We help.", "We charge £50 for a meeting of an hour."},
		{"what is taken off a price is no price", "What's the fee for a filling?", "Plan", "Members pay 15% less for fillings. Crowns take long. We help.", ""},
		{"what is taken off, for those who get it", "How much less do members pay for fillings?", "Plan", "Members pay 15% less for fillings. Crowns take long. We help.", "Members pay 15% less for fillings."},
		{"two sentences, neither of which is about it", "What's the fee for a child's filling?", "Fees", "The plan costs £19 for adults and £7 for a child. White filling: from £110. Crowns take long.", ""},
		{"the same said of it", "How long is the code valid?", "Portal", "We send a code. It is valid for 30 minutes. Ring us. We help.", "We send a code.\nIt is valid for 30 minutes."},
		{"the verb with another object", "When do I have to file my return?", "Dates", "We file Real Time Information by the 19th. The return is long.", ""},
		{"the verb with its object", "When do you file the return?", "Dates", "We file the return by the 19th. Post is slow.", "We file the return by the 19th."},
	})
}

func TestTheKindOfFactAskedForMustBeSaidOfIt(t *testing.T) {
	tryAnswers(t, []asking{
		{"what is asked of it is not said", "Is the exit fee refundable?", "Fees", "There is no exit fee after a year.", ""},
		{"what is asked of it is said", "Is the exit fee refundable?", "Fees", "There is no exit fee after a year. Before that the exit fee is not refundable. Keys are handed in.", "Before that the exit fee is not refundable."},
		{"an answer to yes or no", "What may I bring to the meeting?", "Meetings", "Yes, you may bring a friend to the meeting.", ""},
		{"the number of something else", "How many inspections are there?", "Checks", "Inspections take place within two weeks.", ""},
		{"the number of it", "How many inspections are there?", "Checks", "We carry out two inspections a year.", "We carry out two inspections a year."},
		{"for how long, where by when is asked", "By when do you need my records?", "Records", "Keep your records for five years. Send us your records by 30 November. We file them.", "Send us your records by 30 November."},
		{"the subject of how much", "How much notice do you give before an inspection?", "Checks", "The inspection takes place within two working days.", ""},
		{"what the firm offers", "Can you send large print?", "Help", "We can send large print or arrange an interpreter.", "We can send large print or arrange an interpreter."},
		{"what the firm does not offer", "Can you send large print by courier?", "Help", "We can send large print or arrange an interpreter.", ""},
		{"an errand in words of an offer", "Please send large print.", "Help", "We can send large print or arrange an interpreter.", ""},
		{"a rule that is asked for with should", "How long should I keep my records?", "Records", "Keep your records for at least five years.", "Keep your records for at least five years."},
		{"a choice that is asked for with should", "Which scheme should I choose?", "Schemes", "You can choose scheme A or scheme B.", ""},
		{"a word of the question in the condition at the end", "When is the tax return due?", "Self Assessment dates", "Register by 5 October if you have not sent a tax return before. Online returns are due by 31 January. Paper is slow.", "Online returns are due by 31 January."},
		{"a case at the end that the question is about", "What happens if I miss the meeting?", "Meetings", "The fee is charged if you miss the meeting.", "The fee is charged if you miss the meeting."},
		{"the role that was asked for, and nobody", "Who is our account manager?", "Leavers", "Mail goes to the manager. Accounts are closed.", ""},
		{"the role that was asked for, and who it is", "Who is our account manager?", "Leavers", "Your account manager is Nia Rhys. Accounts are closed.", "Your account manager is Nia Rhys."},
		{"the opposite case", "What happens to my deposit if we don't agree?", "Deposits", "If both sides agree, the deposit is returned within ten days. Wear is never deducted. Keys come back.", ""},
		{"the same case", "What happens to my deposit if we agree?", "Deposits", "If both sides agree, the deposit is returned within ten days. Wear is never deducted. Keys come back.", "If both sides agree, the deposit is returned within ten days."},
		{"the same case, denied", "What happens to my deposit if we don't agree?", "Deposits", "If you do not agree, the scheme keeps the deposit. Wear is never deducted. Keys come back.", "If you do not agree, the scheme keeps the deposit."},
		{"a case of which nothing is said", "What happens if I disagree with your final letter?", "Complaints", "You have 12 months from our final letter to go to the Ombudsman. We are slow. Post is free.", ""},
	})
}

func TestHeadingsListsAndRowsAnswerByWhatTheyName(t *testing.T) {
	tryAnswers(t, []asking{
		{"a heading that asks the same", "What records do you need for the return?", "Returns › What we need", "We need your P60 and your bank statements. Records stay with you. So do returns.", "We need your P60 and your bank statements."},
		{"what only other sentences under a heading are about", "What identity do I need for a right to rent check?", "Identity checks and right to rent",
			"We must check the identity of every client. Every adult must pass a right to rent check before the tenancy starts. You can prove your right to rent with a passport or a share code. Tenants normally need an annual income of 30 times the rent.",
			"You can prove your right to rent with a passport or a share code."},
		{"the same where no sentence is about it", "What identity do I need for a right to rent check?", "Identity checks and right to rent",
			"We must check the identity of every client. Every adult must pass a right to rent check before the tenancy starts. Tenants normally need an annual income of 30 times the rent.", ""},
		{"two of a list, where the question does not say which", "When is the tax return due?", "Self Assessment dates",
			"- Register by 5 October if you have not sent a tax return before.\n- Paper returns must be in by 31 October.\n- Online returns are due by 31 January.\n- Payments are due by 31 July.",
			"Paper returns must be in by 31 October.\nOnline returns are due by 31 January."},
		{"one of a list, where the question says which", "When is the online tax return due?", "Self Assessment dates",
			"- Paper returns must be in by 31 October.\n- Online returns are due by 31 January.\n- Payments are due by 31 July.", "Online returns are due by 31 January."},
		{"the number in a column of a row that is named", "How many visits does whitening need?", "Fees", "| Treatment | Fee | Visits |\n|---|---|---|\n| Crown | £650 | two |\n| Whitening at home | £280 | two |", "Whitening at home: the visits are two."},
		{"the number in a column of another row", "How many visits does bleaching need?", "Fees", "| Treatment | Fee | Visits |\n|---|---|---|\n| Crown | £650 | two |\n| Whitening at home | £280 | two |", ""},
		{"the column of a row that is named by a number", "How quickly do you fix a priority two fault?", "How quickly we act", "| Priority | First reply | Aim to fix |\n|---|---|---|\n| One | fifteen minutes | four hours |\n| Two | one hour | one working day |", "Priority two: the aim to fix is one working day."},
		{"a word that only tells rows apart", "What does it cost to have a tooth out?", "Fees", "| Treatment | Fee |\n|---|---|\n| Root canal, front tooth | £420 |\n| Crown | £650 |", ""},
		{"the name of the row with what tells it apart", "What does a root canal on a front tooth cost?", "Fees", "| Treatment | Fee |\n|---|---|\n| Root canal, front tooth | £420 |\n| Root canal, molar | £650 |", "Root canal, front tooth: the fee is £420."},
		{"a row that is named by a number which questions use otherwise", "How fast is your first reply for priority one?", "How quickly we act", "| Priority | First reply | Aim to fix |\n|---|---|---|\n| One | fifteen minutes | four hours |\n| Two | one hour | one working day |", "Priority one: the first reply is fifteen minutes."},
	})
}

func TestDaysAreReadOneByOneAndAsRanges(t *testing.T) {
	for text, want := range map[string][]int{"": nil, "Monday to Wednesday": {0, 1, 2}, "from Friday until Sunday": {4, 5, 6}, "Saturday – Monday": {5, 6, 0},
		"on Mondays and Thursdays": {0, 3}, "every weekday": {0, 1, 2, 3, 4}, "at weekends": {5, 6}, "within two working days": nil, "holidays": nil,
		"ſunday": nil, "Monday to ſunday": {0}} {
		if got := daysOf(text); !slices.Equal(got, want) {
			t.Errorf("daysOf(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestMayIsAMonthBesideANumberAlone(t *testing.T) {
	for text, want := range map[string][]int{"by 31 May": {4}, "in May": {4}, "May 5": {4}, "You may ask. May I?": nil, "24 December and 2 January": {11, 0}, "over Christmas": {11}} {
		if got := monthsOf(text); !slices.Equal(got, want) {
			t.Errorf("monthsOf(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestAVerbIsNoKindOfThing(t *testing.T) {
	for text, want := range map[string][]compound{"the holding deposit": {{"holding", "deposit"}}, "to pay VAT on it": nil, "first payment": nil, "two keys, gas meter": {{"gas", "meter"}}, "usually quick": nil} {
		if got := compoundsOf(text); !slices.Equal(got, want) {
			t.Errorf("compoundsOf(%q) = %v, want %v", text, got, want)
		}
	}
}

// TestWhatAThingIsForIsPartOfTheQuestion has two pages: what one of them says of
// deposits is not for crowns, of which the other speaks.
func TestWhatAThingIsForIsPartOfTheQuestion(t *testing.T) {
	fees, late := passage("f", "Fees", "A crown costs £650. A filling costs £80. Post is free."), passage("l", "Cancelling", "We ask for a deposit of forty pounds after two missed visits. Ring us early. We are kind.")
	for question, want := range map[string]string{
		"What is the deposit for a crown?":        "",
		"What is the deposit for a missed visit?": "We ask for a deposit of forty pounds after two missed visits.",
		"What is the charge for a crown?":         "A crown costs £650.",
	} {
		if got := said(answer(t, ask(question, fees, late))); got != want {
			t.Errorf("%q\n got %q\nwant %q", question, got, want)
		}
	}
}

// TestWhatSharesTheWordsOfAQuestionAndNotItsSenseIsNoAnswer has sentences with nearly
// all words of a question that say something else, and some that say just that.
func TestWhatSharesTheWordsOfAQuestionAndNotItsSenseIsNoAnswer(t *testing.T) {
	const table = "| Service | Fee |\n|---|---|\n| Let only | 8% |\n| Full management | 13% |\n\nWe carry out two inspections a year under full management."
	tryAnswers(t, []asking{
		{"how long something is kept", "How long does a right to rent check take?", "Right to rent", "We keep copies of right to rent documents for 12 months.", ""},
		{"before when something is done", "How long does a right to rent check take?", "Right to rent", "Every adult must pass a right to rent check before the tenancy starts.", ""},
		{"how long it takes", "How long does a right to rent check take?", "Right to rent", "A right to rent check takes two days.", "A right to rent check takes two days."},
		{"notice of something else", "How much notice must the landlord give before an inspection?", "Rules", "Landlords may end full management with two months' written notice.", ""},
		{"notice of just that", "How much notice must the landlord give before an inspection?", "Rules", "Landlords give 24 hours' notice before an inspection.", "Landlords give 24 hours' notice before an inspection."},
		{"a stretch of time that is an amount", "When is the holding deposit returned?", "Deposits", "A holding deposit is capped at one week's rent.", ""},
		{"times that are no fee", "What is the fee for a guarantor?", "References", "Tenants need an income of at least 30 times the monthly rent, or a guarantor.", ""},
		{"the first of another thing", "Is the first viewing free?", "Booking", "The first meeting of each tax year is free.", ""},
		{"the first of just that", "Is the first viewing free?", "Booking", "The first viewing is free.", "The first viewing is free."},
		{"another row of a table", "How many inspections do you carry out a year under let only?", "Fees", table, ""},
		{"the row that was asked for", "How many inspections do you carry out a year under full management?", "Fees", table, "We carry out two inspections a year under full management."},
		{"what the other party does", "How much notice does a landlord give a tenant to leave?", "Rules", "We write to landlords and tenants. A tenant who wishes to leave gives two months' notice.", ""},
		{"the price of something else", "How much does an urgent repair cost?", "Fees", "Work that is to be done within five days carries an urgent fee of 25%.", ""},
		{"the price of just that", "How much does an urgent repair cost?", "Fees", "An urgent repair costs £90.", "An urgent repair costs £90."},
		{"a word that says which", "Which bank do you use?", "Records", "We need your P60 and your bank interest certificates.", ""},
	})
}
