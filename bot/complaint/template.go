package complaint

import (
	"strings"
	"time"

	"countersign/bot"
)

// builtIn are the texts that come with the program: for complaints by profile,
// else by the kind of the record. No model writes them. {firm} is the firm,
// {received} the day on which the clock began and {due} the day by which there
// is an answer.
var builtIn = map[string]string{
	string(FCA): "Thank you for telling us about this. We are sorry that you have had reason to complain.\n\n" +
		"{firm} received your complaint on {received}. A person here is looking into it, and no software decides it. " +
		"We will keep you informed while we do, and you will have our written response within 8 weeks of that day, by {due}.\n\n" +
		"If you are not satisfied with that response, or do not have it by then, you may be able to refer your complaint to the " +
		"Financial Ombudsman Service, free of charge: www.financial-ombudsman.org.uk.",
	string(LegalServices): "Thank you for telling us about this. We are sorry that you have had reason to complain.\n\n" +
		"{firm} received your complaint on {received}. A person here is looking into it, and no software decides it. " +
		"We will keep you informed while we do, and you will have our written response within 8 weeks of that day, by {due}.\n\n" +
		"If we have not resolved it by then, or you are not satisfied with our response, you may be able to ask the Legal Ombudsman " +
		"to look into it, free of charge: www.legalombudsman.org.uk.",
	string(Generic): "Thank you for telling us about this. We are sorry that you have had reason to complain.\n\n" +
		"{firm} received your complaint on {received}. A person here is looking into it, and no software decides it. " +
		"We will keep you informed while we do, and you will have our written response within 8 weeks of that day, by {due}.",
	bot.RecordDataComplaint: "Thank you for telling us about this.\n\n" +
		"{firm} received your complaint about your personal data on {received}. A person here is looking into it without undue delay. " +
		"We will keep you informed while we do, and tell you the outcome in writing.\n\n" +
		"You can also complain to the Information Commissioner's Office at any time: ico.org.uk.",
	bot.RecordAccess: "Thank you for your request for a copy of your personal data.\n\n" +
		"{firm} received it on {received}. A person here is dealing with it, and you will hear from us within one month of that day, by {due}. " +
		"If we need to ask you what you are looking for, or who you are, we will do so soon.",
	bot.RecordErasure: "Thank you for your request to have your personal data erased.\n\n" +
		"{firm} received it on {received}. A person here is dealing with it, and you will hear from us within one month of that day, by {due}. " +
		"Some records have to be kept by law; if that is so with any of yours, we will say which and why.",
}

// placeholders are what a text may leave to be filled in.
var placeholders = []string{"{firm}", "{received}", "{due}"}

// dayForm is how a day stands in a text to a client.
const dayForm = "2 January 2006"

// fill gives the text of a record. A day that could not be worked out is said
// without its date: a wrong one would be worse.
func (r *Register) fill(rec bot.Record) string {
	due := "the end of that time"
	if d, ok := rec.Deadline(bot.DueResponse); ok {
		due = r.local(d.At).Format(dayForm)
	}
	return strings.NewReplacer("{firm}", r.opts.Firm, "{received}", r.local(rec.OpenedAt).Format(dayForm), "{due}", due).
		Replace(r.opts.template(rec.Kind))
}

func (r *Register) local(t time.Time) time.Time {
	if r.hours.Zone == nil {
		return t.UTC()
	}
	return t.In(r.hours.Zone)
}
