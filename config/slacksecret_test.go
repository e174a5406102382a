package config

import (
	"strings"
	"testing"

	"countersign/handlers/slack"
)

func TestThePreviousSigningSecretAloneIsRefused(t *testing.T) {
	t.Parallel()
	c, err := Load("", func(name string) string {
		return map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET_PREVIOUS": "old"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	opts := slack.Options{Mode: slack.ModeHTTP, Listen: "127.0.0.1:0", StaffChannel: "C0STAFF", Approvers: []string{"U0PRIYA"}}
	_, err = slack.NewClient(opts, c.SlackSecrets(), slack.Deps{}, nil)
	if err == nil || !strings.Contains(err.Error(), "SLACK_SIGNING_SECRET is blank") {
		t.Errorf("the old secret alone: %v", err)
	}
}
