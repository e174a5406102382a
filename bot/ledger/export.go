package ledger

import (
	"errors"

	"countersign/bot"
)

// Entry is one event with its words and their salts.
type Entry struct {
	bot.Sealed
	Words map[string]Word // one for each name that the sealed bytes hold a digest of
}

// Word is one text of an event.
type Word struct {
	Salt   []byte
	Text   string
	Erased bool // the key of the case was destroyed: there is no text any more
	Lost   bool // the text is gone though its key is there: somebody removed it
}

// Check compares the word with its digest: bot.ErrErased for an erased one,
// another error for one that is lost or does not fit.
func (w Word) Check(digest string) error {
	switch {
	case w.Erased:
		return bot.ErrErased
	case w.Lost:
		return errors.New("the text is gone though its key is there")
	case Digest(w.Salt, w.Text) != digest:
		return errors.New("the text does not fit its digest")
	}
	return nil
}
