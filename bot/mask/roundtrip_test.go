package mask

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestAConversationComesBackAsItWasWhateverStandsInIt puts values of every kind
// into words by chance, over several messages: what leaves holds none of them, and
// what comes back is what was written, to the byte.
func TestAConversationComesBackAsItWasWhateverStandsInIt(t *testing.T) {
	values := []string{"4111 1111 1111 1111", "QQ 12 34 56 C", "943 476 5919", "GB29 NWBK 6016 1331 9268 19", "sort code 20-30-40", "account 12345678",
		"SW1A 1AA", "020 7946 0958", "jo.smith+tax@acme.example", "Jo Hargreaves", "Acme Ltd", "1123456789"}
	fillers := strings.Fields("the rent is due on Friday please tell me about £1,150 and 24 hours thanks 31/01/2027 P60 or ")
	rng := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		m := New(Known{People: []string{"Jo Hargreaves"}, Organisations: []string{"Acme Ltd"}})
		var messages []string
		planted := map[string]bool{}
		for range 1 + rng.IntN(4) {
			var words []string
			for range 1 + rng.IntN(6) {
				words = append(words, fillers[rng.IntN(len(fillers))])
				if rng.IntN(2) == 0 {
					v := values[rng.IntN(len(values))]
					planted[v] = true
					words = append(words, v+",")
				}
			}
			messages = append(messages, strings.Join(words, " "))
		}
		hidden := m.HideAll(messages...)
		for v := range planted {
			secret := strings.TrimPrefix(strings.TrimPrefix(v, "sort code "), "account ")
			if all := strings.Join(hidden, "\n"); strings.Contains(all, secret) {
				t.Fatalf("%q leaves in %q", secret, all)
			}
		}
		for i := range messages {
			if got := m.Reveal(hidden[i]); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(messages[i]), " ") {
				t.Fatalf("%q came back as %q, by way of %q", messages[i], got, hidden[i])
			}
		}
	}
}

func TestAValueKeepsOnePlaceholderAndTwoValuesHaveTwo(t *testing.T) {
	m := New(Known{})
	got := m.HideAll("ring 020 7946 0958", "or +44 20 7946 0958, not 020 7946 0959")
	if got[0] != "ring [PHONE_1]" || got[1] != "or [PHONE_1], not [PHONE_2]" {
		t.Errorf("hidden as %q", got)
	}
}

func TestWhatIsHiddenTwiceIsHiddenOnce(t *testing.T) {
	m := New(Known{People: []string{"Jo Hargreaves"}})
	once := m.Hide("Jo Hargreaves, SW1A 1AA")
	if again := New(Known{People: []string{"Jo Hargreaves"}}).Hide(once); len(Placeholders(again)) > 2 || strings.Contains(again, "[[") {
		t.Errorf("%q became %q", once, again)
	}
}

func TestEveryKindHasItsWordsForOneAndForMore(t *testing.T) {
	for _, name := range Kinds() {
		k := Kind(name)
		if one, more := k.Words(1), k.Words(3); one == "" || one == more || !strings.Contains(more, "3") {
			t.Errorf("%s: %q and %q", k, one, more)
		}
	}
}
