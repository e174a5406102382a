package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/dustin/go-humanize/english"

	"countersign/config"
	"countersign/knowledge"
)

// knowledgeCmd looks at the firm's documents.
type knowledgeCmd struct {
	Check  knowledgeCheckCmd  `cmd:"" help:"List stale, contradicting, empty, unreadable and instruction-like pages."`
	Search knowledgeSearchCmd `cmd:"" help:"Print the passages found for a question, best first."`

	Propose knowledgeProposeCmd `cmd:"" help:"Write a proposed page for a case's question into the review folder, never among the documents."`
}

type knowledgeCheckCmd struct {
	Dir string `arg:"" type:"existingdir" help:"Folder of documents."`
}

// Run prints what a person should look at; the exit code tells whether there is anything.
func (c *knowledgeCheckCmd) Run(e *env) error {
	return withDocuments(e.ctx, knowledge.Options{Dir: c.Dir}, func(b *knowledge.Base) error {
		n, err := knowledge.Check(e.stdout, b)
		if err == nil && n > 0 {
			err = errFound
		}
		return err
	})
}

type knowledgeSearchCmd struct {
	Question []string `arg:"" help:"What a client might ask."`
	Dir      string   `type:"existingdir" placeholder:"DIR" xor:"from" help:"Folder of documents; without it and --config, the sample firm's."`
	Config   string   `type:"path" placeholder:"FILE" xor:"from" help:"Configuration of the firm."`
	Account  string   `placeholder:"ID" help:"Search as a client of this account."`
	Limit    int      `default:"5" help:"How many passages."`
}

// Validate refuses a number of passages that is none.
func (c *knowledgeSearchCmd) Validate() error {
	if c.Limit < 1 {
		return errors.New("--limit: give how many passages to print, at least 1")
	}
	return nil
}

// Run prints ranked passages as a client's question would find them.
func (c *knowledgeSearchCmd) Run(e *env) error {
	opts := knowledge.Options{Dir: c.Dir}
	if c.Config != "" {
		cfg, err := config.Load(c.Config, e.getenv)
		if err != nil {
			return usageError{err}
		}
		opts = cfg.Knowledge
	}
	return withDocuments(e.ctx, opts, func(b *knowledge.Base) error {
		found, err := b.Search(e.ctx, knowledge.Query{Text: strings.Join(c.Question, " "), Account: c.Account, Limit: c.Limit})
		if err != nil {
			return err
		}
		return knowledge.PrintSearch(e.stdout, found)
	})
}

// withDocuments opens a folder of documents, or the sample firm's, for fn.
func withDocuments(ctx context.Context, o knowledge.Options, fn func(b *knowledge.Base) error) (err error) {
	o.PDFReader = pdfReader()
	var b *knowledge.Base
	if o.Dir == "" {
		b, err = knowledge.OpenFS(knowledge.Sample(), o)
	} else {
		b, err = knowledge.Open(ctx, o, slog.New(slog.DiscardHandler))
	}
	if err != nil {
		return err
	}
	defer closing(b, &err)
	return fn(b)
}

// evalCmd measures the parts that can be right or wrong.
type evalCmd struct {
	Retrieval evalRetrievalCmd `cmd:"" help:"Search a corpus for questions, both in the form of BEIR."`
	Triage    evalTriageCmd    `cmd:"" help:"Sort messages, JSON lines in and out."`
	Learning  evalLearningCmd  `cmd:"" help:"Train the sorting without each writer in turn, and measure on that writer."`
	Grounding evalGroundingCmd `cmd:"" help:"Tell answers that their passages support from others, JSON lines in and out."`
}

type evalRetrievalCmd struct {
	Corpus  string `required:"" type:"existingfile" help:"JSON lines of _id, title, text; may be gzipped."`
	Queries string `required:"" type:"existingfile" help:"JSON lines of _id, text and history; may be gzipped."`
	Out     string `required:"" type:"path" help:"Where to write query-id, doc-id, rank and score, separated by tabs."`
	Qrels   string `type:"existingfile" help:"Relevance judgements; with them the quality is printed."`
}

// Run writes the run and, with judgements, prints its quality.
func (c *evalRetrievalCmd) Run(e *env) error {
	err := withFiles(c.Corpus, c.Queries, c.Out, func(corpus, queries io.Reader, out io.Writer) error {
		return knowledge.EvalRetrieval(e.ctx, corpus, queries, out)
	})
	if err != nil || c.Qrels == "" {
		return err
	}
	return withFiles(c.Out, c.Qrels, "", func(run, qrels io.Reader, _ io.Writer) error {
		q, err := knowledge.ScoreRetrieval(run, qrels)
		if err == nil {
			fmt.Fprintf(e.stdout, "nDCG@10 %.3f, recall@5 %.3f on %s\n", q.NDCG10, q.Recall5, english.Plural(q.Queries, "question", ""))
		}
		return err
	})
}

// withFiles opens two files to read and, unless its name is empty, one to write.
func withFiles(a, b, out string, fn func(a, b io.Reader, out io.Writer) error) (err error) {
	first, err := os.Open(a) // #nosec G304 -- the caller's own file
	if err != nil {
		return err
	}
	defer closing(first, &err)
	second, err := os.Open(b) // #nosec G304 -- the caller's own file
	if err != nil {
		return err
	}
	defer closing(second, &err)
	if out == "" {
		return fn(first, second, io.Discard)
	}
	if err := apart(out, first, second); err != nil {
		return err
	}
	written, err := os.Create(out) // #nosec G304 -- the caller's own file
	if err != nil {
		return err
	}
	return errors.Join(fn(first, second, written), written.Close())
}

// apart refuses to write over a file that is being read: making it anew would
// empty it first.
func apart(out string, read ...*os.File) error {
	there, err := os.Stat(out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, f := range read {
		info, err := f.Stat()
		if err != nil {
			return err
		}
		if info.Mode().IsRegular() && os.SameFile(info, there) {
			return usageError{fmt.Errorf("%s is read: write to another file", out)}
		}
	}
	return nil
}

// readPDFCmd is the process in which the program reads one PDF: see
// knowledge.Options.PDFReader.
type readPDFCmd struct{}

// Run reads the PDF from the input.
func (*readPDFCmd) Run(e *env) error {
	limitMemory()
	return knowledge.ReadPDF(e.ctx, os.Stdin, e.stdout)
}

// pdfReader is how the program calls itself to read a PDF. The binary of a
// test is not the program: a test of Go that calls it reads PDFs itself.
func pdfReader() []string {
	self, err := os.Executable()
	if err != nil || strings.HasSuffix(self, ".test") {
		return nil
	}
	if _, err := os.Stat("/proc/self/exe"); err == nil {
		self = "/proc/self/exe" // still this program when its file was replaced by a later one
	}
	return []string{self, "read-pdf"}
}
