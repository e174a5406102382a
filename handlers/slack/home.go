package slack

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/bot/card"
)

// mostOpen is how many open cases the home tab lists.
const mostOpen = 30

// home shows staff what is open, oldest first, and this week's four numbers.
// Anybody else sees that there is nothing for them here.
func (l *Listener) home(ctx context.Context, user string) {
	view := slackgo.HomeTabViewRequest{Type: slackgo.VTHomeTab}
	self, _ := l.c.people.me()
	who, err := l.c.people.fresh(ctx, user)
	if err != nil && !certain(err) {
		l.log.Warn("home tab cannot be made while slack does not say whose it is", "err", err)
		view.Blocks.BlockSet = verbatim("home", "Slack did not say who you are, so nothing is shown. Open this tab again in a while.")
	} else if err != nil || !who.staffOf(self) {
		view.Blocks.BlockSet = verbatim("home", "Countersign drafts answers for the staff of "+self.TeamName+" to check. There is nothing here for guests.")
	} else if view.Blocks.BlockSet, err = l.c.homeBlocks(ctx); err != nil {
		l.log.Error("home tab cannot be made", "err", err)
		return
	}
	if err := CheckView(view); err != nil {
		l.log.Error("home tab breaks Slack's limits", "err", err)
		return
	}
	err = l.c.call(ctx, "views.publish", func(ctx context.Context) error {
		_, err := l.c.api.PublishViewContext(ctx, slackgo.PublishViewContextRequest{UserID: user, View: view})
		return err
	})
	if err != nil {
		l.log.Warn("home tab cannot be published", "err", err)
	}
}

func (c *Client) homeBlocks(ctx context.Context) ([]slackgo.Block, error) {
	numbers, err := c.numbers(ctx)
	if err != nil {
		return nil, err
	}
	open, err := c.openCases(ctx)
	if err != nil {
		return nil, err
	}
	blocks := []slackgo.Block{header("This week")}
	r := newRich()
	for _, n := range numbers {
		r.line(strong(n.Name+": "), words(n.Value))
	}
	blocks = append(append(blocks, r.block("numbers")...), header(fmt.Sprintf("Open cases: %d", len(open))))
	if len(open) == 0 {
		return append(blocks, small("none", "Nothing waits for anybody.")...), nil
	}
	self, _ := c.people.me()
	for _, k := range open[:min(len(open), mostOpen)] {
		blocks = append(blocks, c.homeLine(self, k)...)
	}
	if more := len(open) - mostOpen; more > 0 {
		blocks = append(blocks, small("more", fmt.Sprintf("and %d more, newer ones", more))...)
	}
	return blocks, nil
}

// homeLine is one open case: no words of the client stand on it.
func (c *Client) homeLine(self identity, k *bot.Case) []slackgo.Block {
	v := card.New(k, c.deps.Now(), c.deps.Card)
	title := words(v.Header)
	if channel, ts, ok := splitID(k.CardID); ok {
		title = link(v.Header, self.permalink(channel, ts, ""))
	}
	r := newRich()
	r.line(words(v.Status.Icon.Glyph()+" "), title, words(" · case "+strconv.FormatInt(k.ID, 10)))
	r.line(words(v.Status.Text + " · " + strings.Join(v.Context[min(2, len(v.Context)):], " · ")))
	return r.block("case-" + strconv.FormatInt(k.ID, 10))
}

// openCases lists what waits for somebody, the oldest first.
func (c *Client) openCases(ctx context.Context) ([]*bot.Case, error) {
	states := slices.DeleteFunc(bot.States(), func(s bot.State) bool { return !s.Open() })
	f := bot.CaseFilter{Platform: bot.Slack, States: states, Limit: 200}
	var all []*bot.Case
	for {
		page, err := c.deps.Cases.Cases(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("reading open cases: %w", err)
		}
		all = append(all, page...)
		if len(page) < f.Limit {
			slices.Reverse(all)
			return all, nil
		}
		f.Before = page[len(page)-1].ID
	}
}

// numbers gives this week's four figures.
func (c *Client) numbers(ctx context.Context) ([]Number, error) {
	if c.deps.Numbers != nil {
		return c.deps.Numbers(ctx)
	}
	since := week(c.deps.Now(), c.deps.Card.Zone)
	f := bot.CaseFilter{Platform: bot.Slack, Since: since, Limit: 500}
	var all, sent, edited, people int
	for {
		page, err := c.deps.Cases.Cases(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("reading this week's cases: %w", err)
		}
		for _, k := range page {
			f.Before = k.ID
			all++
			switch {
			case k.Tier() == bot.TierHuman:
				people++
			case lastAnswer(k) == bot.Approve:
				sent++
			case lastAnswer(k) == bot.Edit:
				edited++
			}
		}
		if len(page) < f.Limit {
			break
		}
	}
	of := func(n int) string { return fmt.Sprintf("%d of %d", n, all) }
	return []Number{
		{"Enquiries since " + since.Format("Monday 2 January"), strconv.Itoa(all)}, {"Approved as drafted", of(sent)},
		{"Edited and sent", of(edited)}, {"With people", of(people)},
	}, nil
}

// lastAnswer is how a case's latest answer was decided; "" without one.
func lastAnswer(k *bot.Case) bot.Action {
	for _, d := range slices.Backward(k.Decisions) {
		if d.Action == bot.Approve || d.Action == bot.Edit {
			return d.Action
		}
	}
	return ""
}
