package triage

import (
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestTheLengthOfATextIsBounded(t *testing.T) {
	usual, most := lengthOf(strings.Repeat("word ", usualWords)), lengthOf(strings.Repeat("word ", mostWords))
	if usual != 0 {
		t.Errorf("a usual text is %v long, want 0", usual)
	}
	if twice := lengthOf(strings.Repeat("word ", 2*usualWords)); twice != 1 {
		t.Errorf("one twice as long is %v long, want 1", twice)
	}
	if got := lengthOf(strings.Repeat("word ", 5*mostWords)); got != most {
		t.Errorf("whoever writes on and on gets %v, want %v: padding would weigh a sentence down", got, most)
	}
	if none, one := lengthOf(""), lengthOf("help"); none != one {
		t.Errorf("no word is %v long, one word %v", none, one)
	}
}

// TestALongLastMessageWeighsLessByTheSameOdds: what is found of the words of a thread
// is the same here, and the shipped weights take less of it where there are more words.
func TestALongLastMessageWeighsLessByTheSameOdds(t *testing.T) {
	w, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	turns := []bot.Turn{staff(time.Hour, "Which day suits you?")}
	same := func(string, []string) (float64, float64) { return 1, 1 }
	points := func(words int) int {
		return w.Points.thread(threadFigures(turns, "U_JO", strings.Repeat("word ", words), 1, same), nil)
	}
	if few, many := points(3), points(60); few <= many {
		t.Errorf("three words weigh %d, sixty %d", few, many)
	}
}
