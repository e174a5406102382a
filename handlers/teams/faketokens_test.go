package teams

import (
	"crypto/rsa"
	"encoding/base64"
	"math/big"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

func (f *fakeTeams) jwks() []any {
	out := []any{}
	for kid, k := range f.keys {
		e := big.NewInt(int64(k.key.E)).Bytes()
		out = append(out, map[string]any{"kty": "RSA", "use": "sig", "kid": kid, "endorsements": k.endorses,
			"n": base64.RawURLEncoding.EncodeToString(k.key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(e)})
	}
	return out
}

// claimsOf are those of a good token, changed by more; a nil value takes a
// claim away.
func claimsOf(serviceURL string, more map[string]any) map[string]any {
	now := time.Now()
	out := map[string]any{"iss": issuer, "aud": appID, "serviceurl": serviceURL,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix()}
	for k, v := range more {
		if v == nil {
			delete(out, k)
			continue
		}
		out[k] = v
	}
	return out
}

// token signs claims with one of the issuer's keys.
func (f *fakeTeams) token(kid string, claims map[string]any) string {
	f.mu.Lock()
	key := f.keys[kid].key
	f.mu.Unlock()
	return signedWith(f.t, key, kid, claims)
}

func signedWith(t testing.TB, key *rsa.PrivateKey, kid string, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", kid).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := jwt.Signed(signer).Claims(claims).Serialize() //nolint:misspell // the library spells it so
	if err != nil {
		t.Fatal(err)
	}
	return out
}
