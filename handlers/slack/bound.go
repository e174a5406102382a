package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"countersign/bot"
	"countersign/handlers/edge"
)

// A button carries the case, the draft version and the draft's opaque token,
// what it refers to beside the draft (a delivery, a promise), and nothing that is
// believed by itself: what it stands for is read from the record, and it counts
// only on the very card that the record names.

// buttonValue is what a button of a card carries.
func buttonValue(caseID int64, version int, token, about string) string {
	value := fmt.Sprintf("%d:%d:%s", caseID, version, token)
	if about != "" {
		value += ":" + about
	}
	return value
}

// press is a button press or a submitted dialogue, before anything of it was checked.
type press struct {
	Action  bot.Action `json:"a"`
	Case    int64      `json:"c"`
	Version int        `json:"v"`
	Token   string     `json:"t,omitempty"`
	About   string     `json:"d,omitempty"` // what it refers to beside the draft
	Card    string     `json:"m"`           // id of the card on which it happened
}

func parseValue(action bot.Action, value, card string) (press, error) {
	parts := strings.SplitN(value, ":", 4)
	if len(parts) < 3 {
		return press{}, errors.New("the button carries no case")
	}
	id, errID := strconv.ParseInt(parts[0], 10, 64)
	version, errVersion := strconv.Atoi(parts[1])
	if errID != nil || errVersion != nil || id <= 0 || version < 0 {
		return press{}, errors.New("the button carries no case")
	}
	p := press{Action: action, Case: id, Version: version, Token: parts[2], Card: card}
	if len(parts) == 4 {
		p.About = parts[3]
	}
	return p, nil
}

func (p press) metadata() string {
	out, _ := json.Marshal(p) // plain data
	return string(out)
}

func parseMetadata(raw string) (press, error) {
	var p press
	if err := json.Unmarshal([]byte(raw), &p); err != nil || p.Case <= 0 {
		return press{}, errors.New("the dialogue carries no case")
	}
	return p, nil
}

// The menu of a card is one element: its options carry the action before the
// value that a button of that action would have.
const (
	menuID   = "more"
	menuMark = "|"
)

// belongs checks that a press is of a button that was made for this draft of
// this case on this card. An error other than edge.ErrNotYet is a forgery, or a
// card that is no longer the case's.
func (p press) belongs(k *bot.Case) error {
	switch {
	case !slices.Contains(bot.Actions(), p.Action):
		return errors.New("no button of ours stands for this action")
	case k.CardID == "":
		return edge.ErrNotYet
	case p.Card != k.CardID:
		return errors.New("the button is not on the card of this case")
	case p.Version > len(k.Drafts):
		return errors.New("there is no such draft")
	}
	return edge.OfDraft(k, p.Version, p.Token)
}
