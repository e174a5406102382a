package triage

import (
	"strings"
	"testing"

	"countersign/bot"
)

// TestADisguisedWordIsReadAsTheWord has loaded words as people hide them, stress
// them or mistype them, each with the reason and the urgency of the plain word.
func TestADisguisedWordIsReadAsTheWord(t *testing.T) {
	for code, texts := range map[bot.Code][]string{
		bot.Complaint: {"I want to make a _complaint_", "I want to make a *complaint*", "I want to make a \"complaint\"", "I want to make a cömplaïnt",
			"I want to make a c\u0336o\u0336m\u0336p\u0336l\u0336a\u0336i\u0336n\u0336t\u0336", "I want to make a c o m p l a i n t", "I want to make a c.o.m.p.l.a.i.n.t",
			"I want to make a c-o-m-p-l-a-i-n-t", "I want to make a c0mpla1nt", "I want to make a comlpaint", "I want to make a complant", "I want to make a com-plaint",
			"I want to make a formal complait.", "I want to make a com plaint", "I want to make a compliant", "This is *not* good enough", "This is not _good_ enough",
			"I WАNT TO MАKE A СОМPLАINT", "ɪ ᴡᴀɴᴛ ᴛᴏ ᴍᴀᴋᴇ ᴀ ᴄᴏᴍᴘʟᴀɪɴᴛ", "I want to make a 🅲🅾🅼🅿🅻🅰🅸🅽🆃"},
		bot.LegalThreat: {"my solictor will be in touch", "my soliciter will be in touch", "my $olicitor will be in touch", "I am going to the ombusdman", "I am going to the omsbudsman"},
		bot.Safety: {"I am thinking about suiside", "I am thinking about s u i c i d e", "I am thinking about su1cide", "I am thinking about suic!de", "I want to k1ll myself",
			"I want to unalive myself", "i wanna kms", "I smell g a s in the hall", "I smell gaz in the hall", "a smel of gass in the hall", "my son took an overdos"},
	} {
		for _, text := range texts {
			wantPerson(t, text, code)
		}
	}
}

// TestPlainWordsAreNotTakenForDisguisedOnes has references, initials, shorthand
// and words that are one letter from a loaded one.
func TestPlainWordsAreNotTakenForDisguisedOnes(t *testing.T) {
	for _, text := range []string{"the P45, the SA100 and the CT600 please", "y r u open on Sunday?", "can u b there at 2", "make the form compliant please", "is it GDPR compliant?",
		"the solicitor's postcode changed", "the H.M.R.C. letter", "the 'old' form", "mail jo@acme.com", "£50k of stock", "e.g. the VAT return, i.e. the last one",
		"A B C or D, which box?", "the P.A.Y.E. reference"} {
		if a := assess(t, of(text)); len(ruled(a)) > 0 {
			t.Errorf("%q gives %v", text, ruled(a))
		}
	}
}

// TestAMessageWrittenInSignsGoesToAPerson has whole messages that readers read and
// rules do not: digits for letters, letters of flags, dotted words, no spaces,
// letters drawn out, HTML entities.
func TestAMessageWrittenInSignsGoesToAPerson(t *testing.T) {
	for text, want := range map[string]bot.Code{
		"1 w4n7 70 k1ll my53lf":                           bot.Safety,
		"! w@nt to k!11 my$e1f":                           bot.Safety,
		"1 w4nt t0 m4ke 4 c0mpl41nt":                      bot.Complaint,
		"my hu5b4nd d13d l45t w33k":                       bot.Vulnerability,
		"pl3453 53nd 50m30n3 70 h3lp u5":                  bot.Unreadable,
		"🇮 🇼🇦🇳🇹 🇹🇴 🇩🇮🇪":                                   bot.Safety,
		"🇮 🇼🇮🇱🇱 🇰🇮🇱🇱 🇲🇾🇸🇪🇱🇫":                              bot.Safety,
		"t.h.e.r.e i.s a f.i.r.e i.n t.h.e k.i.t.c.h.e.n": bot.Safety,
		"w.e a.r.e o.f.f t.o t.h.e b.e.a.c.h":             bot.Unreadable,
		"I ' m  t a k i n g  y o u  t o  c o u r t":       bot.LegalThreat,
		"a s k  f o r  a  b o a t  o f  t e a":            bot.Unreadable,
		"iwanttomakeacomplaintaboutyou":                   bot.Unreadable,
		"I'mtakingyoutocourtoverthis":                     bot.Unreadable,
		"#IWantToMakeAComplaint":                          bot.Complaint,
		"I wanttt to killll myself":                       bot.Safety,
		"I don'tttt want to be here anymoreeee":           bot.Safety,
		"I want to m&#97;ke a compl&#97;int":              bot.Complaint,
		"I c&#97;n&apos;t afford the rent":                bot.Hardship,
		"I can&rsquo;t afford the rent":                   bot.Hardship,
		"my wife... passed... away":                       bot.Vulnerability,
		"my wife … passed … away":                         bot.Vulnerability,
		"I'm_drowning_in_debt":                            bot.Hardship,
		"we can t make payroll":                           bot.Hardship,
		"my wife had a misscarriage":                      bot.Vulnerability,
	} {
		wantPerson(t, text, want)
	}
}

// TestTwoDisguisesAtOnceAreBothTakenOff has words that are parted from others, or
// from marks, and hidden besides.
func TestTwoDisguisesAtOnceAreBothTakenOff(t *testing.T) {
	for text, want := range map[string]bot.Code{
		"I'm thinking about su1cide...":            bot.Safety,
		"my solictor… will write to you":           bot.LegalThreat,
		"I want to make a c0mplaint😡":              bot.Complaint,
		"I want to make a c.o.m.p.l.a.i.n.t...":    bot.Complaint,
		"I want to make a c_o_m_p_l_a_i_n_t":       bot.Complaint,
		"1_w4nt_t0_k1ll_my53lf":                    bot.Safety,
		"i/want/to/k1ll/myself":                    bot.Safety,
		"i/want/to/k1ll/myself/today please":       bot.Safety,
		"h3lp, pl34se, 1 w4n7 70 d13.":             bot.Safety,
		"#IWantToComplain.":                        bot.Complaint,
		"#IWantToMakeAComplaint!":                  bot.Complaint,
		"#IWantToMakeAComplaintAboutYou, she said": bot.Complaint,
	} {
		wantPerson(t, text, want)
	}
	if _, found := fold("pl3453, 53nd, 50m30n3, h3lp.").undisguised(reading{}); found.signed != 2 {
		t.Errorf("%d words with signs and marks after them are counted, want 2", found.signed)
	}
}

// TestCodesNamesAndFlagsAreNoDisguise has what looks like signs for letters in
// everyday messages.
func TestCodesNamesAndFlagsAreNoDisguise(t *testing.T) {
	for _, text := range []string{"is the probate form PA1P or PA1A if there was a will?", "the postcodes are SW1A 1AA, E14 5AB and W1A 0AX", "The right name is S-i-o-b-h-a-n M-c-C-a-r-t-h-y",
		"is it QuickBooks or FreeAgent or GoCardless?", "the office is closed 🇬🇧🇮🇪 on Monday?", "sooo excited, see you at the gooooal!", "www.example.com/helloooo is down?", "P11D, P60 and P45s please",
		"R&D claim & VAT return; what&nbsp;is due?", "is https://a1b.example.com/h3llo/w0rld/s1gned/f0rms the right page?", "file tax_return_2024_q4_v1.pdf?"} {
		if a := assess(t, of(text)); len(ruled(a)) > 0 {
			t.Errorf("%q gives %v", text, a.Reasons)
		}
	}
	if f := fold("R&amp;D &amp claim &lt;b&gt;"); f.text != "r&d &amp claim <b>" || f.clean != "R&amp;D &amp claim &lt;b&gt;" {
		t.Errorf("entities: %q, %q", f.text, f.clean)
	}
}

// TestASentenceOfLettersThatStandApartGoesToAPerson has words whose bounds are lost.
func TestASentenceOfLettersThatStandApartGoesToAPerson(t *testing.T) {
	wantPerson(t, "h e l p m e n o w", bot.Unreadable)
}

func TestNothingButMarksIsNothingToSortBy(t *testing.T) {
	for _, text := range []string{"!!!", "...", "?", "***", " - ", "\uFFFD\uFFFD", "\uFFFC\n", "👍\uFFFD"} {
		if a := assess(t, of(text)); a.Tier != bot.TierHuman || a.NoReply {
			t.Errorf("%q is %s, without a reply: %v", text, a.Tier, a.NoReply)
		}
	}
}

// TestKeyWordsAreFoundAtOneSlip tries every slip of one letter on every key word.
func TestKeyWordsAreFoundAtOneSlip(t *testing.T) {
	for key := range strings.FieldsSeq(keyWords) {
		for i := range key {
			for _, slip := range []string{key[:i] + key[i+1:], key[:i] + "q" + key[i:], key[:i] + "q" + key[i+1:]} {
				if got := spelt(slip); len(slip) >= 6 && spelt(key) == key && got != key && !strings.HasPrefix(got, key) && !strings.HasPrefix(key, got) {
					t.Errorf("%q is read as %q, want %q", slip, got, key)
				}
			}
		}
	}
	for word := range otherWords {
		if got := spelt(word); got != "" {
			t.Errorf("%q is read as %q", word, got)
		}
	}
}
