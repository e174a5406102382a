package teams

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"countersign/handlers/edge"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/schema"
)

// issuer is who signs the tokens that Teams sends.
const issuer = "https://api.botframework.com"

// teamsChannel is the one channel of the Bot Framework that is served.
const teamsChannel = "msteams"

// skew is how far the Bot Framework's clock and ours may be apart.
const skew = 5 * time.Minute

// authError is why a request is turned away. The reason comes from a closed
// set, for logs and figures; whoever asked gets the status and nothing else.
type authError struct {
	status int
	reason string
}

func (e *authError) Error() string { return "request turned away: " + e.reason }

// Validator checks the tokens of requests by the rules of the Bot Framework. It
// is an auth.TokenValidator of msbotbuilder-go in place of the library's own.
type Validator struct {
	appID string
	keys  *keys
	now   func() time.Time
}

var _ auth.TokenValidator = (*Validator)(nil)

// claims are what a token says.
type claims struct {
	jwt.Claims
	serviceURL string
	key        signingKey
}

// AuthenticateRequest checks the token of a request, and that it was made for
// this activity. The credentials and the service that the library passes along
// are not used: an empty app id does not switch the check off.
func (v *Validator) AuthenticateRequest(ctx context.Context, a schema.Activity, header string, _ auth.CredentialProvider, _ string) (auth.ClaimsIdentity, error) {
	c, err := v.token(ctx, header)
	if err != nil {
		return nil, err
	}
	switch {
	case a.ServiceURL == "" || c.serviceURL != a.ServiceURL:
		return nil, &authError{http.StatusForbidden, "service_url"}
	case a.ChannelID != teamsChannel:
		return nil, &authError{http.StatusForbidden, "channel"}
	case !c.key.endorsed(a.ChannelID):
		return nil, &authError{http.StatusForbidden, "endorsement"}
	}
	return auth.NewClaimIdentity(map[string]any{"serviceurl": c.serviceURL, "aud": v.appID}, true), nil
}

// token checks a token by itself: who signed it, for whom, and when.
func (v *Validator) token(ctx context.Context, header string) (claims, error) {
	refuse := func(reason string) (claims, error) {
		return claims{}, &authError{http.StatusUnauthorized, reason}
	}
	scheme, raw, found := strings.Cut(strings.TrimSpace(header), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return refuse("no_token")
	}
	parsed, err := jwt.ParseSigned(strings.TrimSpace(raw), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil || len(parsed.Headers) != 1 || parsed.Headers[0].KeyID == "" {
		return refuse("malformed")
	}
	// What cannot be right whoever signed it costs no fetch of keys.
	var c claims
	if why := v.unsigned(parsed, &c); why != "" {
		return refuse(why)
	}
	key, err := v.keys.find(ctx, parsed.Headers[0].KeyID)
	if err != nil {
		return claims{}, err
	}
	c.key = key
	if parsed.Claims(key.public) != nil {
		return refuse("signature")
	}
	return c, nil
}

// unsigned reads the claims and tells what is wrong with them.
func (v *Validator) unsigned(parsed *jwt.JSONWebToken, c *claims) string {
	var more struct {
		ServiceURL string `json:"serviceurl"`
	}
	if parsed.UnsafeClaimsWithoutVerification(&c.Claims, &more) != nil {
		return "claims"
	}
	c.serviceURL = more.ServiceURL
	now := v.now()
	switch {
	case c.Issuer != issuer:
		return "issuer"
	case len(c.Audience) != 1 || c.Audience[0] != v.appID || v.appID == "":
		return "audience"
	case c.Expiry == nil || now.After(c.Expiry.Time().Add(skew)):
		return "expired"
	case c.NotBefore != nil && now.Add(skew).Before(c.NotBefore.Time()):
		return "not_yet"
	case c.IssuedAt != nil && now.Add(skew).Before(c.IssuedAt.Time()):
		return "not_yet"
	case c.serviceURL == "":
		return "no_service_url"
	}
	return ""
}

// openDoor stands in for the Validator with the Agents Playground, which sends
// no token. It lets through what this machine itself sent.
type openDoor struct{}

// AuthenticateRequest lets an activity in whose connector is on this machine.
func (openDoor) AuthenticateRequest(_ context.Context, a schema.Activity, _ string, _ auth.CredentialProvider, _ string) (auth.ClaimsIdentity, error) {
	u, err := url.Parse(a.ServiceURL)
	switch {
	case err != nil || !edge.Loopback(u.Hostname()):
		return nil, &authError{http.StatusForbidden, "service_url"}
	case a.ChannelID != teamsChannel:
		return nil, &authError{http.StatusForbidden, "channel"}
	}
	return auth.NewClaimIdentity(map[string]any{"serviceurl": a.ServiceURL}, true), nil
}
