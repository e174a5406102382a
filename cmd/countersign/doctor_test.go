package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// doctorSays runs doctor over settings with some variables of the environment
// set otherwise than in a good set-up.
func doctorSays(t *testing.T, settings string, env map[string]string) (code int, said string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "firm.yaml")
	if err := os.WriteFile(path, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	code = run(t.Context(), []string{"doctor", "--config", path}, func(name string) string {
		if value, ok := env[name]; ok {
			return value
		}
		return testEnv(name)
	}, &out, &out)
	return code, out.String()
}

// TestDoctorFindsWhateverServeWouldNotStartWith holds that a set-up without a
// fault is one that starts.
func TestDoctorFindsWhateverServeWouldNotStartWith(t *testing.T) {
	dir := t.TempDir()
	nobody, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	redis := "redis://127.0.0.1:" + nobody.Addr().String()[len("127.0.0.1:"):]
	if err := nobody.Close(); err != nil {
		t.Fatal(err)
	}
	garbage, file, pages := filepath.Join(dir, "garbage.db"), filepath.Join(dir, "file"), filepath.Join(dir, "pages")
	for name, text := range map[string]string{garbage: strings.Repeat("no database ", 1000), file: "x", filepath.Join(pages, "hours.md"): "We open at nine.\n"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good := "console: {listen: \"127.0.0.1:8080\"}\nstore: {url: \"sqlite://" + filepath.Join(dir, "new", "firm.db") + "\"}\nknowledge: {dir: " + pages + "}\n"
	for name, c := range map[string]struct {
		change [2]string
		env    map[string]string
		code   int
		says   string
	}{
		"nothing":                  {code: exitOK, says: "look   There is no database at "},
		"pages to look at":         {code: exitOK, says: "Pages read: 1, with things to look at: 2. countersign knowledge check"},
		"no documents":             {change: [2]string{pages, filepath.Join(dir, "none")}, code: exitFailed, says: "fault  The documents cannot be read"},
		"documents that are none":  {change: [2]string{pages, file}, code: exitFailed, says: "not a directory"},
		"a database that is none":  {change: [2]string{filepath.Join(dir, "new", "firm.db"), garbage}, code: exitFailed, says: "fault  The database cannot be used"},
		"a folder that is none":    {change: [2]string{filepath.Join(dir, "new"), file}, code: exitFailed, says: "not a directory. Set store.url"},
		"no way in":                {change: [2]string{"listen: \"127.0.0.1:8080\"", ""}, code: exitFailed, says: "there is nothing to serve"},
		"no password of the page":  {env: map[string]string{"CONSOLE_SECRET": ""}, code: exitFailed, says: "CONSOLE_SECRET is not set: console.listen is"},
		"no master key":            {env: map[string]string{"COUNTERSIGN_MASTER_KEY": ""}, code: exitFailed, says: "COUNTERSIGN_MASTER_KEY is not set: it protects"},
		"a master key that is not": {env: map[string]string{"COUNTERSIGN_MASTER_KEY": "abc"}, code: exitFailed, says: "base64 of exactly 32 bytes"},
		"no Redis":                 {env: map[string]string{"REDIS_URL": redis}, code: exitOK, says: "look   The Redis server of REDIS_URL does not answer."},
		"a Redis that is none":     {env: map[string]string{"REDIS_URL": "http://x"}, code: exitFailed, says: "REDIS_URL cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			settings := good
			if c.change[0] != "" {
				settings = strings.ReplaceAll(good, c.change[0], c.change[1])
			}
			code, said := doctorSays(t, settings, c.env)
			if code != c.code || !strings.Contains(said, c.says) {
				t.Errorf("ended with %d, want %d and %q:\n%s", code, c.code, c.says, said)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(dir, "new")); !os.IsNotExist(err) {
		t.Error("the doctor made something")
	}
}
