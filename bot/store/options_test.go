package store

import (
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestOptionsNameEveryFault(t *testing.T) {
	good := Options{URL: "sqlite://x.db", MasterKey: NewMasterKey()}
	if err := good.Validate(); err != nil {
		t.Fatalf("Validate: %v", err)
	}
	for _, test := range []struct {
		name   string
		change func(*Options)
		want   []string
	}{
		{"nothing", func(o *Options) { *o = Options{} }, []string{"url: is empty", "COUNTERSIGN_MASTER_KEY is not set"}},
		{"another scheme", func(o *Options) { o.URL = "postgres://x" }, []string{"only sqlite://PATH"}},
		{"no path", func(o *Options) { o.URL = "sqlite://" }, []string{"names no file"}},
		{"a folder", func(o *Options) { o.URL = "sqlite:///var/" }, []string{"names no file"}},
		{"memory", func(o *Options) { o.URL = "sqlite://:memory:" }, []string{"no plain file name"}},
		{"settings of the driver", func(o *Options) { o.URL = "sqlite://x.db?_pragma=synchronous(OFF)" }, []string{"no plain file name"}},
		{"a short key", func(o *Options) { o.MasterKey = "c2hvcnQ=" }, []string{"COUNTERSIGN_MASTER_KEY must be base64 of exactly 32 bytes"}},
		{"a hex key", func(o *Options) { o.MasterKey = strings.Repeat("ab", 32) }, []string{"exactly 32 bytes"}},
		{"a passphrase", func(o *Options) { o.MasterKey = "correct horse battery staple" }, []string{"exactly 32 bytes"}},
		{"numbers", func(o *Options) { o.BusyTimeout, o.Batch = -time.Second, -1 }, []string{"busy_timeout", "batch"}},
		{"reading without a key", func(o *Options) { o.MasterKey, o.ReadOnly = "", true }, nil},
		{"reading with a bad key", func(o *Options) { o.MasterKey, o.ReadOnly = "zzzz", true }, []string{"exactly 32 bytes"}},
	} {
		o := good
		test.change(&o)
		err := o.Validate()
		if (err == nil) != (len(test.want) == 0) {
			t.Errorf("%s: got error %v", test.name, err)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %q, want …%s…", test.name, err, want)
			}
		}
		if err != nil && o.MasterKey != "" && strings.Contains(err.Error(), o.MasterKey) {
			t.Errorf("%s: the error repeats the key: %v", test.name, err)
		}
	}
}

func TestMasterKeyIsNeverPrinted(t *testing.T) {
	o := Options{URL: "sqlite://x.db", MasterKey: NewMasterKey()}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("options", "opts", o)
	for _, text := range []string{fmt.Sprint(o), fmt.Sprintf("%v %+v %#v %s", o, o, o, o), fmt.Sprint(&o), log.String()} {
		if strings.Contains(text, o.MasterKey) {
			t.Errorf("the key stands in %q", text)
		}
	}
}

func TestNewMasterKeysDiffer(t *testing.T) {
	a, b := NewMasterKey(), NewMasterKey()
	raw, err := base64.StdEncoding.DecodeString(a)
	if a == b || err != nil || len(raw) != 32 {
		t.Errorf("got %d bytes and error %v, twice the same: %v", len(raw), err, a == b)
	}
}
