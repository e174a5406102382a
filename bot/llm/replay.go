package llm

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
)

// recording is one line of a file of recorded answers. It holds digests of what
// was asked, never the words, and the answer as it came.
type recording struct {
	Key      string            `json:"key"`    // digest of the question, its passages and the format asked for
	Blocks   map[string]string `json:"blocks"` // digest of a block's words by the id it had
	Response Response          `json:"response"`
}

// keyOf identifies a request by its words. Ids are new in every request, so
// they are left out; so is the system text, which carries a mark of its own.
func keyOf(r Request) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00", r.PromptVersion)
	for _, b := range r.Blocks {
		fmt.Fprintf(h, "%s\x00%s\x00%s\x00", b.Role, b.Trust, b.Text)
	}
	if r.Schema != nil {
		fmt.Fprintf(h, "%s", strings.Join(r.Schema.Required, ","))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func blocksOf(r Request) map[string]string {
	out := map[string]string{}
	for _, b := range r.Blocks {
		sum := sha256.Sum256([]byte(string(b.Role) + "\x00" + b.Text))
		out[b.ID] = hex.EncodeToString(sum[:])
	}
	return out
}

// Replay answers from a file of recorded answers: the same question over the
// same passages gets the answer that was recorded, with the ids of today's
// request in the place of those it had. A question that was not recorded is an
// error. It needs no key and no network.
type Replay struct {
	name  string
	byKey map[string]recording
}

const maxRecording = 1 << 20

func newReplay(path string) (*Replay, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading recorded answers: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	out := &Replay{name: "recorded", byKey: map[string]recording{}}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxRecording)
	for n := 1; lines.Scan(); n++ {
		var r recording
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil || r.Key == "" {
			return nil, fmt.Errorf("%s, line %d: is not a recorded answer", path, n)
		}
		out.byKey[r.Key], out.name = r, orDefault(r.Response.ModelServed, out.name)
	}
	return out, lines.Err()
}

// Describe says that nothing leaves this process.
func (p *Replay) Describe() Description {
	return Description{Provider: ProviderReplay, Model: p.name, Region: "local", Features: []string{"schema"}}
}

// Generate gives the answer that was recorded.
func (p *Replay) Generate(ctx context.Context, r Request) (Response, error) {
	if err := ctx.Err(); err != nil {
		return Response{}, &Error{Kind: Timeout, Provider: ProviderReplay, Err: err}
	}
	rec, ok := p.byKey[keyOf(r)]
	if !ok {
		return Response{ModelAsked: p.name}, &Error{Kind: BadRequest, Provider: ProviderReplay, Err: errors.New("no answer was recorded for this question")}
	}
	now := map[string]string{}
	for id, digest := range blocksOf(r) {
		now[digest] = id
	}
	var swap []string
	for was, digest := range rec.Blocks {
		if id, ok := now[digest]; ok {
			swap = append(swap, was, id)
		}
	}
	out := rec.Response
	out.Text, out.Latency = strings.NewReplacer(swap...).Replace(out.Text), 0
	return out, nil
}

// recorder adds the answers of a live provider to a file.
type recorder struct {
	Model
	path string
	mu   sync.Mutex
}

func newRecorder(m Model, path string) (*recorder, error) {
	r := &recorder{Model: m, path: path}
	return r, r.write(nil) // now, rather than at the first answer, is when a path that cannot be written should show
}

// Generate asks the provider and records what it answered.
func (p *recorder) Generate(ctx context.Context, r Request) (Response, error) {
	out, err := p.Model.Generate(ctx, r)
	if err != nil {
		return out, err
	}
	line, err := json.Marshal(recording{Key: keyOf(r), Blocks: blocksOf(r), Response: out})
	if err == nil {
		err = p.write(append(line, '\n'))
	}
	if err != nil {
		return out, &Error{Kind: Unavailable, Provider: p.Describe().Provider, Err: errors.New("the answer could not be recorded")}
	}
	return out, nil
}

func (p *recorder) write(line []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	f, err := os.OpenFile(p.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("recording answers: %w", err)
	}
	_, err = f.Write(line)
	return errors.Join(err, f.Close())
}

// Close closes the provider.
func (p *recorder) Close() error { return closeModel(p.Model) }

// closeModel closes a model that holds something.
func closeModel(m Model) error {
	if c, ok := m.(interface{ Close() error }); ok {
		return c.Close()
	}
	return nil
}
