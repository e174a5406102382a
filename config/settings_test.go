package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/llm"
	"countersign/handlers/slack"
)

// TestEachSettingIsTakenUpToItsLimit and refused beyond, with the sentence that says so.
func TestEachSettingIsTakenUpToItsLimit(t *testing.T) {
	t.Parallel()
	prices := func(model, in, out string) string {
		return "model:\n  prices:\n  - model: " + model + "\n    input: " + in + "\n    output: " + out + "\n"
	}
	const on = "slack:\n  mode: socket\n  staff_channel: C0STAFF1\n  approvers: [U0PRIYA]\n"
	const teamsOn = "teams:\n  listen: 127.0.0.1:3978\n  app_id: 00000000-0000-0000-0000-000000000001\n  tenant: 00000000-0000-0000-0000-000000000002\n  staff_conversation: 19:staff@thread.tacv2\n  approvers: [00000000-0000-0000-0000-000000000003]\n"
	disclosed := func(n int) string { return "notices:\n  disclosure: " + strings.Repeat("a", n) + "\n" }
	for yaml, fault := range map[string]string{
		"quiet_window: 0": "", "quiet_window: 1h": "", "quiet_window: 1h1s": "is too long", "quiet_window: -1s": "is below zero",
		"workers: 1": "", "workers: 256": "", "workers: 0": "0 is not between 1 and 256", "workers: 257": "257 is not between",
		"workers: 9999999999999999999": "must be a whole number in plain digits",
		"review:\n  undo_window: 0":    "", "review:\n  undo_window: -1s": "is below zero", "review:\n  give_up_after: 0": "", "review:\n  stale_after: 1m": "",
		"outbox:\n  look_interval: 30s": "", "outbox:\n  look_interval: 29s": "is too short",
		"firm:\n  voice: " + strings.Repeat("a", 500): "", "firm:\n  voice: " + strings.Repeat("a", 501): "voice",
		"firm:\n  timezone: Local": "no such time zone", "firm:\n  timezone: ''": "timezone", "firm:\n  timezone: Europe/Nowhere": "no such time zone",
		"acknowledgement:\n  after: 24h": "", "acknowledgement:\n  after: 0": "", "acknowledgement:\n  after: 24h1s": "not between 0 and 24 hours", "acknowledgement:\n  after: -1s": "not between",
		"acknowledgement:\n  words:\n    anger: " + strings.Repeat("a", 2000): "", "acknowledgement:\n  words:\n    anger: " + strings.Repeat("a", 2001): "longer than 2000",
		"acknowledgement:\n  words:\n    default: ''": "default",
		"log:\n  format: json":                        "", "log:\n  format: text": "", "log:\n  format: xml": "no such format",
		prices("m1", "0", "0"): "", prices("m1", "0.5", "2"): "", prices("m1", "-0.1", "0"): "m1 has a price below zero", prices("m1", "0", "-1"): "m1 has a price below zero",
		"model:\n  prices:\n  - input: 1\n":                    "number 1 names no model",
		"model:\n  prices:\n  - model: m1\n    input: cheap\n": "must be a number",
		"ladder:\n  holding_line: soon":                        "must be true or false",
		on:                                                     "", on + "accounts:\n- id: a\n  name: A\n  slack: [C0CLIENT]\n": "", on + "accounts:\n- id: a\n  name: A\n  slack: [c0client]\n": "no channel id",
		on + "accounts:\n- id: a\n  name: A\n  slack: [C0STAFF1]\n": "is a channel of staff",
		on + disclosed(slack.MaxDisclosure):                         "", on + disclosed(slack.MaxDisclosure+1): "go with the first message in a channel of Slack",
		teamsOn: "", teamsOn + "accounts:\n- id: a\n  name: A\n  teams: ['19:client@thread.tacv2']\n": "", teamsOn + "accounts:\n- id: a\n  name: A\n  teams: ['19:staff@thread.tacv2']\n": "is the conversation of staff",
		teamsOn + "accounts:\n- id: a\n  name: A\n  teams: ['19:client@thread.tacv2;messageid=1']\n": "is no id of a channel or chat",
		teamsOn + disclosed(4000):                        "go with the first message in a channel of Teams",
		teamsOn + "console:\n  listen: 127.0.0.1:3978\n": "is the address of another part too",
		teamsOn + "slack:\n  mode: http\n  listen: 127.0.0.1:3978\n  staff_channel: C0STAFF1\n  approvers: [U0PRIYA]\n": "is the address of another part too",
		"firm:\n  owner:\n    slack: U0OLIVE\n    teams: 00000000-0000-0000-0000-000000000001\n":                        "", "firm:\n  owner:\n    slack: olive\n": "no member id",
		"ladder:\n  manager:\n    teams: 'a b'\n":                      "no object id",
		"knowledge:\n  dir: pages\ndigest:\n  review_dir: pages/new\n": "lie within each other", "knowledge:\n  dir: pages\ndigest:\n  review_dir: proposed\n": "",
		"staff: [Ann, Bob]": "", "staff: [Ann, ann]": "is listed twice",
		"\ufeffworkers: 2": "", "workers: 2\x00": "is not", "accounts:\n- id: a\n  name: A\n- id: b\n  name: ''\n": "blank", "accounts:\n- id: a\n": "name is missing",
	} {
		_, err := read("", []byte(yaml), none)
		switch {
		case fault == "" && err != nil:
			t.Errorf("%.90q is refused: %v", yaml, err)
		case fault != "" && (err == nil || !strings.Contains(err.Error(), fault)):
			t.Errorf("%.90q: %v, want it to say %q", yaml, err, fault)
		}
	}
}

// TestAChannelBelongsToItsAccountOnItsPlatformAlone, and to the next once the file
// is read anew.
func TestAChannelBelongsToItsAccountOnItsPlatformAlone(t *testing.T) {
	t.Parallel()
	c := Default()
	c.Accounts = []Account{{ID: "acme", Name: "Acme", Slack: []string{"C1", "C2"}, Teams: []string{"T1"}}, {ID: "bright", Name: "Bright", Slack: []string{"C3"}, Console: []string{"C1"}, Teams: []string{"T2"}}}
	d := c.Directory()
	acme, bright := bot.Account{ID: "acme", Name: "Acme"}, bot.Account{ID: "bright", Name: "Bright"}
	for _, tt := range []struct {
		p       bot.Platform
		channel string
		want    bot.Account
	}{
		{bot.Slack, "C1", acme}, {bot.Slack, "C2", acme}, {bot.Teams, "T1", acme}, {bot.Slack, "C3", bright}, {bot.Console, "C1", bright},
		{bot.Teams, "C1", bot.Account{}}, {bot.Console, "C3", bot.Account{}}, {bot.Slack, "C9", bot.Account{}},
	} {
		if got := d.Account(tt.p, tt.channel); got != tt.want {
			t.Errorf("%s %s belongs to %+v, want %+v", tt.p, tt.channel, got, tt.want)
		}
	}
	if got := d.Accounts(); !slices.Equal(got, []bot.Account{acme, bright}) {
		t.Errorf("accounts %+v", got)
	}
	if s, m := c.SlackChannels(), c.TeamsChannels(); !slices.Equal(s, []string{"C1", "C2", "C3"}) || !slices.Equal(m, []string{"T1", "T2"}) {
		t.Errorf("channels of clients %v in Slack and %v in Teams", s, m)
	}
	d.Replace(c.Accounts[1:])
	if got := d.Account(bot.Slack, "C1"); got != (bot.Account{}) || !slices.Equal(d.Accounts(), []bot.Account{bright}) {
		t.Errorf("after the account went, its channel is of %+v, all are %v", got, d.Accounts())
	}
}

// TestTheWorkflowGetsEverySettingOfTheFile: none may be read and then not kept to.
func TestTheWorkflowGetsEverySettingOfTheFile(t *testing.T) {
	t.Parallel()
	c, err := read("firm.yaml", []byte(`
firm: {name: Harbour & Finch, timezone: Europe/Dublin}
quiet_window: 7s
workers: 3
outbox: {lease: 9s, look_interval: 41s}
review: {undo_window: 11s, stale_after: 2h, give_up_after: 3h, reopen_within: 4h}
acknowledgement: {after: 5m, words: {default: " {firm} has it. "}}
notices: {signpost: "S {firm}", fraud: "F {firm}", disclosure: "D {firm}", holding: "H {firm}"}
ladder: {holding_line: true}
`), none)
	if err != nil {
		t.Fatal(err)
	}
	o := c.Copilot()
	got := fmt.Sprint(o.QuietWindow, o.Workers, o.Lease, o.LookInterval, o.UndoWindow, o.StaleAfter, o.GiveUpAfter, o.ReopenWithin, o.AckAfter, o.Zone, o.Acks["default"], o.Notices)
	want := "7s 3 9s 41s 11s 2h0m0s 3h0m0s 4h0m0s 5m0s Europe/DublinHarbour & Finch has it.map[disclosure:D Harbour & Finch fraud:F Harbour & Finch holding:H Harbour & Finch signpost:S Harbour & Finch]"
	if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
		t.Errorf("the workflow gets\n%s\nwant\n%s", got, want)
	}
	if fmt.Sprint(o.Ladder) != fmt.Sprint(c.Ladder.Ladder) || fmt.Sprint(o.Ladder) == fmt.Sprint(bot.Ladder{}) {
		t.Errorf("the ladder is %+v", o.Ladder)
	}
	if c.File != "firm.yaml" || c.SlackOptions().Disclosure != "D Harbour & Finch" || c.TeamsOptions().Disclosure != "D Harbour & Finch" || c.Register().Firm != "Harbour & Finch" || c.Retained().Timezone != "Europe/Dublin" {
		t.Errorf("of %s: %q, %q, %q, %s", c.File, c.SlackOptions().Disclosure, c.TeamsOptions().Disclosure, c.Register().Firm, c.Retained().Timezone)
	}
	if h := c.BusinessHours(); h.Zone.String() != "Europe/Dublin" || !h.Open(time.Date(2026, 7, 1, 8, 30, 0, 0, time.UTC)) {
		t.Errorf("at half past nine in Dublin it is closed: %+v", h)
	}
	if first, _ := c.BusinessHours().Calendar.Years(); first == 0 {
		t.Error("the hours know no bank holidays")
	}
}

// TestEachSecretGoesWhereItIsUsed and nowhere else.
func TestEachSecretGoesWhereItIsUsed(t *testing.T) {
	t.Parallel()
	c, err := Load("", func(name string) string {
		return map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "new", "SLACK_SIGNING_SECRET_PREVIOUS": "old",
			"GEMINI_API_KEY": "gemini", "OPENAI_API_KEY": "openai"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := c.SlackSecrets(); s.BotToken != "xoxb-1" || s.AppToken != "xapp-1" || !slices.Equal(s.SigningSecrets, []string{"new", "old"}) {
		t.Errorf("Slack gets %d secrets to check signatures with", len(s.SigningSecrets))
	}
	c.Secrets.SlackSigningPrev = Secret{}
	if s := c.SlackSecrets(); !slices.Equal(s.SigningSecrets, []string{"new"}) {
		t.Error("without an old secret the new one alone counts")
	}
	c.Secrets.SlackSigning = Secret{}
	if s := c.SlackSecrets(); s.SigningSecrets != nil {
		t.Error("without any there is none")
	}
	for provider, want := range map[string]string{llm.ProviderGemini: "gemini", llm.ProviderGeminiLegacy: "gemini", llm.ProviderOpenAI: "openai", "offline": ""} {
		if c.Model.Provider = provider; c.ModelKey() != want {
			t.Errorf("%s gets another key than its own", provider)
		}
	}
}

// TestWhereTheFirmWorksAndWhoSignsForIt follows from what is set up.
func TestWhereTheFirmWorksAndWhoSignsForIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		console, slack, teams string
		owner                 Colleague
		platforms             []bot.Platform
		signers               []string
		warns                 string
	}{
		{"127.0.0.1:1", "", "", Colleague{Name: "O"}, []bot.Platform{bot.Console}, nil, ""},
		{"127.0.0.1:1", "socket", "127.0.0.1:2", Colleague{Name: "O", Slack: "U0O", Teams: "t"}, []bot.Platform{bot.Console, bot.Slack, bot.Teams}, []string{"U0O", "t"}, ""},
		{"", "socket", "", Colleague{Name: "O", Teams: "t"}, []bot.Platform{bot.Slack}, []string{"t"}, "firm.owner.slack is blank"},
		{"", "", "127.0.0.1:2", Colleague{Name: "O", Slack: "U0O"}, []bot.Platform{bot.Teams}, []string{"U0O"}, "firm.owner.teams is blank"},
		{"", "socket", "", Colleague{Slack: "U0O"}, []bot.Platform{bot.Slack}, []string{"U0O"}, "Nobody is named"},
	} {
		c := Default()
		c.Console.Listen, c.Slack.Mode, c.Teams.Listen, c.Firm.Owner = tt.console, tt.slack, tt.teams, tt.owner
		if got := c.Platforms(); !slices.Equal(got, tt.platforms) {
			t.Errorf("%+v: works on %v", tt, got)
		}
		if got := c.Signers(); !slices.Equal(got, tt.signers) {
			t.Errorf("%+v: signed by %v", tt, got)
		}
		if got := c.OwnerWarning(); (got == "") != (tt.warns == "") || !strings.Contains(got, tt.warns) {
			t.Errorf("%+v: warns %q", tt, got)
		}
	}
}

// TestAFileIsReadUpToItsLimit and a folder is none.
func TestAFileIsReadUpToItsLimit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, tt := range map[string]struct {
		size  int
		fault string
	}{"full.yaml": {maxFileBytes, ""}, "large.yaml": {maxFileBytes + 1, "is not a file of at most"}} {
		text := "workers: 2\n#"
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text+strings.Repeat("a", tt.size-len(text))), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := Load(path, none)
		if tt.fault == "" && (err != nil || c.Workers != 2) || tt.fault != "" && (err == nil || !strings.Contains(err.Error(), tt.fault)) {
			t.Errorf("%s: %v, want %q", name, err, tt.fault)
		}
	}
	if _, err := Load(dir, none); err == nil || !strings.Contains(err.Error(), "is not a file of at most") {
		t.Errorf("a folder: %v", err)
	}
}
