package teams

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// How long keys are believed, how often one that nobody knows has them fetched
// anew, and how soon a fetch that failed is tried again. These are the Bot
// Framework's own rules.
const (
	keysTTL      = 24 * time.Hour
	unknownEvery = time.Hour
	failedEvery  = 30 * time.Second
)

// errNoKeys reports that the keys of the Bot Framework could not be had yet, so
// that nothing can be checked.
var errNoKeys = errors.New("the signing keys of the bot framework cannot be fetched")

// signingKey is a key of the Bot Framework, with the channels it may speak for.
type signingKey struct {
	public   *rsa.PublicKey
	endorses []string
}

// endorsed tells whether the key may speak for a channel. A key without a list
// may, as in the Bot Framework's own libraries.
func (k signingKey) endorsed(channel string) bool {
	return len(k.endorses) == 0 || slices.Contains(k.endorses, channel)
}

// keys holds the keys with which the Bot Framework signs. However many forged
// tokens come, they cause one fetch an hour. A fetch belongs to nobody who waits
// for it: whoever sends a forged token and hangs up ends none.
type keys struct {
	url    string
	client *http.Client
	now    func() time.Time

	mu      sync.Mutex
	held    map[string]signingKey
	jwksURL string
	good    time.Time // of the last fetch that worked
	tried   time.Time // of the last fetch that failed, and why it did
	why     error
	asked   time.Time     // of the last fetch that worked for a key that nobody knew
	running chan struct{} // closed at the end of the fetch that is under way; nil: none is
	cancel  func()        // of that fetch
	closed  bool
}

// find gives the key of an id, and has the keys fetched where that is due. A
// key that is held serves meanwhile.
func (k *keys) find(ctx context.Context, id string) (signingKey, error) {
	key, known, done := k.look(ctx, id)
	if known || done == nil {
		return key, k.verdict(known)
	}
	if err := wait(ctx, done); err != nil {
		return signingKey{}, errors.Join(errNoKeys, err)
	}
	k.mu.Lock()
	key, known = k.held[id]
	k.mu.Unlock()
	return key, k.verdict(known)
}

func wait(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// verdict tells a key that nobody knows from keys that nobody could fetch.
func (k *keys) verdict(known bool) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case known:
		return nil
	case len(k.held) == 0:
		return errors.Join(errNoKeys, k.why)
	}
	return &authError{http.StatusUnauthorized, "unknown_key"}
}

// Why keys are to be fetched.
const (
	dueAge     = "age"
	dueUnknown = "unknown"
)

// look gives the key that is held, and the end of the fetch that is due; nil
// when none is.
func (k *keys) look(ctx context.Context, id string) (key signingKey, known bool, done <-chan struct{}) {
	k.mu.Lock()
	defer k.mu.Unlock()
	key, known = k.held[id]
	if due := k.due(known); due != "" {
		done = k.refresh(ctx, due)
	}
	return key, known, done
}

// due tells why the keys should be fetched; "" when they should not. The lock
// is held.
func (k *keys) due(known bool) string {
	now := k.now()
	switch {
	case k.closed, now.Sub(k.tried) < failedEvery:
		return ""
	case now.Sub(k.good) >= keysTTL:
		return dueAge
	case !known && now.Sub(k.asked) >= unknownEvery:
		return dueUnknown
	}
	return ""
}

// fetchTime bounds one fetch of metadata and keys.
const fetchTime = 10 * time.Second

// refresh begins a fetch, unless one is under way, and gives its end. The lock
// is held.
func (k *keys) refresh(ctx context.Context, due string) <-chan struct{} {
	if k.running != nil {
		return k.running
	}
	done := make(chan struct{})
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTime)
	k.running, k.cancel = done, cancel
	go func() {
		defer close(done)
		defer cancel()
		k.settle(due, k.fetch(ctx, due == dueUnknown))
	}()
	return done
}

// settle notes what came of a fetch. Only one that worked uses up the hour of a
// key that nobody knew.
func (k *keys) settle(due string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.running = nil
	switch {
	case err != nil:
		k.tried, k.why = k.now(), err
	case due == dueUnknown:
		k.asked = k.now()
	}
}

// close ends a fetch that is under way, and lets none begin.
func (k *keys) close() {
	k.mu.Lock()
	k.closed = true
	running, cancel := k.running, k.cancel
	k.mu.Unlock()
	if running != nil {
		cancel()
		<-running
	}
}

// warm fetches the keys where none are held or they are old. It gives the error
// of a fetch that failed, also where older keys still serve.
func (k *keys) warm(ctx context.Context) error {
	k.mu.Lock()
	var done <-chan struct{}
	if k.due(true) == dueAge {
		done = k.refresh(ctx, dueAge)
	}
	k.mu.Unlock()
	if done != nil {
		if err := wait(ctx, done); err != nil {
			return err
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.tried.IsZero() {
		return k.why
	}
	return nil
}

// fetch replaces the keys that are held; those stay where it fails. For a key
// that nobody knew the address of the keys is not asked for again.
func (k *keys) fetch(ctx context.Context, sameAddress bool) error {
	k.mu.Lock()
	at := k.jwksURL
	k.mu.Unlock()
	if at == "" || !sameAddress {
		var found struct {
			JWKS string `json:"jwks_uri"`
		}
		if err := k.get(ctx, k.url, &found); err != nil {
			return fmt.Errorf("openid metadata: %w", err)
		}
		u, err := url.Parse(found.JWKS)
		if err != nil || !safeScheme(u) {
			return errors.New("openid metadata: the address of the keys is not https")
		}
		at = found.JWKS
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := k.get(ctx, at, &set); err != nil {
		return fmt.Errorf("signing keys: %w", err)
	}
	held := readKeys(set.Keys)
	if len(held) == 0 {
		return errors.New("signing keys: none that can be used")
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.held, k.jwksURL, k.good, k.tried = held, at, k.now(), time.Time{}
	return nil
}

// plainKey is a key without its certificates. What a key is believed for is the
// address that it was fetched from; a certificate that cannot be read must not
// cost us the key, and with it every delivery.
func plainKey(raw json.RawMessage) (jose.JSONWebKey, error) {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return jose.JSONWebKey{}, err
	}
	for _, name := range []string{"x5c", "x5t", "x5t#S256", "x5u"} {
		delete(parts, name)
	}
	bare, err := json.Marshal(parts)
	if err != nil {
		return jose.JSONWebKey{}, err
	}
	var key jose.JSONWebKey
	return key, key.UnmarshalJSON(bare)
}

// readKeys takes the keys that can be used; others are left out.
func readKeys(all []json.RawMessage) map[string]signingKey {
	out := map[string]signingKey{}
	for _, raw := range all {
		key, err := plainKey(raw)
		var more struct {
			Endorsements []string `json:"endorsements"`
		}
		if err != nil || json.Unmarshal(raw, &more) != nil || key.KeyID == "" || !key.Valid() {
			continue
		}
		if public, ok := key.Key.(*rsa.PublicKey); ok && public.Size() >= 256 && (key.Use == "" || key.Use == "sig") {
			out[key.KeyID] = signingKey{public, more.Endorsements}
		}
	}
	return out
}

// maxKeys bounds what is read of metadata and keys, in bytes.
const maxKeys = 1 << 20

func (k *keys) get(ctx context.Context, address string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := k.client.Do(req)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxKeys))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return json.Unmarshal(raw, into)
}
