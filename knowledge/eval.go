package knowledge

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"countersign/internal/object"
)

// evalDepth is how many documents are written for each question.
const evalDepth = 100

// evalDoc and evalQuery are lines of files in the form of BEIR.
type evalDoc struct {
	ID    string `json:"_id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

type evalQuery struct {
	ID      string `json:"_id"`
	Text    string `json:"text"`
	History []struct {
		Role string `json:"role"`
		Text string `json:"text"`
	} `json:"history"`
}

// EvalRetrieval searches a corpus for every question and writes a line
// "query-id<TAB>doc-id<TAB>rank<TAB>score" for each document found, best first.
// Corpus and questions are JSON lines, plain or gzipped, with the fields _id,
// title and text, and history for the turns before the last.
func EvalRetrieval(ctx context.Context, corpus, queries io.Reader, out io.Writer) error {
	var passages []Passage
	docs, asked := map[string]bool{}, map[string]bool{}
	err := eachLine(corpus, func(raw []byte) error {
		var d evalDoc
		if err := json.Unmarshal(raw, &d); err != nil {
			return err
		}
		if err := newID(docs, d.ID); err != nil {
			return err
		}
		passages = append(passages, Passage{ID: d.ID, Title: d.Title, Text: d.Text})
		return nil
	})
	if err != nil {
		return fmt.Errorf("corpus: %w", err)
	}
	if len(passages) == 0 {
		return errors.New("corpus: it holds no document, so nothing can be searched")
	}
	s := &snapshot{synonyms: synonyms{}}
	v := view{newIndex(passages)}
	w := bufio.NewWriter(out)
	err = eachLine(queries, func(raw []byte) error {
		var q evalQuery
		if err := json.Unmarshal(raw, &q); err != nil {
			return err
		}
		if err := newID(asked, q.ID); err != nil {
			return err
		}
		var history []string
		for _, turn := range q.History {
			history = append(history, turn.Text)
		}
		for i, f := range v.best(s.expand(s.asked(q.Text), history), evalDepth) {
			if _, err := fmt.Fprintf(w, "%s\t%s\t%d\t%.6f\n", q.ID, f.passage().ID, i+1, f.score); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return fmt.Errorf("questions: %w", err)
	}
	if len(asked) == 0 {
		return errors.New("questions: there is none, so nothing can be measured")
	}
	return w.Flush()
}

// newID adds an id to those that were read. One that is missing, stands there twice
// or would break a line of the run makes a run that nobody can judge.
func newID(read map[string]bool, id string) error {
	switch {
	case id == "":
		return errors.New("has no _id")
	case strings.ContainsAny(id, "\t\r\n"):
		return fmt.Errorf("the _id %q holds a tab or a line break", id)
	case read[id]:
		return fmt.Errorf("the _id %q was there before", id)
	}
	read[id] = true
	return nil
}

// eachLine calls fn with each line of JSON that is not empty.
func eachLine(r io.Reader, fn func(raw []byte) error) error {
	buffered := bufio.NewReaderSize(r, 1<<16)
	if magic, err := buffered.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(buffered)
		if err != nil {
			return err
		}
		buffered = bufio.NewReaderSize(z, 1<<16)
	}
	for n := 1; ; n++ {
		line, err := buffered.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			wrong := object.Once(line)
			if wrong == nil {
				wrong = fn(line)
			}
			if wrong != nil {
				return fmt.Errorf("line %d: %w", n, wrong)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Quality is how well a run of EvalRetrieval found what is relevant.
type Quality struct {
	NDCG10  float64 // normalised discounted cumulative gain at 10
	Recall5 float64 // share of the relevant documents among the first five
	Queries int     // questions with at least one relevant document
}

// ScoreRetrieval compares a run with relevance judgements, lines of
// "query-id<TAB>corpus-id<TAB>score" under a header. Questions without a line
// in the run count as found nothing.
func ScoreRetrieval(run, qrels io.Reader) (Quality, error) {
	found, err := readTriples(run, 4, func(f []string) (string, string, float64, error) {
		rank, err := strconv.ParseFloat(f[2], 64)
		return f[0], f[1], rank, err
	})
	if err != nil {
		return Quality{}, fmt.Errorf("run: %w", err)
	}
	relevant, err := readTriples(qrels, 3, func(f []string) (string, string, float64, error) {
		grade, err := strconv.ParseFloat(f[2], 64)
		if f[0] == "query-id" {
			return "", "", 0, nil
		}
		return f[0], f[1], grade, err
	})
	if err != nil {
		return Quality{}, fmt.Errorf("judgements: %w", err)
	}
	var q Quality
	for id, grades := range relevant {
		ndcg, recall := gain(found[id], grades)
		q.NDCG10 += ndcg
		q.Recall5 += recall
		q.Queries++
	}
	if q.Queries > 0 {
		q.NDCG10, q.Recall5 = q.NDCG10/float64(q.Queries), q.Recall5/float64(q.Queries)
	}
	return q, nil
}

// readTriples reads a tab-separated file into value by (first, second).
func readTriples(r io.Reader, columns int, fields func(f []string) (string, string, float64, error)) (map[string]map[string]float64, error) {
	out := map[string]map[string]float64{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		f := strings.Split(lines.Text(), "\t")
		if len(f) < columns {
			return nil, fmt.Errorf("line %d has %d columns, want %d", n, len(f), columns)
		}
		a, b, v, err := fields(f)
		switch {
		case err != nil:
			return nil, fmt.Errorf("line %d: %w", n, err)
		case a == "":
			continue
		case out[a] == nil:
			out[a] = map[string]float64{}
		}
		out[a][b] = v
	}
	return out, lines.Err()
}

// gain gives nDCG at 10 (Järvelin and Kekäläinen 2002) and recall at 5 of one question.
func gain(rankOf, grades map[string]float64) (ndcg, recall float64) {
	var dcg, ideal float64
	total, early := 0, 0
	var best []float64
	for doc, grade := range grades {
		if grade <= 0 {
			continue
		}
		total++
		best = append(best, grade)
		rank, ok := rankOf[doc]
		if ok && rank <= 10 {
			dcg += grade / math.Log2(rank+1)
		}
		if ok && rank <= 5 {
			early++
		}
	}
	slices.Sort(best)
	slices.Reverse(best)
	for i, grade := range best[:min(10, len(best))] {
		ideal += grade / math.Log2(float64(i+2))
	}
	if total == 0 {
		return 0, 0
	}
	return dcg / ideal, float64(early) / float64(total)
}
