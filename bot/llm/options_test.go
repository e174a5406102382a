package llm

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestTheZeroOptionsAreOfflineAndValid(t *testing.T) {
	if err := (Options{}).Validate(); err != nil {
		t.Error(err)
	}
	g, err := Open(t.Context(), Options{}, "", Deps{})
	if err != nil || g.Describe().Provider != ProviderOffline {
		t.Errorf("got %v, %v; want the offline provider", g, err)
	}
}

func TestWhatCannotWorkIsNamed(t *testing.T) {
	for want, o := range map[string]Options{
		"is not a provider":   {Provider: "gpt"},
		"name: is missing":    {Provider: ProviderOpenAI},
		"is an alias":         {Provider: ProviderGemini, Name: "gemini-flash-latest"},
		"is neither gemini":   {Provider: ProviderGemini, Backend: "aws"},
		"goes with provider":  {Provider: ProviderGeminiLegacy, Backend: BackendVertex, Project: "p", Location: "eu"},
		"vertex needs":        {Provider: ProviderGemini, Backend: BackendVertex},
		"must be https":       {Provider: ProviderGemini, BaseURL: "http://models.example"},
		"is not an address":   {Provider: ProviderGemini, BaseURL: "models.example"},
		"may hold no user":    {Provider: ProviderGemini, BaseURL: "https://models.example/?key=abc"},
		"with a live":         {Provider: ProviderOffline, BaseURL: "https://models.example"},
		"neither bearer":      {Provider: ProviderOpenAI, Name: "m", Auth: "basic"},
		"neither off nor low": {Provider: ProviderGemini, Thinking: "high"},
		"timeout:":            {Timeout: time.Minute},
		"daily_tokens:":       {DailyTokens: -1},
		"account_calls:":      {AccountCalls: -1},
		"pause_after:":        {PauseAfter: -1},
		"location:":           {Provider: ProviderGemini, Backend: BackendVertex, Project: "p", Location: "evil.example/x"},
		"recordings:":         {Provider: ProviderReplay},
		"record:":             {Provider: ProviderOffline, Record: true, Recordings: "x"},
	} {
		if err := o.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", o, err, want)
		}
	}
}

func TestTheDefaultModelIsPinned(t *testing.T) {
	for _, p := range []string{ProviderGemini, ProviderGeminiLegacy} {
		o := Options{Provider: p}.withDefaults()
		if o.Name != DefaultGemini || strings.HasSuffix(o.Name, "latest") || !strings.Contains(o.Name, "-3.") {
			t.Errorf("%s asks %q", p, o.Name)
		}
	}
}

func TestNothingLiveStartsWithoutItsKeyAndAPaidTier(t *testing.T) {
	gemini := Options{Provider: ProviderGemini}
	paid := Options{Provider: ProviderGeminiLegacy, PaidTier: true}
	for _, x := range []struct {
		name string
		o    Options
		key  string
		want string
	}{
		{"no key", gemini, "", "GEMINI_API_KEY"},
		{"tier not confirmed", gemini, "k", "paid_tier_confirmed"},
		{"legacy without a key", paid, "", "GEMINI_API_KEY"},
		{"legacy", paid, "k", ""},
		{"a stand-in on this machine", Options{Provider: ProviderGemini, BaseURL: "http://127.0.0.1:1"}, "", ""},
		{"a stand-in elsewhere", Options{Provider: ProviderGemini, BaseURL: "https://gateway.example"}, "k", "paid_tier_confirmed"},
		{"vertex", Options{Provider: ProviderGemini, Backend: BackendVertex}, "", ""},
		{"openai without a key", Options{Provider: ProviderOpenAI, Name: "m"}, "", "OPENAI_API_KEY"},
		{"a server of one's own", Options{Provider: ProviderOpenAI, Name: "m", BaseURL: "http://127.0.0.1:1/v1"}, "", ""},
		{"azure without a key", Options{Provider: ProviderOpenAI, Name: "m", BaseURL: "https://ours.example/openai/v1", Auth: "api-key"}, "", "OPENAI_API_KEY"},
		{"azure", Options{Provider: ProviderOpenAI, Name: "m", BaseURL: "https://ours.example/openai/v1", Auth: "api-key"}, "k", ""},
		{"offline", Options{}, "", ""},
	} {
		err := x.o.Ready(x.key)
		if x.want == "" && err != nil || x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
			t.Errorf("%s: %v, want %q", x.name, err, x.want)
		}
	}
}

func TestTheLegacyProviderSaysWhenItsSupportEnded(t *testing.T) {
	notes := strings.Join(Options{Provider: ProviderGeminiLegacy, PaidTier: true}.Notes(), "\n")
	for _, want := range []string{"generative-ai-go", "31 August 2025", "55 days", "any country"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes %q do not say %q", notes, want)
		}
	}
}

func TestEachLiveProviderSaysWhichLibraryAsks(t *testing.T) {
	version := regexp.MustCompile(`^[a-z.]+/\S+( v\d+\.\d+\.\d+)?$`) // the binary of a test knows no versions
	for _, d := range dialects() {
		if about := d.model(t, "http://127.0.0.1:1").Describe(); !version.MatchString(about.SDK) {
			t.Errorf("%s: %q, want a module and its version", d.name, about.SDK)
		}
	}
	if about := NewOffline().Describe(); about.SDK != "" {
		t.Errorf("offline: %q, want no library", about.SDK)
	}
}

func TestAChangeOfTheFormatIsAnotherVersionOfIt(t *testing.T) {
	was := ReplySchema().Version()
	changed := ReplySchema()
	changed.Properties["language"] = Schema{Type: "string", Description: "another"}
	if again := ReplySchema().Version(); again != was || changed.Version() == was || OpinionSchema().Version() == was {
		t.Errorf("versions %s, %s, changed %s, of an opinion %s", was, again, changed.Version(), OpinionSchema().Version())
	}
}
