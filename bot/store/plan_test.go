package store

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// What runs often must find its rows by an index, however long the ledger is.
func TestFrequentQueriesUseAnIndex(t *testing.T) {
	s := openWith(t, testOptions(t))
	byTime, _ := eventQuery(bot.EventFilter{Since: start})
	byCase, _ := eventQuery(bot.EventFilter{Case: 1, Kinds: []bot.EventKind{"a", "b"}, Since: start})
	byKind, _ := eventQuery(bot.EventFilter{Kinds: []bot.EventKind{"a"}})
	byKinds, _ := eventQuery(bot.EventFilter{Kinds: []bot.EventKind{"a", "b"}})
	one, _ := claimQuery(start, 1, []bot.State{bot.StateAssessed})
	all, _ := claimQuery(start, 1, bot.States())
	for _, test := range []struct{ name, query, want string }{
		{"events by time", byTime, "INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
		{"events of a case", byCase, "events_case (case_id=? AND seq>? AND seq<?)"},
		{"events of a kind", byKind, "events_kind (kind=? AND seq>? AND seq<?)"},
		{"events of a kind, newest first", newestQuery, "events_kind (kind=? AND seq<?)"},
		{"events of kinds", byKinds, "INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
		{"bounds of a period", spanQuery, "COVERING INDEX events_at (at>? AND at<?)"},
		{"due cases", all, "cases_due (urgency=? AND state=? AND wake_at>? AND wake_at<?)"},
		{"due cases for a draft", one, "cases_due (urgency=? AND state=? AND wake_at>? AND wake_at<?)"},
		{"next due", nextDueQuery, "cases_wake (wake_at>?)"},
		{"due timers", dueTimersQuery, "timers_due (due_at<?)"},
		{"next timer", nextDueQuery, "timers_due"},
		{"due rows", claimPostsQuery, "outbox_due (due_at<?)"},
		{"rows that were put off", recallQuery, "outbox_due (due_at>?)"},
		{"the row before it in its lane", claimPostsQuery, "outbox_lane (lane=? AND id<?)"},
		{"next row", nextDueQuery, "outbox_due"},
		{"next leased row", nextDueQuery, "outbox_leased"},
		{"newest in a thread", recentInThreadQuery, "cases_thread (platform=? AND channel=? AND thread=?)"},
		{"newest in a channel", recentInChannelQuery, "cases_channel (platform=? AND channel=?)"},
		{"newest that is open in a channel", latestOpenInQuery, "cases_open (platform=? AND channel=?)"},
		{"tokens of a day", tokensSinceQuery, "COVERING INDEX model_calls_at (at>?)"},
		{"calls of a client", callsSinceQuery, "COVERING INDEX model_calls_account (account=? AND at>?)"},
		{"cases that may be on record", onRecordQuery, "events_kind (kind=?)"},
		{"of these, those of an account", onRecordQuery, "cases_account (account=? AND id=?)"},
		{"latest of a person", latestOfQuery, "cases_author (platform=? AND channel=? AND author=?)"},
	} {
		rows, err := s.reads.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+test.query, make([]any, parameters(test.query))...)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		var plan []string
		err = eachRow(rows, func(r rowScanner) error {
			var id, parent, unused int
			var detail string
			err := r.Scan(&id, &parent, &unused, &detail)
			plan = append(plan, detail)
			return err
		})
		text := strings.Join(plan, "\n")
		if err != nil || !strings.Contains(text, test.want) || strings.Contains(text, "SCAN events") || strings.Contains(text, "SCAN c\n") {
			t.Errorf("%s: error %v, plan:\n%s\nwant …%s…", test.name, err, text, test.want)
		}
		if strings.HasPrefix(test.name, "events") && strings.Contains(text, "TEMP B-TREE") {
			t.Errorf("%s: each page sorts all that follows it:\n%s", test.name, text)
		}
		if test.name == "due cases for a draft" && strings.Count(text, "TEMP B-TREE") > 1 { // one for the first of each urgency
			t.Errorf("%s: each claim sorts all that wait:\n%s", test.name, text)
		}
	}
}

// parameters is how many a query has: each "?", or as many as the highest number.
func parameters(query string) int {
	n := strings.Count(query, "?")
	for i := n; i > 0; i-- {
		if strings.Contains(query, "?"+strconv.Itoa(i)) {
			return i
		}
	}
	return n
}

// Times do not have to rise with the numbers of events: clocks step back.
func TestPeriodFindsEventsWhoseClockSteppedBack(t *testing.T) {
	s := openWith(t, testOptions(t))
	for _, minute := range []int{10, 20, 5, 30, 15} {
		addEvents(t, s, &bot.Event{Kind: bot.EventStarted, At: start.Add(time.Duration(minute) * time.Minute)})
	}
	var got []int64
	err := s.Events(t.Context(), bot.EventFilter{Since: start.Add(10 * time.Minute), Until: start.Add(20 * time.Minute)}, func(ev bot.Event) error {
		got = append(got, ev.Seq)
		return nil
	})
	if err != nil || len(got) != 2 || got[0] != 1 || got[1] != 5 {
		t.Errorf("got %v and error %v, want events 1 and 5", got, err)
	}
}
