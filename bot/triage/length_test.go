package triage

import (
	"strings"
	"testing"
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
