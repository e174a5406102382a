package llm

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestStaffAreToldOnceOfWhatTheFirmMustSeeTo(t *testing.T) {
	retiring := &script{do: func(_ context.Context, _ int, r Request) (Response, error) {
		out := fine(r)
		out.Retires = time.Date(2027, 5, 7, 0, 0, 0, 0, time.UTC)
		return out, nil
	}}
	replaced := &script{do: func(_ context.Context, _ int, r Request) (Response, error) {
		if r.Model == DefaultGemini {
			return Response{}, fails(ModelGone)
		}
		return fine(r), nil
	}}
	for name, tt := range map[string]struct {
		m     Model
		o     Options
		calls int
		words string // "" where nobody needs to see to anything
	}{
		"key":         {always(Auth), Options{}, 4, "does not accept the firm's key"},
		"budget":      {answers(), Options{DailyTokens: 50}, 4, "budget for the model is used up"},
		"model gone":  {always(ModelGone), Options{}, 4, DefaultGemini},
		"fallback":    {replaced, Options{Fallback: []string{"gemini-3.8-flash"}}, 3, "gemini-3.8-flash is asked in its place"},
		"retirement":  {retiring, Options{}, 4, "7 May 2027"},
		"an outage":   {always(Unavailable), Options{Timeout: 2 * time.Second}, 1, ""},
		"all is well": {answers(), Options{}, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var told []Notice
			g := NewGate(tt.o, tt.m, Deps{Tell: func(_ context.Context, n Notice) { told = append(told, n) }})
			g.wait = func(context.Context, time.Duration) error { return nil }
			for range tt.calls {
				_, _ = g.Generate(t.Context(), question()) // what it gives is for other tests
			}
			switch {
			case tt.words == "" && len(told) != 0:
				t.Errorf("told %+v, want nothing", told)
			case tt.words != "" && (len(told) != 1 || !strings.Contains(told[0].Words, tt.words)):
				t.Errorf("told %+v; want %q, once", told, tt.words)
			}
		})
	}
}
