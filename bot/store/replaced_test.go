package store

import (
	"os"
	"strings"
	"testing"

	"countersign/bot"
)

func TestNothingIsAcceptedIntoAFileThatIsNotThereAnyMore(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"removed":  func(string) error { return nil },
		"replaced": func(path string) error { return os.WriteFile(path, []byte("a backup"), 0o600) },
	} {
		opts := testOptions(t)
		s, file := openWith(t, opts), path(t, opts)
		addEvents(t, s, &bot.Event{Kind: bot.EventStarted, At: start})
		aside := file + ".aside"
		if err := os.Rename(file, aside); err != nil {
			t.Fatal(err)
		}
		if err := put(file); err != nil {
			t.Fatal(err)
		}
		err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.Append(&bot.Event{Kind: bot.EventStarted, At: start}) })
		if err == nil || !strings.Contains(err.Error(), "removed or replaced") {
			t.Errorf("%s: Write gives error %v", name, err)
		}
		if err := s.Ready(t.Context()); err == nil {
			t.Errorf("%s: the store says that it is ready", name)
		}
		if err := os.Rename(aside, file); err != nil {
			t.Fatal(err)
		}
		addEvents(t, s, &bot.Event{Kind: bot.EventStarted, At: start})
		if size, _, err := s.Head(t.Context()); err != nil || size != 2 || s.Ready(t.Context()) != nil {
			t.Errorf("%s: put back it holds %d entries (error %v), want 2 and to be ready", name, size, err)
		}
	}
}
