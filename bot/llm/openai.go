package llm

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

const defaultOpenAIEmbedding = "text-embedding-3-small"

// openAI asks any endpoint that speaks OpenAI's chat completions: OpenAI, Azure
// OpenAI under its v1 address, or a server of the firm's own such as vLLM or
// Ollama.
type openAI struct {
	opts   Options
	client *openai.Client
	pool   *http.Transport
}

func newOpenAI(o Options, key string) *openAI {
	m := &openAI{opts: o, pool: newTransport()}
	w := &wire{next: m.pool}
	if o.Auth == "api-key" { // Azure OpenAI
		w.sign = func(r *http.Request) {
			r.Header.Del("Authorization")
			r.Header.Set("api-key", key)
		}
	}
	cfg := openai.DefaultConfig(key)
	cfg.HTTPClient = w.client()
	if o.BaseURL != "" {
		cfg.BaseURL = strings.TrimSuffix(o.BaseURL, "/")
	}
	m.client = openai.NewClientWithConfig(cfg)
	return m
}

// Describe says where the words go.
func (m *openAI) Describe() Description {
	region := ""
	if m.opts.standIn() {
		region = "this machine"
	}
	return Description{Provider: m.opts.Provider, Model: m.opts.Name, Region: region, SDK: sdk("github.com/sashabaranov/go-openai"), Features: []string{"schema", "embed", "thinking", "model_version"}}
}

// Close ends the connections that are open.
func (m *openAI) Close() error { m.pool.CloseIdleConnections(); return nil }

// Generate asks once.
func (m *openAI) Generate(ctx context.Context, r Request) (Response, error) {
	started := time.Now()
	model := orDefault(r.Model, m.opts.Name)
	out := Response{ModelAsked: model, Bare: r.Bare}
	ctx, x := exchanging(ctx)
	resp, err := m.client.CreateChatCompletion(ctx, m.request(r, model))
	out.Latency, out.RawHash = time.Since(started), x.hash
	if err != nil {
		err = failure(ctx, m.opts.Provider, x, err)
		if kindIs(err, Blocked) {
			out.BlockDetail = onPrompt + string(openai.FinishReasonContentFilter)
		}
		return out, err
	}
	out.ModelServed, out.ResponseID = resp.Model, resp.ID
	out.Usage = Usage{Prompt: resp.Usage.PromptTokens, Output: resp.Usage.CompletionTokens, Total: resp.Usage.TotalTokens}
	if d := resp.Usage.CompletionTokensDetails; d != nil {
		out.Usage.Thoughts = d.ReasoningTokens
		if d.ReasoningTokens <= out.Usage.Output { // part of the completion at OpenAI, beside it on some other servers
			out.Usage.Output -= d.ReasoningTokens
		}
	}
	if len(resp.Choices) == 0 {
		out.Finish = FinishEmpty
		return out, nil
	}
	c := resp.Choices[0]
	out.Text = c.Message.Content
	out.Finish, out.BlockDetail = openAIFinish(c)
	return out, nil
}

func (m *openAI) request(r Request, model string) openai.ChatCompletionRequest {
	req := openai.ChatCompletionRequest{Model: model, Messages: []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleSystem, Content: r.System}, {Role: openai.ChatMessageRoleUser, Content: r.Body()}}}
	req.MaxCompletionTokens = r.MaxOutput
	if !r.Bare {
		req.ReasoningEffort = map[Thinking]string{ThinkingOff: "minimal", ThinkingLow: "low"}[r.Thinking]
	}
	switch {
	case r.Schema != nil && r.Bare:
		req.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
		shape, _ := json.Marshal(r.Schema.document(true)) // strings, lists and maps of our own: it cannot fail
		req.Messages[0].Content += "\n\nAnswer with one JSON object of this JSON Schema and nothing else: " + string(shape)
	case r.Schema != nil:
		req.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: "answer", Strict: true, Schema: rendered(r.Schema.document(true))}}
	}
	if r.Bare {
		return olderName(req)
	}
	return req
}

// olderName bounds the answer by the parameter that servers of one's own know,
// except for the models that the SDK holds to the newer one.
func olderName(req openai.ChatCompletionRequest) openai.ChatCompletionRequest {
	older := req
	older.MaxTokens, older.MaxCompletionTokens = req.MaxCompletionTokens, 0 //nolint:staticcheck // deprecated at OpenAI alone; servers of one's own know no other
	if openai.NewReasoningValidator().Validate(older) != nil {
		return req
	}
	return older
}

// rendered is a value that the SDK can marshal.
type rendered map[string]any

// MarshalJSON gives the value.
func (r rendered) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]any(r)) }

// openAIFinish reads how a choice ended. A reason that is not known counts as
// a refusal: a person reads the enquiry then.
func openAIFinish(c openai.ChatCompletionChoice) (Finish, string) {
	if c.Message.Refusal != "" {
		return FinishBlocked, modelRefused
	}
	switch c.FinishReason {
	case openai.FinishReasonStop:
		if strings.TrimSpace(c.Message.Content) == "" {
			return FinishEmpty, ""
		}
		return FinishOK, ""
	case openai.FinishReasonLength:
		return FinishTruncated, ""
	case openai.FinishReasonFunctionCall, openai.FinishReasonToolCalls:
		return FinishMalformed, ""
	case "", openai.FinishReasonNull:
		return FinishOther, ""
	}
	return FinishBlocked, plainCode(string(c.FinishReason))
}

// Embed makes vectors. The interface knows no purposes.
func (m *openAI) Embed(ctx context.Context, texts []string, _ Purpose) (Vectors, error) {
	out := Vectors{Model: orDefault(m.opts.Embedding, defaultOpenAIEmbedding), Values: make([][]float32, len(texts))}
	ctx, x := exchanging(ctx)
	resp, err := m.client.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{Input: texts, Model: openai.EmbeddingModel(out.Model)})
	if err != nil {
		return Vectors{}, failure(ctx, m.opts.Provider, x, err)
	}
	for _, e := range resp.Data {
		if e.Index >= 0 && e.Index < len(out.Values) {
			out.Values[e.Index] = e.Embedding
		}
	}
	return out.checked(len(texts), m.opts.Provider)
}
