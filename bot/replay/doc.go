// Package replay owns a firm's past enquiries: reading them, sorting them as if
// they came in today, and answering the founder's question: go in part, not yet
// or no.
//
// [Read] takes a CSV file, JSON lines or a Slack export and gives a [Log] of
// enquiries with their threads and times (csv.go, lines.go, export.go). [Sort]
// puts each through an [countersign/bot.Assessor], in the order of their times,
// with what came before it as history.
// [Make] counts (tables.go, pairs.go, waits.go, agreement.go, documents.go),
// applies the rules of the verdict (verdict.go), and gives a [Report] that is
// printed as text, JSON or one HTML page.
//
// Every rate stands as k of n with its exact 95 % interval, and says "too few
// to say" below [Fewest]. Everything is a pure function of its input and the
// time given; nothing is sent anywhere and nothing is kept.
//
// What must never happen: a verdict from fewer than [FewestEnquiries]; a row
// that could not be read passed over in silence; a word of a client carrying
// out something in a terminal or a browser.
package replay
