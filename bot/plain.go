package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// plain is the message with names that hide nothing: whoever writes on a
// platform chooses their own and those of their files.
func (e Enquiry) plain() Enquiry {
	e.Author.Name = PlainName(e.Author.Name)
	e.Files = slices.Clone(e.Files)
	for i := range e.Files {
		e.Files[i].Name = cmp.Or(PlainName(e.Files[i].Name), "a file without a name")
	}
	return e
}

// checkStaff runs the checks of an edit on what a person of the firm writes to a
// client through us. What must not go to a client is refused.
func (c *Copilot) checkStaff(ctx context.Context, e Enquiry) ([]Check, error) {
	if e.Role != RoleStaff || !e.Unsent {
		return nil, nil
	}
	cases, err := c.deps.Store.Cases(ctx, CaseFilter{Platform: e.Platform, Channel: e.Channel, Thread: e.Thread, Limit: 1})
	if err != nil {
		return nil, fmt.Errorf("reading the case of a staff message: %w", err)
	}
	checks := withoutHidden(nil, e.Text)
	if len(cases) > 0 {
		if checks, err = c.CheckEdit(ctx, cases[0].ID, e.Author, e.Text); err != nil {
			return nil, err
		}
	}
	return checks, barred(checks)
}
