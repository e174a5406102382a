package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAutonomyIsAskedForSignedAndStoppedFromTheCommandLine(t *testing.T) {
	cfg := ownedBy(t, fixtureConfig(t, ""), "Priya")
	makeDatabase(t, filepath.Dir(cfg))
	for _, c := range []struct {
		args string
		code int
		says []string
	}{
		{"autonomy status", exitOK, []string{"opening_hours    co-pilot  not yet: no draft on this topic was decided yet", "refunds          never     never: a refund is a decision of the firm"}},
		{"autonomy status nonsense", exitUsage, []string{`"nonsense" is not a topic`}},
		{"autonomy status keys --format json", exitOK, []string{`"topic": "keys"`, `"needed": 80`}},
		{"autonomy ask opening_hours --by Tom", exitFailed, []string{"not yet: no draft on this topic was decided yet"}},
		{"autonomy ask refunds --by Priya", exitFailed, []string{"refunds is never answered automatically: a refund is a decision of the firm"}},
		{"autonomy ask opening_hours --by Tom --waive evidence", exitUsage, []string{"--waive"}},
		{"autonomy grant refunds --by Priya", exitFailed, []string{"nobody asked the owner"}},
		{"autonomy revoke keys --by Tom --reason no", exitFailed, []string{"keys has no grant"}},
		{"autonomy pool keys documents --by Tom", exitFailed, []string{"only the owner of the firm signs"}},
		{"autonomy pool keys complaint --by Priya", exitFailed, []string{"complaint is never answered automatically"}},
		{"autonomy pool keys documents --by Priya", exitOK, []string{"keys and documents", "10 decided drafts"}},
		{"pause keys --by Tom", exitOK, []string{"Stopped: no automatic answer leaves from now on", "countersign resume keys --by OWNER --config " + cfg}},
		{"autonomy status keys", exitOK, []string{"stopped by Tom on"}},
		{"resume keys --by Tom", exitFailed, []string{"only the owner of the firm signs"}},
		{"resume keys --by Priya", exitOK, []string{"go on"}},
		{"pause --by Tom --reason looks-wrong", exitOK, []string{"Stopped", "countersign resume --by OWNER --config " + cfg}},
		{"autonomy status opening_hours", exitOK, []string{"stopped by Tom on"}},
		{"pause nonsense --by Tom", exitUsage, []string{`"nonsense" is not a topic`}},
		{"resume nonsense --by Priya", exitUsage, []string{`"nonsense" is not a topic`}},
		{"autonomy ask nonsense --by Tom", exitUsage, []string{`"nonsense" is not a topic`}},
		{"autonomy grant nonsense --by Priya", exitUsage, []string{`"nonsense" is not a topic`}},
		{"autonomy refuse nonsense --by Priya", exitUsage, []string{`"nonsense" is not a topic`}},
		{"autonomy revoke nonsense --by Tom --reason no", exitUsage, []string{`"nonsense" is not a topic`}},
		{"autonomy pool keys nonsense --by Priya", exitUsage, []string{`"nonsense" is not a topic`}},
		{"autonomy pool keys --by Priya", exitUsage, []string{"name at least two topics"}},
	} {
		args := strings.Fields(c.args)
		code, stdout, stderr := command(t, append(args, "--config", cfg)...)
		out := stdout + stderr
		if code != c.code {
			t.Errorf("countersign %s: ended with %d, want %d\n%s", c.args, code, c.code, out)
		}
		for _, s := range c.says {
			if !strings.Contains(out, s) {
				t.Errorf("countersign %s: printed\n%s\nwant it to say %q", c.args, out, s)
			}
		}
	}
}

// ownedBy names the owner in the configuration of a firm.
func ownedBy(t *testing.T, file, name string) string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(raw), "firm: {", "firm: {owner: {name: "+name+"}, ", 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestNoSettingLiftsTheListOfWhatPeopleDecide tries what a setting could try.
func TestNoSettingLiftsTheListOfWhatPeopleDecide(t *testing.T) {
	for name, settings := range map[string]string{
		"a list of what is allowed": "autonomy: {allow: [refunds]}\n",
		"no list of what is not":    "autonomy: {deny: []}\n",
		"topics":                    "autonomy: {topics: {refunds: granted}}\n",
		"a lower bar":               "autonomy: {limit: 0.5}\n",
	} {
		code, stdout, stderr := command(t, "autonomy", "status", "--config", fixtureConfig(t, settings))
		out := stdout + stderr
		if code != exitUsage || !strings.Contains(out, "autonomy") {
			t.Errorf("%s: ended with %d and\n%s\nwant it refused as a mistake of the configuration", name, code, out)
		}
	}
}
