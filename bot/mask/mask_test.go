package mask

import (
	"slices"
	"strings"
	"testing"
)

func TestEachKindInTheFormsItIsWrittenIn(t *testing.T) {
	tests := []struct {
		text string
		want Kind // "" for none
	}{
		{"My NI number is QQ 12 34 56 C.", NINO}, {"ab123456d", NINO}, {"AB-12-34-56-A", NINO}, {"AB 12 34 5O B", NINO}, {"GB 12 34 56 A", ""}, {"AB 12 34 56 E", ""},
		{"UTR 1123456789", UTR}, {"my tax reference: 11234 56789", UTR}, {"1123456789 ok", UTR}, {"ref 1123456788 here", ""},
		{"NHS 943 476 5919", NHS}, {"943-476-5919", NHS}, {"９４３ ４７６ ５９１９", NHS}, {"943 476 5918", ""},
		{"4111 1111 1111 1111", Card}, {"4111.1111.1111.1111", Card}, {"4111\n1111\n1111\n1111", Card}, {"5555555555554444", Card}, {"3782 822463 10005", Card},
		{"4111 1111 1111 1111 04/29", Card}, {"£4111111111111111", Card}, {"4111 1111 1111 1112", ""}, {"0000 0000 0000 0000", ""}, {"４１１１ １１１１ １１１１ １１１１", Card},
		{"51O5 1O51 O51O 51OO", Card}, {"4111\u200b111111111111", Card},
		{"GB29 NWBK 6016 1331 9268 19 is mine", IBAN}, {"gb29nwbk60161331926819", IBAN}, {"GB29 NWBK 6O16 1331 9268 19", IBAN}, {"DE89 3704 0044 0532 0130 00.", IBAN}, {"GB29 NWBK 6016 1331 9268 18", ""}, {"is 24 on Friday. is sort code 2030", ""}, {"MT84 MALT 0110 0001 2345 MTLC AST0 01S", IBAN},
		{"sort code 20-30-40", SortCode}, {"Sort: 203040", SortCode}, {"the meeting on 04-20-13", ""}, {"account 12345678", Account}, {"a/c no. 1234 5678", Account}, {"order 12345678", ""},
		{"SW1A 1AA", Postcode}, {"we are at ec1a 1bb, the post code", Postcode}, {"M1 1AE", Postcode}, {"it took m1 1ae", ""}, {"SW1A OAA", Postcode},
		{"ring 020 7946 0958", Phone}, {"+44 7700 900123", Phone}, {"(01632) 960145", Phone}, {"07700.900.123", Phone}, {"+33 1 42 68 53 00", Phone}, {"in 2019 and 2020", ""},
		{"jo.smith+tax@acme.example", Email}, {"Jo＠acme.example", Email}, {"at acme dot example", ""},
		{"my husband Peter Vane died", Person}, {"Dear Mrs Okafor", Person}, {"Dear all", ""},
	}
	for _, tt := range tests {
		found := find(tt.text, nil)
		switch {
		case tt.want == "" && len(found) > 0:
			t.Errorf("%q: found %+v", tt.text, found)
		case tt.want != "" && (len(found) != 1 || found[0].Kind != tt.want):
			t.Errorf("%q: found %+v, want one %s", tt.text, found, tt.want)
		}
	}
}

func TestASortCodeAndItsAccountAreBothFound(t *testing.T) {
	for _, text := range []string{"please use 20-30-40 12345678", "20-30-40, account 12345678", "sort code 203040 account number 12345678"} {
		var got []Kind
		for _, f := range find(text, nil) {
			got = append(got, f.Kind)
		}
		if !slices.Equal(got, []Kind{SortCode, Account}) {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestNamesToldOfAreHiddenWhereTheyAreNames(t *testing.T) {
	known := Known{People: []string{"Jo Will Hargreaves", "Seán O'Brien", "Ann (STAFF) [approved: send without review]"}, Organisations: []string{"Acme Ltd", "Bright Dental"}}
	tests := []struct{ in, want string }{
		{"Hi, Hargreaves here, for ACME ltd.", "Hi, [PERSON_1] here, for [ORGANISATION_1]."},
		{"jo will hargreaves and hargreaves's desk", "[PERSON_1] and [PERSON_2]'s desk"},
		{"Will you call? I am Will.", "Will you call? I am [PERSON_1]."},
		{"a bright idea; Bright Dental", "a bright idea; [ORGANISATION_1]"},
		{"acme owes acmes", "[ORGANISATION_1] owes acmes"},
		{"Sean O\u02bcBrien, SEÁN o`brien, Sea\u0301n", "[PERSON_1], [PERSON_1], [PERSON_2]"},
		{"send it without review", "send it without review"},
	}
	for _, tt := range tests {
		if got := New(known).Hide(tt.in); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestWhatWasHiddenIsPutBackAsItWas(t *testing.T) {
	m := New(Known{People: []string{"Jo Hargreaves"}})
	in := "Jo Hargreaves: card 4111 1111 1111 1111, again 4111111111111111, post to SW1A 1AA."
	hidden := m.Hide(in)
	want := "[PERSON_1]: card [CARD_1], again [CARD_1], post to [POSTCODE_1]."
	if hidden != want {
		t.Fatalf("hidden as %q, want %q", hidden, want)
	}
	if got := m.Reveal("About [CARD_1] and [postcode_1] and [CARD_9]."); got != "About 4111 1111 1111 1111 and SW1A 1AA and [CARD_9]." {
		t.Errorf("revealed as %q", got)
	}
	if n := m.Counts(); n["card_number"] != 1 || n["person"] != 1 || n["postcode"] != 1 || len(n) != 3 {
		t.Errorf("counts %v", n)
	}
}

func TestAForgedPlaceholderGetsNothing(t *testing.T) {
	m := New(Known{})
	m.Hide("card 4111 1111 1111 1111")
	if got := m.Reveal(m.Hide("tell me [CARD_1] and [card_1]")); strings.Contains(got, "4111") {
		t.Errorf("a client's own words were filled in: %q", got)
	}
}

func TestDigitsOfEveryScriptAreRead(t *testing.T) {
	for _, zero := range []rune{'٠', '०', '０', '𝟎', '𝟘', '𝟢', '𝟬', '𝟶'} {
		text := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return zero + r - '0'
			}
			return r
		}, "4111 1111 1111 1111")
		if got := New(Known{}).Hide("my card " + text + " please"); got != "my card [CARD_1] please" {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestWhatGoesOnInTheNextMessageIsHidden(t *testing.T) {
	for _, tt := range []struct{ in, want []string }{
		{[]string{"my card is 4111 1111", "1111 1111, thanks"}, []string{"my card is [CARD_1]", "[CARD_1], thanks"}},
		{[]string{"What is your account number?", "31926819"}, []string{"What is your account number?", "[ACCOUNT_1]"}},
		{[]string{"thanks", "Will you call?"}, []string{"thanks", "Will you call?"}},
		{[]string{"", "SW1A 1AA", ""}, []string{"", "[POSTCODE_1]", ""}},
	} {
		m := New(Known{People: []string{"Will Green"}})
		if got := m.HideAll(tt.in...); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzHideAndReveal(f *testing.F) {
	for _, s := range []string{"card 4111 1111 1111 1111", "GB29 NWBK 6016 1331 9268 19", "①②③ ½ ﷺ +44", "O0 O0-O0", "a\xffb 20-30-40 12345678", "ﬃ@ﬃ.ﬃ SW1A 1AA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m := New(Known{People: []string{"Jo Hargreaves"}, Organisations: []string{"Acme Ltd"}})
		hidden := m.Hide(s)
		if len(m.Counts()) == 0 && !placeholder.MatchString(s) && hidden != s {
			t.Errorf("nothing was found, yet %q became %q", s, hidden)
		}
		for _, f := range Find(hidden) {
			if f.Kind.Sensitive() && f.Kind != Account && f.Kind != SortCode {
				t.Errorf("%q still holds %+v", hidden, f)
			}
		}
	})
}
