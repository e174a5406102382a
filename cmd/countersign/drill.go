package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/config"
	"countersign/handlers/console"
)

type drillCmd struct {
	ModelDown modelDownCmd `cmd:"" name:"model-down" help:"Make the model fail for one case of the drill's own, and time how long it takes to reach staff."`
}

type modelDownCmd struct {
	Config   string `type:"path" placeholder:"FILE" help:"Configuration of the firm that runs: its console.listen and CONSOLE_SECRET reach it."`
	URL      string `placeholder:"URL" help:"Where the running program is; without it, console.listen of the configuration."`
	Question string `placeholder:"TEXT" help:"What to ask: something that a page of the firm answers. Without it, one is made of a page's title."`
}

// drillAnswers is how long the running program is given to answer.
const drillAnswers = drillLasts + 15*time.Second

// Run has the program that runs elsewhere carry the drill out, and prints what
// came of it.
func (c *modelDownCmd) Run(e *env) error {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	base, err := c.base(cfg)
	if err != nil {
		return usageError{err}
	}
	ctx, cancel := context.WithTimeout(e.ctx, drillAnswers)
	defer cancel()
	d, err := startDrill(ctx, base, cfg.Secrets.Console.Reveal(), c.Question)
	if err != nil {
		return err
	}
	printDrill(e.stdout, d)
	if !d.Passed() {
		return errFound
	}
	return nil
}

// base is the address of the running program. The secret goes there, so it must
// be this machine or speak TLS.
func (c *modelDownCmd) base(cfg *config.Config) (string, error) {
	if c.URL == "" && cfg.Console.Listen == "" {
		return "", errors.New("the drill reaches the running program through its console: set console.listen and give --config, or give --url")
	}
	if c.URL == "" {
		host, port, err := net.SplitHostPort(cfg.Console.Listen)
		if err != nil {
			return "", fmt.Errorf("console.listen: %q is not HOST:PORT", cfg.Console.Listen)
		}
		if host == "" || host == "0.0.0.0" || host == "::" {
			host = "127.0.0.1"
		}
		return "http://" + net.JoinHostPort(host, port), nil
	}
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", fmt.Errorf("--url %q is not an address like http://127.0.0.1:8642", c.URL)
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", fmt.Errorf("--url %s is another machine, so it must be https: the console's secret goes there", u.Host)
	}
	return strings.TrimSuffix(c.URL, "/"), nil
}

func startDrill(ctx context.Context, base, secret, question string) (console.Drill, error) {
	var out console.Drill
	body, err := json.Marshal(map[string]string{"question": question})
	if err != nil {
		return out, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/drills/"+modelDown, bytes.NewReader(body))
	if err != nil {
		return out, err
	}
	req.Header.Set("Content-Type", "application/json")
	if secret != "" {
		req.Header.Set("Authorization", "Bearer "+secret)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return out, fmt.Errorf("nothing answers at %s: is the program running? %w", base, errors.Unwrap(err))
	}
	defer func() { _ = resp.Body.Close() }() // it was read as far as it matters
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return out, fmt.Errorf("the drill broke off: %w", err)
	}
	if resp.StatusCode == http.StatusUnauthorized {
		return out, errors.New("the running program does not accept CONSOLE_SECRET: set the one it was started with")
	}
	if resp.StatusCode != http.StatusOK {
		var p struct {
			Error string `json:"error"`
		}
		if json.Unmarshal(raw, &p) == nil && p.Error != "" {
			return out, errors.New(p.Error)
		}
		return out, fmt.Errorf("the running program answered with status %d", resp.StatusCode)
	}
	return out, json.Unmarshal(raw, &out)
}

func printDrill(w io.Writer, d console.Drill) {
	fmt.Fprintln(w, "Drill: the model was made to fail for one case of the drill's own; no client's case was touched.")
	if !d.Reached {
		fmt.Fprintf(w, "Case %d did NOT reach staff within %s.\n", d.Case, drillLasts)
		return
	}
	verdict := "within"
	if d.Seconds > console.DrillTarget.Seconds() {
		verdict = "later than"
	}
	fmt.Fprintf(w, "Case %d was before staff %.1f s after it came in, %s the promised %.0f s; the client's silence that is waited for, %.1f s, is part of it.\n",
		d.Case, d.Seconds, verdict, console.DrillTarget.Seconds(), d.Quiet)
	fmt.Fprintf(w, "The card says: %s\n", d.Status)
	if len(d.Nearest) > 0 {
		fmt.Fprintf(w, "Nearest passages on it: %s\n", strings.Join(d.Nearest, "; "))
	}
	if d.ModelAsked {
		fmt.Fprintf(w, "Sent to the client: %s. %s\n", english.Plural(d.Sent, "message", ""), d.Breaker)
	} else {
		fmt.Fprintln(w, "It shows nothing: the model was not asked. Either no page covers that question, or the case was sorted to a person. Ask another with --question.")
	}
}

// newDrillName gives an account and channel that nobody else has.
func newDrillName() string { return drillPrefix + strings.ToLower(rand.Text()[:10]) }
