// Package complaint is the register of what a firm owes an answer on time:
// complaints, complaints about personal data, requests for one's data and for
// erasure.
//
// A [Register] knows the firm's [Profile], that is whose rules a complaint is
// under, and the business time in which deadlines are counted. It makes a
// [bot.Record] whole when the workflow opens one: its deadlines and reminders
// (clocks.go) and the fixed text that acknowledges it (template.go). It says
// whether a record may be closed as a person asks (close.go). [Lint] says what
// a text of the firm's own lacks of what its profile demands (lint.go).
//
// [Collect] reads the register from cases and ledger, [WriteCSV] writes it out.
//
// What opens, changes and closes a record is the workflow's ([bot.Copilot]),
// in transactions of its own. What must never happen: a record closed or made
// less by the program; a date that was not worked out with the holidays it
// needs; a text to a client that the firm did not sign off.
//
// A Register is immutable and safe for concurrent use.
package complaint
