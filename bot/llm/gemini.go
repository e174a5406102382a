package llm

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"google.golang.org/genai"
)

const defaultGeminiEmbedding = "gemini-embedding-001"

// gemini asks Google's models through the current SDK: the Gemini API with a
// key, or Google Cloud (Vertex) in a region with the machine's credentials.
type gemini struct {
	opts   Options
	client *genai.Client
	pool   *http.Transport
}

func newGemini(_ context.Context, o Options, key string) (*gemini, error) {
	g := &gemini{opts: o, pool: newTransport()}
	w := &wire{next: g.pool}
	// Every setting is given, so that none is taken from the environment.
	cfg := &genai.ClientConfig{Backend: genai.BackendGeminiAPI, HTTPClient: w.client(),
		HTTPOptions: genai.HTTPOptions{BaseURL: o.BaseURL, Headers: http.Header{}}}
	if o.Backend == BackendVertex {
		cfg.Backend, cfg.Project, cfg.Location = genai.BackendVertexAI, o.Project, o.Location
		if err := cfg.UseDefaultCredentials(); err != nil {
			return nil, errors.New("no credentials of Google Cloud were found: set GOOGLE_APPLICATION_CREDENTIALS to the file of a service account")
		}
	} else {
		cfg.APIKey = key
	}
	if o.BaseURL == "" {
		cfg.HTTPOptions.BaseURL = googleURL(o)
	}
	client, err := genai.NewClient(context.Background(), cfg)
	if err != nil {
		return nil, errors.New("the client could not be made")
	}
	g.client = client
	return g, nil
}

// googleURL is where Google answers: for a region of its own, at that region's
// address, so that nothing is processed elsewhere.
func googleURL(o Options) string {
	switch {
	case o.Backend != BackendVertex:
		return "https://generativelanguage.googleapis.com/"
	case o.Location == "global":
		return "https://aiplatform.googleapis.com/"
	case o.Location == "eu" || o.Location == "us":
		return "https://aiplatform." + o.Location + ".rep.googleapis.com/"
	}
	return "https://" + o.Location + "-aiplatform.googleapis.com/"
}

// Describe says where the words go.
func (g *gemini) Describe() Description {
	region := ""
	if g.opts.Backend == BackendVertex {
		region = g.opts.Location
	}
	return Description{Provider: g.opts.Provider, Model: g.opts.Name, Region: region, SDK: sdk("google.golang.org/genai"), Features: []string{"schema", "embed", "thinking", "model_version", "retirement"}}
}

// Close ends the connections that are open.
func (g *gemini) Close() error { g.pool.CloseIdleConnections(); return nil }

// Generate asks once.
func (g *gemini) Generate(ctx context.Context, r Request) (Response, error) {
	started := time.Now()
	model := orDefault(r.Model, g.opts.Name)
	out := Response{ModelAsked: model, Bare: r.Bare}
	ctx, x := exchanging(ctx)
	resp, err := g.client.Models.GenerateContent(ctx, model, genai.Text(r.Body()), g.config(r))
	out.Latency, out.RawHash = time.Since(started), x.hash
	if err != nil {
		return out, g.failure(ctx, x, err)
	}
	out.ModelServed, out.ResponseID = resp.ModelVersion, resp.ResponseID
	if u := resp.UsageMetadata; u != nil {
		out.Usage = Usage{Prompt: int(u.PromptTokenCount), Output: int(u.CandidatesTokenCount), Thoughts: int(u.ThoughtsTokenCount), Total: int(u.TotalTokenCount)}
	}
	if s := resp.ModelStatus; s != nil {
		out.Retires = s.RetirementTime
	}
	if len(resp.Candidates) == 0 || resp.Candidates[0] == nil {
		out.Finish = FinishEmpty
		if f := resp.PromptFeedback; f != nil && f.BlockReason != "" {
			out.Finish, out.BlockDetail = FinishBlocked, onPrompt+plainCode(string(f.BlockReason))
		}
		return out, nil
	}
	c := resp.Candidates[0]
	out.Text = geminiText(c.Content)
	out.Finish, out.BlockDetail = geminiFinish(string(c.FinishReason), out.Text)
	return out, nil
}

func (g *gemini) config(r Request) *genai.GenerateContentConfig {
	once := false
	cfg := &genai.GenerateContentConfig{
		SystemInstruction:     genai.NewContentFromText(r.System, genai.RoleUser),
		MaxOutputTokens:       int32(r.MaxOutput),
		AutomaticContinuation: &once, // on, one call could become several that are paid for
	}
	if r.Schema != nil {
		cfg.ResponseMIMEType = "application/json"
		if !r.Bare {
			cfg.ResponseJsonSchema = r.Schema.document(false)
		}
	}
	if level, ok := map[Thinking]genai.ThinkingLevel{ThinkingOff: genai.ThinkingLevelMinimal, ThinkingLow: genai.ThinkingLevelLow}[r.Thinking]; ok && !r.Bare {
		cfg.ThinkingConfig = &genai.ThinkingConfig{ThinkingLevel: level}
	}
	return cfg
}

// failure is the error of a call. Before anything was sent it is the
// credentials that failed.
func (g *gemini) failure(ctx context.Context, x *exchange, err error) error {
	if !x.sent && g.opts.Backend == BackendVertex && ctx.Err() == nil {
		return &Error{Kind: Auth, Provider: g.opts.Provider, Err: errors.New("no access token from Google Cloud")}
	}
	return failure(ctx, g.opts.Provider, x, err)
}

// Embed makes vectors.
func (g *gemini) Embed(ctx context.Context, texts []string, purpose Purpose) (Vectors, error) {
	var contents []*genai.Content
	for _, t := range texts {
		contents = append(contents, genai.NewContentFromText(t, genai.RoleUser))
	}
	task := map[Purpose]string{ForPassage: "RETRIEVAL_DOCUMENT", ForQuestion: "RETRIEVAL_QUERY"}[purpose]
	out := Vectors{Model: orDefault(g.opts.Embedding, defaultGeminiEmbedding)}
	ctx, x := exchanging(ctx)
	resp, err := g.client.Models.EmbedContent(ctx, out.Model, contents, &genai.EmbedContentConfig{TaskType: task})
	if err != nil {
		return Vectors{}, g.failure(ctx, x, err)
	}
	for _, e := range resp.Embeddings {
		out.Values = append(out.Values, e.Values)
	}
	return out.checked(len(texts), g.opts.Provider)
}

// geminiText joins the text of a candidate. What the model only thought is not
// part of its answer.
func geminiText(c *genai.Content) string {
	if c == nil {
		return ""
	}
	var b strings.Builder
	for _, p := range c.Parts {
		if p != nil && !p.Thought {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// geminiFinish reads a finish reason. One that is not known counts as a
// refusal: a person reads the enquiry then.
func geminiFinish(reason, text string) (Finish, string) {
	switch reason {
	case "STOP":
		if strings.TrimSpace(text) == "" {
			return FinishEmpty, ""
		}
		return FinishOK, ""
	case "MAX_TOKENS", "CONTINUATION":
		return FinishTruncated, ""
	case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS":
		return FinishMalformed, ""
	case "", "FINISH_REASON_UNSPECIFIED", "OTHER":
		return FinishOther, ""
	}
	return FinishBlocked, plainCode(reason)
}

// plainCode keeps a provider's word where it is plainly one.
func plainCode(s string) string {
	if len(s) > 60 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789()") != "" {
		return "a reason that is not known"
	}
	return s
}

func orDefault(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
