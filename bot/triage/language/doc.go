// Package language tells which language a client's message is in.
//
// [Identify] looks at the script first; Latin, Cyrillic, Arabic and Devanagari
// text goes through a naive Bayes model of one to four characters, trained by
// [Train] from the texts in the folder text (their origin stands in NOTICE).
// It says so when it is not sure, and leans to English where little is said:
// most messages are English, and the caller treats everything else with care.
//
// Everything is a pure function and safe for concurrent use.
package language
