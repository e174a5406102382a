package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/store"
	"countersign/bot/triage"
	"countersign/config"
)

// autonomyCmd is about answers that go out without a person, topic by topic.
type autonomyCmd struct {
	Status autonomyStatusCmd `cmd:"" help:"Where each topic stands, and what is missing."`
	Ask    autonomyAskCmd    `cmd:"" help:"Ask the owner, where the evidence holds."`
	Grant  autonomyGrantCmd  `cmd:"" help:"Sign for a topic of which the owner was asked."`
	Refuse autonomyRefuseCmd `cmd:"" help:"Say no to a question to the owner."`
	Revoke autonomyRevokeCmd `cmd:"" help:"Take a grant back."`
	Pool   autonomyPoolCmd   `cmd:"" help:"Count the evidence of topics together."`
}

// topic is a topic as somebody types it. One that there is none of is a mistake of
// the command line, whatever the command.
type topic string

// UnmarshalText takes the name of a topic.
func (t *topic) UnmarshalText(text []byte) error {
	if !slices.Contains(triage.Topics(), string(text)) {
		return fmt.Errorf("%q is not a topic; the topics are %s", text, strings.Join(triage.Topics(), ", "))
	}
	*t = topic(text)
	return nil
}

// autonomyFlags are what every command on autonomy works with.
type autonomyFlags struct{ firmFlags }

// with opens the firm beside the running program and calls fn with its desk.
func (f autonomyFlags) with(e *env, fn func(d *autonomy.Desk, cfg *config.Config) error) error {
	return f.firmFlags.with(e, func(cfg *config.Config, s *store.Store) error {
		return withDesk(e, cfg, s, func(d *autonomy.Desk, _ autonomyParts) error { return fn(d, cfg) })
	})
}

// by is with for a command that somebody gives in their name.
func (f autonomyFlags) by(e *env, name string, fn func(d *autonomy.Desk, by bot.Person) error) error {
	return f.with(e, func(d *autonomy.Desk, cfg *config.Config) error {
		who, err := person(cfg, name)
		if err != nil {
			return err
		}
		return fn(d, who)
	})
}

type autonomyStatusCmd struct {
	autonomyFlags
	Topic  topic  `arg:"" optional:"" help:"One topic, with every condition; without it, all."`
	Format string `enum:"text,json" default:"text" help:"text, or json with every figure and its cases."`
}

// Run tells where topics stand.
func (c *autonomyStatusCmd) Run(e *env) error {
	return c.with(e, func(d *autonomy.Desk, cfg *config.Config) error {
		all, err := d.Status(e.ctx)
		if err != nil {
			return err
		}
		if c.Topic != "" {
			all = slices.DeleteFunc(all, func(s autonomy.Status) bool { return s.Topic != string(c.Topic) })
		}
		if c.Format == "json" {
			enc := json.NewEncoder(e.stdout)
			enc.SetIndent("", "  ")
			return enc.Encode(map[string]any{"topics": all})
		}
		return printAutonomy(e.stdout, all, c.Topic != "", cfg)
	})
}

// printAutonomy prints a line for each topic, and of one topic every condition.
func printAutonomy(w io.Writer, all []autonomy.Status, whole bool, cfg *config.Config) error {
	var b strings.Builder
	for _, s := range all {
		fmt.Fprintf(&b, "%-16s %-9s %s\n", s.Topic, stateWords[s.State], s.Words)
		if !whole {
			continue
		}
		for _, f := range s.Findings {
			mark := "✓"
			if !f.Holds {
				mark = "✗"
			}
			fmt.Fprintf(&b, "  %s %s\n", mark, f.Words)
		}
		if s.Look != nil && s.Look.N > 0 {
			fmt.Fprintf(&b, "  %s\n", autonomy.Honest(s.Look.K, s.Look.N))
		}
		if !s.NextLook.IsZero() && s.State == bot.CoPilot {
			fmt.Fprintf(&b, "  next look: %s\n", s.NextLook.In(cfg.Firm.Location()).Format("Monday 2 January 2006"))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var stateWords = map[bot.AutonomyState]string{bot.CoPilot: "co-pilot", bot.Asked: "asked", bot.Granted: "granted", bot.Lapsed: "rests", bot.Forbidden: "never"}

type autonomyAskCmd struct {
	autonomyFlags
	Topic topic    `arg:"" help:"The topic."`
	By    string   `required:"" placeholder:"NAME" help:"Who asks, for the record."`
	Waive []string `enum:"approvers,baseline" placeholder:"CONDITION" help:"Ask the owner to do without: approvers (two of them), baseline."`
}

// Run asks the owner.
func (c *autonomyAskCmd) Run(e *env) error {
	return c.by(e, c.By, func(d *autonomy.Desk, by bot.Person) error {
		s, err := d.Ask(e.ctx, string(c.Topic), by, c.Waive...)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "The owner was asked about %s. The owner signs on the card, on the console, or with:\n  countersign autonomy grant %s --by NAME --config %s\n%s\n",
			c.Topic, c.Topic, c.Config, autonomy.Honest(s.Look.K, s.Look.N))
		return nil
	})
}

type autonomyGrantCmd struct {
	autonomyFlags
	Topic topic  `arg:"" help:"The topic."`
	By    string `required:"" placeholder:"NAME" help:"The owner who signs: as firm.owner has it."`
}

// Run signs.
func (c *autonomyGrantCmd) Run(e *env) error {
	return answerAsk(e, c.autonomyFlags, c.Topic, c.By, func(d *autonomy.Desk, ask string, by bot.Person) error {
		s, err := d.Sign(e.ctx, ask, by)
		if err == nil {
			fmt.Fprintf(e.stdout, "%s: %s\nStop it at any moment with: countersign pause %s --by NAME --config %s\n", c.Topic, s.Words, c.Topic, c.Config)
		}
		return err
	})
}

type autonomyRefuseCmd struct {
	autonomyFlags
	Topic  topic  `arg:"" help:"The topic."`
	By     string `required:"" placeholder:"NAME" help:"The owner who refuses: as firm.owner has it."`
	Reason string `placeholder:"TEXT" help:"Why, for the record."`
}

// Run refuses.
func (c *autonomyRefuseCmd) Run(e *env) error {
	return answerAsk(e, c.autonomyFlags, c.Topic, c.By, func(d *autonomy.Desk, ask string, by bot.Person) error {
		err := d.Refuse(e.ctx, ask, by, c.Reason)
		if err == nil {
			fmt.Fprintf(e.stdout, "%s stays in co-pilot.\n", c.Topic)
		}
		return err
	})
}

// answerAsk answers the question to the owner about a topic.
func answerAsk(e *env, f autonomyFlags, of topic, name string, fn func(d *autonomy.Desk, ask string, by bot.Person) error) error {
	return f.by(e, name, func(d *autonomy.Desk, by bot.Person) error {
		s, err := d.One(e.ctx, string(of))
		if err != nil {
			return err
		}
		if s.Ask == nil {
			return fmt.Errorf("%s: nobody asked the owner; ask with: countersign autonomy ask %s --by NAME --config %s", of, of, f.Config)
		}
		return fn(d, s.Ask.ID, by)
	})
}

type autonomyRevokeCmd struct {
	autonomyFlags
	Topic  topic  `arg:"" help:"The topic."`
	By     string `required:"" placeholder:"NAME" help:"Who revokes, for the record."`
	Reason string `required:"" placeholder:"TEXT" help:"Why, for the record."`
}

// Run revokes.
func (c *autonomyRevokeCmd) Run(e *env) error {
	return c.by(e, c.By, func(d *autonomy.Desk, by bot.Person) error {
		if err := d.Revoke(e.ctx, string(c.Topic), by, c.Reason); err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "%s is back in co-pilot: a person decides each answer, and evidence counts anew.\n", c.Topic)
		return nil
	})
}

type autonomyPoolCmd struct {
	autonomyFlags
	Topics []topic `arg:"" help:"Two or more topics."`
	By     string  `required:"" placeholder:"NAME" help:"The owner who chooses this: as firm.owner has it."`
}

// Validate refuses a single topic.
func (c *autonomyPoolCmd) Validate() error {
	if len(c.Topics) < 2 {
		return errors.New("name at least two topics to be counted together")
	}
	return nil
}

// Run pools topics.
func (c *autonomyPoolCmd) Run(e *env) error {
	return c.by(e, c.By, func(d *autonomy.Desk, by bot.Person) error {
		var topics []string
		for _, t := range c.Topics {
			topics = append(topics, string(t))
		}
		if err := d.Pool(e.ctx, topics, by); err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "The evidence of %s counts together; each of them wants %d decided drafts and a signature of its own.\n",
			strings.Join(topics, " and "), autonomy.MinPool)
		return nil
	})
}

// pauseCmd is the kill switch of automatic answers.
type pauseCmd struct {
	autonomyFlags
	Topic  topic  `arg:"" optional:"" help:"One topic; without it, all."`
	By     string `required:"" placeholder:"NAME" help:"Who stops it, for the record."`
	Reason string `placeholder:"TEXT" help:"Why, for the record."`
}

// Run pulls the switch.
func (c *pauseCmd) Run(e *env) error {
	return c.by(e, c.By, func(d *autonomy.Desk, by bot.Person) error {
		if err := d.PauseNow(e.ctx, string(c.Topic), by, c.Reason); err != nil {
			return err
		}
		fmt.Fprintln(e.stdout, "Stopped: no automatic answer leaves from now on. The owner lets it go on with:", strings.Join(strings.Fields("countersign resume "+string(c.Topic)+" --by OWNER"), " "), "--config", c.Config)
		return nil
	})
}

type resumeCmd struct {
	autonomyFlags
	Topic topic  `arg:"" optional:"" help:"One topic; without it, the switch over all."`
	By    string `required:"" placeholder:"NAME" help:"The owner who lets it go on: as firm.owner has it."`
}

// Run lets go of the switch.
func (c *resumeCmd) Run(e *env) error {
	return c.by(e, c.By, func(d *autonomy.Desk, by bot.Person) error {
		if err := d.Resume(e.ctx, string(c.Topic), by); err != nil {
			return err
		}
		fmt.Fprintln(e.stdout, "Automatic answers go on where a grant still stands.")
		return nil
	})
}
