package slack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	slackgo "github.com/slack-go/slack"
)

// Scope is a permission that the app asks for, and what for.
type Scope struct {
	Name string
	For  string
}

// Scopes lists every permission of the app. There is none to write in channels
// it was not invited to, none to read direct messages, none for addresses.
func Scopes() []Scope {
	return []Scope{
		{"channels:history", "to receive what clients write in public channels it was invited to, and to search them for messages that were never delivered"},
		{"groups:history", "to do the same in private channels, and to look whether an answer arrived"},
		{"channels:read", "to see whether a channel is shared, and with how many people"},
		{"groups:read", "to see the same of private channels: the staff channel is checked with it"},
		{"chat:write", "to post answers, cards and digests in channels it was invited to, and to delete an answer that staff take back"},
		{"users:read", "to tell clients from staff"},
		{"files:read", "to learn the name and type of an attached file; its content is never read"},
		{"files:write", "to post the picture of the weekly digest"},
	}
}

// botEvents are the events that the app subscribes to.
var botEvents = []string{
	"message.channels", "message.groups", "member_joined_channel", "member_left_channel", "channel_shared", "channel_unshared",
	"channel_archive", "group_archive", "app_home_opened", "app_uninstalled", "tokens_revoked",
}

const longDescription = "Countersign helps the staff of a professional firm to answer their clients in the channels they share. " +
	"It uses artificial intelligence to draft answers from the firm's own documents. A named member of staff reads each draft, and approves, " +
	"edits or escalates it, and the answer says so; where a firm has allowed automatic answers to a topic, those say so too. Complaints, distress and requests for a person go to people without a draft. " +
	"Drafts may hold mistakes; the firm stands for what it sends."

// Manifest is the app's manifest for a mode. In http mode publicURL is the
// address under which Slack reaches us, without a path.
func Manifest(mode, publicURL string) (slackgo.Manifest, error) {
	m := slackgo.Manifest{
		Metadata: slackgo.ManifestMetadata{MajorVersion: 2, MinorVersion: 1},
		Display: slackgo.Display{
			Name: "Countersign", Description: "Drafts answers for staff to approve.", LongDescription: longDescription, BackgroundColor: "#1F3A5F",
		},
		Features: slackgo.Features{
			BotUser: slackgo.BotUser{DisplayName: "Countersign", AlwaysOnline: true},
			// The messages tab carries our warnings to approvers; nobody writes there.
			AppHome: slackgo.AppHome{HomeTabEnabled: true, MessagesTabEnabled: true, MessagesTabReadOnlyEnabled: true},
		},
		Settings: slackgo.Settings{
			EventSubscriptions: &slackgo.EventSubscriptions{BotEvents: botEvents},
			Interactivity:      &slackgo.Interactivity{IsEnabled: true},
		},
	}
	for _, s := range Scopes() {
		m.OAuthConfig.Scopes.Bot = append(m.OAuthConfig.Scopes.Bot, s.Name)
	}
	switch mode {
	case ModeSocket:
		m.Settings.SocketModeEnabled = true
	case ModeHTTP:
		base := strings.TrimSuffix(publicURL, "/")
		if err := checkPublicURL(publicURL); err != nil {
			return m, fmt.Errorf("slack.public_url %w. Set it, or give --public-url", err)
		}
		m.Settings.EventSubscriptions.RequestUrl, m.Settings.Interactivity.RequestUrl = base+EventsPath, base+ActionsPath
	default:
		return m, fmt.Errorf("slack.mode: %q is neither socket nor http", mode)
	}
	return m, nil
}

// ManifestYAML is the manifest as YAML, for Slack's page "From a manifest".
func ManifestYAML(mode, publicURL string) ([]byte, error) {
	m, err := Manifest(mode, publicURL)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("slack manifest: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var b bytes.Buffer
	err = writeYAML(&b, d, 0)
	b.WriteString("\n")
	return b.Bytes(), err
}

// writeYAML writes the next JSON value as YAML, in the order of its fields.
// Quoted JSON strings are YAML too.
func writeYAML(b *bytes.Buffer, d *json.Decoder, depth int) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('{'):
		return writeFields(b, d, depth)
	case json.Delim('['):
		for d.More() {
			b.WriteString("\n" + strings.Repeat("  ", depth) + "-")
			if err := writeYAML(b, d, depth+1); err != nil {
				return err
			}
		}
		_, err := d.Token()
		return err
	}
	raw, err := json.Marshal(t)
	b.WriteString(" " + string(raw))
	return err
}

func writeFields(b *bytes.Buffer, d *json.Decoder, depth int) error {
	if !d.More() {
		b.WriteString(" {}")
	}
	for first := true; d.More(); first = false {
		name, err := d.Token()
		if err != nil {
			return err
		}
		if depth > 0 || !first {
			b.WriteString("\n" + strings.Repeat("  ", depth))
		}
		fmt.Fprintf(b, "%s:", name)
		if err := writeYAML(b, d, depth+1); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}
