package ledger

import (
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
