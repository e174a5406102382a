package teams

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
)

// kind is who somebody is to the firm.
type kind string

// An internal person is of the firm's tenant; whether they are staff, the staff
// place says. Whoever cannot be told apart is unknown: a client for messages,
// and never an approver.
const (
	internal kind = "internal"
	guest    kind = "a guest"
	external kind = "of another organisation"
	unknown  kind = "not known to Teams"
)

// ofTheFirm are the roles that people of a tenant have in its conversations.
var ofTheFirm = []string{"user", "owner", "member"}

// kindOf tells who a member of a conversation is, in the eyes of a tenant.
// Whoever has a role that is not known, or of whom no tenant is told, is unknown.
func kindOf(m member, tenant string) kind {
	role := strings.ToLower(m.Role)
	switch {
	case m.object() == "":
		return unknown
	case role == "guest", role == "anonymous":
		return guest
	case foreign(m.TenantID, tenant), foreign(m.Membership.TenantID, tenant):
		return external
	case m.TenantID == "", !slices.Contains(ofTheFirm, role):
		return unknown
	}
	return internal
}

// foreign tells whether a tenant that was told is another than ours.
func foreign(told, tenant string) bool { return told != "" && !strings.EqualFold(told, tenant) }

// kind tells who a member is to the firm. The Agents Playground leaves out what
// Teams always says; only there that is filled in.
func (p *people) kind(m member) kind {
	if p.alone {
		m.Role, m.TenantID = cmp.Or(m.Role, "user"), cmp.Or(m.TenantID, p.tenant)
	}
	return kindOf(m, p.tenant)
}

// smallID puts an object id into small letters: it is the same whatever its
// letters, and people may copy it from a page that shows capitals.
func smallID(id string) string {
	if objectID.MatchString(id) {
		return strings.ToLower(id)
	}
	return id
}

func smallIDs(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = smallID(id)
	}
	return out
}

// isBot tells whether a member is software.
func (m member) isBot() bool { return strings.HasPrefix(m.ID, "28:") }

// people knows who is staff: those in the staff place who are of the firm.
type people struct {
	staff   func(ctx context.Context) ([]member, error) // asks Teams
	lookups edge.Lookups
	tenant  string
	place   string // the staff conversation
	alone   bool   // one person plays everybody: the Agents Playground

	mu    sync.Mutex
	names map[string]string // of the staff place's people by object id, for display only
}

// remember keeps what the people of the staff place are called.
func (p *people) remember(members []member) {
	names := map[string]string{}
	for _, m := range members {
		names[m.object()] = card.OneLine(m.Name)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.names = names
}

// called gives people their names, as far as they are known.
func (p *people) called(objects []string) []bot.Person {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []bot.Person
	for _, id := range objects {
		out = append(out, bot.Person{ID: id, Team: p.tenant, Name: p.names[id]})
	}
	return out
}

// rosterTTL is how long the staff place's people are believed, for telling
// staff from clients. A decision always asks anew.
const rosterTTL = 2 * time.Minute

// role tells who wrote. Staff are those in the staff place who are of the firm;
// to be on the list of approvers makes nobody staff. Whoever cannot be told apart
// is a client: they get a draft, which a person checks, and never a vote on it.
// known is false where Teams does not say for the moment who is staff.
func (p *people) role(ctx context.Context, object, tenant string) (role bot.Role, known bool) {
	switch {
	case p.alone:
		return bot.RoleClient, true // in the channel of a client, that is who they play
	case object == "" || foreign(tenant, p.tenant):
		return bot.RoleClient, true
	}
	raw, err := p.lookups.Lookup(ctx, "teams_staff", p.place, rosterTTL, func(ctx context.Context) (string, error) {
		objects, err := p.objects(ctx)
		if err != nil {
			return "", err
		}
		out, err := json.Marshal(objects)
		return string(out), err
	})
	var objects []string
	if err != nil || json.Unmarshal([]byte(raw), &objects) != nil {
		return bot.RoleClient, false
	}
	if slices.Contains(objects, object) {
		return bot.RoleStaff, true
	}
	return bot.RoleClient, true
}

// objects lists the object ids of the staff.
func (p *people) objects(ctx context.Context) ([]string, error) {
	members, err := p.staff(ctx)
	if err != nil {
		return nil, err
	}
	out := []string{}
	for _, m := range members {
		if p.kind(m) == internal && !m.isBot() {
			out = append(out, m.object())
		}
	}
	return out, nil
}

// errNotTold reports that Teams did not say who somebody is.
var errNotTold = errors.New("teams did not say who this is")

// fresh asks Teams who somebody in the staff place is, and believes nothing
// that is held: for decisions.
func (p *people) fresh(ctx context.Context, object string) (member, kind, error) {
	members, err := p.staff(ctx)
	if err != nil {
		return member{}, unknown, fmt.Errorf("%w: %w", errNotTold, err)
	}
	for _, m := range members {
		if m.object() == object && !m.isBot() {
			return m, p.kind(m), nil
		}
	}
	return member{}, unknown, nil
}
