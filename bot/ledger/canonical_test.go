package ledger

import (
	"encoding/hex"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

var start = time.Date(2026, time.November, 23, 9, 0, 0, 123456789, time.UTC)

// golden is what docs/ledger.md prints: it must never change.
const (
	goldenBody = `{"seq":1,"case":7,"kind":"decided","at":"2026-11-23T09:00:00.123456789Z","actor":"staff:S1",` +
		`"facts":{"action":"edit","distance":0.25,"nested":{"a":1,"b":["<x>"]},"version":2},` +
		`"words":{"reason":"4eb59c758ca08cf04afae3f08b23a54363fe7c35975aaa299f308b3b74dbc722"}}`
	goldenSeal = "916b561932202643c806a1d7a093f388416da8525fa3115afadce480690453a0"
)

func goldenEvent() bot.Event {
	return bot.Event{Seq: 1, Case: 7, Kind: bot.EventDecided, At: start.In(time.FixedZone("Lisbon", 3600)), Actor: "staff:S1",
		Facts: map[string]any{"version": 2, "nested": struct {
			B []string `json:"b"`
			A int      `json:"a"`
		}{[]string{"<x>"}, 1}, "distance": 0.25, "action": "edit"},
		Words: map[string]string{"reason": "never looked at"}}
}

func goldenDigests() map[string]string {
	return map[string]string{"reason": Digest([]byte("0123456789abcdef"), "too long")}
}

func TestCanonicalBytesAndSealAreFixed(t *testing.T) {
	body, err := Encode(goldenEvent(), goldenDigests())
	if err != nil {
		t.Fatalf("Encode: %v", err)
	}
	if string(body) != goldenBody {
		t.Errorf("canonical bytes:\n got %s\nwant %s", body, goldenBody)
	}
	if got := hex.EncodeToString(Seal(Genesis(), body)); got != goldenSeal {
		t.Errorf("seal: got %s, want %s", got, goldenSeal)
	}
}

// TestAnEventWithoutFactsAndWordsHasEmptyOnes: null would be another form.
func TestAnEventWithoutFactsAndWordsHasEmptyOnes(t *testing.T) {
	body, err := Encode(bot.Event{Seq: 1, Kind: bot.EventStarted, At: start}, nil)
	const want = `{"seq":1,"case":0,"kind":"started","at":"2026-11-23T09:00:00.123456789Z","actor":"","facts":{},"words":{}}`
	if err != nil || string(body) != want {
		t.Errorf("got %s and error %v, want %s", body, err, want)
	}
}

func TestCanonicalBytesHoldNoWords(t *testing.T) {
	body, err := Encode(goldenEvent(), nil)
	if err != nil || strings.Contains(string(body), "never looked at") {
		t.Errorf("got %s and error %v", body, err)
	}
}

func TestDecodeGivesBackTheEvent(t *testing.T) {
	b, err := Decode([]byte(goldenBody))
	if err != nil {
		t.Fatalf("Decode: %v", err)
	}
	got, err := b.Event()
	want := bot.Event{Seq: 1, Case: 7, Kind: bot.EventDecided, At: start, Actor: "staff:S1",
		Facts: map[string]any{"action": "edit", "distance": 0.25, "version": 2.0, "nested": map[string]any{"a": 1.0, "b": []any{"<x>"}}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Event: got %+v and error %v, want %+v", got, err, want)
	}
	if b.Facts["version"] != json.Number("2") {
		t.Errorf("a number among the facts came as %T", b.Facts["version"])
	}
}

func TestDecodeRefusesWhatTwoReadersCouldReadApart(t *testing.T) {
	for name, body := range map[string]string{
		"a space":             strings.Replace(goldenBody, `"seq":1,`, `"seq": 1,`, 1),
		"a key twice":         strings.Replace(goldenBody, `"case":7,`, `"case":7,"case":8,`, 1),
		"a fact twice":        strings.Replace(goldenBody, `"action":"edit"`, `"action":"edit","action":"approve"`, 1),
		"another order":       strings.Replace(goldenBody, `"seq":1,"case":7`, `"case":7,"seq":1`, 1),
		"facts unsorted":      strings.Replace(goldenBody, `"action":"edit","distance":0.25`, `"distance":0.25,"action":"edit"`, 1),
		"another case of key": strings.Replace(goldenBody, `"seq"`, `"Seq"`, 1),
		"an unknown key":      strings.Replace(goldenBody, `"seq":1,`, `"seq":1,"x":1,`, 1),
		"a second value":      goldenBody + `{}`,
		"a line end":          goldenBody + "\n",
		"another zone":        strings.Replace(goldenBody, `.123456789Z`, `.123456789+00:00`, 1),
		"an escaped letter":   strings.Replace(goldenBody, `edit`, `\u0065dit`, 1),
		"an escaped bracket":  strings.Replace(goldenBody, `<x>`, `\u003cx>`, 1),
		"null words":          `{"seq":1,"case":7,"kind":"decided","at":"2026-11-23T09:00:00Z","actor":"","facts":{},"words":null}`,
		"no number":           strings.Replace(goldenBody, `"seq":1,`, `"seq":0,`, 1),
		"no kind":             strings.Replace(goldenBody, `"decided"`, `""`, 1),
		"nothing":             ``,
		"cut short":           goldenBody[:len(goldenBody)-1],
	} {
		if _, err := Decode([]byte(body)); err == nil {
			t.Errorf("%s was read: %s", name, body)
		}
	}
}

func TestEncodeRefusesWhatCannotStandInTheLedger(t *testing.T) {
	good := bot.Event{Seq: 1, Kind: bot.EventStarted, At: start}
	for name, change := range map[string]func(*bot.Event){
		"no number":               func(ev *bot.Event) { ev.Seq = 0 },
		"a case below 0":          func(ev *bot.Event) { ev.Case = -1 },
		"no kind":                 func(ev *bot.Event) { ev.Kind = "" },
		"no time":                 func(ev *bot.Event) { ev.At = time.Time{} },
		"a far year":              func(ev *bot.Event) { ev.At = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) },
		"a function":              func(ev *bot.Event) { ev.Facts = map[string]any{"f": func() {}} },
		"a kind that is no UTF-8": func(ev *bot.Event) { ev.Kind = "star\xffted" },
	} {
		ev := good
		change(&ev)
		if body, err := Encode(ev, nil); err == nil {
			t.Errorf("%s was encoded: %s", name, body)
		}
	}
	for _, digests := range []map[string]string{{"te\xffxt": "00"}, {"text": "\xff"}} {
		if body, err := Encode(good, digests); err == nil {
			t.Errorf("the digests %q were encoded: %s", digests, body)
		}
	}
	if _, err := Encode(good, nil); err != nil {
		t.Errorf("the plain event: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(goldenBody))
	f.Add([]byte(`{"seq":1,"case":0,"kind":"started","at":"2026-11-23T09:00:00Z","actor":"","facts":{"n":1e400},"words":{}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := Decode(raw)
		if err != nil {
			return
		}
		again, err := b.encode()
		if err != nil || string(again) != string(raw) {
			t.Errorf("accepted bytes are not the canonical ones:\n got %s\n and %s, error %v", raw, again, err)
		}
	})
}

// FuzzEncode checks that whatever goes in, what comes out is read back and
// says the same.
func FuzzEncode(f *testing.F) {
	f.Add(int64(3), "staff:Ż", "k\x00ey", "v\xffalue", 0.1, "digest")
	f.Fuzz(func(t *testing.T, caseID int64, actor, key, value string, number float64, digest string) {
		body, err := Encode(bot.Event{Seq: 1, Case: caseID, Kind: bot.EventStarted, At: start, Actor: actor,
			Facts: map[string]any{key: value, "number": number}}, map[string]string{key: digest})
		if err != nil {
			return
		}
		if _, err := Decode(body); err != nil {
			t.Errorf("Decode of Encode: %v\n%s", err, body)
		}
	})
}
