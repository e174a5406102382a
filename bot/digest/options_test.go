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

func TestAScheduleThatWouldLeaveDigestsOutIsRefused(t *testing.T) {
	for schedule, says := range map[string]string{
		"0 8 31 2 *":                   "never comes round",
		"0 8 1 * *":                    "each is of a day, and after 2 January none would come before 1 February",
		"0 8 * * 1,2":                  "let it come at least every 4 days",
		"0 8 * 1 1":                    "each is of a week",
		"@monthly":                     "leaves digests out",
		"@every 168h":                  "leaves digests out",
		"CRON_TZ=Asia/Tokyo 0 8 * * 1": "leaves digests out",
		"0 8 * * 1":                    "", "0 8 * * *": "", "0 8 * * 1-5": "", "0 8 * * 1,4": "", "30 1 * * *": "", "* * * * *": "", "@daily": "", "@weekly": "", "@hourly": "",
	} {
		err := digest.Options{Schedule: schedule}.Validate()
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "schedule: ")) {
			t.Errorf("schedule %q: %v, want %q", schedule, err, says)
		}
	}
}
