package llm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"
)

// OfflineModel names what the offline provider runs.
const OfflineModel = "extractive-3"

// Offline answers from the passages of a request by quoting them. It needs no
// network, keeps no state and gives the same reply for the same request,
// whatever the order of its passages. It knows one format, Reply, and English.
type Offline struct{}

// NewOffline makes the offline provider.
func NewOffline() Offline { return Offline{} }

// Describe says that nothing leaves this process.
func (Offline) Describe() Description {
	return Description{Provider: "offline", Model: OfflineModel, Region: "local", Features: []string{"schema"}}
}

// Generate picks the sentences of the passages that answer the question. A
// request for another format than Reply is refused as BadRequest.
func (o Offline) Generate(ctx context.Context, r Request) (Response, error) {
	started := time.Now()
	if err := ctx.Err(); err != nil {
		return Response{}, o.fail(Timeout, err)
	}
	if r.Schema == nil || !slices.Contains(r.Schema.Required, "sentences") {
		return Response{}, o.fail(BadRequest, errors.New("only replies can be asked for"))
	}
	text, err := json.Marshal(o.reply(r))
	if err != nil {
		return Response{}, o.fail(Malformed, err)
	}
	sum := sha256.Sum256(text)
	id := hex.EncodeToString(sum[:])
	return Response{Text: string(text), Finish: FinishOK, ModelAsked: OfflineModel, ModelServed: OfflineModel,
		ResponseID: "offline-" + id[:16], Latency: time.Since(started), RawHash: id}, nil
}

func (Offline) fail(k Kind, err error) *Error { return &Error{Kind: k, Provider: "offline", Err: err} }

func (o Offline) reply(r Request) Reply {
	question, history, passages := sortBlocks(r.Blocks)
	out := Reply{Handoff: HandoffNone, Language: "en", Sentences: []Sentence{}}
	if asksJudgement(question) {
		out.Handoff = HandoffJudgement
		out.Missing = "The question asks for a judgement, which a document cannot give."
		return out
	}
	question = Gist(question)
	parts := onto(question)
	p := newPage(passages)
	var open []part
	for _, q := range parts {
		for _, h := range history[max(0, len(history)-2):] {
			q.about = append(q.about, terms(h)...)
		}
		found := p.answer(q)
		if len(found) == 0 {
			open = append(open, q)
			continue
		}
		for _, u := range found {
			out.Sentences = append(out.Sentences, p.sentence(u, q)...)
		}
	}
	out.Sentences = itemised(once(out.Sentences))
	out.Missing = missing(open, len(parts))
	if len(out.Sentences) == 0 {
		return out
	}
	out.CanAnswer = true
	out.Sentences = o.frame(out.Sentences, open, question, hasReply(r.Blocks))
	return out
}

// frame puts a courteous opening before the quotes, and after them what they
// leave open.
func (o Offline) frame(body []Sentence, open []part, question string, underway bool) []Sentence {
	var out []Sentence
	if !underway {
		out = append(out, courtesy(opening(question)))
	}
	out = append(out, body...)
	for _, q := range open {
		out = append(out, courtesy(fmt.Sprintf("I cannot see an answer to “%s” in our documents; a colleague will need to look at that part.", shorten(q.text))))
	}
	return out
}

func courtesy(text string) Sentence { return Sentence{Text: text, Cite: []string{}} }

var openings = []string{"Thank you for your message.", "Thank you for asking.", "Thanks for getting in touch."}

// opening chooses by the words of the question, so that a client who asks
// twice is not greeted by a die.
func opening(question string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(question)) // a hash never fails to write
	return openings[h.Sum32()%uint32(len(openings))]
}

// hasReply tells whether the firm has already spoken in this conversation.
func hasReply(blocks []Block) bool {
	return slices.ContainsFunc(blocks, func(b Block) bool { return b.Role == RoleHistory && b.Trust == FromFirm })
}

func missing(open []part, all int) string {
	if len(open) == 0 && all > 0 {
		return ""
	}
	var asked, errands []string
	for _, q := range open {
		if q.isErrand() {
			errands = append(errands, "“"+shorten(q.text)+"”")
		} else {
			asked = append(asked, "“"+shorten(q.text)+"”")
		}
	}
	var out []string
	if len(asked) > 0 {
		out = append(out, "No passage answers "+strings.Join(asked, ", ")+".")
	}
	if len(errands) > 0 {
		out = append(out, "The client asks for something to be done: "+strings.Join(errands, ", ")+".")
	}
	if all == 0 {
		out = append(out, "The message asks nothing that a document could answer.")
	}
	return strings.Join(out, " ")
}

// shorten keeps the client's words to one line that can be read at a glance.
func shorten(s string) string {
	const most = 90
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	cut := string(r[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// once drops a sentence whose quote or text was used before.
func once(in []Sentence) []Sentence {
	seen := map[string]bool{}
	out := []Sentence{}
	for _, s := range in {
		if !seen[s.Text] {
			seen[s.Text] = true
			out = append(out, s)
		}
	}
	return out
}

// itemised marks three or more items of one passage as a list.
func itemised(in []Sentence) []Sentence {
	count := map[string]int{}
	for _, s := range in {
		if s.item {
			count[s.Cite[0]]++
		}
	}
	for i, s := range in {
		if s.item && count[s.Cite[0]] >= 3 {
			in[i].Text = "- " + s.Text
		}
	}
	return in
}

// sortBlocks parts a request into its question, the client's earlier words and
// the passages, these in an order of their own so that the order in which they
// came decides nothing.
func sortBlocks(blocks []Block) (question string, history []string, passages []Block) {
	var asked []string
	for _, b := range blocks {
		switch b.Role {
		case RoleQuestion:
			asked = append(asked, b.Text)
		case RoleHistory:
			if b.Trust == FromClient {
				history = append(history, b.Text)
			}
		case RolePassage:
			passages = append(passages, b)
		}
	}
	slices.SortStableFunc(passages, func(a, b Block) int {
		return strings.Compare(a.Label+"\x00"+a.Text, b.Label+"\x00"+b.Text)
	})
	return strings.Join(asked, "\n"), history, passages
}
