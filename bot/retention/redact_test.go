package retention

import (
	"regexp"
	"strings"
	"testing"

	"countersign/bot"
)

// TestANameIsRedactedInAnyAlphabetAndNotWithinAWord: an accent at the end of a
// name is no end of a word to every matcher.
func TestANameIsRedactedInAnyAlphabetAndNotWithinAWord(t *testing.T) {
	jose, elodie := bot.Person{ID: "U-2", Name: "José Núñez"}, bot.Person{ID: "S-3", Name: "Élodie O'Hé"}
	k := &bot.Case{Platform: bot.Slack, Client: jo, Owner: elodie.Name, OwnerID: elodie.ID}
	r := newRedactor(holding{k, []bot.Person{jose}}, Subject{Platform: bot.Slack, ID: jo.ID, Names: []string{"Jo Núñez"}}, []string{"Café É", " "}, &roll{})
	r.known = []string{"Łukasz Żak"}
	for text, want := range map[string]string{
		"José asked Joséphine; (José) José.": "[another person] asked Joséphine; ([another person]) [another person].",
		"Élodie, tÉlodie and Élodie's":       "[member of staff 1], tÉlodie and [member of staff 1]'s",
		"josé núñez wrote, Núñez too":        "[another person] wrote, Núñez too", // the subject shares the second
		"ring O'Hé or O'Hélène":              "ring [member of staff 1] or O'Hélène",
		"at café é, not café été":            "at [another client], not café été",
		"łukasz żak, and łukasz żaki":        "[another person], and łukasz żaki",
		"U-2, U-21 and XU-2":                 "[another person], U-21 and XU-2",
		"José" + "\u0301":                    "José" + "\u0301", // a mark makes it another letter
	} {
		if got := r.text(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// TestEverybodyOfTheFirmWhoHadToDoWithACaseIsANumber, the same all through.
func TestEverybodyOfTheFirmWhoHadToDoWithACaseIsANumber(t *testing.T) {
	who := func(name string) bot.Person { return bot.Person{ID: "S-" + name, Name: name} }
	k := &bot.Case{Platform: bot.Slack, Client: jo, Owner: "Owner", OwnerID: "S-Owner",
		Decisions: []bot.Decision{{By: who("Decider"), To: who("Receiver")}, {By: bot.Person{Name: "Nameonly"}}, {}},
		Promises:  []bot.Promise{{By: who("Promiser"), KeptBy: who("Keeper")}},
		Records:   []bot.Record{{OpenedBy: who("Opener"), AckBy: who("Acker"), ClosedBy: who("Closer")}},
		Mark:      &bot.Mark{By: who("Marker")}, SnoozedBy: who("Snoozer"),
		Messages: []bot.Message{{Role: bot.RoleStaff, Author: who("Writer")}, {Role: bot.RoleClient, Author: jo}}}
	staff := &roll{}
	r := newRedactor(holding{k: k}, Subject{Platform: bot.Slack, ID: jo.ID, Names: []string{jo.Name}}, nil, staff)
	names := "Owner Decider Receiver Nameonly Promiser Keeper Opener Acker Closer Marker Snoozer Writer"
	seen := map[string]bool{}
	for _, name := range strings.Fields(names) {
		got := r.text("ask " + name + ".")
		if !strings.HasPrefix(got, "ask [member of staff ") || seen[got] {
			t.Errorf("%s became %q, want a number of their own", name, got)
		}
		seen[got] = true
		if name != "Nameonly" {
			if byID := r.text("ask S-" + name + "."); byID != got {
				t.Errorf("S-%s became %q, and their name %q", name, byID, got)
			}
		}
	}
	if again := staff.of(bot.Person{ID: "S-Owner", Name: "spelt otherwise"}); again != "[member of staff 1]" || len(staff.seen) != len(seen) {
		t.Errorf("the first became %s, of %d", again, len(staff.seen))
	}
	if staff.of(bot.Person{Name: "Nameonly"}) == staff.of(bot.Person{Name: "Another"}) {
		t.Error("two people without an id are one number")
	}
	if got := r.text("Jo Marmalade asked"); got != "Jo Marmalade asked" {
		t.Errorf("the subject's own name became %q", got)
	}
}

// TestHowManyWordsInARowMakeATextSomebodyElses: three of a short message, six of a
// long one.
func TestHowManyWordsInARowMakeATextSomebodyElses(t *testing.T) {
	for _, tt := range []struct {
		wrote, text string
		want        bool
	}{
		{"call me back", "Call me, back!", true}, {"call me", "Call me", false},
		{"flat 12 is damp", "In flat 12 is damp", true}, {"flat 12 is damp", "In flat 13 is damp", false},
		{"one two three four five six", "one two three four five six", true},
		{"one two three four five six", "one two three four five", false},
		{"one two three four five six seven", "zero two three four five six seven", true},
		{"one two three four five six seven", "one two three four five six eight", true},
		{"one two three four five six seven", "one two three four five", false},
		{"", "", false}, {"", "one two three", false},
	} {
		k := &bot.Case{Platform: bot.Slack, Messages: []bot.Message{{Role: bot.RoleClient, Author: sam, Text: tt.wrote}, {Role: bot.RoleStaff, Author: ann, Text: tt.text}}}
		r := newRedactor(holding{k: k}, Subject{Platform: bot.Slack, ID: jo.ID}, nil, &roll{})
		if got := r.text(tt.text) == withheld; got != tt.want {
			t.Errorf("of %q, %q is withheld: %t, want %t", tt.wrote, tt.text, got, tt.want)
		}
	}
}

func TestANameThatBeginsInsideALongerWordsMatchIsFound(t *testing.T) {
	n := naming{regexp.MustCompile("(?i)Jo Jo"), "[another person]"}
	if got := n.in("xJo Jo Jo"); got != "xJo [another person]" {
		t.Errorf("got %q", got)
	}
}
