package session

import (
	"bytes"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"countersign/bot"
)

func keyOf(t *testing.T, b *bench, key bot.ThreadKey) string {
	t.Helper()
	th, err := b.thread(key)
	if err != nil {
		t.Fatal(err)
	}
	return b.entries(*b.run.Load(), th.name)[0]
}

func TestTurnsOfOneClientAreNeverReadAsAnothers(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, raw *redis.Client) {
		fill(t, b, acme, turnsTo(3))
		if err := raw.Rename(t.Context(), keyOf(t, b, acme), keyOf(t, b, other)).Err(); err != nil {
			t.Fatal(err)
		}
		wantMiss(t, b, other)
	})
}

func TestNothingReadableStandsInRedis(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, raw *redis.Client) {
		secret := bot.Turn{Role: bot.RoleClient, Author: "U-MARGARET", Text: "my late husband's estate", At: epoch}
		fill(t, b, acme, []bot.Turn{secret})
		mustAppend(t, b, acme, bot.Turn{Text: "the second message", At: epoch})
		if err := b.Set(t.Context(), "person", "U-MARGARET", "Margaret Hale", time.Hour); err != nil {
			t.Fatalf("Set: %v", err)
		}
		dump := everything(t, raw)
		for _, words := range []string{"husband", "second", "MARGARET", "Margaret", "acme", "t-1"} {
			if strings.Contains(dump, words) {
				t.Errorf("%q is readable in Redis", words)
			}
		}
		if len(dump) < 200 {
			t.Fatalf("the dump has %d bytes: nothing was held", len(dump))
		}
	})
}

// everything gives all keys and values of a server in one string.
func everything(t *testing.T, raw *redis.Client) string {
	t.Helper()
	var out strings.Builder
	keys, err := raw.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		value, err := raw.Get(t.Context(), key).Result()
		if err != nil {
			t.Fatalf("cannot read %s: %v", key, err)
		}
		out.WriteString(key + "=" + value + "\n")
	}
	return out.String()
}

func TestReplicasWithTheSameKeyShareTheCache(t *testing.T) {
	r := newRedisServer(t)
	one, two := openBench(t, Options{URL: r.url()}), openBench(t, Options{URL: r.url()})
	fill(t, one, acme, turnsTo(2))
	wantTurns(t, two, acme, turnsTo(2))
	mustAppend(t, two, acme, turn(2))
	wantTurns(t, one, acme, turnsTo(3))
	stranger := openBench(t, Options{URL: r.url(), Key: bytes.Repeat([]byte{8}, KeySize)})
	wantMiss(t, stranger, acme)
}

func TestClientsWordsAreNotInTheSnapshot(t *testing.T) {
	r := newRedisServer(t)
	b := openBench(t, Options{URL: r.url(), Timeout: short})
	fill(t, b, acme, []bot.Turn{{Role: bot.RoleClient, Text: "my late husband's estate", At: epoch}})
	data := string(r.saved())
	if strings.Contains(data, "husband") || !strings.Contains(data, "countersign") {
		t.Fatal("the snapshot holds the client's words, or nothing of ours")
	}
}

func TestPasswordNeverShows(t *testing.T) {
	r := newRedisServer(t)
	var shown strings.Builder
	wrong := strings.Replace(r.url(), testPassword, testPassword+"-wrong", 1)
	for _, url := range []string{r.url(), wrong, "redis://:" + testPassword + "@127.0.0.1:1/0"} {
		b := openBench(t, Options{URL: url})
		_, _, err := b.Turns(t.Context(), acme)
		shown.WriteString(b.log.String())
		if err != nil {
			shown.WriteString(err.Error())
		}
	}
	for _, url := range []string{"redis://:" + testPassword + "@%zz", "http://:" + testPassword + "@host", "redis://:" + testPassword + "@h/x"} {
		_, err := Open(t.Context(), Options{URL: url}, nil, slog.New(slog.DiscardHandler))
		if err == nil {
			t.Fatalf("Open(%q): no error", url)
		}
		shown.WriteString(err.Error())
	}
	if strings.Contains(shown.String(), testPassword) {
		t.Errorf("the password shows in:\n%s", shown.String())
	}
	if !strings.Contains(shown.String(), "session cache is down") {
		t.Error("no outage was logged: the test shows nothing")
	}
}

func TestKeyringKeepsPurposesApart(t *testing.T) {
	k := keyring{testKey}
	names := []string{k.name("turns", "a", "bc"), k.name("turns", "ab", "c"), k.name("look", "a", "bc"), k.name("turns", "abc"),
		keyring{make([]byte, KeySize)}.name("turns", "a", "bc")}
	if slices.Sort(names); len(slices.Compact(names)) != 5 {
		t.Error("two names run together")
	}
	one, _ := k.box("turns", "a")
	two, _ := k.box("turns", "b")
	sealed := one.seal([]byte("words"))
	if plain, err := one.open(sealed); err != nil || string(plain) != "words" {
		t.Fatalf("open: %q, %v", plain, err)
	}
	if cmp.Equal(one.seal([]byte("words")), sealed) {
		t.Error("seal repeats itself")
	}
	sealed[len(sealed)-1] ^= 1
	_, changed := one.open(sealed)
	_, foreign := two.open(one.seal([]byte("words")))
	_, short := one.open([]byte("x"))
	for what, err := range map[string]error{"changed": changed, "foreign": foreign, "short": short} {
		if !errors.Is(err, errSealed) {
			t.Errorf("open of %s bytes: got %v, want errSealed", what, err)
		}
	}
}
