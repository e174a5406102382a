package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/bot/bottest"
	"countersign/handlers/edge"
)

// Point 31.
func TestATokenGoesToSlackOrToThisMachineOnly(t *testing.T) {
	f := newFake(t)
	for url, ok := range map[string]bool{
		"": true, "https://slack.com/api/": true, "http://127.0.0.1:9401/api/": true, "http://localhost:1/api/": true, "http://[::1]:1/api/": true,
		"https://slack.com/api": false, "http://slack.example/api/": false, "http://10.0.0.7/api/": false, "ftp://127.0.0.1/": false, "slack.com": false,
	} {
		o := testOptions(f)
		o.APIURL = url
		if err := o.Validate(); (err == nil) != ok {
			t.Errorf("api_url %q: %v, want ok %t", url, err, ok)
		}
	}
}

func TestSettingsThatAreWrongAreAllNamed(t *testing.T) {
	if err := (Options{StaffChannel: "nonsense"}).Validate(); err != nil {
		t.Errorf("off: %v", err)
	}
	o := Options{Mode: "carrier pigeon", APIURL: "x", PublicURL: "http://a", StaffChannel: "#staff", DigestChannel: "digests", HomeTeam: "The Firm",
		Approvers: []string{"Priya"}, StaffApps: []string{"bot"}, Pace: -1, SweepEvery: time.Second, Burst: -1, Disclosure: strings.Repeat("a", MaxDisclosure+1)}
	err := o.Validate()
	if err == nil {
		t.Fatal("found right")
	}
	for _, part := range []string{"mode", "api_url", "public_url", "staff_channel", "digest_channel", "home_team", "approvers[0]", "staff_apps[0]", "pace", "sweep_every", "burst", "disclosure"} {
		if !strings.Contains("\n"+err.Error(), "\n"+part+": ") {
			t.Errorf("%s is not named in %v", part, err)
		}
	}
	for _, listen := range []string{"3000", "127.0.0.1", "[::1"} {
		if err := (Options{Mode: ModeHTTP, Listen: listen}).Validate(); !strings.Contains(err.Error(), "listen: \""+listen+"\" is no HOST:PORT") {
			t.Errorf("listen %s: %v", listen, err)
		}
	}
	if err := (Options{Mode: ModeHTTP, StaffChannel: staffChannel}).Validate(); !strings.Contains(err.Error(), "listen: is blank") || !strings.Contains(err.Error(), "approvers: is empty") {
		t.Errorf("no address and no approvers: %v", err)
	}
	if _, err := NewClient(Options{Mode: ModeSocket, StaffChannel: staffChannel, Approvers: []string{"U0PRIYA"}}, Secrets{}, Deps{}, quietLog()); err == nil ||
		!strings.Contains(err.Error(), "SLACK_BOT_TOKEN") || !strings.Contains(err.Error(), "SLACK_APP_TOKEN") {
		t.Errorf("no tokens: %v", err)
	}
	for name, x := range map[string]Secrets{
		"SLACK_BOT_TOKEN holds an app-level token": {BotToken: "xapp-1", AppToken: "xapp-1"},
		"SLACK_BOT_TOKEN holds a person's token":   {BotToken: "xoxp-1", AppToken: "xapp-1"},
		"SLACK_APP_TOKEN holds no app-level token": {BotToken: "xoxb-1", AppToken: "xoxb-1"},
	} {
		if err := x.Check(ModeSocket); err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "-1") {
			t.Errorf("%v, want %q without the token", err, name)
		}
	}
}

func TestSecretsPrintAsRedacted(t *testing.T) {
	s := testSecrets()
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secrets", s)
	raw, _ := yaml.Marshal(map[string]any{"s": s})
	for _, out := range []string{fmt.Sprint(s), fmt.Sprintf("%+v %#v", s, s), log.String(), string(raw)} {
		if strings.Contains(out, "xoxb") || strings.Contains(out, signing) {
			t.Errorf("printed as %s", out)
		}
	}
}

func TestTheManifestAsksForWhatIsNeededAndNoMore(t *testing.T) {
	for _, mode := range []string{ModeSocket, ModeHTTP} {
		raw, err := ManifestYAML(mode, "https://firm.example/")
		if err != nil {
			t.Fatal(err)
		}
		var m slackgo.Manifest
		if err := yaml.UnmarshalWithOptions(raw, &m, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v\n%s", mode, err, raw)
		}
		want, _ := Manifest(mode, "https://firm.example")
		if got, want := fmt.Sprintf("%+v", m.OAuthConfig), fmt.Sprintf("%+v", want.OAuthConfig); got != want {
			t.Errorf("%s: scopes %s, want %s", mode, got, want)
		}
		if len(m.OAuthConfig.Scopes.Bot) != len(Scopes()) || m.OAuthConfig.Scopes.Bot[0] != "channels:history" {
			t.Errorf("%s: scopes %v", mode, m.OAuthConfig.Scopes.Bot)
		}
		if n := len(m.Display.LongDescription); n < 174 || n > 4000 || !strings.Contains(m.Display.LongDescription, "artificial intelligence") {
			t.Errorf("%s: long description of %d characters", mode, n)
		}
		if !m.Settings.Interactivity.IsEnabled || !m.Features.AppHome.HomeTabEnabled || !m.Features.AppHome.MessagesTabEnabled || m.Metadata.MajorVersion != 2 {
			t.Errorf("%s: %+v", mode, m)
		}
		socket := mode == ModeSocket
		if m.Settings.SocketModeEnabled != socket || (m.Settings.EventSubscriptions.RequestUrl == "https://firm.example/slack/events") == socket ||
			(m.Settings.Interactivity.RequestUrl == "https://firm.example/slack/actions") == socket {
			t.Errorf("%s: way in %+v", mode, m.Settings)
		}
		for _, event := range []string{"message.channels", "message.groups", "channel_shared", "member_joined_channel", "app_home_opened", "tokens_revoked"} {
			if !strings.Contains(strings.Join(m.Settings.EventSubscriptions.BotEvents, " "), event) {
				t.Errorf("%s: event %s is missing", mode, event)
			}
		}
	}
	for _, bad := range [][2]string{{ModeHTTP, ""}, {ModeHTTP, "http://firm.example"}, {ModeHTTP, "https://"}, {ModeHTTP, "https://firm.example/?a=b"},
		{ModeHTTP, "https://firm.example#a"}, {ModeHTTP, "https://a firm"}, {ModeHTTP, "https://me@firm.example"}, {"", ""}} {
		if _, err := ManifestYAML(bad[0], bad[1]); err == nil {
			t.Errorf("a manifest for %q", bad)
		}
	}
}

// Point 32.
func TestDoctorSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	t.Parallel()
	run := func(mode string, spoil func(f *fakeSlack, o *Options)) string {
		f := newFake(t)
		o := testOptions(f)
		o.Mode = mode
		if spoil != nil {
			spoil(f, &o)
		}
		var out []string
		for _, x := range Doctor(t.Context(), o, testSecrets(), Deps{Directory: nobody{}, Cases: noCases{}}, []string{clientChannel}) {
			if x.Grade == edge.Bad && x.Do == "" {
				t.Errorf("nothing to do about %s", x.What)
			}
			out = append(out, x.String())
		}
		return strings.Join(out, "\n")
	}
	if got := run(ModeSocket, nil); strings.Contains(got, "fault") || strings.Contains(got, "look ") {
		t.Errorf("a good set-up:\n%s", got)
	}
	for name, x := range map[string]struct {
		spoil func(f *fakeSlack, o *Options)
		want  string
	}{
		"token":             {func(f *fakeSlack, _ *Options) { f.until("auth.test", "error:invalid_auth") }, "SLACK_BOT_TOKEN"},
		"no network":        {func(_ *fakeSlack, o *Options) { o.APIURL = "http://127.0.0.1:1/" }, "could not be asked: slack auth.test: unreachable: Slack could not be reached: check the network. Put"},
		"wrong address":     {func(f *fakeSlack, _ *Options) { f.until("auth.test", "404") }, "could not be asked: slack auth.test: http_404: that is no answer of Slack's own: check slack.api_url"},
		"Slack in trouble":  {func(f *fakeSlack, _ *Options) { f.until("auth.test", "500-before") }, "the other side has trouble of its own: try again in a while. Put"},
		"another token":     {func(f *fakeSlack, _ *Options) { f.until("auth.test", "error:not_allowed_token_type") }, "SLACK_BOT_TOKEN begins with xoxb-"},
		"a person's token":  {func(f *fakeSlack, _ *Options) { f.ofPerson = true }, "SLACK_BOT_TOKEN is a person's"},
		"nobody can say":    {func(f *fakeSlack, _ *Options) { f.until("users.info", "500-before") }, "Slack could not be asked about the approver U0PRIYA"},
		"scope missing":     {func(f *fakeSlack, _ *Options) { f.scopes = f.scopes[1:] }, "lacks the scope channels:history"},
		"groups:read":       {func(f *fakeSlack, _ *Options) { f.until("conversations.info", "error:missing_scope") }, "The staff channel could not be checked: slack conversations.info: missing_scope (needs chat:write)"},
		"clients unseen":    {func(f *fakeSlack, _ *Options) { f.until("conversations.info", "error:missing_scope") }, "C0CLIENT1 could not be checked"},
		"scope too many":    {func(f *fakeSlack, _ *Options) { f.scopes = append(f.scopes, "users:read.email") }, "users:read.email, which is not needed"},
		"scopes unknown":    {func(f *fakeSlack, _ *Options) { f.scopes = nil }, "did not say which scopes"},
		"staff channel":     {func(f *fakeSlack, _ *Options) { f.channels[staffChannel].ext = true }, "shared with another organisation"},
		"approver":          {func(_ *fakeSlack, o *Options) { o.Approvers = []string{"U0CLIENT"} }, "approver U0CLIENT is of another workspace"},
		"approver unknown":  {func(_ *fakeSlack, o *Options) { o.Approvers = []string{"U0NOBODY"} }, "does not know the approver U0NOBODY"},
		"client channel":    {func(f *fakeSlack, _ *Options) { f.channels[clientChannel].members = nil }, "not in the client channel C0CLIENT1"},
		"archived":          {func(f *fakeSlack, _ *Options) { f.channels[clientChannel].archived = true }, "C0CLIENT1 is archived"},
		"digest channel":    {func(_ *fakeSlack, o *Options) { o.DigestChannel = "C0NOWHERE" }, "Digests cannot go to C0NOWHERE"},
		"socket":            {func(f *fakeSlack, _ *Options) { f.until("apps.connections.open", "error:not_allowed_token_type") }, "connections:write"},
		"layout":            {func(f *fakeSlack, _ *Options) { f.until("blocks.validate", "error:invalid_blocks") }, "does not accept the layout"},
		"settings":          {func(_ *fakeSlack, o *Options) { o.StaffChannel = "#staff" }, "slack.staff_channel"},
		"another workspace": {func(_ *fakeSlack, o *Options) { o.HomeTeam = "T0OTHER" }, "fault  slack.home_team is T0OTHER, but the token belongs to T0FIRM: set the one or the other right"},
	} {
		if got := run(ModeSocket, x.spoil); !strings.Contains(got, x.want) {
			t.Errorf("%s: want %q in\n%s", name, x.want, got)
		}
	}
	if got := run(ModeSocket, func(f *fakeSlack, _ *Options) { f.until("blocks.validate", "error:unknown_method") }); strings.Contains(got, "fault") ||
		!strings.Contains(got, "did not check the layout") {
		t.Errorf("a server that knows no blocks.validate:\n%s", got)
	}
	if got := run(ModeHTTP, nil); !strings.Contains(got, "must say Verified") {
		t.Errorf("http mode:\n%s", got)
	}
}

// chart gives one picture.
type chart struct {
	c   Chart
	err error
}

func (c chart) Chart(_ context.Context, key string) (Chart, bool, error) {
	return c.c, key == "digest:week:2026-11-16", c.err
}

func TestADigestGoesOutWithItsPictureAndWords(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	o := testOptions(f)
	o.DigestChannel = digestChannel
	picture := chart{c: Chart{PNG: []byte("\x89PNG picture"), Title: "Eight weeks", Alt: "Stacked bars: sent, edited, replaced."}}
	c, err := NewClient(o, testSecrets(), Deps{Directory: nobody{}, Cases: noCases{}, Charts: picture}, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	out := bot.Outbound{ID: 4, Kind: bot.PostDigest, Key: "digest:week:2026-11-16", Marker: "D1", Text: "Quiet week: 84 enquiries.\nBookings ███░ 3/61", Label: "Recomputed from the ledger"}
	if p := c.Post(t.Context(), out, nil); p.Outcome != bot.Sent {
		t.Fatalf("digest: %+v", p)
	}
	if got := f.answers(digestChannel); len(got) != 1 || got[0] != out.Text {
		t.Errorf("digest %q", got)
	}
	asked, done := f.called("files.getUploadURLExternal"), f.called("files.completeUploadExternal")
	if len(asked) != 1 || asked[0]["alt_txt"] != picture.c.Alt || len(done) != 1 || done[0]["channel_id"] != digestChannel || done[0]["thread_ts"] == "" {
		t.Errorf("upload asked %v, done %v", asked, done)
	}
	if len(f.uploads) != 1 || !strings.Contains(string(f.uploads[0]), "PNG picture") {
		t.Errorf("%d uploads", len(f.uploads))
	}
	f.until("files.getUploadURLExternal", "error:missing_scope")
	out.ID, out.Marker = 5, "D2"
	if p := c.Post(t.Context(), out, nil); p.Outcome != bot.Sent {
		t.Errorf("a digest whose picture fails: %+v, want sent", p)
	}
	f.change(digestChannel, func(c *fakeChannel) { c.ext = true })
	out.ID = 6
	if p := c.Post(t.Context(), out, nil); p.Outcome != bot.NotSent || p.Permanent {
		t.Errorf("into a channel that others can read: %+v", p)
	}
	if finding, _ := c.Find(t.Context(), bot.Outbound{Kind: bot.PostDigest, Marker: "D2"}); finding != bot.Found {
		t.Errorf("looking for a digest: %v", finding)
	}
}

func TestTheHomeTabShowsStaffWhatIsOpenAndGuestsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.asks("When are you open?")
	r.asks("Where are you?")
	done := r.asks("What does it cost?")
	r.presses("U0PRIYA", done, bot.Approve)
	r.state(done.ID, bot.StateAnswered)
	r.deliver(map[string]any{"type": "app_home_opened", "user": "U0PRIYA", "tab": "home", "channel": "D1"})
	r.deliver(map[string]any{"type": "app_home_opened", "user": "U0CLIENT", "tab": "home", "channel": "D2"})
	r.listener.tasks.Wait()
	views := map[string]string{}
	for _, call := range r.slack.called("views.publish") {
		views[call["user_id"]] = call["view"]
	}
	for _, want := range []string{"Open cases: 2", "Approved as drafted", "1 of 3", "Edited and sent", "With people", "Acme Ltd"} {
		if !strings.Contains(views["U0PRIYA"], want) {
			t.Errorf("staff's home tab lacks %q", want)
		}
	}
	if at, later := strings.Index(views["U0PRIYA"], fmt.Sprintf("case %d", first.ID)), strings.Index(views["U0PRIYA"], fmt.Sprintf("case %d", first.ID+1)); at < 0 || later < at {
		t.Error("the oldest case does not stand first")
	}
	if strings.Contains(views["U0PRIYA"], "When are you open?") {
		t.Error("the client's words stand on the home tab")
	}
	if got := views["U0CLIENT"]; got == "" || strings.Contains(got, "Acme") || strings.Contains(got, "case") {
		t.Errorf("a client's home tab: %s", got)
	}
	r.slack.until("users.info", "500-before")
	r.deliver(map[string]any{"type": "app_home_opened", "user": "U0JOHN", "tab": "home", "channel": "D3"})
	r.listener.tasks.Wait()
	all := r.slack.called("views.publish")
	if got := all[len(all)-1]["view"]; !strings.Contains(got, "did not say who you are") || strings.Contains(got, "guests") {
		t.Errorf("the home tab of somebody of whom Slack says nothing: %s", got)
	}
}

// Point 33.
func TestEveryStepIsOnRecordAndNoSecretAnywhere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const question = "When is Xylophone-Tuesday?"
	ev := r.slack.says(clientChannel, "U0CLIENT", question, nil)
	body := envelopeOf(ev)
	r.post(signed(signing, EventsPath, body, 0, nil))
	r.post(signed(signing, EventsPath, body, 0, map[string]string{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}))
	k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	r.act(click("U0CLIENT", otherTeam, k.CardID, "approve", "1:1:FORGED"))
	r.listener.tasks.Wait()
	r.slack.next("chat.postMessage", "500-after")
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.quiet()
	seen := map[bot.EventKind]int{}
	var all strings.Builder
	for _, e := range r.events() {
		seen[e.Kind]++
		fmt.Fprintf(&all, "%+v\n", e)
	}
	for _, kind := range []bot.EventKind{bot.EventReceived, bot.EventPlatform, bot.EventDrafted, bot.EventCard, bot.EventRefused, bot.EventDecided,
		bot.EventPlanned, bot.EventSending, bot.EventAmbiguous, bot.EventSent, bot.EventAnswered} {
		if seen[kind] == 0 {
			t.Errorf("no %s on record", kind)
		}
	}
	ledger := all.String()
	var outer struct {
		ID string `json:"event_id"`
	}
	if err := json.Unmarshal(body, &outer); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"delivery:" + outer.ID, "event:" + outer.ID, fmt.Sprint(ev["ts"]), clientChannel, "platform_id:" + clientChannel + ":", "http_timeout"} {
		if !strings.Contains(ledger, want) {
			t.Errorf("the record lacks %q", want)
		}
	}
	stored, err := json.Marshal([]any{r.load(k.ID), r.cardRows()})
	if err != nil {
		t.Fatal(err)
	}
	logs := r.logs.String()
	for _, secret := range []string{"xoxb-test-token", "xapp-test-token", signing, "secret-trigger-id", "secret-response-url"} {
		if strings.Contains(ledger, secret) || strings.Contains(logs, secret) || strings.Contains(string(stored), secret) {
			t.Errorf("%q is on record, stored or in the log", secret)
		}
	}
	for _, e := range r.events(bot.EventDrafted, bot.EventDecided, bot.EventPlanned, bot.EventSent) {
		if version, _ := e.Facts["version"].(float64); e.Case != k.ID || version != 1 && e.Facts["kind"] != "notice" {
			t.Errorf("%s is of case %d and draft %v, want %d and 1", e.Kind, e.Case, e.Facts["version"], k.ID)
		}
	}
	for _, words := range []string{question, "Xylophone", draftText} {
		if strings.Contains(logs, words) {
			t.Errorf("the log holds %q", words)
		}
	}
}

func TestErrorsOfCallsSayWhatToDoAndHoldNoAddress(t *testing.T) {
	err := callError("chat.postMessage", fmt.Errorf("Post \"https://slack.com/api/chat.postMessage?token=xoxb-1\": %w", io.ErrUnexpectedEOF))
	if strings.Contains(err.Error(), "xoxb") || strings.Contains(err.Error(), "http") || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error %q", err)
	}
	err = callError("chat.postMessage", slackgo.SlackErrorResponse{Err: "missing_scope", Needed: "chat:write"})
	if got := err.Error(); !strings.Contains(got, "needs chat:write") || !strings.Contains(got, "reinstall") {
		t.Errorf("error %q", got)
	}
	if callError("x", nil) != nil {
		t.Error("an error of nothing")
	}
}

func TestAPersonPleaseAlwaysGetsAPerson(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.assessor.When(func(s bot.Situation) (bot.Assessment, error) {
		if strings.Contains(s.Messages[len(s.Messages)-1].Text, "a person") {
			return bottest.Human(s, bot.RequestHuman), nil
		}
		return bottest.Routine(s), nil
	})
	k := r.asks("When are you open?")
	r.deliver(r.slack.says(clientChannel, "U0CLIENT", "Can I talk to a person please?", map[string]any{"thread_ts": k.Thread}))
	r.state(k.ID, bot.StateEscalated)
	r.eventually("a card without a send button", func() bool { _, there := r.button(k.CardID, bot.Approve); return !there })
}
