package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// heart keeps the time of the last heartbeat, for /heartbeat and for the file
// that a watchdog reads. Safe for concurrent use.
type heart struct {
	file string // "" for none
	log  *slog.Logger

	mu sync.Mutex
	at time.Time
}

// beat notes a heartbeat. A file that cannot be written is told in the log: a
// watchdog that reads it then says that the program is down.
func (h *heart) beat(at time.Time) {
	h.mu.Lock()
	h.at = at
	h.mu.Unlock()
	if h.file == "" {
		return
	}
	fresh := h.file + ".new"
	err := os.WriteFile(fresh, []byte(at.UTC().Format(time.RFC3339)+"\n"), 0o644) // #nosec G306 -- a time, for whoever watches
	if err == nil {
		err = os.Rename(fresh, h.file)
	}
	if err != nil {
		h.log.Error("cannot write the heartbeat", "err", err)
	}
}

// last is the time of the last heartbeat; zero before the first.
func (h *heart) last() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

// heartbeatCmd is the watchdog's side of the heartbeat.
type heartbeatCmd struct {
	Check heartbeatCheckCmd `cmd:"" help:"End with 1, and say why, when the last heartbeat is too old: for cron on another host."`
}

type heartbeatCheckCmd struct {
	URL    string        `xor:"from" required:"" placeholder:"URL" help:"Where the program answers, such as https://countersign.firm.example/heartbeat."`
	File   string        `xor:"from" required:"" type:"path" placeholder:"FILE" help:"The file of heartbeat.file."`
	MaxAge time.Duration `default:"2m" help:"How old the last heartbeat may be."`
}

// clockSkew is how far two clocks may be apart before the check speaks of it.
const clockSkew = time.Minute

// Run says how old the last heartbeat is. It needs no configuration and no
// secret, so that any host can do it.
func (c *heartbeatCheckCmd) Run(e *env) error {
	if c.MaxAge <= 0 {
		return usageError{errors.New("--max-age must be above zero")}
	}
	at, now, err := c.read(e.ctx, e.now())
	if err != nil {
		return fmt.Errorf("no heartbeat can be read, so a person must look: %w", err)
	}
	if skew := e.now().Sub(now).Abs(); skew > clockSkew {
		fmt.Fprintf(e.stderr, "countersign: the clock of that host and of this one are %s apart\n", skew.Round(time.Second))
	}
	age := now.Sub(at).Round(time.Second)
	if age > c.MaxAge || age < -clockSkew {
		return fmt.Errorf("the last heartbeat was at %s, %s ago: the program does not do its work", at.Format(time.RFC3339), age)
	}
	fmt.Fprintf(e.stdout, "the last heartbeat was %s ago\n", age)
	return nil
}

// read gives the time of the last heartbeat, and what time it is there.
func (c *heartbeatCheckCmd) read(ctx context.Context, here time.Time) (at, now time.Time, err error) {
	now = here
	var text []byte
	if c.File != "" {
		text, err = os.ReadFile(c.File)
	} else {
		text, now, err = get(ctx, c.URL, here)
	}
	if err != nil {
		return at, now, err
	}
	if at, err = time.Parse(time.RFC3339, strings.TrimSpace(string(text))); err != nil {
		return at, now, errors.New("what is there is not the time of a heartbeat")
	}
	return at, now, nil
}

// get reads a heartbeat over HTTP. The time comes from the answer, so that two
// clocks which differ raise no false alarm.
func get(ctx context.Context, url string, now time.Time) ([]byte, time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, now, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, now, err
	}
	defer func() { _ = resp.Body.Close() }() // it was read
	text, err := io.ReadAll(io.LimitReader(resp.Body, 100))
	if err != nil {
		return nil, now, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, now, fmt.Errorf("%s answers %s: %s", url, resp.Status, strings.TrimSpace(string(text)))
	}
	if there, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		now = there
	}
	return text, now, nil
}
