package main

import (
	"database/sql"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// refusedThenTaken sends a message while the store cannot write, and again
// when it can: the first is refused, the second is the one case.
func refusedThenTaken(t *testing.T, c *child, end func()) {
	t.Helper()
	_, status, err := c.send(t.Context(), "m-1", "acme", "U1", "When are payslips issued?", "")
	if err != nil || status != http.StatusServiceUnavailable {
		t.Errorf("while the store cannot write: status %d, %v; want 503", status, err)
	}
	end()
	var receipt receiptJSON
	eventually(t, 30*time.Second, "intake recovers by itself", func() bool {
		var status int
		var err error
		receipt, status, err = c.send(t.Context(), "m-1", "acme", "U1", "When are payslips issued?", "")
		return err == nil && status == http.StatusAccepted
	})
	c.until(t, receipt.Case, "in_review")
	var list struct {
		Cases []struct{ ID int64 } `json:"cases"`
	}
	if _, err := c.do(t.Context(), http.MethodGet, "/api/cases", nil, &list); err != nil || len(list.Cases) != 1 {
		t.Errorf("one message made the cases %v, %v", list.Cases, err)
	}
}

func TestIntakeIsRefusedWhileTheDatabaseIsLocked(t *testing.T) {
	dir := t.TempDir()
	c := startChild(t, dir, "")
	c.http.Timeout = time.Minute // the program waits for the lock before it gives up
	db, err := sql.Open("sqlite", filepath.Join(dir, "firm.db")+"?_busy_timeout=10000&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	lock, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	refusedThenTaken(t, c, func() {
		if err := lock.Rollback(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestIntakeIsRefusedWhileTheDiskIsFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("no small disk here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	c := startChild(t, dir, "")
	t.Cleanup(c.kill) // before the disk goes
	filler := filepath.Join(dir, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	if err := errors.Join(err, f.Close()); !errors.Is(err, syscall.ENOSPC) { // closed, so that its removal makes room
		t.Fatal(err)
	}
	// The last page of the log may have room for one more small message.
	eventually(t, 30*time.Second, "the disk is full for the store too", func() bool {
		_, status, err := c.send(t.Context(), "m-1", "acme", "U1", "When are payslips issued?", "")
		return err == nil && status == http.StatusServiceUnavailable
	})
	refusedThenTaken(t, c, func() {
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
	})
}
