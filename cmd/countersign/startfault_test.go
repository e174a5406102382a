package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// refused runs a command that must not start and gives what it said.
func refused(t *testing.T, env []string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(t.Context(), args, lookup(env), &out, &errs); code != exitUsage {
		t.Errorf("%v ended with %d, want %d:\n%s%s", args, code, exitUsage, &out, &errs)
	}
	return errs.String()
}

// settings writes a configuration of a store of its own and more.
func settings(t *testing.T, more string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "firm.yaml")
	text := fmt.Sprintf("store: {url: \"sqlite://%s\"}\n%s\n", filepath.Join(dir, "firm.db"), more)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestServeReportsEveryBadSecretAtOnce(t *testing.T) {
	said := refused(t, []string{"CONSOLE_SECRET=short", "COUNTERSIGN_MASTER_KEY=not-a-key"},
		"serve", "--config", settings(t, `console: {listen: "127.0.0.1:0"}`))
	for _, want := range []string{"CONSOLE_SECRET is too short", "COUNTERSIGN_MASTER_KEY must be base64"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not among what is said:\n%s", want, said)
		}
	}
	if strings.Contains(said, "not-a-key") {
		t.Errorf("the key is repeated:\n%s", said)
	}
}

func TestServeNamesEverySecretOfThePlatformsAndTheModelAtOnce(t *testing.T) {
	path := settings(t, `model: {provider: openai, name: any}
slack: {mode: http, listen: "127.0.0.1:3000", staff_channel: C0STAFF0000, approvers: [U0PRIYA0000]}
teams: {listen: "127.0.0.1:3978", app_id: 11111111-1111-4111-8111-111111111111, tenant: 22222222-2222-4222-8222-222222222222, staff_conversation: "19:staff@thread.tacv2", approvers: [33333333-3333-4333-8333-333333333333]}`)
	said := refused(t, []string{"SLACK_BOT_TOKEN=xoxp-of-a-person"}, "serve", "--config", path)
	for _, want := range []string{"COUNTERSIGN_MASTER_KEY is not set", "OPENAI_API_KEY is not set", "SLACK_BOT_TOKEN holds a person's token",
		"SLACK_SIGNING_SECRET is not set", "TEAMS_APP_PASSWORD is not set"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not among what is said:\n%s", want, said)
		}
	}
	if strings.Contains(said, "of-a-person") {
		t.Errorf("the token is repeated:\n%s", said)
	}
	if made, err := filepath.Glob(filepath.Join(filepath.Dir(path), "firm.db*")); err != nil || len(made) > 0 {
		t.Errorf("a database was made before: %v, %v", made, err)
	}
}

func TestServeRefusesAConfigurationThatListensToNothing(t *testing.T) {
	said := refused(t, []string{"COUNTERSIGN_MASTER_KEY=" + testMasterKey}, "serve", "--config", settings(t, ""))
	for _, want := range []string{"nothing to serve", "console.listen", "slack.mode", "teams.listen"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not among what is said:\n%s", want, said)
		}
	}
}

func TestADemoWhoseKeyIsGoneMakesNoNewOneBesideItsDatabase(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "demo.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // it must not begin to serve
	defer cancel()
	var out, errs bytes.Buffer
	code := run(ctx, []string{"demo", "--empty", "--addr", "127.0.0.1:0", "--dir", dir}, lookup(nil), &out, &errs)
	if code != exitFailed || !strings.Contains(errs.String(), "holds demo.db without demo.key") {
		t.Errorf("ended with %d: %s", code, &errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "demo.key")); !os.IsNotExist(err) {
		t.Errorf("a key was made: %v", err)
	}
}

func TestAnUnknownFaultPointIsRefusedAndTheKnownOnesAreNamed(t *testing.T) {
	for _, spec := range []string{"F99:kill", "f8:kill", ":kill:2"} {
		if _, err := faults(spec); err == nil || !strings.Contains(err.Error(), "F1, F2,") || !strings.Contains(err.Error(), "F12") {
			t.Errorf("CS_FAULT=%s: got error %v", spec, err)
		}
	}
}

// TestEveryFaultPointOfTheProgramIsKnown reads the points from where they are passed.
func TestEveryFaultPointOfTheProgramIsKnown(t *testing.T) {
	var passed []string
	for _, pattern := range []string{"../../bot/*.go", "../../bot/digest/*.go", "../../bot/retention/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, m := range regexp.MustCompile(`[fF]ault\("([^"]+)"\)`).FindAllSubmatch(raw, -1) {
				passed = append(passed, string(m[1]))
			}
		}
	}
	slices.Sort(passed)
	known := slices.Sorted(slices.Values(knownFaults))
	if passed = slices.Compact(passed); !slices.Equal(passed, known) {
		t.Errorf("the program passes %v and knows %v", passed, known)
	}
}

func TestADemoOfAnEmptyFolderSaysThatItFoundNoPage(t *testing.T) {
	empty := t.TempDir()
	f, err := startFirm([]string{"demo", "--addr", "127.0.0.1:0", "--dir", t.TempDir(), "--knowledge", empty})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.cancel(); <-f.done })
	if said := f.stderr.String(); !strings.Contains(said, "no page was found in "+empty) {
		t.Errorf("the demo says %q", said)
	}
	if page := f.read(t, "/knowledge"); !strings.Contains(page, "No page was found in this folder") {
		t.Errorf("the page of documents does not warn:\n%s", page)
	}
}

// TestADemoOfOnesOwnPagesBeginsWithoutTheSampleFirmsStory: its answers rest on the
// sample firm's pages.
func TestADemoOfOnesOwnPagesBeginsWithoutTheSampleFirmsStory(t *testing.T) {
	own := t.TempDir()
	if err := os.WriteFile(filepath.Join(own, "hours.md"), []byte("---\ntitle: When we answer\naudience: client\nreviewed: 2026-10-01\n---\nWe answer within a day.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := startFirm([]string{"demo", "--addr", "127.0.0.1:0", "--dir", t.TempDir(), "--knowledge", own})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.cancel(); <-f.done })
	if page := f.read(t, "/knowledge"); !strings.Contains(page, "When we answer") || strings.Contains(page, "Mariner") {
		t.Errorf("the page of documents:\n%s", page)
	}
	if cases := f.read(t, "/api/cases"); !strings.Contains(cases, `"cases":[]`) {
		t.Errorf("the demo begins with %s", cases)
	}
}
