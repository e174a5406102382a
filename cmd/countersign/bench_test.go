package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// percentile gives the p-th part (0 to 1) of what was measured.
func percentile(all []time.Duration, p float64) time.Duration {
	slices.Sort(all)
	return all[min(len(all)-1, int(p*float64(len(all))))]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// residentMB reads the resident memory of a process.
func residentMB(b *testing.B, pid int) float64 { return statusMB(b, pid, "VmRSS") }

// statusMB reads a size of a process that Linux gives under a name.
func statusMB(b *testing.B, pid int, name string) float64 {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skipf("no /proc on this system: %v", err)
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb / 1024
		}
	}
	b.Fatal("no " + name)
	return 0
}

// startBench starts the program for a firm as startChild has it, of which each
// message gets its draft however many one client sends.
func startBench(b *testing.B, dir string) *child {
	b.Helper()
	f, err := os.OpenFile(writeFirm(b, dir), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString("model: {account_calls: 0}\n")
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		b.Fatal(err)
	}
	c := startChild(b, dir, "")
	c.http = benchClient()
	return c
}

// BenchmarkStartToReady is the time from starting the process to its address.
func BenchmarkStartToReady(b *testing.B) {
	if _, err := builtBinary(); err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	var all []time.Duration
	for b.Loop() {
		began := time.Now()
		c := startChild(b, dir, "")
		all = append(all, time.Since(began))
		b.ReportMetric(residentMB(b, c.cmd.Process.Pid), "MB-at-start")
		c.kill()
	}
	b.ReportMetric(milliseconds(percentile(all, .5)), "p50-ms")
	b.ReportMetric(milliseconds(percentile(all, .99)), "p99-ms")
}

// BenchmarkAcceptanceAt200PerSecond sends messages at 200 a second whatever
// the answers take, to the whole program with every fsync on, while it sorts,
// drafts and shows cards. It reports the time from when a message was to be
// sent to its acceptance, so that a pause of the program counts for all that
// it held up.
func BenchmarkAcceptanceAt200PerSecond(b *testing.B) {
	c := startBench(b, b.TempDir())
	var mu sync.Mutex
	var all []time.Duration
	var wg sync.WaitGroup
	began := time.Now()
	for i := 0; b.Loop(); i++ {
		due := began.Add(time.Duration(i) * time.Second / 200)
		time.Sleep(time.Until(due))
		wg.Go(func() {
			err := benchMessage(b.Context(), c.api, i)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, time.Since(due))
			if err != nil {
				b.Error(err)
			}
		})
	}
	wg.Wait()
	b.ReportMetric(milliseconds(percentile(all, .5)), "p50-ms")
	b.ReportMetric(milliseconds(percentile(all, .99)), "p99-ms")
	b.ReportMetric(float64(len(all)), "messages")
}

func benchClient() *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
}

var benchQuestions = []string{
	"What time does the lettings desk open on Saturdays?", "How much is an inventory for a two bed?",
	"When are payslips issued?", "How long is the reset link for the portal valid?", "Could someone explain the parking permit form?",
	"Nobody rang back again yesterday. I've lost half a day sorting the submission out myself.",
}

func benchMessage(ctx context.Context, a *api, i int) error {
	channel := []string{"acme", "penhale", "iyer"}[i%3]
	_, status, err := a.send(ctx, fmt.Sprintf("b-%06d", i), channel, fmt.Sprintf("U%06d", i), benchQuestions[i%len(benchQuestions)], "")
	if err == nil && status != http.StatusAccepted {
		err = fmt.Errorf("message %d: status %d", i, status)
	}
	return err
}

// BenchmarkMemoryAfterCases reports the resident memory of the program once
// b.N cases were taken in, sorted and drafted, how much of it is no page of a
// file, the most that it ever was, and what a restart takes then: run it with
// -benchtime=1000x and 10000x.
func BenchmarkMemoryAfterCases(b *testing.B) {
	dir := b.TempDir()
	c := startBench(b, dir)
	b.ReportMetric(residentMB(b, c.cmd.Process.Pid), "MB-at-start")
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	last := 0
	for i := 0; b.Loop(); i++ {
		slots <- struct{}{}
		last = i
		wg.Go(func() {
			defer func() { <-slots }()
			if err := benchMessage(b.Context(), c.api, i); err != nil {
				b.Error(err)
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	eventually(b, 30*time.Minute, "every case before people", func() bool {
		k, err := c.kase(b.Context(), int64(last+1))
		return err == nil && !slices.Contains([]string{"received", "assessed", "drafted"}, k.State)
	})
	b.ReportMetric(residentMB(b, c.cmd.Process.Pid), "MB-resident")
	b.ReportMetric(statusMB(b, c.cmd.Process.Pid, "RssAnon"), "MB-own")
	b.ReportMetric(statusMB(b, c.cmd.Process.Pid, "VmHWM"), "MB-peak")
	if info, err := os.Stat(filepath.Join(dir, "firm.db")); err == nil {
		b.ReportMetric(float64(info.Size())/(1<<20), "MB-database")
	}
	c.kill()
	began := time.Now()
	c = startChild(b, dir, "")
	b.ReportMetric(milliseconds(time.Since(began)), "ms-to-restart")
	b.ReportMetric(residentMB(b, c.cmd.Process.Pid), "MB-restarted")
}
