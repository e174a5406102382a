package teams

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

// Point 19.
func TestCardsBeginThreadsOfTheirOwnAndTheirIdsAreKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	created := r.teams.called("create")
	if len(created) != 1 {
		t.Fatalf("%d threads begun, want 1", len(created))
	}
	var in struct {
		IsGroup     bool   `json:"isGroup"`
		TenantID    string `json:"tenantId"`
		Bot         withID `json:"bot"`
		ChannelData struct {
			Channel withID `json:"channel"`
			Tenant  withID `json:"tenant"`
		} `json:"channelData"`
	}
	if err := json.Unmarshal(created[0].body, &in); err != nil || !in.IsGroup || in.TenantID != tenant || in.Bot.ID != botID ||
		in.ChannelData.Channel.ID != staffChannel || in.ChannelData.Tenant.ID != tenant {
		t.Errorf("the thread was begun with %s", created[0].body)
	}
	conversation, activity, ok := splitCardID(k.CardID)
	if channel, thread := splitConversation(conversation); !ok || channel != staffChannel || thread != activity {
		t.Errorf("card id %q", k.CardID)
	}
	for _, c := range append(created, r.teams.called("members")...) {
		if c.auth != "Bearer token-1" || strings.Contains(c.path, ";") {
			t.Errorf("call to %s with %q", c.path, c.auth)
		}
	}
	for _, raw := range []string{"0001-01-01", "semanticAction", "relatesTo"} {
		if strings.Contains(string(created[0].body), raw) {
			t.Errorf("the message carries %q", raw)
		}
	}
}

func TestInAChatOfStaffCardsAreMessages(t *testing.T) {
	t.Parallel()
	const chat = "19:staffchat@thread.v2"
	r := newRig(t, func(o *Options, _ *Deps) { o.StaffConversation = chat })
	r.teams.mu.Lock()
	r.teams.members[chat] = r.teams.members[staffChannel]
	r.teams.mu.Unlock()
	k := r.asks("When are you open?")
	conversation, activity, _ := splitCardID(k.CardID)
	posts := r.teams.in(chat)
	if conversation != chat || len(posts) != 1 || posts[0].id != activity || len(r.teams.called("create")) != 0 {
		t.Errorf("card id %q, posts %+v", k.CardID, posts)
	}
	b := button(contentOf(posts[0].body), "approve")
	r.pressed(r.invoke(priya, chat, activity, "approve", b["data"].(map[string]any), nil))
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

// Point 20.
func TestTheTokenIsFetchedOnceAndRenewedBeforeItsEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.eventually("the first token", func() bool { return len(r.teams.called("token")) == 1 })
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if got, err := r.client.conn.tokens.get(t.Context()); err != nil || got != "token-1" {
				t.Errorf("token %q, %v", got, err)
			}
		})
	}
	all.Wait()
	form := string(r.teams.called("token")[0].body)
	for _, want := range []string{"grant_type=client_credentials", "client_id=" + appID, "client_secret=", "scope=https%3A%2F%2Fapi.botframework.com%2F.default"} {
		if !strings.Contains(form, want) {
			t.Errorf("the token was asked for with %s, which lacks %s", form, want)
		}
	}
	r.now.advance(56 * time.Minute)
	for range 20 {
		all.Go(func() {
			if got, err := r.client.conn.tokens.get(t.Context()); err != nil || got != "token-2" {
				t.Errorf("token %q, %v; want a new one 5 minutes before the end", got, err)
			}
		})
	}
	all.Wait()
	if n := len(r.teams.called("token")); n != 2 {
		t.Errorf("%d fetches, want 2", n)
	}
	if url := (Options{Tenant: tenant}).withDefaults().TokenURL; url != "https://login.microsoftonline.com/"+tenant+"/oauth2/v2.0/token" {
		t.Errorf("the token's address is %s, want the tenant's own", url)
	}
}

func TestAMissingTokenIsSaidPlainlyAndNothingGoesOutWithoutOne(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault  string
		config bool
		want   string
	}{
		"refused by Entra": {"401", true, "AADSTS7000215"}, "bad request": {"400", true, "AADSTS7000215"},
		"busy": {"429", false, "gave no token"}, "down": {"503", false, "gave no token"}, "cut": {"drop-before", false, "gave no token"},
	} {
		r := newRig(t)
		if _, err := r.client.conn.tokens.get(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.teams.until("token", tc.fault)
		r.client.conn.tokens.drop("token-1")
		before := len(r.teams.called("post"))
		_, err := r.client.conn.post(t.Context(), r.teams.serviceURL(), clientPlace, outgoing{Type: "message", Text: "x"})
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), appSecret) {
			t.Errorf("%s: %v, want %q and no secret", name, err, tc.want)
		}
		p := r.client.posting(clientPlace, "", err)
		if p.Outcome != bot.NotSent || p.Permanent || p.RetryAfter == 0 {
			t.Errorf("%s: %+v, want it to wait", name, p)
		}
		if told := strings.Contains(r.alarms.String(), "AADSTS7000215"); told != tc.config {
			t.Errorf("%s: people told %v, want %v", name, told, tc.config)
		}
		if n := len(r.teams.called("post")) - before; n != 0 {
			t.Errorf("%s: %d calls without a token", name, n)
		}
		if strings.Contains(r.logs.String()+r.alarms.String(), appSecret) {
			t.Errorf("%s: the secret is in the log", name)
		}
		r.stop()
	}
}

// Point 21.
func TestATokenThatIsRefusedIsReplacedOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.eventually("the first token", func() bool { return len(r.teams.called("token")) == 1 })
	r.teams.mu.Lock()
	r.teams.bad["Bearer token-1"] = true
	r.teams.mu.Unlock()
	if _, err := r.client.conn.post(t.Context(), r.teams.serviceURL(), clientPlace, outgoing{Type: "message", Text: "x"}); err != nil {
		t.Errorf("post with a token that was revoked: %v", err)
	}
	r.teams.mu.Lock()
	r.teams.bad["Bearer token-2"], r.teams.bad["Bearer token-3"] = true, true
	r.teams.mu.Unlock()
	before := len(r.teams.called("post"))
	_, err := r.client.conn.post(t.Context(), r.teams.serviceURL(), clientPlace, outgoing{Type: "message", Text: "x"})
	if statusOf(err) != http.StatusUnauthorized || len(r.teams.called("post"))-before != 2 {
		t.Errorf("post with tokens that are all refused: %v after %d tries, want 401 after 2", err, len(r.teams.called("post"))-before)
	}
}

func TestEachAnswerOfTheConnectorHasItsConsequence(t *testing.T) {
	t.Parallel()
	date := time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)
	for name, tc := range map[string]struct {
		fault     string
		outcome   bot.Outcome
		permanent bool
		wait      time.Duration // 0: none
	}{
		"429 with seconds":          {"429:7", bot.NotSent, false, 7 * time.Second},
		"429 with a date, capped":   {"429:" + date, bot.NotSent, false, mostWait},
		"429 without":               {"429", bot.NotSent, false, 2 * time.Second},
		"429 with a nonsense":       {"429:soon", bot.NotSent, false, 2 * time.Second},
		"429 for ever":              {"429:999999", bot.NotSent, false, mostWait},
		"400":                       {"400", bot.NotSent, true, 0},
		"403":                       {"403", bot.NotSent, true, 0},
		"404":                       {"404", bot.NotSent, true, 0},
		"413":                       {"413", bot.NotSent, true, 0},
		"408":                       {"408", bot.Unclear, false, 0},
		"412":                       {"412", bot.Unclear, false, 0},
		"500":                       {"500", bot.Unclear, false, 0},
		"502 after it was accepted": {"after-502", bot.Unclear, false, 0},
		"503":                       {"503", bot.Unclear, false, 0},
		"504":                       {"504", bot.Unclear, false, 0},
		"cut before":                {"drop-before", bot.Unclear, false, 0},
		"cut after":                 {"drop-after", bot.Unclear, false, 0},
		"no answer":                 {"stall", bot.Unclear, false, 0},
		"a redirect":                {"307", bot.Unclear, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			o := testOptions(f)
			o.RequestTimeout = 300 * time.Millisecond
			c, err := NewClient(o, appSecret, Deps{Record: noRecord{}, Directory: noDirectory{}}, quietLog())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			c.places.read = true
			c.places.keep(place{Channel: clientPlace, ServiceURL: f.serviceURL(), Kind: inChannel})
			f.until("post", tc.fault)
			defer f.letGo()
			out := bot.Outbound{ID: 1, Kind: bot.PostAnswer, Platform: bot.Teams, Channel: clientPlace, Thread: "1", Text: draftText, Hash: bot.TextHash(draftText)}
			p := c.Post(t.Context(), out, &bot.Case{ID: 1, Platform: bot.Teams, Channel: clientPlace, Thread: "1"})
			if p.Outcome != tc.outcome || p.Permanent != tc.permanent || p.RetryAfter != tc.wait || p.Err == nil {
				t.Errorf("got %+v (%v), want outcome %v permanent %v wait %s", p, p.Err, tc.outcome, tc.permanent, tc.wait)
			}
			if n := len(f.called("post")); n != 1 {
				t.Errorf("%d tries, want 1: only the outbox knows what may be repeated", n)
			}
			again := c.Post(t.Context(), out, &bot.Case{ID: 1, Platform: bot.Teams, Channel: clientPlace, Thread: "1"})
			if blocked := len(f.called("post")) == 1; tc.fault == "403" && (!blocked || !again.Permanent) {
				t.Errorf("a blocked conversation is tried again: %+v", again)
			}
			if tc.wait > 0 && (again.RetryAfter == 0 || len(f.called("post")) != 1) {
				t.Errorf("Teams asked to wait, and it was tried again at once: %+v", again)
			}
		})
	}
}

func TestAnUnreachableConnectorIsNotSentAndTriedAgain(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	o := testOptions(f)
	o.ServiceHosts = []string{"127.0.0.1:1"}
	c, err := NewClient(o, appSecret, Deps{Record: noRecord{}, Directory: noDirectory{}}, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_, err = c.conn.post(t.Context(), "http://127.0.0.1:1/", clientPlace, outgoing{Type: "message", Text: "x"})
	if p := c.posting(clientPlace, "", err); p.Outcome != bot.NotSent || p.Permanent {
		t.Errorf("%+v (%v), want not sent and to be tried again", p, err)
	}
}

func TestAnAnswerWhoseFateIsUnclearIsPutToAPersonAndNeverRepeated(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.teams.next("post", "after-502")
	r.pressed(r.press(priya, k, "approve", nil))
	k = r.state(k.ID, bot.StateUnknown)
	r.quiet()
	r.wantAnswers(draftText)
	r.pressed(r.press(john, k, "arrived", nil))
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)

	second := r.asks("And on Sundays?")
	r.teams.next("post", "504")
	r.pressed(r.press(priya, second, "approve", nil))
	second = r.state(second.ID, bot.StateUnknown)
	r.quiet()
	r.wantAnswers(draftText)
	r.pressed(r.press(john, second, "resend", nil))
	r.state(second.ID, bot.StateAnswered)
	r.wantAnswers(draftText, draftText)
}

func TestALatePressOnAnUnclearDeliverySendsNothingAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.teams.next("post", "504")
	r.pressed(r.press(priya, k, "approve", nil))
	k = r.state(k.ID, bot.StateUnknown)
	first, _ := k.Unclear()
	again := r.press(john, k, "resend", nil)
	r.teams.next("post", "after-502")
	r.pressed(again)
	r.eventually("the second try is unclear too", func() bool {
		now, unclear := r.load(k.ID).Unclear()
		return unclear && now.Try() != first.Try()
	})
	r.pressed(again)
	r.quiet()
	r.state(k.ID, bot.StateUnknown)
	r.wantAnswers(draftText)
}

func TestACardIsRepeatedUntilItStandsAndAGoneOneIsPostedAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.teams.next("create", "429:1", "413")
	k := r.asks("When are you open?")
	if raw := fmt.Sprint(r.cardOf(k)); !strings.Contains(raw, "too long for Teams") || button(r.cardOf(k), "approve") != nil {
		t.Errorf("after 413 the card is %s, want the short one without an approval", raw)
	}
	r.teams.next("update", "502", "503")
	r.pressed(r.press(priya, k, "claim", nil))
	r.eventually("the update is tried until it stands", func() bool { return strings.Contains(fmt.Sprint(r.cardOf(k)), "Taken by Priya") })
	r.teams.until("update", "404")
	r.pressed(r.press(priya, k, "approve", nil))
	r.state(k.ID, bot.StateAnswered)
	r.quiet()
	r.wantAnswers(draftText)
	if now := r.load(k.ID); now.CardID == k.CardID {
		t.Error("the card is gone and no new one was posted")
	}
	if raw := fmt.Sprint(r.cardOf(k)); !strings.Contains(raw, "Sent by Priya") {
		t.Errorf("the new card says %s", raw)
	}
}

// Points 22 and 24.
func TestAfterARestartTheAnswerFindsItsThread(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	why := "while the office is closed"
	r.held.Store(&why)
	r.pressed(r.press(priya, k, "approve", nil))
	r.eventually("held back", func() bool { return len(r.events(bot.EventNotSent)) > 0 })
	r.stop()
	r.wantAnswers()
	r.held.Store(nil)
	r.now.advance(time.Minute)
	r.start()
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
	if posts := r.teams.in(clientPlace); posts[0].conversation != clientPlace+threadSign+k.Thread {
		t.Errorf("answered in %s", posts[0].conversation)
	}
}

func TestTheServiceURLIsThatOfTheNewestDelivery(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	moved := strings.TrimSuffix(r.teams.serviceURL(), "/") + "/"
	other := newFake(t)
	r.client.hosts.listed = append(r.client.hosts.listed, other.host())
	r.client.conn.hosts, r.client.places.hosts = r.client.hosts, r.client.hosts
	r.delivers(r.teams.says(clientPlace, cleo, "Thank you", k.Thread, map[string]any{"serviceUrl": other.serviceURL()}))
	at, err := r.client.places.get(t.Context(), clientPlace)
	if err != nil || at.ServiceURL != other.serviceURL() || at.ServiceURL == moved {
		t.Errorf("place %+v, %v", at, err)
	}
	again := newPlaces(r.store, r.client.hosts) // as after a restart
	if at, err := again.get(t.Context(), clientPlace); err != nil || at.ServiceURL != other.serviceURL() || at.Kind != inChannel {
		t.Errorf("recalled %+v, %v", at, err)
	}
	r.delivers(r.teams.says(clientPlace, cleo, "Once more", k.Thread, nil))
	if at, err := r.client.places.get(t.Context(), clientPlace); err != nil || at.ServiceURL != moved {
		t.Errorf("moved back: %+v, %v", at, err)
	}
}

func TestThePaceKeepsToTheLimitsOfTeams(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	pace := edge.NewPacer(paceGap, paceBurst, func() time.Time { return now })
	var gone []time.Time
	for row := int64(1); row <= 80; row++ {
		for pace.Take(clientPlace, row, false) > 0 {
			now = now.Add(10 * time.Millisecond)
		}
		gone = append(gone, now)
	}
	for _, limit := range []struct {
		most int
		in   time.Duration
	}{{7, time.Second}, {8, 2 * time.Second}, {60, 30 * time.Second}} {
		for i := range gone {
			n := 0
			for _, at := range gone[i:] {
				if at.Sub(gone[i]) < limit.in {
					n++
				}
			}
			if n > limit.most {
				t.Fatalf("%d messages within %s, at most %d", n, limit.in, limit.most)
			}
		}
	}
}
