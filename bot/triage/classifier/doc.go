// Package classifier scores a client's words by a small trained model: hashed
// features and one logistic head for each reason, one for the tier, and one for
// the tier of whatever follows.
//
// [Extract] turns a folded text into features: words, pairs, characters of
// words, and what a hand-written lexicon (lexicon.txt) says of fifty thousand words:
// classes, which let the model know that "my nan" and "our father" are the same kind
// of person, how good or bad a word is, and how grave. [Train] keeps the features
// that more than one group uses (one writer, or one set of messages), where there are
// ten groups or more, with all of the examples that are to be kept, and fits a [Model];
// the same examples and seed give the same model, and [Model.Bytes] the same bytes.
// [Model.Score] is what runs for every message; it is safe for concurrent use.
//
// What must never happen: a word of staff in what is scored. Callers hand over
// clients' words only.
package classifier
