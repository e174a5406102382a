package bot

import (
	"context"
	"time"
)

// ModelClaim is a call of the model that is about to be made, with what the firm
// allows of such calls: all processes of a store together.
type ModelClaim struct {
	At      time.Time
	Account string
	Reserve int // tokens it counts as until Settle says what it used

	Calls       int // most calls for the account after CallsSince; 0: no bound
	CallsSince  time.Time
	Tokens      int // most tokens of all calls from TokensSince on; 0: no bound
	TokensSince time.Time
}

// What a claim can be refused for.
const (
	OverCalls  = "limit" // the account had its share
	OverTokens = "quota" // the tokens are used up
)

// ModelMeter counts calls of the model for all processes of a store.
type ModelMeter interface {
	// ClaimModelCall notes a call before it is made and gives its number, or says
	// what it is refused for: then it is not noted.
	ClaimModelCall(ctx context.Context, c ModelClaim) (id int64, over string, err error)
	// SettleModelCall puts what a call used in the place of what was reserved for
	// it. A call that is never settled, since its process died, keeps that.
	SettleModelCall(ctx context.Context, id int64, tokens int) error
}
