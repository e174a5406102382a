package teams

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// botScope is what our token is for.
const botScope = "https://api.botframework.com/.default"

// renewEarly is how long before its end a token is replaced.
const renewEarly = 5 * time.Minute

// TokenError is a token that could not be had, in words for operators. It
// never holds the secret.
type TokenError struct {
	Code   string // Microsoft's, such as AADSTS7000215; "" where it gave none
	Config bool   // a setting is wrong: trying again cannot help
	cause  error
}

// Error says what to put right.
func (e *TokenError) Error() string {
	if !e.Config {
		return "Microsoft Entra gave no token: it did not answer, or not as expected"
	}
	code := ""
	if e.Code != "" {
		code = " (" + e.Code + ")"
	}
	return "Microsoft Entra does not accept the app" + code + ": check teams.tenant, teams.app_id and TEAMS_APP_PASSWORD; an expired secret must be made anew"
}

// Unwrap gives the cause. It may name addresses: do not log it.
func (e *TokenError) Unwrap() error { return e.cause }

// tokens gives the token for the connector: fetched once for however many
// calls, renewed before its end.
type tokens struct {
	config clientcredentials.Config
	client *http.Client
	now    func() time.Time
	flight chan struct{} // holds one while somebody fetches

	mu      sync.Mutex
	current string
	until   time.Time // when it must be renewed
}

func newTokens(opts Options, secret Secret, client *http.Client, now func() time.Time) *tokens {
	return &tokens{
		config: clientcredentials.Config{ClientID: opts.AppID, ClientSecret: string(secret), TokenURL: opts.TokenURL,
			Scopes: []string{botScope}, AuthStyle: oauth2.AuthStyleInParams},
		client: client, now: now, flight: make(chan struct{}, 1),
	}
}

// get gives a token that is good for a while yet; never an empty one.
func (t *tokens) get(ctx context.Context) (string, error) {
	if held := t.held(); held != "" {
		return held, nil
	}
	select {
	case t.flight <- struct{}{}:
		defer func() { <-t.flight }()
	case <-ctx.Done():
		return "", &TokenError{cause: ctx.Err()}
	}
	if held := t.held(); held != "" { // somebody else fetched meanwhile
		return held, nil
	}
	fresh, err := t.config.Token(context.WithValue(ctx, oauth2.HTTPClient, t.client))
	if err != nil {
		return "", tokenError(err)
	}
	if fresh.AccessToken == "" {
		return "", &TokenError{cause: errors.New("an empty token")}
	}
	life := time.Hour // what Entra gives
	if !fresh.Expiry.IsZero() {
		life = time.Until(fresh.Expiry)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current, t.until = fresh.AccessToken, t.now().Add(life-min(renewEarly, life/2))
	return fresh.AccessToken, nil
}

// held gives the token that is held; "" when it must be renewed.
func (t *tokens) held() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current == "" || !t.now().Before(t.until) {
		return ""
	}
	return t.current
}

// drop throws away a token that the connector did not accept.
func (t *tokens) drop(refused string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current == refused {
		t.current = ""
	}
}

var entraCode = regexp.MustCompile(`AADSTS\d{3,8}`)

// tokenError puts the error of a fetch into words. The library's own text may
// repeat what Entra answered.
func tokenError(err error) error {
	var got *oauth2.RetrieveError
	if !errors.As(err, &got) || got.Response == nil {
		return &TokenError{cause: err}
	}
	status := got.Response.StatusCode
	e := &TokenError{Config: status >= 400 && status < 500 && status != http.StatusTooManyRequests && status != http.StatusRequestTimeout,
		cause: fmt.Errorf("status %d", status)}
	e.Code = entraCode.FindString(got.ErrorDescription)
	if e.Code == "" {
		e.Code = entraCode.FindString(string(got.Body))
	}
	return e
}
