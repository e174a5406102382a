package slack

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// mostKept bounds what is kept of a delivery that nobody knows, in bytes.
const mostKept = 32 << 10

// secretValue is what opens something at Slack, wherever it stands.
var secretValue = regexp.MustCompile(`xox[a-z]-|xapp-|hooks\.slack\.com`)

// secretKey tells whether what stands under a name of Slack's is a secret, or
// says more of other installations than we need.
func secretKey(name string) bool {
	switch name {
	case "response_url", "response_urls", "trigger_id", "authorizations", "authed_users":
		return true
	}
	return strings.HasSuffix(name, "token") || strings.HasSuffix(name, "secret")
}

// withoutSecrets gives a delivery as it may be kept: without what opens
// anything, and no longer than mostKept.
func withoutSecrets(raw []byte) string {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber() // numbers as they came
	var all any
	if err := in.Decode(&all); err != nil {
		return "" // what is no JSON cannot be cleaned
	}
	out, err := json.Marshal(clean(all))
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(string(out[:min(len(out), mostKept)]), "")
}

func clean(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name := range v {
			if secretKey(name) {
				delete(v, name)
				continue
			}
			v[name] = clean(v[name])
		}
	case []any:
		for i := range v {
			v[i] = clean(v[i])
		}
	case string:
		if secretValue.MatchString(v) {
			return "[removed]"
		}
	}
	return value
}
