package teams

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// manifestVersion is the version of the form of the manifest: from 1.25 on a
// bot can be in shared channels.
const manifestVersion = "1.25"

// Permission is a resource-specific permission of the app, and what for. The
// owner of a team or chat grants it on installing the app there. Who is in a
// conversation, and of what kind it is, the connector tells without one.
type Permission struct {
	Name string
	For  string
}

// Permissions lists every permission of the app. None of them is for the whole
// organisation.
func Permissions() []Permission {
	return []Permission{
		{"ChannelMessage.Read.Group", "to receive what clients write in the channels of a team without a mention of the app"},
		{"ChatMessage.Read.Chat", "to receive what is written in a chat without a mention of the app"},
	}
}

// PackageOptions are what an app package names besides the settings. All
// addresses are https.
type PackageOptions struct {
	AppID      string // of the bot; also the id of the app
	Version    string // of the package; "" is 1.0.0
	Firm       string // who offers the app
	Website    string // of the firm
	PrivacyURL string // "": the website
	TermsURL   string // "": the website
}

const shortText = "Drafts answers from the firm's own documents for staff to approve."

const longText = "Countersign helps the staff of a professional firm to answer their clients in the channels they share. " +
	"It uses artificial intelligence to draft answers from the firm's own documents. A named member of staff reads each draft, and approves, " +
	"edits or escalates it, and the answer says so. Only where the firm's owner has signed for a subject, after weeks of evidence, does an answer go by itself, " +
	"and then it says that. Complaints, distress and requests for a person go to people without a draft. " +
	"Drafts may hold mistakes; the firm stands for what it sends."

// object is a part of the manifest.
type object = map[string]any

// Manifest is the app's manifest, as a value for JSON.
func Manifest(o PackageOptions) (map[string]any, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	permissions := []any{}
	for _, p := range Permissions() {
		permissions = append(permissions, object{"name": p.Name, "type": "Application"})
	}
	m := object{
		"$schema":         "https://developer.microsoft.com/json-schemas/teams/v" + manifestVersion + "/MicrosoftTeams.schema.json",
		"manifestVersion": manifestVersion, "version": o.Version, "id": o.AppID,
		"developer":   object{"name": fit(o.Firm, 32), "websiteUrl": o.Website, "privacyUrl": o.PrivacyURL, "termsOfUseUrl": o.TermsURL},
		"name":        object{"short": "Countersign", "full": "Countersign: answers that a person has approved"},
		"description": object{"short": shortText, "full": longText},
		"icons":       object{"color": colourIcon, "outline": outlineIcon}, "accentColor": accent,
		"bots": []any{object{"botId": o.AppID, "scopes": []any{"team", "groupChat"}, "supportsFiles": false, "isNotificationOnly": false,
			"supportsCalling": false, "supportsVideo": false}},
		"supportsChannelFeatures": "tier1",
		"validDomains":            []any{},
		"webApplicationInfo":      object{"id": o.AppID, "resource": "https://" + hostOf(o.Website)},
		"authorization":           object{"permissions": object{"resourceSpecific": permissions}},
	}
	return m, CheckManifest(m)
}

func (o *PackageOptions) check() error {
	if o.Version == "" {
		o.Version = "1.0.0"
	}
	if o.PrivacyURL == "" {
		o.PrivacyURL = o.Website
	}
	if o.TermsURL == "" {
		o.TermsURL = o.Website
	}
	var errs []error
	if !objectID.MatchString(o.AppID) {
		errs = append(errs, fmt.Errorf("teams.app_id: %q is no Microsoft App ID such as 00000000-0000-0000-0000-000000000000", o.AppID))
	}
	if strings.TrimSpace(o.Firm) == "" {
		errs = append(errs, errors.New("firm.name is blank: the package says who offers the app"))
	}
	for _, at := range []struct{ name, url string }{{"website", o.Website}, {"privacy", o.PrivacyURL}, {"terms", o.TermsURL}} {
		if u, err := url.Parse(at.url); err != nil || u.Scheme != "https" || u.Host == "" {
			errs = append(errs, fmt.Errorf("--%s: %q does not begin with https://; Teams shows this address to whoever installs the app", at.name, at.url))
		}
	}
	return errors.Join(errs...)
}

// Package is the app package for upload to Teams: a zip file with the manifest
// and the icons.
func Package(o PackageOptions) ([]byte, error) {
	m, err := Manifest(o)
	if err != nil {
		return nil, err
	}
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("teams manifest: %w", err)
	}
	colour, outline, err := icons()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range []struct {
		name string
		raw  []byte
	}{{"manifest.json", raw}, {colourIcon, colour}, {outlineIcon, outline}} {
		w, err := z.Create(f.name)
		if err == nil {
			_, err = w.Write(f.raw)
		}
		if err != nil {
			return nil, fmt.Errorf("teams package: %s: %w", f.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("teams package: %w", err)
	}
	return b.Bytes(), nil
}

var (
	semver  = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$`)
	hexRGB  = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	rscName = regexp.MustCompile(`^[A-Z][A-Za-z]+\.[A-Z][A-Za-z]+\.(Group|Chat)$`)
)

// CheckManifest tells which of the published rules for manifests 1.25 a
// manifest breaks, all of them at once; nil when it keeps to those.
func CheckManifest(m map[string]any) error {
	var errs []error
	rule := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	text := func(path ...string) string {
		var at any = m
		for _, name := range path {
			o, _ := at.(object)
			at = o[name]
		}
		s, _ := at.(string)
		return s
	}
	for _, x := range []struct {
		name string
		most int
	}{{"developer.name", 32}, {"name.short", 30}, {"name.full", 100}, {"description.short", 80}, {"description.full", 4000}} {
		got := text(strings.Split(x.name, ".")...)
		rule(got != "" && length(got) <= x.most, "%s: %d characters, 1 to %d", x.name, length(got), x.most)
	}
	for _, name := range []string{"websiteUrl", "privacyUrl", "termsOfUseUrl"} {
		got := text("developer", name)
		rule(strings.HasPrefix(got, "https://") && len(got) <= 2048, "developer.%s: %q is no https address", name, got)
	}
	rule(text("manifestVersion") == manifestVersion && strings.Contains(text("$schema"), "/v"+manifestVersion+"/"), "manifestVersion and $schema must both be %s", manifestVersion)
	rule(semver.MatchString(text("version")), "version: %q is not MAJOR.MINOR.PATCH", text("version"))
	rule(objectID.MatchString(text("id")), "id: %q is no GUID", text("id"))
	rule(hexRGB.MatchString(text("accentColor")), "accentColor: %q is not #RRGGBB", text("accentColor"))
	rule(text("icons", "color") != "" && text("icons", "outline") != "", "icons: both must be named")
	rule(objectID.MatchString(text("webApplicationInfo", "id")), "webApplicationInfo.id: resource-specific permissions need it")
	return errors.Join(append(errs, checkBots(m)...)...)
}

func checkBots(m map[string]any) []error {
	var errs []error
	bots, _ := m["bots"].([]any)
	if len(bots) != 1 {
		return []error{fmt.Errorf("bots: %d, exactly one is allowed", len(bots))}
	}
	b, _ := bots[0].(object)
	id, _ := b["botId"].(string)
	if !objectID.MatchString(id) {
		errs = append(errs, fmt.Errorf("bots[0].botId: %q is no GUID", id))
	}
	scopes, _ := b["scopes"].([]any)
	for _, s := range scopes {
		if s == "team" && m["supportsChannelFeatures"] != "tier1" {
			errs = append(errs, errors.New(`supportsChannelFeatures: a bot in teams needs "tier1", or the upload fails`))
		}
		if s != "team" && s != "groupChat" && s != "personal" {
			errs = append(errs, fmt.Errorf("bots[0].scopes: %v is no scope", s))
		}
	}
	if len(scopes) == 0 {
		errs = append(errs, errors.New("bots[0].scopes: none"))
	}
	authorization, _ := m["authorization"].(object)
	permissions, _ := authorization["permissions"].(object)
	specific, _ := permissions["resourceSpecific"].([]any)
	for _, p := range specific {
		x, _ := p.(object)
		name, _ := x["name"].(string)
		if !rscName.MatchString(name) || (x["type"] != "Application" && x["type"] != "Delegated") {
			errs = append(errs, fmt.Errorf("authorization: %v is no resource-specific permission", x))
		}
	}
	return errs
}
