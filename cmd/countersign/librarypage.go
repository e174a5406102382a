package main

import (
	"context"

	"countersign/handlers/console"
	"countersign/knowledge"
)

// libraryPage gives the console the firm's documents.
type libraryPage struct{ base *knowledge.Base }

// Library lists the pages and what is wrong with them.
func (l libraryPage) Library(context.Context) (console.Knowledge, error) {
	out := console.Knowledge{Version: l.base.Version()}
	titles := map[string]string{}
	for _, p := range l.base.Pages() {
		titles[p.File] = p.Title
		out.Pages = append(out.Pages, console.Page{Title: p.Title, File: p.File, Owner: p.Owner, Audience: p.Audience,
			Reviewed: p.Reviewed, Due: p.ReviewDue, Passages: p.Passages})
	}
	for _, p := range l.base.Problems() {
		out.Problems = append(out.Problems, console.Problem{Kind: p.Kind, File: p.File, Title: titles[p.File], Detail: p.Detail})
	}
	return out, nil
}
