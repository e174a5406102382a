// Package console is the embedded page: the client pane, the staff pane, a
// case's record, the digest and the knowledge page, the JSON interface that
// the page and scripts use, and the offline platform behind the client pane.
//
// [Platform] implements [countersign/bot.Messenger]: what it is told to post
// to a client it shows in the client's thread. [Hub] tells open pages that
// something changed. [New] makes the [Handler], which is an [http.Handler].
//
// Decisions made here go through the workflow like those of any platform; the
// package keeps no state of a case. Everything is safe for concurrent use.
//
// What must never happen: a staff card or a draft in what a client sees, one
// client's thread shown with another's, words of a client running as code in
// the page, a change of state by GET or by another site's page.
//
// What people read on a card is the work of [countersign/bot/card].
package console
