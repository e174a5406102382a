package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/baseline"
	"countersign/bot/digest"
	"countersign/bot/drafting"
	"countersign/bot/llm"
	"countersign/bot/store"
	"countersign/bot/triage"
	"countersign/config"
	"countersign/handlers/console"
	"countersign/knowledge"
)

// autonomyParts are what the desk of automatic answers is put together from.
type autonomyParts struct {
	setup
	store    *store.Store
	base     *knowledge.Base
	assessor *triage.Assessor
	model    llm.Model

	approvers *approvers
	authorKey []byte // makes the ids of people of the console and of the command line
}

// newAutonomy makes the desk of automatic answers.
func newAutonomy(p autonomyParts) *autonomy.Desk {
	about := p.model.Describe()
	now := bot.Policy{Model: about.Provider + "/" + about.Model, Prompt: drafting.PromptID(), Rules: p.assessor.Version()}
	return autonomy.New(autonomy.Deps{
		Store: p.store, Now: p.now, Zone: p.cfg.Firm.Location(), Rules: digestRules(p.cfg), Topics: triage.Topics(),
		Owners: func() []string { return p.approvers.signers(p.authorKey) }, IDs: platformOf, Policy: func() bot.Policy { return now }, Page: p.base.PageHash, Tell: tellStaff(p.cfg, p.setup), Log: p.log,
		Baseline: func(ctx context.Context) (autonomy.Baseline, bool, error) { return baselineOf(ctx, p) },
	})
}

// platformOf tells which platform an id of staff is of, by its form: also of
// somebody who is on no list of approvers any more.
func platformOf(id string) string {
	switch {
	case console.IsStaffID(id):
		return string(bot.Console)
	case slackUser.MatchString(id):
		return string(bot.Slack)
	}
	return string(bot.Teams)
}

// slackUser is what Slack's ids of people look like; those of Microsoft Entra
// have small letters and dashes.
var slackUser = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)

// baselineOf counts what answers were like before the firm began, where that was
// frozen.
func baselineOf(ctx context.Context, p autonomyParts) (autonomy.Baseline, bool, error) {
	b, ok, err := baseline.Frozen(ctx, p.store)
	if err != nil || !ok {
		return autonomy.Baseline{}, false, err
	}
	f := b.Figures(digestRules(p.cfg))
	return autonomy.Baseline{RepeatK: len(f.Repeat.K), RepeatN: len(f.Repeat.N), ComplaintK: len(f.Complaint.K), ComplaintN: len(f.Complaint.N)}, true, nil
}

// standings tell where topics stand, those with most of what they need first.
func standings(d *autonomy.Desk) digest.Standings {
	return func(ctx context.Context) ([]digest.Standing, error) {
		all, err := d.Status(ctx)
		if err != nil {
			return nil, err
		}
		var out []digest.Standing
		for _, s := range all {
			if s.State == bot.Forbidden || s.N == 0 && s.State == bot.CoPilot {
				continue
			}
			out = append(out, digest.Standing{Topic: s.Topic, State: string(s.State), Day: s.Day, Decided: s.N, Needed: s.Needed, Pace: s.At})
		}
		slices.SortStableFunc(out, func(a, b digest.Standing) int { return cmp.Compare(share(b), share(a)) })
		return out, nil
	}
}

// share is how much of what a topic needs it has.
func share(s digest.Standing) float64 { return float64(s.Decided) / float64(max(1, s.Needed)) }

// tellStaff puts a sheet before staff wherever they decide: on the platforms
// that are set up, or else on the console, whose page shows it.
func tellStaff(cfg *config.Config, s setup) func(tx bot.Tx, sheet bot.Sheet) error {
	platforms := slices.DeleteFunc(cfg.Platforms(), func(p bot.Platform) bool { return p == bot.Console })
	if len(platforms) == 0 {
		platforms = append(platforms, bot.Console)
	}
	return func(tx bot.Tx, sheet bot.Sheet) error {
		for _, p := range platforms {
			text := sheet.Text()
			_, err := tx.Plan(&bot.Outbound{Key: fmt.Sprintf("sheet:%s:%s:%s", p, sheet.ID, rand.Text()), Marker: rand.Text(), Kind: bot.PostSheet,
				Platform: p, Text: text, Hash: bot.TextHash(text), State: bot.PostPlanned, UpdatedAt: s.now().UTC(), Sheet: &sheet})
			if err != nil {
				return err
			}
		}
		return nil
	}
}
