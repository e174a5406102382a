package triage

import "countersign/bot"

// dataRightsRule: rights of data-protection law, in plain words.
var dataRightsRule = rule{
	code: bot.DataRights,
	note: "A right under data-protection law; it has a clock of its own.",
	cues: []cue{
		{words: `\b(?:(?:everything|all (?:the )?(?:data|information|records?|emails?|messages|personal data)|what(?:ever)? (?:data|information|personal data)?) (?:that )?you(?:'ve| have)? (?:hold|held|got|have|keep|store|kept|know)?(?: \w+){0,2} (?:about|on|of) (?:me|us|my)|subject access|\bd?sar\b(?: request)?|copy of (?:all )?my (?:personal )?(?:data|information|records)|(?:my|our) (?:personal )?data (?:that )?you (?:hold|have|keep)|right of access|data (?:access|protection) request)`,
			points: strong, flags: []string{"data_rights"}, records: []string{"sar"}},
		{words: `\b(?:(?:delete|erase|remove|wipe|destroy)(?: \w+){0,5} (?:my|our|about me|about us)(?: \w+){0,3} (?:data|details|information|records?|files?|from your (?:system|records|database|files))|(?:delete|erase|forget) (?:me|everything about me|all my data)|right to (?:erasure|be forgotten)|be forgotten)`,
			points: strong, flags: []string{"data_rights"}, records: []string{"erasure"}},
		{words: `\b(?:(?:payslips?|statements?|details|data|documents?|letters?|accounts?|emails?|files?|figures|passport|address|information)(?: \w+){0,6} (?:to )?(?:the )?wrong (?:person|people|address|client|company|email|recipient|one|\w+ \w+)|(?:someone|somebody|another client|a stranger|other people)(?: else)? (?:can see|has seen|got|received|was sent|has) (?:my|our)|(?:received|got|sent me|seeing|can see)(?: \w+){0,3} (?:someone|somebody|another (?:client|person|company))(?: else)?'?s (?:payslip|data|details|accounts?|documents?|statement|letter)|sent (?:me |us )?(?:someone|somebody|another \w+)(?: else)?'?s|(?:someone|somebody) else'?s (?:payslip|statement|accounts?|data|details|letter|documents?)|data (?:breach|leak)|privacy (?:breach|complaint)|gdpr|misus\w+ (?:my|our) data|shared (?:my|our) (?:personal )?(?:data|details|information) (?:with|without)|without (?:my|our) consent|ico\b)`,
			points: strong, flags: []string{"data_breach", "data_rights", "complaint"}, records: []string{"dp_complaint", "complaint"}},
	},
	unless: []string{`gdpr (?:training|policy|page|template|wording|notice)`, `copy of (?:all )?my (?:p60|payslip|statement|tax)`, `data protection (?:policy|officer|page|fee)`},
}
