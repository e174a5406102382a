package config

import "testing"

func none(string) string { return "" }

func TestRunsOfflineWithoutFileOrKeys(t *testing.T) {
	c, err := Load("", none)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	if c.Model.Provider != "offline" {
		t.Errorf("model.provider = %q, want offline", c.Model.Provider)
	}
}
