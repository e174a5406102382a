package triage

import (
	"slices"

	"countersign/bot"
)

// held are the reasons for which an enquiry goes to a person whatever it weighs,
// so that no cut a firm sets lets one of them be answered from a page.
var held = []bot.Code{bot.Safety, bot.Vulnerability, bot.Hardship, bot.Complaint, bot.LegalThreat, bot.RequestHuman, bot.RegulatedAdvice, bot.FirmDecision,
	bot.DataRights, bot.Injection, bot.CrossAccount, bot.UnmappedChannel, bot.Unreadable}

// Held tells whether a rule is sure enough of a reason for which an enquiry goes
// to a person whatever the cut.
func Held(a bot.Assessment) bool {
	return slices.ContainsFunc(a.Reasons, func(r bot.Reason) bool {
		return r.Source == "rules" && r.Points >= strong && slices.Contains(held, r.Code)
	})
}
