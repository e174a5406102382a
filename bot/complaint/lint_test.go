package complaint_test

import (
	"strings"
	"testing"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/complaint"
)

func TestTheTextsThatComeWithTheProgramLackNothing(t *testing.T) {
	for _, p := range append(complaint.Profiles(), "") {
		for _, f := range complaint.Lint(complaint.Options{Profile: p}) {
			t.Errorf("%s: %s: %s", p, f.Record, f.Why)
		}
	}
}

// TestATextThatLacksWhatItsProfileDemandsIsRefused leaves one thing out of a
// sound text at a time.
func TestATextThatLacksWhatItsProfileDemandsIsRefused(t *testing.T) {
	const sound = "{firm} received your complaint on {received} and a person is looking into it. We will keep you informed, and you will have our " +
		"written response within eight weeks, by {due}. The Legal Ombudsman may help: www.legalombudsman.org.uk."
	const data = "We received your complaint on {received}. It is being investigated without undue delay; we will tell you the outcome. You can go to the ICO."
	tests := []struct {
		name     string
		profile  complaint.Profile
		texts    complaint.Texts
		lacks    string // "" : it passes
		replaces [2]string
	}{
		{"sound", complaint.FCA, complaint.Texts{Complaint: sound}, "", [2]string{}},
		{"no eight weeks", complaint.FCA, complaint.Texts{Complaint: sound}, "8-week sentence", [2]string{"within eight weeks", "soon"}},
		{"six weeks", complaint.FCA, complaint.Texts{Complaint: sound}, "8-week sentence", [2]string{"eight weeks", "six weeks"}},
		{"generic needs the eight weeks too", complaint.Generic, complaint.Texts{Complaint: sound}, "8-week sentence", [2]string{"eight", "six"}},
		{"not written", complaint.FCA, complaint.Texts{Complaint: sound}, "written response", [2]string{"written response", "call"}},
		{"not kept informed", complaint.FCA, complaint.Texts{Complaint: sound}, "kept informed", [2]string{"keep you informed", "be in touch"}},
		{"no reassurance", complaint.FCA, complaint.Texts{Complaint: sound}, "reassurance", [2]string{"a person is looking into it", "that is that"}},
		{"not received", complaint.FCA, complaint.Texts{Complaint: sound}, "was received", [2]string{"received your complaint on {received}", "has your complaint"}},
		{"sound for solicitors", complaint.LegalServices, complaint.Texts{Complaint: sound}, "", [2]string{}},
		{"no ombudsman for solicitors", complaint.LegalServices, complaint.Texts{Complaint: sound}, "Legal Ombudsman", [2]string{"The Legal Ombudsman", "Somebody"}},
		{"no address for solicitors", complaint.LegalServices, complaint.Texts{Complaint: sound}, "address", [2]string{"www.legalombudsman.org.uk", "see their site"}},
		{"an unknown placeholder", complaint.FCA, complaint.Texts{Complaint: sound}, "{handler}", [2]string{"a person", "{handler}"}},
		{"unfinished", complaint.FCA, complaint.Texts{Complaint: sound}, "unfinished", [2]string{"a person", "[name]"}},
		{"a promise", complaint.FCA, complaint.Texts{Complaint: sound}, "promises or admits", [2]string{"We will keep", "You will get a refund. We will keep"}},
		{"a hidden character", complaint.FCA, complaint.Texts{Complaint: sound}, "nobody can see", [2]string{"person", "per\u200bson"}},
		{"too long", complaint.FCA, complaint.Texts{Complaint: sound}, "characters", [2]string{"a person", strings.Repeat("a person ", 200)}},
		{"data protection sound", complaint.Generic, complaint.Texts{DataComplaint: data}, "", [2]string{}},
		{"no outcome", complaint.Generic, complaint.Texts{DataComplaint: data}, "outcome", [2]string{"we will tell you the outcome", "goodbye"}},
		{"no commissioner", complaint.Generic, complaint.Texts{DataComplaint: data}, "Commissioner", [2]string{"ICO", "press"}},
		{"delay", complaint.Generic, complaint.Texts{DataComplaint: data}, "undue delay", [2]string{"without undue delay", "in time"}},
		{"no month", complaint.Generic, complaint.Texts{Access: "We received it on {received} and are dealing with it."}, "one month", [2]string{}},
		{"an unknown profile", "fca", complaint.Texts{Complaint: sound}, `there is no profile "fca"`, [2]string{}},
		{"no profile is generic", "", complaint.Texts{Complaint: sound}, "", [2]string{}},
		{"as long as a card holds", complaint.FCA, complaint.Texts{Complaint: sound + strings.Repeat("é", 1500-len(sound))}, "", [2]string{}},
		{"a character longer", complaint.FCA, complaint.Texts{Complaint: sound + strings.Repeat("é", 1501-len(sound))}, "it has 1501 characters; at most 1500", [2]string{}},
		{"kept by law", complaint.Generic, complaint.Texts{Erasure: "We received it, are dealing with it, and answer within one month."}, "kept by law", [2]string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, text := range []*string{&tt.texts.Complaint, &tt.texts.DataComplaint} {
				if tt.replaces[0] != "" {
					*text = strings.ReplaceAll(*text, tt.replaces[0], tt.replaces[1])
				}
			}
			o := complaint.Options{Profile: tt.profile, Acknowledge: tt.texts}
			err := o.Validate()
			switch {
			case tt.lacks == "" && err != nil:
				t.Errorf("Validate() = %v, want it to pass", err)
			case tt.lacks != "" && (err == nil || !strings.Contains(err.Error(), tt.lacks)):
				t.Errorf("Validate() = %v, want it to say %q", err, tt.lacks)
			}
			if _, err := complaint.New(o, clock.Default(london)); (err == nil) != (tt.lacks == "") {
				t.Errorf("New() = %v", err)
			}
		})
	}
}

// TestTheAcknowledgementIsTheFirmsFixedText: nothing in it comes from a model or
// from the client's words.
func TestTheAcknowledgementIsTheFirmsFixedText(t *testing.T) {
	rec := register(t, complaint.FCA, clock.EnglandAndWales).Opened(bot.Record{Kind: bot.RecordComplaint, OpenedAt: at(t, "2026-12-24 10:00:00"),
		Complainant: bot.Person{ID: "U1", Name: "Mallory {due}"}, OnBehalfOf: "my mother"})
	for _, want := range []string{"Harbour & Finch received your complaint on 24 December 2026", "within 8 weeks of that day, by 18 February 2027", "Financial Ombudsman Service"} {
		if !strings.Contains(rec.Acknowledgement, want) {
			t.Errorf("the acknowledgement lacks %q:\n%s", want, rec.Acknowledgement)
		}
	}
	// Half past midnight in London is still the day before in UTC.
	summer := register(t, complaint.FCA, clock.EnglandAndWales).Opened(bot.Record{Kind: bot.RecordComplaint, OpenedAt: at(t, "2026-07-01 00:30:00").UTC()})
	if want := "received your complaint on 1 July 2026"; !strings.Contains(summer.Acknowledgement, want) {
		t.Errorf("the acknowledgement lacks %q:\n%s", want, summer.Acknowledgement)
	}
	for _, not := range []string{"Mallory", "mother", "{"} {
		if strings.Contains(rec.Acknowledgement, not) {
			t.Errorf("the acknowledgement holds %q", not)
		}
	}
}
