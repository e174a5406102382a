package llm

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sony/gobreaker/v2"
)

// breakers leave a model alone that keeps failing: one for each model, since
// one may be gone while the next one answers. A breaker closes by itself: after
// the pause one call is let through, and its success lets all others through.
type breakers struct {
	after    int
	pause    time.Duration
	provider string
	log      *slog.Logger
	metrics  *metrics

	mu  sync.Mutex
	all map[string]*gobreaker.CircuitBreaker[struct{}]
}

func (b *breakers) of(model string) *gobreaker.CircuitBreaker[struct{}] {
	b.mu.Lock()
	defer b.mu.Unlock()
	if x, ok := b.all[model]; ok {
		return x
	}
	if b.all == nil {
		b.all = map[string]*gobreaker.CircuitBreaker[struct{}]{}
	}
	refused := &atomic.Bool{} // the key was not accepted: no use in asking again
	x := gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Name: model, MaxRequests: 1, Timeout: b.pause,
		ReadyToTrip: func(c gobreaker.Counts) bool { return refused.Load() || int(c.ConsecutiveFailures) >= b.after },
		IsSuccessful: func(err error) bool {
			refused.Store(kindIs(err, Auth))
			return !down(err)
		},
		IsExcluded:    func(err error) bool { return errors.Is(err, context.Canceled) },
		OnStateChange: b.changed,
	})
	b.all[model] = x
	return x
}

// down tells whether an error says that the model does not work. A refusal of
// this one question, or of too many, does not.
func down(err error) bool {
	return kindIs(err, Timeout, Unavailable, Auth)
}

func kindIs(err error, kinds ...Kind) bool {
	e, ok := errors.AsType[*Error](err)
	for _, k := range kinds {
		if ok && e.Kind == k {
			return true
		}
	}
	return false
}

func (b *breakers) changed(model string, _, to gobreaker.State) {
	if model == drillModel {
		b.log.Info("drill: the breaker moved", "to", to.String())
		return
	}
	b.metrics.paused(b.provider, to != gobreaker.StateClosed)
	switch to {
	case gobreaker.StateOpen:
		b.log.Error("the model keeps failing and is left alone; enquiries go to people", "model", model, "for", b.pause)
	case gobreaker.StateClosed:
		b.log.Info("the model answers again", "model", model)
	}
}
