package config

import (
	"fmt"
	"os"
	"strings"
	"unicode/utf8"
)

// Secrets are what the program must keep to itself. They come from the
// environment only: NAME holds the secret, or NAME_FILE the path of a file
// that does.
type Secrets struct {
	MasterKey Secret // COUNTERSIGN_MASTER_KEY wraps the keys of cases
	Console   Secret // CONSOLE_SECRET opens the console
	RedisURL  Secret // REDIS_URL of the session state; it may hold a password

	Gemini Secret // GEMINI_API_KEY of the Gemini API
	OpenAI Secret // OPENAI_API_KEY of OpenAI, Azure OpenAI or a server of the firm's own

	SlackBot         Secret // SLACK_BOT_TOKEN, xoxb-...
	SlackApp         Secret // SLACK_APP_TOKEN, xapp-...; socket mode only
	SlackSigning     Secret // SLACK_SIGNING_SECRET; http mode only
	TeamsApp         Secret // TEAMS_APP_PASSWORD, a client secret of the bot's app registration
	SlackSigningPrev Secret // SLACK_SIGNING_SECRET_PREVIOUS, while the signing secret is being changed
}

// SecretName names a secret of the environment and says what it is for.
type SecretName struct {
	Name string
	Use  string
}

// SecretNames lists the names that Load asks the environment for. Each may be
// followed by _FILE.
func SecretNames() []SecretName {
	var names []SecretName
	for _, s := range new(Secrets).all() {
		names = append(names, s.SecretName)
	}
	return names
}

type namedSecret struct {
	SecretName
	into *Secret
}

// all is the one list of secrets: a new one is a field above and a line here.
func (s *Secrets) all() []namedSecret {
	return []namedSecret{
		{SecretName{"COUNTERSIGN_MASTER_KEY", "the key that protects clients' words in the database"}, &s.MasterKey},
		{SecretName{"CONSOLE_SECRET", "the password of the console and bearer token of its JSON interface"}, &s.Console},
		{SecretName{"REDIS_URL", "the address of a Redis server for session state"}, &s.RedisURL},
		{SecretName{"GEMINI_API_KEY", "the key of the Gemini API, for providers gemini and gemini-legacy"}, &s.Gemini},
		{SecretName{"OPENAI_API_KEY", "the key for provider openai"}, &s.OpenAI},
		{SecretName{"SLACK_BOT_TOKEN", "the token with which the app works in Slack"}, &s.SlackBot},
		{SecretName{"SLACK_APP_TOKEN", "the token that opens Socket Mode"}, &s.SlackApp},
		{SecretName{"SLACK_SIGNING_SECRET", "what Slack signs its deliveries with"}, &s.SlackSigning},
		{SecretName{"SLACK_SIGNING_SECRET_PREVIOUS", "the one before, accepted for a day after a start while it is being changed"}, &s.SlackSigningPrev},
		{SecretName{"TEAMS_APP_PASSWORD", "the secret with which the bot gets its token for Teams"}, &s.TeamsApp},
	}
}

// maxSecretBytes is far above any key or token, and bounds what a wrong path can load.
const maxSecretBytes = 64 << 10

// loadSecrets reads the secrets and tells what is wrong with them. No fault
// holds any part of a secret.
func loadSecrets(getenv func(string) string) (Secrets, []Fault) {
	var secrets Secrets
	var faults []Fault
	for _, s := range secrets.all() {
		text, err := readSecret(s.Name, getenv)
		if err != nil {
			faults = append(faults, Fault{Path: s.Name, Env: true, Why: err.Error()})
			continue
		}
		*s.into = NewSecret(text)
	}
	return secrets, faults
}

func readSecret(name string, getenv func(string) string) (string, error) {
	direct, path := getenv(name), getenv(name+"_FILE")
	switch {
	case direct != "" && path != "":
		return "", fmt.Errorf("is set, and so is %s_FILE; keep one of the two", name)
	case path != "":
		return readSecretFile(name+"_FILE", path)
	case direct != "" && strings.TrimSpace(direct) == "":
		return "", fmt.Errorf("is set to blanks; give the secret or remove the variable")
	}
	return strings.TrimSpace(direct), nil
}

func readSecretFile(name, path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("%s names a file that cannot be read: %w", name, err)
	}
	if !info.Mode().IsRegular() || info.Size() > maxSecretBytes {
		return "", fmt.Errorf("%s names %s, which is not a file of at most %d bytes", name, path, maxSecretBytes)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s names a file that cannot be read: %w", name, err)
	}
	text := strings.TrimSpace(string(data))
	if text == "" || !utf8.ValidString(text) {
		return "", fmt.Errorf("%s names %s, which holds no text", name, path)
	}
	return text, nil
}
