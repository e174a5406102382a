package llm

import (
	"context"
	"fmt"
	"runtime/debug"
)

// Open makes the model that the options name, behind its Gate. The options must
// be valid and Ready; key is the provider's. Close gives back what it holds.
func Open(ctx context.Context, o Options, key string, deps Deps) (*Gate, error) {
	m, err := provider(ctx, o, key)
	if err != nil {
		return nil, fmt.Errorf("model provider %s: %w", o.Provider, err)
	}
	return NewGate(o, m, deps), nil
}

// sdk gives the module of an SDK with the version that this program was built
// with; its path alone where the build does not say.
func sdk(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return path
	}
	for _, d := range info.Deps {
		if d.Path == path {
			return path + " " + d.Version
		}
	}
	return path
}

// provider makes the bare provider: one attempt a call, and no limits.
func provider(ctx context.Context, o Options, key string) (Model, error) {
	o = o.withDefaults()
	if key == "" {
		key = "none" // a server of this machine that asks for no key; SDKs refuse an empty one
	}
	var (
		m   Model
		err error
	)
	switch o.Provider {
	case ProviderOffline:
		return NewOffline(), nil
	case ProviderReplay:
		return newReplay(o.Recordings)
	case ProviderGemini:
		m, err = newGemini(ctx, o, key)
	case ProviderGeminiLegacy:
		m, err = newGeminiLegacy(ctx, o, key)
	case ProviderOpenAI:
		m = newOpenAI(o, key)
	default:
		return nil, fmt.Errorf("there is no provider %q", o.Provider)
	}
	if err == nil && o.Record {
		m, err = newRecorder(m, o.Recordings)
	}
	return m, err
}
