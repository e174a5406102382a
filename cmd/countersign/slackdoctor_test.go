package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestTheManifestCommandPrintsTheAppOfTheConfiguredMode(t *testing.T) {
	s := newSlackServer(t)
	path, _, _ := slackFirm(t, t.TempDir(), "http", s)
	var out bytes.Buffer
	if code := run(t.Context(), []string{"manifest", "slack", "--config", path, "--public-url", "https://firm.example"}, slackGetenv, &out, &out); code != exitOK ||
		!strings.Contains(out.String(), `request_url: "https://firm.example/slack/events"`) || !strings.HasSuffix(out.String(), "\n") {
		t.Errorf("http: %d\n%s", code, &out)
	}
	out.Reset()
	if code := run(t.Context(), []string{"manifest", "slack", "--mode", "socket"}, none, &out, &out); code != exitOK || !strings.Contains(out.String(), "socket_mode_enabled: true") {
		t.Errorf("socket: %d\n%s", code, &out)
	}
	out.Reset()
	if code := run(t.Context(), []string{"manifest", "slack", "--config", path}, slackGetenv, &out, &out); code != exitUsage || !strings.Contains(out.String(), "--public-url") {
		t.Errorf("http without an address: %d\n%s", code, &out)
	}
}

func none(string) string { return "" }

func TestDoctorExitsWithOneWhereSomethingKeepsItFromWorking(t *testing.T) {
	s := newSlackServer(t)
	path, _, _ := slackFirm(t, t.TempDir(), "socket", s)
	doctor := func() (int, string) {
		var out bytes.Buffer
		code := run(t.Context(), []string{"doctor", "--config", path}, slackGetenv, &out, &out)
		return code, out.String()
	}
	if code, out := doctor(); code != exitOK || !strings.Contains(out, "Socket Mode can be opened") || strings.Contains(out, "fault") {
		t.Errorf("a good set-up: %d\n%s", code, out)
	}
	s.token = "token_revoked"
	if code, out := doctor(); code != exitFailed || !strings.Contains(out, "fault") || !strings.Contains(out, "SLACK_BOT_TOKEN") {
		t.Errorf("a revoked token: %d\n%s", code, out)
	}
}
