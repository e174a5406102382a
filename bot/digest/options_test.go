package digest_test

import (
	"strings"
	"testing"

	"countersign/bot/digest"
	"countersign/bot/measure"
)

func TestOptionsSayWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		o    digest.Options
		says string
	}{{digest.Options{Schedule: "at eight"}, "cron form"}, {digest.Options{Schedule: "0 8 * * 1", Timezone: "Europe/Lodnon"}, "Europe/Lodnon"}} {
		if err := tt.o.Validate(); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%+v: %v, want it to say %q", tt.o, err, tt.says)
		}
	}
	for spec, want := range map[string]measure.Kind{"0 8 * * 1": measure.Weekly, "0 8 * * *": measure.Daily, "0 8 * * 1-5": measure.Daily} {
		if got := (digest.Options{Schedule: spec}).Kind(); got != want {
			t.Errorf("%s is %s, want %s", spec, got, want)
		}
	}
}
