package llm

import (
	"context"
	"time"
)

// Notice is what staff must be told of the model, once, beside what each card says.
type Notice struct {
	ID    string // the same for the same matter
	Words string // in sentences for staff
}

// notices tells staff what somebody of the firm has to see to: a key that is not
// accepted, a budget that is used up, a model that is gone or will be.
func (g *Gate) notices(ctx context.Context, resp Response, err error) {
	switch {
	case err == nil:
		g.settled("auth")
		if first := g.model.Describe().Model; g.current() != first {
			g.tellOnce(ctx, Notice{"gone:" + first, "The provider no longer offers " + first + ". " + g.current() +
				" is asked in its place, as model.fallback says: set model.name to the one that you want."})
		}
	case kindIs(err, Auth):
		g.tellOnce(ctx, Notice{"auth", Auth.Words() + " Enquiries go to people until it does: see to the key."})
	case kindIs(err, Quota):
		g.tellOnce(ctx, Notice{"quota:" + g.limits.day().Format(time.DateOnly), Quota.Words() + " Enquiries go to people until there is more."})
	case kindIs(err, ModelGone):
		g.tellOnce(ctx, Notice{"gone:" + resp.ModelAsked, ModelGone.Words() + " It was " + resp.ModelAsked + ". Enquiries go to people: set model.name to another."})
	}
	if !resp.Retires.IsZero() {
		g.tellOnce(ctx, Notice{"retires:" + resp.ModelServed, "The provider will take the model " + resp.ModelServed + " away on " +
			resp.Retires.Format("2 January 2006") + ". Set model.name to another before then."})
	}
}

func (g *Gate) tellOnce(ctx context.Context, n Notice) {
	g.mu.Lock()
	told := g.told[n.ID]
	if g.told == nil {
		g.told = map[string]bool{}
	}
	g.told[n.ID] = true
	g.mu.Unlock()
	if !told && g.tell != nil {
		g.tell(context.WithoutCancel(ctx), n)
	}
}

func (g *Gate) settled(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.told, id)
}
