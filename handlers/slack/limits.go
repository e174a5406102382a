package slack

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Slack's limits, in characters or elements.
const (
	maxBlocks      = 50
	maxViewBlocks  = 100
	maxSection     = 3000
	maxField       = 2000
	maxFields      = 10
	maxHeader      = 150
	maxButton      = 75
	maxValue       = 2000
	maxActions     = 25
	maxOverflow    = 5
	maxOption      = 75 // of the value of an option
	maxContext     = 10
	maxContextText = 2000
	maxID          = 255
	maxTitle       = 24
	maxMetadata    = 3000
	maxInput       = 3000
	maxText        = 40000
	maxMessage     = 12000 // of all blocks together: Slack publishes no limit, and refuses a little above this
)

// CheckMessage tells the first of Slack's limits that the blocks of a message
// break; nil when they keep to all that are published.
func CheckMessage(text string, blocks any) error {
	all, err := asMaps(blocks)
	if err != nil {
		return err
	}
	switch {
	case text == "" && len(all) == 0:
		return fmt.Errorf("neither text nor blocks")
	case length(text) > maxText:
		return fmt.Errorf("text of %d characters, at most %d", length(text), maxText)
	case len(all) > maxBlocks:
		return fmt.Errorf("%d blocks, at most %d", len(all), maxBlocks)
	}
	total := 0
	for _, b := range all {
		total += textIn(b)
	}
	if total > maxMessage {
		return fmt.Errorf("%d characters in all blocks, at most %d", total, maxMessage)
	}
	return checkBlocks(all)
}

// CheckView tells the first limit that a modal or home tab breaks.
func CheckView(view any) error {
	raw, err := json.Marshal(view)
	if err != nil {
		return err
	}
	var v struct {
		Type, CallbackID string
		Title, Submit    *struct{ Text string }
		Meta             string `json:"private_metadata"`
		Blocks           []map[string]any
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	switch {
	case v.Type == "modal" && (v.Title == nil || v.Title.Text == "" || length(v.Title.Text) > maxTitle):
		return fmt.Errorf("title missing or over %d characters", maxTitle)
	case v.Submit != nil && length(v.Submit.Text) > maxTitle:
		return fmt.Errorf("submit label over %d characters", maxTitle)
	case length(v.Meta) > maxMetadata:
		return fmt.Errorf("private_metadata of %d characters, at most %d", length(v.Meta), maxMetadata)
	case len(v.Blocks) > maxViewBlocks:
		return fmt.Errorf("%d blocks, at most %d", len(v.Blocks), maxViewBlocks)
	}
	for _, b := range v.Blocks {
		if b["type"] == "input" && v.Type == "modal" && v.Submit == nil {
			return fmt.Errorf("an input needs a submit button")
		}
	}
	return checkBlocks(v.Blocks)
}

func asMaps(blocks any) ([]map[string]any, error) {
	raw, err := json.Marshal(blocks)
	if err != nil {
		return nil, err
	}
	var all []map[string]any
	return all, json.Unmarshal(raw, &all)
}

func checkBlocks(all []map[string]any) error {
	ids := map[string]bool{}
	for i, b := range all {
		kind, _ := b["type"].(string)
		check, known := blockChecks[kind]
		if !known {
			return fmt.Errorf("block %d: unknown type %q", i, kind)
		}
		id, _ := b["block_id"].(string)
		if id != "" && ids[id] {
			return fmt.Errorf("block %d: block_id %q used twice", i, id)
		}
		ids[id] = true
		if length(id) > maxID {
			return fmt.Errorf("block %d: block_id over %d characters", i, maxID)
		}
		if err := check(b); err != nil {
			return fmt.Errorf("block %d (%s): %w", i, kind, err)
		}
	}
	return nil
}

var blockChecks = map[string]func(map[string]any) error{
	"section": checkSection, "header": checkHeader, "actions": checkActions, "context": checkContext,
	"input": checkInput, "rich_text": checkRich, "image": checkImage, "divider": func(map[string]any) error { return nil },
}

func checkText(v any, longest int, types ...string) error {
	t, _ := v.(map[string]any)
	text, _ := t["text"].(string)
	kind, _ := t["type"].(string)
	switch n := length(text); {
	case n == 0:
		return fmt.Errorf("text is empty or missing")
	case n > longest:
		return fmt.Errorf("text of %d characters, at most %d", n, longest)
	}
	for _, allowed := range types {
		if kind == allowed {
			return nil
		}
	}
	return fmt.Errorf("text of type %q, want %s", kind, strings.Join(types, " or "))
}

func checkSection(b map[string]any) error {
	fields, _ := b["fields"].([]any)
	if len(fields) > maxFields {
		return fmt.Errorf("%d fields, at most %d", len(fields), maxFields)
	}
	for _, f := range fields {
		if err := checkText(f, maxField, "plain_text", "mrkdwn"); err != nil {
			return err
		}
	}
	if b["text"] == nil && len(fields) > 0 {
		return nil
	}
	return checkText(b["text"], maxSection, "plain_text", "mrkdwn")
}

func checkHeader(b map[string]any) error { return checkText(b["text"], maxHeader, "plain_text") }

func checkActions(b map[string]any) error {
	elements, _ := b["elements"].([]any)
	if len(elements) == 0 || len(elements) > maxActions {
		return fmt.Errorf("%d elements, 1 to %d", len(elements), maxActions)
	}
	seen := map[string]bool{}
	for _, e := range elements {
		if err := checkButton(e, seen); err != nil {
			return err
		}
	}
	return nil
}

func checkButton(e any, seen map[string]bool) error {
	m, _ := e.(map[string]any)
	id, _ := m["action_id"].(string)
	if m["type"] == "overflow" && id != "" && !seen[id] {
		seen[id] = true
		return checkOverflow(m)
	}
	style, _ := m["style"].(string)
	value, _ := m["value"].(string)
	switch {
	case m["type"] != "button":
		return fmt.Errorf("element of type %v, want a button", m["type"])
	case id == "" || length(id) > maxID:
		return fmt.Errorf("action_id missing or over %d characters", maxID)
	case seen[id]:
		return fmt.Errorf("action_id %q used twice", id)
	case length(value) > maxValue:
		return fmt.Errorf("value over %d characters", maxValue)
	case style != "" && style != "primary" && style != "danger":
		return fmt.Errorf("style %q", style)
	}
	seen[id] = true
	return checkText(m["text"], maxButton, "plain_text")
}

func checkOverflow(m map[string]any) error {
	options, _ := m["options"].([]any)
	if len(options) == 0 || len(options) > maxOverflow {
		return fmt.Errorf("menu of %d options, 1 to %d", len(options), maxOverflow)
	}
	for _, o := range options {
		option, _ := o.(map[string]any)
		if value, _ := option["value"].(string); value == "" || length(value) > maxOption {
			return fmt.Errorf("option with a value of %d characters, 1 to %d", length(value), maxOption)
		}
		if err := checkText(option["text"], maxButton, "plain_text"); err != nil {
			return fmt.Errorf("option: %w", err)
		}
	}
	return nil
}

func checkContext(b map[string]any) error {
	elements, _ := b["elements"].([]any)
	if len(elements) == 0 || len(elements) > maxContext {
		return fmt.Errorf("%d elements, 1 to %d", len(elements), maxContext)
	}
	for _, e := range elements {
		if err := checkText(e, maxContextText, "plain_text", "mrkdwn"); err != nil {
			return err
		}
	}
	return nil
}

func checkInput(b map[string]any) error {
	if err := checkText(b["label"], maxField, "plain_text"); err != nil {
		return fmt.Errorf("label: %w", err)
	}
	e, _ := b["element"].(map[string]any)
	initial, _ := e["initial_value"].(string)
	switch {
	case e == nil || e["action_id"] == nil:
		return fmt.Errorf("element or its action_id missing")
	case length(initial) > maxInput:
		return fmt.Errorf("initial value of %d characters, at most %d", length(initial), maxInput)
	}
	options, _ := e["options"].([]any)
	for _, o := range options {
		m, _ := o.(map[string]any)
		if err := checkText(m["text"], maxButton, "plain_text"); err != nil {
			return fmt.Errorf("option: %w", err)
		}
	}
	return nil
}

func checkImage(b map[string]any) error {
	alt, _ := b["alt_text"].(string)
	if alt == "" || length(alt) > maxContextText {
		return fmt.Errorf("alt_text missing or over %d characters", maxContextText)
	}
	return nil
}

// checkRich goes through a rich text: every piece of text has words and none
// is longer than a section may be.
func checkRich(b map[string]any) error {
	elements, _ := b["elements"].([]any)
	if len(elements) == 0 {
		return fmt.Errorf("no elements")
	}
	for _, e := range elements {
		m, _ := e.(map[string]any)
		if m["type"] == "text" {
			text, _ := m["text"].(string)
			if text == "" || length(text) > maxSection {
				return fmt.Errorf("text of %d characters, 1 to %d", length(text), maxSection)
			}
			continue
		}
		if id, _ := m["user_id"].(string); m["type"] == "link" || m["type"] == "user" && userID.MatchString(id) {
			continue
		}
		if err := checkRich(m); err != nil {
			return err
		}
	}
	return nil
}

// textIn counts all the characters of texts in a block.
func textIn(v any) int {
	n := 0
	switch t := v.(type) {
	case map[string]any:
		for name, inner := range t {
			if text, ok := inner.(string); ok {
				if name == "text" || name == "initial_value" {
					n += length(text)
				}
				continue
			}
			n += textIn(inner)
		}
	case []any:
		for _, inner := range t {
			n += textIn(inner)
		}
	}
	return n
}
