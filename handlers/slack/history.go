package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
)

// The history is read by ourselves, each message by itself: one that the library
// cannot read would cost all that stand on its page, and the library drops whose
// workspace an author is of.

// listing reads the thread of a message to a client, or what was posted to a
// channel of staff.
func (c *Client) listing(ctx context.Context, channel string, out bot.Outbound) ([]message, error) {
	q := query{channel: channel}
	if out.Kind.ToClient() {
		q.thread = out.Thread
	} else {
		q.oldest = c.deps.Now().Add(-cardsBack)
	}
	return c.wholeList(ctx, q)
}

// wholeList reads all pages of a query, without waiting for anything.
func (c *Client) wholeList(ctx context.Context, q query) ([]message, error) {
	var all []message
	for range mostPages {
		page, next, err := c.page(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if q.cursor = next; next == "" {
			return all, nil
		}
	}
	return nil, &CallError{Method: "conversations.history", Code: tooMany}
}

// query says which page of a channel, or of a thread in it, is wanted.
type query struct {
	channel, thread, cursor string
	oldest                  time.Time
	latest                  string // the time of the last message that is wanted; "" for all there are
	limit                   int    // 0: mostOnPage
}

// mostOnPage is how many messages are asked for at once.
const mostOnPage = 200

// form is the query as Slack's methods take it.
func (q query) form() (method string, values url.Values) {
	values = url.Values{"channel": {q.channel}, "limit": {strconv.Itoa(cmp.Or(q.limit, mostOnPage))}, "oldest": {stamp(q.oldest)},
		"inclusive": {"1"}, "include_all_metadata": {"1"}}
	for name, value := range map[string]string{"cursor": q.cursor, "latest": q.latest, "ts": q.thread} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if q.thread != "" {
		return "conversations.replies", values
	}
	return "conversations.history", values
}

// page reads one page of a query. What stands there and is no message is one
// without a time, of which nothing is known.
func (c *Client) page(ctx context.Context, q query) (page []message, next string, err error) {
	var answer struct {
		slackgo.SlackResponse
		Messages []json.RawMessage `json:"messages"`
	}
	method, values := q.form()
	err = c.call(ctx, method, func(ctx context.Context) error {
		if err := c.http.form(ctx, method, values, &answer); err != nil {
			return err
		}
		return answer.Err()
	})
	if err != nil {
		return nil, "", err
	}
	for _, raw := range answer.Messages {
		m, err := readMessage(raw)
		if err != nil || m.TS == "" {
			c.log.Warn("the history holds something that is no message", "channel", q.channel)
			m = message{partial: true}
		}
		page = append(page, m)
	}
	return page, answer.ResponseMetadata.Cursor, nil
}

// stamp writes a time as Slack writes the time of a message.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "0"
	}
	return strconv.FormatInt(t.Unix(), 10) + ".000000"
}

// timeOf reads the time of a message; zero for what is none.
func timeOf(ts string) time.Time {
	seconds, micros, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}
	}
	us, err := strconv.ParseInt(micros, 10, 64)
	if err != nil {
		us = 0
	}
	return time.Unix(s, us*1000).UTC()
}

// byTime puts messages into the order in which they were written.
func byTime(all []message) {
	slices.SortStableFunc(all, func(a, b message) int { return timeOf(a.TS).Compare(timeOf(b.TS)) })
}
