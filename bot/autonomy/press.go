package autonomy

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"countersign/bot"
)

// Press carries out a press on one of the buttons of a [bot.Sheet], and gives a
// sentence for whoever pressed. The caller has made sure that the person may
// decide; who may sign is looked at here. What cannot be carried out is a
// *bot.InvalidError.
func (d *Desk) Press(ctx context.Context, sheet, action string, by bot.Person) (string, error) {
	kind, ref, ok := strings.Cut(sheet, ":")
	if !ok {
		return "", &bot.InvalidError{Field: "sheet", Why: "this button carries nothing that could be done"}
	}
	say, err := d.press(ctx, kind, ref, action, by)
	var state *StateError
	var notYet *NotYetError
	switch {
	case errors.Is(err, ErrNotOwner), errors.As(err, &state), errors.As(err, &notYet):
		return "", &bot.InvalidError{Field: "action", Why: err.Error()}
	}
	return say, err
}

func (d *Desk) press(ctx context.Context, kind, ref, action string, by bot.Person) (string, error) {
	switch {
	case kind == "ask" && action == PressGrant:
		s, err := d.Sign(ctx, ref, by)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("Signed: %s is answered without a person until %s.", name(s.Topic), d.date(s.Grant.Until)), nil
	case kind == "ask" && action == PressRefuse:
		if err := d.Refuse(ctx, ref, by, ""); err != nil {
			return "", err
		}
		return "Refused: a person goes on deciding each answer.", nil
	case kind == "topic" && action == PressStop:
		if err := d.PauseNow(ctx, ref, by, "pressed on a card"); err != nil {
			return "", err
		}
		return "Stopped: from now on a person decides each answer on " + name(ref) + ".", nil
	}
	return "", &StateError{"this button carries nothing that could be done"}
}
