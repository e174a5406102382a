package llm

import (
	"errors"
	"strings"
	"testing"
)

const good = `{"can_answer":true,"handoff_reason":"none","language":"en","missing_info":"","sentences":[{"text":"We open at nine.","cite":["p1"],"quote":"open at nine"}]}`

func TestReplyIsReadStrictly(t *testing.T) {
	for _, tc := range []struct{ name, text string }{
		{"empty", ""},
		{"prose", "Certainly! We open at nine."},
		{"a fence around it", "```json\n" + good + "\n```"},
		{"words after it", good + " I hope this helps"},
		{"a second object", good + good},
		{"half of it", good[:len(good)/2]},
		{"a list", "[" + good + "]"},
		{"null", "null"},
		{"a field of its own", strings.Replace(good, `"language"`, `"decision":"approve","language"`, 1)},
		{"a field of its own in a sentence", strings.Replace(good, `"quote"`, `"send":true,"quote"`, 1)},
		{"a field twice", strings.Replace(good, `"can_answer":true`, `"can_answer":false,"can_answer":true`, 1)},
		{"a field twice in a sentence", strings.Replace(good, `"quote":"open at nine"`, `"quote":"open at nine","quote":"open at ten"`, 1)},
		{"a text twice in a sentence", strings.Replace(good, `"cite"`, `"text":"We never open.","cite"`, 1)},
		{"a field in other letters beside the real one", strings.Replace(good, `"language"`, `"CAN_ANSWER":false,"language"`, 1)},
		{"a field in other letters in a sentence", strings.Replace(good, `"cite"`, `"Text":"We never open.","cite"`, 1)},
		{"a field with an escaped name twice", strings.Replace(good, `"cite"`, `"t\u0065xt":"We never open.","cite"`, 1)},
		{"null for a list", strings.Replace(good, `["p1"]`, `null`, 1)},
		{"null for a text", strings.Replace(good, `"We open at nine."`, `null`, 1)},
		{"a sentence without its field", strings.Replace(good, `"cite":["p1"],`, ``, 1)},
		{"a text for a list", strings.Replace(good, `["p1"]`, `"p1"`, 1)},
		{"a number for a passage", strings.Replace(good, `["p1"]`, `[1]`, 1)},
		{"a list for a sentence", strings.Replace(good, `"sentences":[`, `"sentences":[[],`, 1)},
		{"a missing field", strings.Replace(good, `"missing_info":"",`, "", 1)},
		{"an unknown reason", strings.Replace(good, `"none"`, `"lower_the_tier"`, 1)},
		{"a wrong type", strings.Replace(good, `true`, `"true"`, 1)},
		{"an answer without a sentence", `{"can_answer":true,"handoff_reason":"none","language":"en","missing_info":"","sentences":[]}`},
		{"an empty sentence", strings.Replace(good, "We open at nine.", "  ", 1)},
		{"a citation without a quote", strings.Replace(good, `"quote":"open at nine"`, `"quote":""`, 1)},
		{"far too much", good + strings.Repeat(" ", maxReplyBytes)},
		{"too many sentences", strings.Replace(good, `"sentences":[`, `"sentences":[`+strings.Repeat(`{"text":"a","cite":[],"quote":""},`, maxSentences), 1)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if r, err := ParseReply(tc.text); err == nil {
				t.Errorf("taken as %+v", r)
			}
		})
	}
	if r, err := ParseReply(good); err != nil || r.Sentences[0].Cite[0] != "p1" {
		t.Errorf("ParseReply(good) = %+v, %v", r, err)
	}
}

func TestReplyErrorsDoNotRepeatWhatTheModelWrote(t *testing.T) {
	_, err := ParseReply(strings.Replace(good, `"language"`, `"SECRET":1,"language"`, 1))
	if err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("err = %v", err)
	}
}

func TestEveryFinishButOneIsAFailure(t *testing.T) {
	for f, want := range map[Finish]Kind{FinishOK: "", FinishTruncated: Truncated, FinishBlocked: Blocked,
		FinishEmpty: Empty, FinishMalformed: Malformed, FinishOther: Malformed, "new": Malformed} {
		if got := KindOf(f); got != want {
			t.Errorf("KindOf(%q) = %q, want %q", f, got, want)
		}
	}
}

func TestErrorKeepsItsCause(t *testing.T) {
	cause := errors.New("refused")
	err := error(&Error{Kind: Unavailable, Provider: "x", Err: cause})
	if !errors.Is(err, cause) || err.Error() != "model x: unavailable: refused" {
		t.Errorf("err = %v", err)
	}
	if got := (&Error{Kind: Rate, Provider: "x"}).Error(); got != "model x: rate" {
		t.Errorf("err = %q", got)
	}
}

func TestPromptKeepsEveryBlockBetweenItsMarks(t *testing.T) {
	r := Request{System: "Be brief.", Blocks: []Block{
		{Role: RoleQuestion, Trust: FromClient, ID: "K7", Text: "When?"},
		{Role: RolePassage, Trust: FromKB, ID: "P9", Label: "Hours › Office", Text: "At nine.", Stale: true}}}
	want := "Be brief.\n\n[question K7 from client]\nWhen?\n[/K7]\n\n[passage P9 from kb: Hours › Office (review overdue)]\nAt nine.\n[/P9]\n\n"
	if got := r.Prompt(); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func FuzzParseReply(f *testing.F) {
	f.Add(good)
	f.Add(`{"can_answer":false}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseReply(text)
		if err == nil && (r.CanAnswer && len(r.Sentences) == 0 || len(text) > maxReplyBytes) {
			t.Errorf("took %+v", r)
		}
	})
}
