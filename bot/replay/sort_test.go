package replay

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// keeper keeps what it was asked; whatever says "angry" goes to a person.
type keeper struct{ asked []bot.Situation }

func (k *keeper) Assess(_ context.Context, s bot.Situation) (bot.Assessment, error) {
	k.asked = append(k.asked, s)
	out := bot.Assessment{Tier: bot.TierRoutine, Topic: "fees", Cut: 40}
	if strings.Contains(s.Messages[0].Text, "angry") {
		out.Tier, out.Weight, out.Reasons = bot.TierHuman, 60, []bot.Reason{{Code: bot.Anger, Points: 60, Source: "rules"}}
	}
	return out, nil
}

func sortedOf(t *testing.T, csv string) ([]Sorted, *keeper) {
	t.Helper()
	k := &keeper{}
	all, err := Sort(t.Context(), k, readOK(t, csv), nil)
	if err != nil {
		t.Fatal(err)
	}
	return all, k
}

const threads = `enquiry_id,timestamp,client,channel,thread_id,text,first_response_minutes,resolution_minutes
E3,2026-11-03 09:00,Ann,slack:#ann,t1,Any news?,,
E1,2026-11-02 09:00,Ann,slack:#ann,t1,I am angry,30,600
E2,2026-11-02 09:10,Ann,slack:#ann,t2,What is the fee?,,
E4,2026-11-03 10:00,Bob & Co,slack:#bob,t1,Does Ann rent from you?,,
E5,2027-02-01 10:00,Ann,slack:#ann,t3,Hello again,,
`

func TestEachEnquirySeesWhatCameBeforeItAndNothingElse(t *testing.T) {
	all, k := sortedOf(t, threads)
	if got := []string{all[0].ID, all[1].ID, all[2].ID, all[3].ID, all[4].ID}; !slices.Equal(got, []string{"E1", "E2", "E3", "E4", "E5"}) {
		t.Fatalf("not in the order of time: %v", got)
	}
	first, second, third, other, later := k.asked[0], k.asked[1], k.asked[2], k.asked[3], k.asked[4]
	if len(first.Turns)+len(first.Earlier) != 0 || !all[0].Opens {
		t.Errorf("the first has a past: %+v", first)
	}
	if len(second.Turns) != 0 || len(second.Earlier) != 1 || second.Earlier[0].SameThread || !second.Earlier[0].AnsweredAt.IsZero() || !second.Earlier[0].State.Open() {
		t.Errorf("another thread, before the answer to the first: %+v", second)
	}
	if len(third.Turns) != 2 || third.Turns[0].Text != "I am angry" || third.Turns[1].Role != bot.RoleStaff || all[2].Opens {
		t.Errorf("the same thread, after the answer: %+v", third.Turns)
	}
	if e := third.Earlier[1]; !e.SameThread || e.Tier != bot.TierHuman || e.State != bot.StateResolved || e.Codes[0] != bot.Anger {
		t.Errorf("the earlier enquiry: %+v", e)
	}
	if len(other.Turns)+len(other.Earlier) != 0 || len(other.Others) != 1 || other.Others[0].Name != "Ann" {
		t.Errorf("another client sees %+v", other)
	}
	if len(later.Earlier) != 0 {
		t.Errorf("after sixty days there is still %+v", later.Earlier)
	}
}

func TestWithoutThreadsTheClientsOwnChannelIsTheThread(t *testing.T) {
	_, k := sortedOf(t, "timestamp,client,channel,text\n2026-11-02 09:00,Ann,c,Is the boiler fixed?\n2026-11-02 11:00,Ann,c,Hello?\n2026-11-02 12:00,Bob,d,Hello?\n")
	if len(k.asked[1].Turns) != 1 || len(k.asked[2].Turns) != 0 {
		t.Errorf("%+v\n%+v", k.asked[1].Turns, k.asked[2].Turns)
	}
}

func TestWhatTheHistoryAloneSendsToAPersonIsTold(t *testing.T) {
	s := Sorted{Got: bot.Assessment{Tier: bot.TierHuman, Weight: 60, Cut: 40, Reasons: []bot.Reason{{Points: 30, Source: "rules"}, {Points: 30, Source: "history"}}}}
	if !s.ByHistory() {
		t.Error("thirty points of words are above the cut of forty")
	}
	s.Got.Cut, s.Got.Weight = 70, 60
	if s.ByHistory() {
		t.Error("below the cut it was a rule that sent it")
	}
	s.Got.Cut, s.Got.Records = 40, []string{"complaint"}
	if s.ByHistory() {
		t.Error("a complaint is one by its words")
	}
}

func TestWeeksBeginOnMondayAndNoneIsLeftOut(t *testing.T) {
	all, _ := sortedOf(t, "timestamp,text\n2026-11-01 23:30,angry\n2026-11-02 00:30,a\n2026-11-17 10:00,b\n")
	w := weeksOf(all, time.UTC)
	if len(w) != 4 || w[0].Start.Format(time.DateOnly) != "2026-10-26" || w[0].Person != 1 || w[1].Routine != 1 || w[2].N() != 0 || w[3].Routine != 1 {
		t.Errorf("%+v", w)
	}
}

func TestPairsAreOfOneTopicAndBothTiers(t *testing.T) {
	all, _ := sortedOf(t, "id,timestamp,text,label\na,2026-11-02,What is the fee?,\nb,2026-11-03,I am angry about the fee,\nc,2026-11-04,I am angry too,routine\n")
	for i := range all {
		all[i].Got.Cleaned = all[i].Text()
	}
	topics := topicsOf(all)
	if len(topics) != 1 || len(topics[0].Pairs) != 1 || topics[0].Pairs[0] != (Pair{Routine: "a", Person: "b"}) {
		t.Errorf("%+v", topics)
	}
}

// A file that was kept without the answers must not make every client wait for
// weeks; only one who chases says that nothing came.
func TestAFileThatTellsOfNoAnswersMakesNobodyWait(t *testing.T) {
	silent := "timestamp,client,text\n2026-11-02 09:00,Ann,When do you open?\n2026-11-09 11:00,Ann,What is the fee?\n2026-11-16 09:00,Ann,Any news?\n2026-11-17,Ann,Where do I park?\n2026-11-17,Ann,And the fee?\n"
	_, k := sortedOf(t, silent)
	for i, want := range [][]bool{{}, {true}, {false, true}, {true, true, true}, {true, true, true, true}} { // the latest first
		for j, e := range k.asked[i].Earlier {
			if answered := e.State == bot.StateAnswered && !e.AnsweredAt.IsZero(); answered != want[j] {
				t.Errorf("for the %d. enquiry the %d. before it is %s, answered %s", i+1, j+1, e.State, e.AnsweredAt)
			}
		}
	}
	if last := k.asked[2].Turns; last[len(last)-1].Role != bot.RoleClient {
		t.Errorf("before “Any news?” stands %+v", last)
	}
	if last := k.asked[4].Turns; last[len(last)-1].Role != bot.RoleStaff {
		t.Errorf("of days without times: %+v", last)
	}
	l := readOK(t, silent)
	if len(l.Notes) != 1 || !strings.HasPrefix(l.Notes[0], "The file does not tell when anything was answered") {
		t.Errorf("it is not told: %q", l.Notes)
	}
	for name, told := range map[string]string{
		"minutes": "timestamp,client,text,first_response_minutes\n2026-11-02 09:00,Ann,When do you open?,\n2026-11-09 11:00,Ann,What is the fee?,30\n",
		"staff":   "timestamp,client,text,role\n2026-11-02 09:00,Ann,When do you open?,\n2026-11-09 11:00,Ann,What is the fee?,\n2026-11-10 11:00,Sam,It is 9,staff\n",
	} {
		_, k := sortedOf(t, told)
		if e := k.asked[1].Earlier[0]; !e.AnsweredAt.IsZero() || len(readOK(t, told).Notes) != 0 {
			t.Errorf("%s: an enquiry without an answer has %+v", name, e)
		}
	}
}

// A word that wants no answer must not make the client wait for weeks, while the
// firm answers everything else; one who chases says that it did want one.
func TestWhatTheFirmWentOnFromIsNotWaitedFor(t *testing.T) {
	const head = "timestamp,client,channel,thread_id,role,text\n2026-11-02 09:00,Ann,slack:#ann,t1,client,I have uploaded the receipts\n" +
		"2026-11-03 09:00,Ann,slack:#ann,t2,client,What is the fee?\n2026-11-03 09:30,Sam,slack:#ann,t2,staff,It is 90 pounds\n"
	for last, answered := range map[string]bool{"slack:#ann,t3,client,Where do I park?": true, "slack:#ann,t3,client,Any news?": true, "slack:#ann,t1,client,Where do I park?": false} {
		all, k := sortedOf(t, head+"2026-11-05 09:00,Ann,"+last+"\n")
		if first := k.asked[2].Earlier[1]; first.AnsweredAt.IsZero() == answered || all[0].Answered != Unknown {
			t.Errorf("before %q the receipts were answered at %s; their wait in the report is %s", last, first.AnsweredAt, all[0].Answered)
		}
		if e := k.asked[1].Earlier[0]; !e.AnsweredAt.IsZero() {
			t.Errorf("before the firm wrote anything: %+v", e)
		}
	}
	_, k := sortedOf(t, head+"2026-11-05 09:00,Ann,slack:#ann,t3,client,I sent the rest\n2026-11-05 10:00,Sam,slack:#ann,t2,staff,And VAT\n2026-11-06 09:00,Ann,slack:#ann,t4,client,Still waiting\n")
	if e := k.asked[3].Earlier[0]; !e.AnsweredAt.IsZero() {
		t.Errorf("what is chased was answered at %s", e.AnsweredAt)
	}
}

// A file without clients, or with one channel for all of them, must not make one
// impatient client of a hundred.
func TestStrangersHaveNoCommonHistory(t *testing.T) {
	for name, csv := range map[string]string{
		"nobody named":   "timestamp,text\n2026-11-02 09:00,I am angry\n2026-11-02 11:00,What is the fee?\n2026-11-02 12:00,Hello?\n",
		"one mailbox":    "timestamp,client,channel,role,text\n2026-11-02 09:00,Ann,email,client,I am angry\n2026-11-02 09:30,Sam,email,staff,Sorry\n2026-11-02 11:00,Bob,email,client,What is the fee?\n2026-11-02 12:00,Cy,email,client,Hello?\n",
		"only a mailbox": "timestamp,channel,text\n2026-11-02 09:00,email,I am angry\n2026-11-02 11:00,email,What is the fee?\n2026-11-02 12:00,email,Hello?\n",
	} {
		all, k := sortedOf(t, csv)
		for i, s := range k.asked {
			if len(s.Turns)+len(s.Earlier)+len(s.Others) != 0 && name != "one mailbox" || len(s.Turns)+len(s.Earlier) != 0 || !all[i].Opens || all[i].Answered != Unknown {
				t.Errorf("%s, the %d.: %+v", name, i+1, s)
			}
		}
	}
	l := readOK(t, "timestamp,text\n2026-11-02,Hello\n2026-11-03,Hello\n")
	if len(l.Notes) != 1 || !strings.Contains(l.Notes[0], "Two enquiries with neither a client nor") {
		t.Errorf("what is not known is not told: %q", l.Notes)
	}
	_, k := sortedOf(t, "timestamp,client,channel,text\n2026-11-02 09:00,Ann,email,I am angry\n2026-11-02 11:00,Ann,email,Hello?\n")
	if len(k.asked[1].Earlier) != 1 || len(k.asked[1].Turns) != 1 {
		t.Errorf("a client's own history is lost: %+v", k.asked[1])
	}
}

func TestAClientIsOfferedToTheSortingHoweverItsNameEnds(t *testing.T) {
	_, k := sortedOf(t, "timestamp,client,channel,text\n2026-11-02 09:00,Bright Dental Ltd,slack:#bright,Hello\n2026-11-02 11:00,Cole & Sons,slack:#cole,Has bright dental paid?\n2026-11-02 12:00,Cole & Sons,slack:#cole,Thanks\n")
	if got := k.asked[1].Others; len(got) != 1 || got[0].Name != "Bright Dental Ltd" {
		t.Errorf("the other clients are %+v", got)
	}
	if got := k.asked[2].Others; len(got) != 0 {
		t.Errorf("of clients that are not mentioned there are %+v", got)
	}
}

func TestEveryWayToEndALinePartsWordsInWhatIsPrinted(t *testing.T) {
	for _, end := range []string{"\n", "\t", "\v", "\f", "\r", "\r\n", "\u0085", "\u2028", "\u2029"} {
		if got := Plain("speak to a" + end + "person\x1b"); got != "speak to a person" {
			t.Errorf("%q: %q", end, got)
		}
	}
}
