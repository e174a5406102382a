package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"
)

// place is what a card says of the client's channel.
type place struct {
	Name    string `json:"name"`
	Members int    `json:"members"`
	Others  int    `json:"others"` // not of the firm; -1 where that was not counted
}

// mostCounted bounds the people who are looked up for a count.
const mostCounted = 60

// placeTTL is how long the name and the people of a channel are believed.
const placeTTL = time.Hour

// place describes a client's channel for a card. Without an answer of Slack
// the id stands for the name: a card never waits for this.
func (c *Client) place(ctx context.Context, channel string) place {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	raw, err := c.deps.Lookups.Lookup(ctx, "slack_place", channel, placeTTL, func(ctx context.Context) (string, error) {
		p, err := c.fetchPlace(ctx, channel)
		if err != nil {
			return "", err
		}
		out, err := json.Marshal(p)
		return string(out), err
	})
	p := place{Name: channel, Others: -1}
	if err == nil {
		_ = json.Unmarshal([]byte(raw), &p) // what is held was written above
	}
	return p
}

func (c *Client) fetchPlace(ctx context.Context, channel string) (place, error) {
	ch, err := c.channel(ctx, channel)
	if err != nil {
		return place{}, err
	}
	p := place{Name: channel, Members: ch.NumMembers, Others: -1}
	if ch.Name != "" {
		p.Name = "#" + ch.Name
	}
	// A name without a count is worth having.
	if members, err := c.members(ctx, channel, mostCounted+1); err == nil {
		p.Members, p.Others = max(p.Members, len(members)), c.othersAmong(ctx, members)
	}
	return p, nil
}

// othersAmong counts who is not of the firm; -1 where those are too many to ask.
func (c *Client) othersAmong(ctx context.Context, members []string) int {
	self, ok := c.people.me()
	if !ok || len(members) > mostCounted {
		return -1
	}
	others := 0
	for _, id := range members {
		if id == self.User {
			continue
		}
		if who, err := c.people.get(ctx, id); err != nil || !who.staffOf(self) {
			others++
		}
	}
	return others
}

// who says how many read along.
func (p place) who() string {
	if p.Members == 0 {
		return ""
	}
	members := english.Plural(p.Members, "member", "")
	if p.Others < 0 {
		return " (" + members + ")"
	}
	return fmt.Sprintf(" (%s, %d external)", members, p.Others)
}

// permalink is the address of a message, made without asking Slack.
func (i identity) permalink(channel, ts, thread string) string {
	if i.URL == "" || channel == "" || ts == "" {
		return ""
	}
	link := strings.TrimSuffix(i.URL, "/") + "/archives/" + channel + "/p" + strings.ReplaceAll(ts, ".", "")
	if thread != "" && thread != ts {
		link += "?thread_ts=" + thread + "&cid=" + channel
	}
	return link
}
