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
// tokens come, they cause one fetch an hour.
type keys struct {
	url    string
	client *http.Client
	now    func() time.Time

	fetching sync.Mutex // one fetch at a time

	mu      sync.Mutex
	held    map[string]signingKey
	jwksURL string
	good    time.Time // of the last fetch that worked
	tried   time.Time // of the last fetch that failed, and why it did
	why     error
	asked   time.Time // of the last fetch for a key that nobody knew
}

// find gives the key of an id, and fetches the keys where that is due.
func (k *keys) find(ctx context.Context, id string) (signingKey, error) {
	key, known, due := k.look(id)
	if due == "" {
		return key, k.verdict(known)
	}
	k.fetching.Lock()
	defer k.fetching.Unlock()
	if key, known, due = k.look(id); due == "" { // somebody else fetched meanwhile
		return key, k.verdict(known)
	}
	k.noteTry(due)
	if err := k.fetch(ctx, due == dueUnknown); err != nil {
		k.noteFailure(err)
	}
	key, known, _ = k.look(id)
	return key, k.verdict(known)
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

// look gives the key that is held, and why the keys should be fetched; "" when
// they should not.
func (k *keys) look(id string) (key signingKey, known bool, due string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	key, known = k.held[id]
	switch {
	case now.Sub(k.tried) < failedEvery:
		return key, known, ""
	case now.Sub(k.good) >= keysTTL:
		return key, known, dueAge
	case !known && now.Sub(k.asked) >= unknownEvery:
		return key, known, dueUnknown
	}
	return key, known, ""
}

func (k *keys) noteTry(due string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if due == dueUnknown {
		k.asked = k.now()
	}
}

func (k *keys) noteFailure(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tried, k.why = k.now(), err
}

// warm fetches the keys before the first delivery.
func (k *keys) warm(ctx context.Context) error {
	k.fetching.Lock()
	defer k.fetching.Unlock()
	if !errors.Is(k.verdict(false), errNoKeys) {
		return nil
	}
	err := k.fetch(ctx, false)
	if err != nil {
		k.noteFailure(err)
	}
	return err
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

// readKeys takes the keys that can be used; others are left out.
func readKeys(all []json.RawMessage) map[string]signingKey {
	out := map[string]signingKey{}
	for _, raw := range all {
		var key jose.JSONWebKey
		var more struct {
			Endorsements []string `json:"endorsements"`
		}
		if key.UnmarshalJSON(raw) != nil || json.Unmarshal(raw, &more) != nil || key.KeyID == "" || !key.Valid() {
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
