package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestADigestOfAllTimeIsRefusedInASentence(t *testing.T) {
	_, err := periodOf("0000-01-01", "9999-12-31", time.Now())
	if err == nil || !strings.Contains(err.Error(), "outside the years") {
		t.Errorf("the command says %v", err)
	}
	if _, err = periodOf("2000-01-01", "2026-01-01", time.Now()); err == nil || !strings.Contains(err.Error(), "longer than 10 years") {
		t.Errorf("the command says %v", err)
	}
	_, err = digestPage{}.Digest(t.Context(), time.Time{}, time.Now())
	if invalid, ok := errors.AsType[*bot.InvalidError](err); !ok || !strings.Contains(invalid.Why, "outside the years") {
		t.Errorf("the console is told %v", err)
	}
}
