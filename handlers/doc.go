// Package handlers owns the HTTP server that every HTTP edge shares: its
// time-outs and limits, the middleware around each request, the endpoints for
// whoever operates the program, and a stop that loses nothing.
//
// A [Server] is made by [New], given routes by [Server.Handle] and
// [Server.HandleStream], and run by [Server.Run] on a listener of [Listen].
// Around each request it sets an id, writes one log line, turns a panic into an
// answer, sets headers that forbid what no page here needs, and caps the body.
// It answers /livez (the process runs), /readyz (enquiries can be taken in), /healthz (a
// person need see to nothing), /heartbeat (when the program last did its work)
// and /metrics by itself. What the routes do is left to their packages, such as
// handlers/console.
//
// A Server is safe for concurrent use once its routes are set.
//
// What must never happen: a body, a query or a header in the log; a request
// that was begun being cut off by a stop that still had time.
package handlers
