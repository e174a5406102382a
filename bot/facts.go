package bot

import "context"

// Finder finds what a person may need for a case that is theirs to answer.
type Finder interface {
	// Facts gives passages of the firm's documents: those that speak of what
	// was asked, and for each flag the one that says how it is handled. That
	// there are none is no error.
	Facts(ctx context.Context, b Brief) ([]Citation, error)
}

// facts looks for what a person may need. A case of an unmapped channel gets
// none, and a search that fails keeps nobody waiting.
func (c *Copilot) facts(ctx context.Context, k *Case, a Assessment) []Citation {
	if c.deps.Finder == nil || k.Account == "" || a.Tier != TierHuman {
		return nil
	}
	with := *k
	with.Assessment = &a
	var out []Citation
	err := c.guarded(func() error {
		b, err := c.brief(ctx, &with)
		if err != nil {
			return err
		}
		out, err = c.deps.Finder.Facts(ctx, b)
		return err
	})
	if err != nil {
		c.log.Warn("no facts could be found for a person", "case", k.ID, "err", err)
		return nil
	}
	return out
}

// takeFacts puts what was found into the case, with its event.
func (c *Copilot) takeFacts(tx Tx, k *Case, found []Citation) error {
	k.Facts = found
	if len(found) == 0 {
		return nil
	}
	var ids []string
	for _, x := range found {
		ids = append(ids, x.Passage)
	}
	return tx.Append(c.event(k, EventRetrieved, system, map[string]any{"for": "person", "passages": ids}))
}
