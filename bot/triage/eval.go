package triage

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"countersign/bot"
)

// evalIn is one message to sort: JSON with id, text and, where there was
// something before it, history with role (client, staff or bot), text and at.
type evalIn struct {
	ID      any       `json:"id"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
	History []struct {
		Role bot.Role  `json:"role"`
		Text string    `json:"text"`
		At   time.Time `json:"at"`
	} `json:"history"`
}

// evalOut is the assessment of one message.
type evalOut struct {
	ID       any          `json:"id,omitempty"`
	Tier     bot.Tier     `json:"tier"`
	Weight   int          `json:"weight"`
	Topic    string       `json:"topic"`
	Priority bot.Priority `json:"priority"`
	Reasons  []bot.Reason `json:"reasons"`
	Flags    []string     `json:"flags"`
	Records  []string     `json:"records"`
}

// Eval sorts messages, JSON lines in and out, gzipped or plain in. A message
// without a time is one of the moment after its history.
func Eval(ctx context.Context, a *Assessor, in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 1<<16)
	if magic, err := lines.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(lines)
		if err != nil {
			return err
		}
		lines = bufio.NewReaderSize(z, 1<<16)
	}
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	for n := 1; ctx.Err() == nil; n++ {
		line, readErr := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var m evalIn
			if err := json.Unmarshal(line, &m); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
			if err := a.evalOne(ctx, m, enc); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
		}
		if errors.Is(readErr, io.EOF) {
			return w.Flush()
		}
		if readErr != nil {
			return readErr
		}
	}
	return ctx.Err()
}

func (a *Assessor) evalOne(ctx context.Context, m evalIn, enc *json.Encoder) error {
	const author = "client"
	s := bot.Situation{Now: m.At, Account: bot.Account{ID: "eval", Name: "Eval"}}
	for _, t := range m.History {
		turn := bot.Turn{Role: t.Role, Text: t.Text, At: t.At}
		if t.Role == bot.RoleClient {
			turn.Author = author
		}
		s.Turns = append(s.Turns, turn)
		if m.At.IsZero() && t.At.After(s.Now) {
			s.Now = t.At.Add(time.Second)
		}
	}
	s.Messages = []bot.Message{{ID: "m", Text: m.Text, Author: bot.Person{ID: author}}}
	got, err := a.Assess(ctx, s)
	if err != nil {
		return err
	}
	return enc.Encode(evalOut{ID: m.ID, Tier: got.Tier, Weight: got.Weight, Topic: got.Topic, Priority: got.Priority,
		Reasons: got.Reasons, Flags: got.Flags, Records: got.Records})
}
