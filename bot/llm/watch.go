package llm

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Change says that another model answered than before, or than was asked for,
// without anybody of the firm having chosen it.
type Change struct {
	Provider string
	Asked    string
	Served   string
	Before   string // what answered until now; "" where that is not known
	Words    string // in a sentence for staff
}

// watch notices when the model that answers changes.
type watch struct {
	provider string
	behind   map[string]string // the model to expect by the deployment that is asked for
	last     func(ctx context.Context, asked string) (string, error)
	tell     func(ctx context.Context, c Change)
	log      *slog.Logger
	now      func() time.Time

	mu      sync.Mutex
	seen    map[string]string // what answered last, by what was asked
	changed map[string]string // words, where it changed since this process started or is another than asked
	warned  map[string]bool   // of a retirement, by model
}

// served notes which model answered. It gives words where that is not the one
// to be expected; they stand until the program starts anew.
func (w *watch) served(ctx context.Context, r Response) string {
	if r.ModelServed == "" {
		return ""
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil {
		w.seen, w.changed, w.warned = map[string]string{}, map[string]string{}, map[string]bool{}
	}
	if !r.Retires.IsZero() && !w.warned[r.ModelServed] {
		w.warned[r.ModelServed] = true
		w.log.Warn("the provider will take the model away", "model", r.ModelServed, "on", r.Retires.Format(time.DateOnly))
	}
	before, known := w.seen[r.ModelAsked]
	if !known && w.last != nil {
		b, err := w.last(ctx, r.ModelAsked)
		if err != nil {
			// Nothing is noted, so that the next answer is compared: a change must not
			// be taken for what was always there.
			w.log.Warn("cannot look up which model answered last", "err", err)
			return "Which model answered last could not be looked up."
		}
		before = b
	}
	w.seen[r.ModelAsked] = r.ModelServed
	c := Change{Provider: w.provider, Asked: r.ModelAsked, Served: r.ModelServed, Before: before}
	expected := orDefault(w.behind[r.ModelAsked], r.ModelAsked)
	switch {
	case before != "" && before != r.ModelServed:
		c.Words = fmt.Sprintf("The model changed unasked: %s answers now, %s did before.", r.ModelServed, before)
	case before == "" && !versionOf(r.ModelServed, expected):
		c.Words = fmt.Sprintf("Another model answers than was asked for: %s in the place of %s.", r.ModelServed, expected)
	case !versionOf(r.ModelServed, expected):
		return fmt.Sprintf("Another model answers than was asked for: %s in the place of %s.", r.ModelServed, expected)
	default:
		return w.changed[r.ModelAsked]
	}
	w.changed[r.ModelAsked] = c.Words
	w.log.Error("another model answers than before; automatic answers rest until somebody looks", "asked", c.Asked, "served", c.Served, "before", before)
	if w.tell != nil {
		w.tell(context.WithoutCancel(ctx), c)
	}
	return c.Words
}

// release is how providers mark a fixed release of a model.
var release = regexp.MustCompile(`^-(\d{3}|\d{8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{4})$`)

// versionOf tells whether served is the model asked for, or a release of it.
func versionOf(served, asked string) bool {
	served, asked = strings.TrimPrefix(served, "models/"), strings.TrimPrefix(asked, "models/")
	rest, ok := strings.CutPrefix(served, asked)
	return ok && (rest == "" || release.MatchString(rest))
}
