package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"countersign/bot/bottest"
	"countersign/config"
	"countersign/handlers/edge"
)

// slackFirm writes the configuration of a firm in Slack and gives its path, the
// address for deliveries and that of the console.
func slackFirm(t *testing.T, dir, mode string, s *slackServer) (path, addr, consoleAddr string) {
	t.Helper()
	console := bottest.FreePort(t)
	sample, err := filepath.Abs("../../knowledge/sample")
	if err != nil {
		t.Fatal(err)
	}
	addr = fmt.Sprintf("127.0.0.1:%d", bottest.FreePort(t))
	text := fmt.Sprintf(`firm: {name: Harbour & Finch}
quiet_window: 0s
store: {url: "sqlite://%s"}
knowledge: {dir: %q}
outbox: {lease: 1s, look_interval: 30s}
console: {listen: "127.0.0.1:%d"}
slack:
  mode: %s
  api_url: %s/api/
  listen: %s
  staff_channel: %s
  digest_channel: %s
  approvers: [U0PRIYA]
accounts:
  - {id: acme, name: Acme Ltd, slack: [%s]}
`, filepath.Join(dir, "firm.db"), sample, console, mode, s.URL, addr, slackStaff, slackDigests, slackClient)
	path = filepath.Join(dir, "firm.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, addr, fmt.Sprintf("127.0.0.1:%d", console)
}

var slackEnv = map[string]string{
	"COUNTERSIGN_MASTER_KEY": base64.StdEncoding.EncodeToString(make([]byte, 32)),
	"SLACK_BOT_TOKEN":        "xoxb-of-a-test", "SLACK_APP_TOKEN": "xapp-of-a-test", "SLACK_SIGNING_SECRET": slackSecret,
	"CONSOLE_SECRET": testSecret,
}

func slackGetenv(name string) string { return slackEnv[name] }

// question is one that a page of the sample firm answers.
const question = "What time does the lettings desk open on Saturdays?"

// deliverTo gives the way in that a mode has.
func (s *slackServer) deliverTo(mode, addr string) func(kind string, payload any) {
	if mode == "socket" {
		return s.deliverSocket
	}
	return func(kind string, payload any) {
		s.t.Helper()
		eventually(s.t, 20*time.Second, "a delivery is accepted", func() bool { return deliverHTTP(addr, kind, payload, time.Now()) == 200 })
	}
}

// cardWith waits for the one card, with a button on it.
func (s *slackServer) cardWith(action string) slackPost {
	s.t.Helper()
	var card slackPost
	eventually(s.t, 20*time.Second, "a card with "+action, func() bool {
		all := s.in(slackStaff)
		if len(all) == 0 {
			return false
		}
		card = all[0]
		return strings.Contains(card.Blocks, `"action_id":"`+action+`"`)
	})
	return card
}

func TestAFirmIsServedInSlackFromTheFirstMessageToTheAnswer(t *testing.T) {
	for _, mode := range []string{"http", "socket"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			s := newSlackServer(t)
			path, addr, _ := slackFirm(t, t.TempDir(), mode, s)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			var out, log bytes.Buffer
			ended := make(chan int, 1)
			go func() { ended <- run(ctx, []string{"serve", "--config", path}, slackGetenv, &out, &log) }()
			deliver := s.deliverTo(mode, addr)

			deliver("events_api", says("1795000000.000100", question))
			deliver("interactive", s.press(s.cardWith("approve"), "approve"))
			eventually(t, 20*time.Second, "an answer", func() bool { return len(s.in(slackClient)) > 0 })
			a := s.in(slackClient)[0]
			if a.Thread != "1795000000.000100" || !strings.Contains(a.Blocks, "Drafted with AI, checked by PRIYA") || !strings.Contains(a.Blocks, "You can always ask for a person") {
				t.Errorf("the client got %+v, want it in the thread, with who checked it and the disclosure", a)
			}
			eventually(t, 10*time.Second, "the card says who sent it", func() bool { return strings.Contains(s.in(slackStaff)[0].Text, "PRIYA") })

			began := time.Now()
			stop()
			select {
			case code := <-ended:
				if code != exitOK {
					t.Errorf("ended with %d:\n%s", code, &log)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("still running 10 s after it was told to stop")
			}
			t.Logf("stopped after %s", time.Since(began))
			if len(s.in(slackClient)) != 1 || len(s.in(slackStaff)) != 1 {
				t.Errorf("%d answers and %d cards, want one of each", len(s.in(slackClient)), len(s.in(slackStaff)))
			}
			if strings.Contains(log.String(), "lettings") || strings.Contains(log.String(), "xoxb-") {
				t.Errorf("the log holds a client's words or a token:\n%s", &log)
			}
		})
	}
}

// TestKilledInSlackNothingIsLostAndNothingSentTwice kills the program between
// Slack's acknowledgement and the draft, and between Slack's acceptance of the
// answer and our record of it.
func TestKilledInSlackNothingIsLostAndNothingSentTwice(t *testing.T) {
	bin, err := builtBinary()
	if err != nil {
		t.Fatal(err)
	}
	for _, point := range []string{"F2", "F3", "F5", "F6", "F9", "F10"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			s := newSlackServer(t)
			path, addr, _ := slackFirm(t, t.TempDir(), "http", s)
			start := func(fault string) *exec.Cmd {
				cmd := exec.Command(bin, "serve", "--config", path)
				cmd.Env = append(os.Environ(), "CS_FAULT="+fault)
				for name, value := range slackEnv {
					cmd.Env = append(cmd.Env, name+"="+value)
				}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = cmd.Process.Kill() }) // it may have ended already
				return cmd
			}
			first := start(point + ":kill")
			var card slackPost
			died := make(chan error, 1)
			go func() { died <- first.Wait() }()
			deliver := s.deliverTo("http", addr)
			ask := says("1795000000.000100", question)
			// At F2 nobody is told that it was accepted, and at F3 the program may die before it said so: then Slack
			// delivers again. At the others it was accepted.
			accepted := false
			eventually(t, 20*time.Second, "the first delivery", func() bool {
				accepted = deliverHTTP(addr, "events_api", ask, time.Now()) == 200
				return accepted || (len(died) > 0 && (point == "F2" || point == "F3"))
			})
			if point == "F9" || point == "F10" {
				card = s.cardWith("approve")
				deliver("interactive", s.press(card, "approve"))
			}
			select {
			case err := <-died:
				if status, ok := first.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
					t.Fatalf("it was not killed: %v", err)
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("never came to %s", point)
			}
			second := start("")
			if !accepted {
				deliver("events_api", ask)
			}
			if card.TS == "" {
				card = s.cardWith("approve")
			}
			eventually(t, 30*time.Second, "the card tells that it was sent", func() bool {
				// A card that is still being recorded asks to press again; whoever presses twice has pressed once.
				if len(s.in(slackClient)) == 0 {
					deliver("interactive", s.press(card, "approve"))
				}
				return strings.Contains(s.in(slackStaff)[0].Text, "Sent by PRIYA")
			})
			if err := second.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := second.Wait(); err != nil {
				t.Errorf("ended with %v", err)
			}
			if len(s.in(slackClient)) != 1 || len(s.in(slackStaff)) != 1 {
				t.Errorf("%d answers and %d cards, want one of each", len(s.in(slackClient)), len(s.in(slackStaff)))
			}
		})
	}
}

func TestATokenThatSlackRefusesEndsTheProgramWithAPlainSentence(t *testing.T) {
	for _, mode := range []string{"http", "socket"} {
		s := newSlackServer(t)
		s.token = "invalid_auth"
		path, _, _ := slackFirm(t, t.TempDir(), mode, s)
		var out, log bytes.Buffer
		code := run(t.Context(), []string{"serve", "--config", path}, slackGetenv, &out, &log)
		if code != exitFailed || !strings.Contains(log.String(), "the token is not valid: copy it anew and restart") || strings.Contains(log.String(), "xoxb-") {
			t.Errorf("%s: code %d:\n%s", mode, code, &log)
		}
	}
}

func TestServeSaysWhichSecretOfSlackIsMissing(t *testing.T) {
	s := newSlackServer(t)
	for mode, missing := range map[string]string{"http": "SLACK_SIGNING_SECRET", "socket": "SLACK_APP_TOKEN"} {
		path, _, _ := slackFirm(t, t.TempDir(), mode, s)
		var out, log bytes.Buffer
		code := run(t.Context(), []string{"serve", "--config", path}, func(name string) string {
			if name == missing {
				return ""
			}
			return slackGetenv(name)
		}, &out, &log)
		if code != exitUsage || !strings.Contains(log.String(), missing+" is not set") {
			t.Errorf("%s: code %d: %s", mode, code, &log)
		}
	}
}

// servedInSlack is the program in this process, with a clock that can be put forward.
type servedInSlack struct {
	*app
	*slackServer
	path, addr, console string
	ahead               atomic.Int64
	getenv              func(string) string
}

func (x *servedInSlack) time() time.Time { return time.Now().Add(time.Duration(x.ahead.Load())) }

func serveInSlack(t *testing.T) *servedInSlack {
	t.Helper()
	x := &servedInSlack{slackServer: newSlackServer(t), getenv: slackGetenv}
	x.path, x.addr, x.console = slackFirm(t, t.TempDir(), "http", x.slackServer)
	cfg, err := config.Load(x.path, x.getenv)
	if err != nil {
		t.Fatal(err)
	}
	if x.app, err = build(t.Context(), setup{cfg: cfg, now: x.time, fault: func(string) {}, log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- x.serve(ctx, false, &bytes.Buffer{}) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	eventually(t, 10*time.Second, "it listens", func() bool {
		c, err := net.Dial("tcp", x.addr)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return x
}

// deliver sends a delivery, signed at the program's time.
func (x *servedInSlack) deliver(kind string, payload any) {
	x.t.Helper()
	if status := deliverHTTP(x.addr, kind, payload, x.time()); status != 200 {
		x.t.Fatalf("delivery: status %d", status)
	}
}

func (x *servedInSlack) command(args ...string) (int, string) {
	var out bytes.Buffer
	code := run(x.t.Context(), args, x.getenv, &out, &out)
	return code, out.String()
}

func TestTheDigestGoesToItsChannelInSlackWithItsChartAndTheHomeTabCountsTheLedger(t *testing.T) {
	x := serveInSlack(t)
	x.deliver("events_api", says("1795000000.000100", question))
	x.deliver("interactive", x.press(x.cardWith("approve"), "approve"))
	eventually(t, 20*time.Second, "an answer, and that it came on record", func() bool {
		k, err := newAPI("http://"+x.console, testSecret).kase(t.Context(), 1)
		return err == nil && k.State == "answered" && len(x.in(slackClient)) == 1
	})

	x.deliver("events_api", slackEvent("EvHome", reply{"type": "app_home_opened", "user": "U0PRIYA", "tab": "home"}))
	eventually(t, 10*time.Second, "a home tab", func() bool { x.mu.Lock(); defer x.mu.Unlock(); return len(x.homes) > 0 })
	for _, want := range []string{"1 (1 routine, 0 needed a person)", "1 (1 sent as drafted, 0 edited, 0 replaced)"} {
		if !strings.Contains(x.homes[0], want) {
			t.Errorf("the home tab lacks %q: %s", want, x.homes[0])
		}
	}

	x.ahead.Add(int64(8 * 24 * time.Hour))
	if err := x.digests.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := x.digests.Due(t.Context()); err != nil { // a second wake-up posts nothing more
		t.Fatal(err)
	}
	eventually(t, 20*time.Second, "a digest with its picture", func() bool {
		x.mu.Lock()
		defer x.mu.Unlock()
		return len(x.uploads) == 1
	})
	all := x.in(slackDigests)
	if len(all) != 1 || !strings.Contains(all[0].Blocks, "1 enquiry, all answered") {
		t.Errorf("digests: %+v", all)
	}
	if !bytes.Contains(x.uploads[0], []byte("\x89PNG")) || len(x.alts) != 1 || !strings.Contains(x.alts[0], "sent as drafted") {
		t.Errorf("picture of %d bytes, in words %q", len(x.uploads[0]), x.alts)
	}
}

func TestFromTheSecondThatSendingIsOffNothingGoesToAnyClient(t *testing.T) {
	x := serveInSlack(t)
	x.deliver("events_api", says("1795000000.000100", question))
	card := x.cardWith("approve")
	if code, out := x.command("sending", "off", "--config", x.path, "--by", "Priya", "--reason", "wrong page online"); code != exitOK {
		t.Fatal(code, out)
	}
	if code, out := x.command("sending", "status", "--config", x.path); code != exitOK || !strings.HasPrefix(out, "off: switched off by Priya") || !strings.Contains(out, "wrong page online") {
		t.Errorf("status: %d %s", code, out)
	}
	if status, err := newAPI("http://"+x.console, testSecret).do(t.Context(), http.MethodGet, "/healthz", nil, nil); status != http.StatusServiceUnavailable {
		t.Errorf("/healthz: status %d, %v, want 503 while sending is off", status, err)
	}
	x.deliver("interactive", x.press(card, "approve"))
	eventually(t, 20*time.Second, "the answer is held back, and the record says why", func() bool {
		k, err := x.desk.Case(t.Context(), 1)
		return err == nil && len(k.Deliveries) == 1 && strings.Contains(k.Deliveries[0].Detail, "switched off by Priya")
	})
	// Drafts go on: a new question gets its card while sending is off.
	x.deliver("events_api", says("1795000100.000100", "When are payslips issued?"))
	eventually(t, 20*time.Second, "a second card", func() bool { return len(x.in(slackStaff)) == 2 })
	if got := x.in(slackClient); len(got) != 0 {
		t.Fatalf("clients got %+v while sending was off", got)
	}
	if code, out := x.command("sending", "on", "--config", x.path, "--by", "Priya"); code != exitOK {
		t.Fatal(code, out)
	}
	x.ahead.Add(int64(edge.OffWait + time.Second))
	eventually(t, 20*time.Second, "the approved answer goes out", func() bool { return len(x.in(slackClient)) == 1 })
	if code, _ := x.command("sending", "off", "--config", x.path, "--by", " ", "--reason", "x"); code != exitUsage {
		t.Errorf("switched off by nobody: code %d", code)
	}
}
