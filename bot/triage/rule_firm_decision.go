package triage

import "countersign/bot"

// firmDecisionRule: a decision on price, refund, waiver or eligibility. Only a
// person takes it (UK GDPR article 22A to 22D).
var firmDecisionRule = rule{
	code: bot.FirmDecision,
	note: "Asks the firm to decide on money or eligibility: a person decides.",
	cues: []cue{
		{words: `\b(?:(?:i|we|i'd|we'd|can (?:i|we)|could (?:i|we)|would (?:i|we)|may (?:i|we)) (?:like |want |have |get |ask for |be given |claim )?(?:a |my |our |the |some )?(?:full |partial )?(?:refund(?:ed)?|money back|discount|goodwill|waiver|compensat\w+|rebate|reduction|credit note|fee back)|(?:refund|waive|reduce|discount|write off|cancel|knock off|take off|lower|drop|credit|reimburse)(?: \w+){0,2} (?:me|us|my (?:fee|charge|invoice|bill|penalty|rent|deposit)|our (?:fee|charge|invoice|bill|penalty|rent|deposit)|the (?:fee|charge|invoice|bill|penalty|late fee)|this (?:fee|charge|invoice))\b|(?:special|better|best|cheaper|lower) (?:price|rate|deal|fee) (?:for (?:me|us)|you can)|make an exception|answer only with|say (?:only )?['"]?confirmed|confirm(?:ed)?,? (?:that )?(?:we|you) will (?:refund|pay|waive)|(?:am|are|will) (?:i|we) (?:eligible|entitled|qualify|be approved|accepted)|(?:do|would) (?:i|we) (?:qualify|get (?:it|the) back))`, points: strong},
	},
	unless: []string{`refund (?:policy|take|take to|arrive|be paid|usually)`, `how (?:long|quickly|soon|do|are) (?:do |does |a |the |are )?refunds?`, `paid (?:it|the same|invoice|this)(?: \w+){0,3} twice`, `what is (?:your|the) refund`},
}
