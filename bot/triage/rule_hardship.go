package triage

import "countersign/bot"

// hardshipRule: money trouble, said or hinted.
var hardshipRule = rule{
	code: bot.Hardship,
	note: "Signs that money is short. A person talks with them about what can be done.",
	cues: []cue{
		{words: `\b(?:can'?t|cannot|can not|couldn'?t|unable to|not able to|no longer|struggl\w+ to|won'?t be able to|not going to be able to|no way (?:to|i can)|how (?:am i|are we|do i|can i) (?:supposed |meant )?to) (?:afford|pay|cover|find the money|meet the (?:payment|bill|rent)|make (?:the )?(?:rent|payment|wages|payroll))`,
			points: strong, flags: []string{"hardship"}},
		{words: `\b(?:debts?\b|in arrears|months? behind|behind (?:on|with) (?:the |my |our )?(?:rent|mortgage|payments?|bills?)|bailiffs?|repossess\w*|insolven\w*|bankrupt\w*|going under|wound up|county court judg\w*|ccj|food ?banks?|universal credit|benefits (?:were|was|have been|got|are)? ?(?:stopped|cut|sanctioned|delayed)|(?:cut|cutting|lost|reduced) (?:my|his|her|our) (?:hours|job|wages|income|pay)\b|made redundant|no (?:income|wages|work|money)\b|short (?:of money|this month|on the)|(?:be|been|i'?m|we'?re|am|are) (?:about |around |nearly )?£?\d* ?short|skint|broke\b(?: until| this| and)|run(?:ning)? out of money|run(?:ning)? (?:very )?low on (?:money|cash)|cash ?flow (?:is |has |problems?|crisis)|overdrawn|overdraft|maxed out|(?:mortgage|direct debit|payment|cheque) (?:will |would |has |is going to )?bounced?s?|pounds? left|nothing left (?:after|at)|choos(?:e|ing) between|heat(?:ing)? or eat|in small amounts|pay(?:ment)?s? (?:in|by|over) (?:small |smaller )?(?:instal?ments|bits|stages)|spread (?:it|the (?:cost|fee|payments?|bill))|more time to pay|payment (?:plan|holiday|break)|hold off (?:the |on the |paying)|going to finish (?:me|us)|finish us off|gets ugly|stepchange|debt advice)`,
			points: strong, flags: []string{"hardship"}},
		{words: `\b(?:don'?t|do not|haven'?t|have not) (?:actually |really |currently )?(?:got |have )?(?:it|the money|any money|the cash|the funds|enough)(?: (?:right now|this month|yet|to pay))?(?:[.,;!?]|$)`, points: strong, flags: []string{"hardship"}},
		{words: `\btenants? (?:are|is|have|has|were) (?:\w+ ){0,2}(?:behind|in arrears|not paid|stopped paying)`, points: strong},
		{words: `\b(?:tight (?:this|next|at the) (?:month|moment|week)|money is tight|worried about (?:money|paying|the (?:bill|rent|cost))|three big cancellations)`, points: medium, flags: []string{"hardship"}},
		{words: `\b(?:it(?:'s| is| was) that or (?:the|my|our|her|his|food|eating|heating)\b|laid off\b|stopped paying\b|can'?t (?:keep up|keep (?:paying|going|it up)|see how (?:we|i)(?:'ll| can| will)? (?:pay|keep|manage|find|afford))\b|(?:hours|pay|wages?|overtime|shifts?) (?:(?:has|have|was|were|is|are|got|being|been) )*(?:cut|halved|stopped|gone|dropped|reduced)\b|(?:they've|they|job ?centre) stopped my\b|there(?:'s| is) no more(?:[.,;!]|$)|(?:isn't|not|wasn't) enough (?:to|for|left|in|money|coming)\b|there (?:isn't|wasn't) (?:the money|enough|a penny)\b|there isn't any(?: money|[.,;!?]|$| left| more)|(?:any|another|a) (?:way|chance) of (?:paying|a sub|an advance|spreading)\b|(?:nothing|little|not much|less) coming in\b|they've cut (?:my|our|his|her|me|us)\b|not been paid\b|(?:have|has|had|was|were)n'?t been paid (?:since|for|this|in|yet|by|and)\b|(?:haven'?t|hasn'?t|never) paid (?:me|us|him|her|for|since)\b|missed (?:two|three|four|a few) (?:payments?|months?|rents?|instal?ments?)\b|struggling(?:[.,;!]|$| (?:a bit|at the|since|now|financially|to (?:keep|find|eat|feed|heat)|with (?:money|bills|the (?:bills|rent|mortgage|payments?))))|(?:payday|pay day) loans?\b|loan sharks?\b|any help (?:with|for|going|at all|towards|available)\b)`,
			points: strong, flags: []string{"hardship"}},
	},
	unless: []string{
		`(?:annual|accountancy|fixed|your) fees? (?:be )?spread|spread (?:the )?(?:annual|accountancy) fees?`, `debt (?:collection|recovery) (?:service|letter|process)`, `bad debts?`, `debtors?`, `broke (?:down|the)`,
		`proof of debt`, `debt collection`, `(?:home|house|property) may be repossessed`, `no (?:arrears|repossessions?|ccjs?|debts?)\b`, `(?:needs?|requires?|there is|there's|doing) no work`, `no income in the (?:last|first)`, `scheme(?:'s| is| was)? (?:being )?wound up`, `overdraft review`, `food ?banks? (?:open|collection|donation|volunteer\w*|van|box|charity)`, `(?:customer|tenant|supplier|debtor)'?s? debt`, `can't pay on the portal`, `overdraft (?:facility|interest|rate|statement|limit)`, `chasing (?:a )?debt`,
		`way of paying (?:by|with|online|through|for)\b`, `pay cut\b`, `not enough (?:chairs|room|space|seats|parking|time|data|memory|licences|copies)`, `enough to (?:worry|matter|bother|change)`, `any help (?:with|for) (?:the|my|our|your) (?:form|upload|portal|login|move|stall|fete)`, `struggling to (?:keep up with the (?:news|emails|football)|find (?:the|your|my|a) (?:page|form|office|link|file|button|time))`, `they stopped my (?:car|bus|train)`,
	},
}
