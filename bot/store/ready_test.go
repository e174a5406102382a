package store

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestADamagedFileAndAnOlderBackupAreTold: both can be opened, and read in part.
func TestADamagedFileAndAnOlderBackupAreTold(t *testing.T) {
	for name, tt := range map[string]struct {
		do   func(t *testing.T, file string)
		says string
	}{
		"nothing": {do: func(*testing.T, string) {}},
		"a damaged page": {do: func(t *testing.T, file string) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			const pageSize = 4096
			raw[bytes.Index(raw, []byte("client:U1"))/pageSize*pageSize] ^= 0x5a // the kind of a page of events
			if err := os.WriteFile(file, raw, 0o600); err != nil {
				t.Fatal(err)
			}
		}, says: "damaged: put it aside and restore a backup"},
		"a ledger of before the checkpoint": {do: func(t *testing.T, file string) {
			onFile(t, file, `PRAGMA foreign_keys = 0`, `DELETE FROM events WHERE seq > 17`)
		}, says: "not what its last checkpoint attests: event 18: missing: checkpoint attests 20 entries, log has 17"},
	} {
		t.Run(name, func(t *testing.T) {
			opts := testOptions(t)
			twenty(t, opts)
			s := openWith(t, opts)
			if _, err := s.Checkpoint(t.Context(), start); err != nil {
				t.Fatal(err)
			}
			closeStore(t, s)
			tt.do(t, path(t, opts))
			err := openWith(t, Options{URL: opts.URL, ReadOnly: true}).Intact(t.Context())
			if (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("told %v, want %q", err, tt.says)
			}
		})
	}
}

// TestWhatSQLiteSaysByANumberIsSaidWithWhatToDo, for the faults of disks and folders.
func TestWhatSQLiteSaysByANumberIsSaidWithWhatToDo(t *testing.T) {
	for name, tt := range map[string]struct{ dsn, do, says string }{
		"a full disk":       {"file:" + filepath.Join(t.TempDir(), "a.db"), `PRAGMA max_page_count = 2; CREATE TABLE a (b BLOB); INSERT INTO a VALUES (zeroblob(99999))`, "make room"},
		"one to read only":  {"file:" + filepath.Join(t.TempDir(), "b.db") + "?_pragma=query_only(1)", `CREATE TABLE a (b BLOB)`, "must not be written to"},
		"no folder":         {"file:" + filepath.Join(t.TempDir(), "none", "c.db"), `CREATE TABLE a (b BLOB)`, "its folder cannot be opened"},
		"a mistake of ours": {"file:" + filepath.Join(t.TempDir(), "d.db"), `SELEKT`, ""},
	} {
		db, err := sql.Open("sqlite", tt.dsn)
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.ExecContext(t.Context(), tt.do)
		if err == nil || !strings.Contains(plainly(err).Error(), tt.says) || tt.says == "" && plainly(err).Error() != err.Error() {
			t.Errorf("%s: told %v, want it to say %q", name, plainly(err), tt.says)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
