package llm

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"
)

// drill makes the model fail for one account, so that it can be shown on a
// running system what happens then. Calls for others are not touched.
type drill struct {
	now func() time.Time

	mu      sync.Mutex
	account string
	until   time.Time
}

// drillModel is what the breaker of a drill goes by.
const drillModel = "drill"

// Drill has every call for an account fail as if the provider were down, for a
// time. It does not reach the provider. A time of 0 ends the drill.
func (g *Gate) Drill(account string, d time.Duration) {
	g.drill.mu.Lock()
	defer g.drill.mu.Unlock()
	g.drill.account, g.drill.until = account, g.now().Add(d)
}

// DrillTripped tells whether the breaker of drills is open.
func (g *Gate) DrillTripped() bool { return g.breakers.of(drillModel).State() != gobreaker.StateClosed }

// Pause is how long a model that keeps failing is left alone.
func (g *Gate) Pause() time.Duration { return g.opts.Pause }

func (d *drill) on(account string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.account != "" && account == d.account && d.now().Before(d.until)
}

func downForDrill(context.Context, Request) (Response, error) {
	return Response{}, &Error{Kind: Unavailable, Provider: "drill", Err: errors.New("this is a drill")}
}
