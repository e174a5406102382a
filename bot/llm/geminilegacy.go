package llm

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/google/generative-ai-go/genai"
	"google.golang.org/api/option"
)

// geminiLegacy asks the Gemini API through github.com/google/generative-ai-go,
// whose support has ended. What that SDK does not do is done on the wire: the
// key goes into a header, thinking can be set, and parts of an answer that it
// cannot read are taken out before it sees them. What it drops (the model that
// answered, the tokens of its thoughts) is read from the answer itself.
type geminiLegacy struct {
	opts   Options
	client *genai.Client
	wire   *wire
	pool   *http.Transport
}

func newGeminiLegacy(ctx context.Context, o Options, key string) (*geminiLegacy, error) {
	m := &geminiLegacy{opts: o, pool: newTransport()}
	m.wire = &wire{next: m.pool, answer: withoutThoughts, ask: withThinking, sign: func(r *http.Request) {
		q := r.URL.Query()
		q.Del("key")
		r.URL.RawQuery = q.Encode()
		r.Header.Set("X-Goog-Api-Key", key)
	}}
	opts := []option.ClientOption{option.WithHTTPClient(m.wire.client()), option.WithAPIKey("none")}
	if o.BaseURL != "" {
		opts = append(opts, option.WithEndpoint(strings.TrimSuffix(o.BaseURL, "/")))
	}
	client, err := genai.NewClient(ctx, opts...)
	if err != nil {
		return nil, errors.New("the client could not be made")
	}
	m.client = client
	return m, nil
}

// Describe says where the words go.
func (m *geminiLegacy) Describe() Description {
	return Description{Provider: m.opts.Provider, Model: m.opts.Name, SDK: sdk("github.com/google/generative-ai-go"), Features: []string{"schema", "embed", "thinking", "model_version"}}
}

// Close ends the connections that are open.
func (m *geminiLegacy) Close() error {
	m.pool.CloseIdleConnections()
	return m.client.Close()
}

// Generate asks once.
func (m *geminiLegacy) Generate(ctx context.Context, r Request) (Response, error) {
	started := time.Now()
	model := orDefault(r.Model, m.opts.Name)
	out := Response{ModelAsked: model, Bare: r.Bare}
	g := m.client.GenerativeModel(model)
	g.SystemInstruction = genai.NewUserContent(genai.Text(r.System))
	if r.MaxOutput > 0 {
		g.SetMaxOutputTokens(int32(r.MaxOutput))
	}
	if r.Schema != nil {
		g.ResponseMIMEType = "application/json"
		if !r.Bare {
			g.ResponseSchema = legacySchema(r.Schema)
		}
	}
	ctx, x := exchanging(ctx)
	resp, err := g.GenerateContent(thinkingIn(ctx, r), genai.Text(r.Body()))
	out.Latency, out.RawHash = time.Since(started), x.hash
	if blocked, ok := errors.AsType[*genai.BlockedError](err); err != nil && !ok {
		return out, failure(ctx, m.opts.Provider, x, err)
	} else if ok && blocked.PromptFeedback == nil && blocked.Candidate == nil {
		return out, failure(ctx, m.opts.Provider, x, err)
	}
	var seen legacyAnswer
	if err := json.Unmarshal(x.body, &seen); err != nil {
		return out, failure(ctx, m.opts.Provider, x, err)
	}
	if resp != nil && len(resp.Candidates) > 0 {
		out.Text = legacyText(resp.Candidates[0].Content)
	}
	seen.fill(&out)
	return out, nil
}

// legacyAnswer is what the SDK drops of an answer, or may read wrongly: it
// takes an unknown reason that comes as a word for none at all.
type legacyAnswer struct {
	Candidates []struct {
		FinishReason code `json:"finishReason"`
	} `json:"candidates"`
	PromptFeedback struct {
		BlockReason blockCode `json:"blockReason"`
	} `json:"promptFeedback"`
	Usage struct {
		Prompt   int `json:"promptTokenCount"`
		Output   int `json:"candidatesTokenCount"`
		Thoughts int `json:"thoughtsTokenCount"`
		Total    int `json:"totalTokenCount"`
	} `json:"usageMetadata"`
	ModelVersion string `json:"modelVersion"`
	ResponseID   string `json:"responseId"`
	ModelStatus  struct {
		RetirementTime time.Time `json:"retirementTime"`
	} `json:"modelStatus"`
}

// code is a reason as a word or, as this interface was asked for them, a number.
type code string

// legacyReasons are the words for the numbers of finish reasons.
var legacyReasons = map[string]code{"0": "FINISH_REASON_UNSPECIFIED", "1": "STOP", "2": "MAX_TOKENS", "3": "SAFETY", "4": "RECITATION", "5": "OTHER", "10": "MALFORMED_FUNCTION_CALL"}

// UnmarshalJSON reads either form.
func (c *code) UnmarshalJSON(raw []byte) error {
	text := strings.Trim(string(raw), `"`)
	if word, ok := legacyReasons[text]; ok {
		*c = word
		return nil
	}
	*c = code(text)
	return nil
}

// blockCode is the same for why a prompt was refused: those numbers mean
// something else.
type blockCode string

var legacyBlocks = map[string]blockCode{"0": "", "1": "SAFETY", "2": "OTHER", "3": "BLOCKLIST", "4": "PROHIBITED_CONTENT"}

// UnmarshalJSON reads either form.
func (c *blockCode) UnmarshalJSON(raw []byte) error {
	text := strings.Trim(string(raw), `"`)
	if word, ok := legacyBlocks[text]; ok {
		*c = word
		return nil
	}
	*c = blockCode(text)
	return nil
}

func (a legacyAnswer) fill(out *Response) {
	out.ModelServed, out.ResponseID, out.Retires = a.ModelVersion, a.ResponseID, a.ModelStatus.RetirementTime
	out.Usage = Usage(a.Usage)
	switch {
	case len(a.Candidates) > 0:
		out.Finish, out.BlockDetail = geminiFinish(string(a.Candidates[0].FinishReason), out.Text)
	case a.PromptFeedback.BlockReason != "":
		out.Finish, out.BlockDetail = FinishBlocked, onPrompt+plainCode(string(a.PromptFeedback.BlockReason))
	default:
		out.Finish = FinishEmpty
	}
}

func legacyText(c *genai.Content) string {
	if c == nil {
		return ""
	}
	var b strings.Builder
	for _, p := range c.Parts {
		if t, ok := p.(genai.Text); ok {
			b.WriteString(string(t))
		}
	}
	return b.String()
}

var legacyTypes = map[string]genai.Type{"object": genai.TypeObject, "array": genai.TypeArray, "string": genai.TypeString,
	"number": genai.TypeNumber, "boolean": genai.TypeBoolean}

func legacySchema(s *Schema) *genai.Schema {
	if s == nil {
		return nil
	}
	out := &genai.Schema{Type: legacyTypes[s.Type], Description: s.Description, Enum: s.Enum, Items: legacySchema(s.Items), Required: s.Required}
	if len(s.Enum) > 0 {
		out.Format = "enum"
	}
	for name, p := range s.Properties {
		if out.Properties == nil {
			out.Properties = map[string]*genai.Schema{}
		}
		out.Properties[name] = legacySchema(&p)
	}
	return out
}

// Embed makes vectors.
func (m *geminiLegacy) Embed(ctx context.Context, texts []string, purpose Purpose) (Vectors, error) {
	out := Vectors{Model: orDefault(m.opts.Embedding, defaultGeminiEmbedding)}
	e := m.client.EmbeddingModel(out.Model)
	e.TaskType = map[Purpose]genai.TaskType{ForPassage: genai.TaskTypeRetrievalDocument, ForQuestion: genai.TaskTypeRetrievalQuery}[purpose]
	batch := e.NewBatch()
	for _, t := range texts {
		batch.AddContent(genai.Text(t))
	}
	ctx, x := exchanging(ctx)
	resp, err := e.BatchEmbedContents(ctx, batch)
	if err != nil {
		return Vectors{}, failure(ctx, m.opts.Provider, x, err)
	}
	for _, v := range resp.Embeddings {
		out.Values = append(out.Values, v.Values)
	}
	return out.checked(len(texts), m.opts.Provider)
}
