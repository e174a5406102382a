package complaint

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"countersign/bot"
)

// Profile names whose rules a complaint is under.
type Profile string

// The profiles. DataProtection is that of what UK data-protection law gives
// everybody, whatever the firm does.
const (
	FCA            Profile = "fca_disp"       // the FCA's Handbook, DISP 1
	LegalServices  Profile = "legal_services" // the Legal Ombudsman's scheme rules
	Generic        Profile = "generic"        // no regulator's rules: the firm's own word
	DataProtection Profile = "data_protection"
)

// Profiles lists those that a firm may choose.
func Profiles() []Profile { return []Profile{FCA, LegalServices, Generic} }

// Options are the settings of the register.
type Options struct {
	Profile     Profile  `yaml:"profile"`     // "" is Generic
	Acknowledge Texts    `yaml:"acknowledge"` // blank ones are those that come with the program
	ApprovedBy  string   `yaml:"approved_by"` // who signed the texts off
	Readers     []string `yaml:"readers"`     // who may read what cards hold back; none: whoever took the case

	Firm string `yaml:"-"` // as clients know it
}

// Texts are the firm's fixed texts that acknowledge a record, by its kind.
type Texts struct {
	Complaint     string `yaml:"complaint"`
	DataComplaint string `yaml:"dp_complaint"`
	Access        string `yaml:"sar"`
	Erasure       string `yaml:"erasure"`
}

// Validate reports an unknown profile and every text that lacks what its
// profile demands.
func (o Options) Validate() error {
	if o.Profile != "" && !slices.Contains(Profiles(), o.Profile) {
		return fmt.Errorf("profile: there is no profile %q; use fca_disp, legal_services or generic", o.Profile)
	}
	var errs []error
	for _, f := range Lint(o) {
		errs = append(errs, fmt.Errorf("acknowledge.%s: %s", f.Record, f.Why))
	}
	return errors.Join(errs...)
}

// profileOf is the profile that a record of a kind is under.
func (o Options) profileOf(kind string) Profile {
	switch {
	case kind != bot.RecordComplaint:
		return DataProtection
	case o.Profile == "":
		return Generic
	}
	return o.Profile
}

// template is the text that acknowledges a record, before anything is filled in.
func (o Options) template(kind string) string {
	own := map[string]string{
		bot.RecordComplaint: o.Acknowledge.Complaint, bot.RecordDataComplaint: o.Acknowledge.DataComplaint,
		bot.RecordAccess: o.Acknowledge.Access, bot.RecordErasure: o.Acknowledge.Erasure,
	}[kind]
	if strings.TrimSpace(own) != "" {
		return strings.TrimSpace(own)
	}
	if kind == bot.RecordComplaint {
		return builtIn[string(o.profileOf(kind))]
	}
	return builtIn[kind]
}

// ProfileName names the profile that complaints are under.
func (o Options) ProfileName() Profile { return o.profileOf(bot.RecordComplaint) }
