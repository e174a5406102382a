package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// teamsFirm writes the configuration of a firm in Teams and gives its path.
func teamsFirm(t *testing.T, dir, more string) string {
	t.Helper()
	path := filepath.Join(dir, "firm.yaml")
	text := fmt.Sprintf(`firm: {name: Harbour & Finch}
store: {url: "sqlite://%s"}
%s`, filepath.Join(dir, "firm.db"), more)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestManifestTeamsWritesThePackageToUpload(t *testing.T) {
	dir := t.TempDir()
	path := teamsFirm(t, dir, "teams: {app_id: "+teamsApp+"}\n")
	out := filepath.Join(dir, "app.zip")
	var stdout, stderr bytes.Buffer
	args := []string{"manifest", "teams", "--config", path, "--out", out, "--website", "https://firm.example"}
	if code := run(context.Background(), args, lookup(nil), &stdout, &stderr); code != exitOK {
		t.Fatalf("ended with %d: %s", code, &stderr)
	}
	z, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != 3 || !strings.Contains(stdout.String(), out) {
		t.Errorf("%d files, said %q", len(z.File), &stdout)
	}
	stderr.Reset()
	args[len(args)-1] = "http://firm.example"
	if code := run(context.Background(), args, lookup(nil), &stdout, &stderr); code != exitUsage || !strings.Contains(stderr.String(), "https://") {
		t.Errorf("a plain address: ended with %d: %s", code, &stderr)
	}
}

func TestDoctorChecksTeams(t *testing.T) {
	platform, account := (&teamsStage{}).config(t)
	path := teamsFirm(t, t.TempDir(), platform+"\naccounts:\n  - {id: acme, name: Acme Ltd, "+account+"}\n")
	key := "COUNTERSIGN_MASTER_KEY=" + base64.StdEncoding.EncodeToString(make([]byte, 32))
	var out, stderr bytes.Buffer
	code := run(context.Background(), []string{"doctor", "--config", path}, lookup([]string{key, "TEAMS_APP_PASSWORD=a-secret-of-a-test"}), &out, &stderr)
	for _, want := range []string{"The bot gets its token", "teams has not said yet where its connector is", "Nothing was heard from the client conversation"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("doctor does not say %q:\n%s%s", want, &out, &stderr)
		}
	}
	if code != exitFailed || strings.Contains(out.String(), "a-secret-of-a-test") {
		t.Errorf("ended with %d, want %d, and no secret in:\n%s", code, exitFailed, &out)
	}
	out.Reset()
	if run(context.Background(), []string{"doctor", "--config", path}, lookup([]string{key}), &out, &stderr); !strings.Contains(out.String(), "TEAMS_APP_PASSWORD is not set") {
		t.Errorf("without the secret doctor says:\n%s", &out)
	}
}

func TestServeRefusesAnOpenDoorThatOthersCanReach(t *testing.T) {
	path := teamsFirm(t, t.TempDir(), `teams: {listen: "0.0.0.0:0", tenant: t, app_id: playground, staff_conversation: s, approvers: [a], service_hosts: ["localhost:56150"]}
`)
	var out, stderr bytes.Buffer
	key := "COUNTERSIGN_MASTER_KEY=" + base64.StdEncoding.EncodeToString(make([]byte, 32))
	args := []string{"serve", "--config", path, "--teams-insecure-playground"}
	if code := run(t.Context(), args, lookup([]string{key}), &out, &stderr); code != exitUsage || !strings.Contains(stderr.String(), "other machines") {
		t.Errorf("ended with %d: %s", code, &stderr)
	}
	stderr.Reset()
	if code := run(t.Context(), args[:3], lookup([]string{key}), &out, &stderr); code != exitUsage || !strings.Contains(stderr.String(), "TEAMS_APP_PASSWORD is not set") {
		t.Errorf("without the flag: ended with %d: %s", code, &stderr)
	}
}
