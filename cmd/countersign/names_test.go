package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestNamesOfPeopleStandInNoFileAndOnThePage plays the demo's story and reads
// the files beside it: neither a client's name nor one of staff is there.
func TestNamesOfPeopleStandInNoFileAndOnThePage(t *testing.T) {
	dir := t.TempDir()
	f, err := startFirm([]string{"demo", "--addr", "127.0.0.1:0", "--dir", dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { f.cancel(); <-f.done }()
	r, _, err := f.send(t.Context(), "m-1", "acme", "Dana Cole", "How much is an inventory for a two bed?", "")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, b := range story {
		if b.act == "" && !b.staff {
			names = append(names, b.author)
		}
	}
	noWordsIn(t, dir, append(names, demoStaff...)...)
	var k struct{ Client string }
	if _, err := f.do(t.Context(), http.MethodGet, fmt.Sprintf("/api/cases/%d", r.Case), nil, &k); err != nil || k.Client != "Dana Cole" {
		t.Errorf("the JSON interface names the client %q (%v)", k.Client, err)
	}
	if page := f.read(t, fmt.Sprintf("/cases/%d", r.Case)); !strings.Contains(page, "Dana Cole (client)") {
		t.Errorf("the record of the case does not name who wrote:\n%s", page)
	}
	if page := f.read(t, "/cases/1"); !strings.Contains(page, "Priya (staff)") {
		t.Error("the record of the first case does not name who approved its answer")
	}
}

// read gets a page.
func (a *api) read(t *testing.T, path string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	resp, err := a.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v", path, resp.StatusCode, err)
	}
	return string(page)
}
