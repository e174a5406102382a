package llm

import "testing"

func TestAnHourInWordsIsToldFromAnotherNumber(t *testing.T) {
	for text, want := range map[string]bool{
		"We open at nine.": true, "The desk closes at half past five on Fridays.": true, "It runs from nine until one.": true, "Between seven in the morning and seven in the evening.": true,
		"We are here from nine to five each day.": true, "Come before ten if you can.": true, "Keys are handed in by noon.": true, "Copies are made every night at two.": true, "Ring us at eight o’clock sharp.": true,
		"We open at nine and close at five.": true, "At a quarter to nine, sharp.": true, "We open at nine, and one of us is there.": true,

		"At one of our offices.": false, "It takes from two to five weeks.": false, "They are deleted after ten.": false, "Signed by two directors.": false, "At two sites.": false,
		"Between four and six visits.": false, "Up to two.": false, "It must be asked for before two years are over.": false, "From one to the other.": false,
		"Send it to one person.": false, "At seven pounds a month.": false, "": false,
	} {
		if got := saysHour(text); got != want {
			t.Errorf("saysHour(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestFiguresInWordsAreFactsOfTheirKind(t *testing.T) {
	for text, want := range map[string]kind{
		"We open at nine.": kindTime, "Copies cost four pounds a page.": kindAmount, "It is ninety-five pence.": kindAmount, "It is twenty per cent.": kindAmount, "It takes forty minutes.": kindDuration,
		"It lasts half an hour.": kindDuration, "Come within an hour.": kindDuration, "Keep it for twenty-one days.": kindDuration, "At least fourteen characters.": kindNumber, "Payable within fourteen days of the invoice.": kindDuration | kindBy,
		"It must be in by noon.": kindTime | kindBy, "For treatment above five hundred pounds.": kindAmount,
	} {
		if got := kindsOf(text); got&want != want {
			t.Errorf("%q gives %b, want %b among it", text, got, want)
		}
	}
	for text, not := range map[string]kind{
		"One of our engineers calls at two sites.": kindTime | kindDuration | kindAmount, "Work costs £38 an hour.": kindDuration | kindTime,
		"Members pound the street.": kindAmount, "Three people come.": kindTime | kindDuration,
	} {
		if got := kindsOf(text); got&not != 0 {
			t.Errorf("%q gives %b, and none of %b", text, got, not)
		}
	}
}
