package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/bot/store"
)

// runKeyed runs the program and gives what it printed.
func runKeyed(t *testing.T, key string, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr strings.Builder
	code = run(t.Context(), args, func(name string) string {
		if name == "COUNTERSIGN_MASTER_KEY" {
			return key
		}
		return ""
	}, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestABaselineIsImportedOnceFromTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	db, key := "sqlite://"+filepath.Join(dir, "firm.db"), store.NewMasterKey()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("past.csv", "received_at,answered_at,repeat\n2026-10-01 09:00,2026-10-01 09:30,no\n2026-10-02 09:00,,\n")
	bad := write("bad.csv", "received_at,repeat\nlast week,no\n")
	other := write("other.csv", "received_at\n2026-10-01 10:00\n")
	for _, step := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"baseline", "show"}, 1, "no such database"},
		{[]string{"baseline", "import", "--by", "Priya", bad}, 1, "line 2: received_at"},
		{[]string{"baseline", "import", "--by", "Priya", good}, 0, "Frozen: 2 enquiries from 2026-10-01 to 2026-10-02"},
		{[]string{"baseline", "import", "--by", "Priya", good}, 0, "nothing changed"},
		{[]string{"baseline", "import", "--by", "Priya", other}, 1, "was imported on"},
		{[]string{"baseline", "show"}, 0, "2, 2026-10-01 to 2026-10-02"},
		{[]string{"baseline", "show", "--format", "json"}, 0, `"k_cases": []`},
	} {
		code, out, errs := runKeyed(t, key, append(step.args, "--store", db)...)
		if code != step.code || !strings.Contains(out+errs, step.says) {
			t.Errorf("%v: exit %d, %s%s; want exit %d and %q", step.args, code, out, errs, step.code, step.says)
		}
	}
	if code, out, errs := runKeyed(t, key, "ledger", "verify", "--store", db); code != 0 {
		t.Errorf("the ledger does not verify: %s%s", out, errs)
	}
}
