// Package knowledge owns the firm's documents: reading them, cutting them into
// passages that can be cited, searching them, and telling what is wrong with them.
//
// [Open] reads a folder of Markdown, HTML, DOCX, PDF, XLSX and CSV files and
// watches it; [OpenFS] reads one that does not change. A [Base] answers
// [Base.Search] with the [Passage] values that speak of a question, and says
// when none does. [Base.Problems] lists pages that are stale, empty,
// unreadable, contradictory or that seem to speak to a model.
//
// A file is parsed behind a time-out and a recover (document.go, and one file
// for each format), its hidden text taken out (clean.go), and cut by its
// headings (chunk.go). Search is BM25 in memory (index.go, view.go, search.go)
// with a stemmer, a stop list of question words and the firm's own synonyms.
// Readers see one whole state of the folder or the next (load.go, watch.go),
// never a mixture.
//
// The package imports nothing else of this module. Everything exported is safe
// for concurrent use.
//
// What must never happen: a page for staff or for another account influencing
// what a client's search finds, in its hits or in their order; one bad file
// keeping the others from being read.
package knowledge
