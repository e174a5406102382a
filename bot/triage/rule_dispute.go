package triage

import "countersign/bot"

// disputeRule: a bill, a deduction or a record that the client does not accept.
var disputeRule = rule{
	code: bot.Dispute,
	note: "Disputes a charge, a figure or what was written.",
	cues: []cue{
		{words: `\b(?:(?:don'?t|do not|didn'?t|did not|never|won'?t|will not|can'?t) (?:accept|agree|recogni[sz]e|authori[sz]e|approve|sign|order|owe|consent)(?: \w+){0,4} (?:with |to )?(?:the|this|that|it|any|your|these|£|a)|(?:refus\w+|not going|not|won'?t be|will not be) (?:to )?pay(?:ing)?\b|not paying (?:a |this|that|it|for|until)|(?:fee|charge|amount|bill|invoice|figure|deduction|cost|sum|total)s?(?: \w+){0,6} (?:never agreed|wasn'?t agreed|is wrong|are wrong|isn'?t (?:mine|right|ours)|is not (?:mine|right|ours)|incorrect|not what)|never agreed|(?:billed|charged|invoiced|paid|taken)(?: \w+){0,2} (?:twice|double|too much|wrongly|in error|without)|double[- ](?:charged|billed)|over ?charged|(?:reverse|remove|strike)(?: \w+){0,4} (?:charge|fee)|take(?: \w+){0,3} (?:charge|fee) off|(?:knock|take|strike) (?:it|that|this|those|something|a bit|some|£\d+) off(?: (?:the|my|our|this|your) (?:bill|invoice|account|fee|statement|total)|[.,;!?]|$)|(?:isn'?t|not|wasn'?t) mine\b|contest\w* (?:what|the|this|it)|disput\w+ (?:the|this|it|what|your|that|a|an)|where i agreed|because i did(?:n'?t| not)|simply untrue|(?:that|this|it)(?:'s| is) (?:simply |just |plain )?(?:untrue|not true|a lie|false)|why (?:is|was|am|are|have|has|did)(?: \w+){0,5} (?:charged?|billed|invoiced|£\d|deduct\w*|on here|so much|gone up|more)|query (?:this|the|your) (?:charge|bill|invoice|fee)|(?:the )?£\d[\d,.]* (?:for|of|charge|fee)(?: \w+){0,6} (?:wrong|never|didn'?t|not))`, points: strong, flags: []string{"dispute"}},
	},
	unless: []string{`paid (?:it|the same|invoice|this)(?: \w+){0,3} twice`, `looks like (?:i|we)(?:'ve| have)? paid`, `disput\w+ (?:deposit|resolution|service)s? (?:work|scheme|page)`, `no (?:more )?dispute|theres no dispute`, `take (?:it|that|this|those) off (?:the|my|our) (?:hands?|shelf|wall|list|site|website|portal|roof|market)`, `why (?:is|are) (?:the )?(?:portal|page|link)`},
}
