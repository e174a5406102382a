// Package mask owns taking identifiers out of a text before it leaves the
// program, and putting them back afterwards.
//
// A [Masker] serves one request. [Masker.Hide] puts a placeholder such as
// [CARD_1] in the place of each value of the [Kind] values listed, the same
// placeholder for the same value; [Masker.Reveal] puts the values back into what
// came of it. The values stay in this process, and only [Masker.Counts] is fit
// for a record. [Find] lists the values of a text without changing it.
//
// A text is read through a view in which full-width digits are plain ones,
// hidden characters are gone and every kind of space, line breaks too, is a
// space (view.go). Kinds with a checksum are found by it wherever they stand;
// a sort code, an account number and a postcode in small letters need a word
// around them that says what they are.
//
// What must never happen: a claim that a text is anonymous. Identifiers of these
// kinds are found, in the forms they are mostly written in; a name nobody told
// of, a description, a date of birth are not.
package mask
