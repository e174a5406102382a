package triage

import "countersign/bot"

// safetyRule: a risk to somebody's life or body, or money leaving now. People
// must see it at once; the client gets the firm's own signposting.
var safetyRule = rule{
	code: bot.Safety,
	note: "Somebody may be in danger, or money may be leaving now.",
	cues: []cue{
		{words: `\b(?:kill(?:ing)? (?:myself|himself|herself|themsel)|suicid\w*|end(?:ing)? (?:it all|my life|everything)|take my (?:own )?life|self[- ]?harm\w*|hurt(?:ing)? myself|better off (?:without me|dead|if i (?:was|were)n'?t)|(?:don'?t|do not|no longer) want to (?:be here|live|wake up|go on|exist)(?: any ?more)?|no (?:point|reason) (?:in |to )?(?:going on|living|carry(?:ing)? on)|(?:don'?t|do not|can'?t|cannot|can not) see (?:a|any|the) (?:way out|point in (?:going|carrying|living)|point (?:of|to) (?:going|carrying|living))|(?:can'?t|cannot) (?:go on|carry on)(?: (?:like this|any ?more|any longer))?\b.{0,10}$|wish i (?:was|were) dead|goodbye (?:to )?everyone)`,
			points: 100, flags: []string{"crisis"}, priority: bot.P0, notice: "signpost"},
		{words: `\b(?:(?:smell|stink|reek)\w*(?: \w+){0,3} (?:of )?gas|gas (?:leak|smell)|smell(?:ing)? (?:of )?gas|carbon monoxide|co (?:alarm|detector)(?: \w+){0,3} (?:going off|beep\w*|sound\w*)|sparks? (?:coming|flying|from)|(?:socket|plug|fuse ?box|wiring|consumer unit)(?: \w+){0,4} (?:spark\w*|smok\w*|burn\w*|on fire|melt\w*)|electric shock|(?:house|flat|kitchen|building|room) (?:is )?on fire|there'?s a fire|(?:ceiling|wall|roof|stairs?)(?: \w+){0,3} (?:collaps\w*|coming down|caved in)|water (?:is )?(?:pouring|gushing|coming)(?: \w+){0,4} (?:ceiling|light|electric\w*|socket))`,
			points: 90, priority: bot.P0, notice: "signpost"},
		{words: `\b(?:(?:he|she|they|someone|somebody|a man|my (?:ex|husband|wife|partner|landlord|neighbour|dad|father|mother|son))(?:'s| has| is| have| are| was)? (?:(?:keeps?|been) )?(?:threaten\w*|hit(?:ting)?|attack\w*|stalk\w*|follow\w+ me|hurt\w*|beat\w*|outside (?:now|my|the))|(?:threatened|attacked|assaulted|stalked) me|afraid (?:of him|of her|for my (?:life|safety))|(?:not|isn'?t|don'?t feel) safe (?:at home|here|in)|unsafe at home|domestic (?:abuse|violence)|abusive (?:husband|wife|partner|ex|relationship)|coercive|restraining order|(?:he|she|they|(?:my )?(?:ex|husband|wife|partner|father|brother)(?:[- ]\w+)?) (?:must|should|can) ?n(?:ot|o|'?t) (?:have|know|find|get|see)|in a refuge|fled (?:home|from))`,
			points: 90, flags: []string{"vulnerability:life_event"}, priority: bot.P0},
		{words: `\b(?:(?:been|was|were|got|is|has been|have been) (?:hacked|compromised|defrauded|scammed|cloned)|scamm(?:ed|er)|fraudster|fraudulent|phish\w*|(?:money|funds|payments?) (?:is|are|was|were)? ?(?:going out|leaving|being taken|stolen|gone|disappear\w*)|stolen (?:my |our )?(?:card|identity|passwords?|details|money|phone|laptop)|(?:card|cheque ?book|wallet|handbag|passport|laptop|phone|keys) (?:is|are|was|were|has been|have been|been|got|gets) (?:stolen|taken)|(?:freeze|froze|block|stop|cancel) (?:my|our|the|this) (?:bank |debit |credit |company )?(?:card|account)(?: immediately| now| please| at once| today|,|[.!?]|$)|lost (?:my|our|the company) (?:bank |debit |credit |company )?card|report(?:ing)? (?:a |my |our |some |the )?(?:lost card|stolen|fraud\w*|suspicious)|suspicious (?:activity|payments?|transactions?|log ?ins?|emails?)|(?:broken|broke) in(?:to)?|burgl\w*|identity theft|(?:don'?t|didn'?t|do not|did not) (?:recogni[sz]e|make|authori[sz]e) (?:this|that|the|these|a) (?:payment|transaction|transfer|withdrawal|log ?in))`,
			points: 80, flags: []string{"fraud"}, priority: bot.P0},
		{words: `\b(?:(?:clicked|opened|followed)(?: \w+){0,3} (?:a |the |that )?(?:link|attachment)[^.]{0,40}(?:password|details|money|card|odd|strange|weird|suspicious)|gave (?:them|him|her|someone|it) (?:my|our|the) (?:password|card|bank|pin|details|code)|(?:your |the )?bank details (?:have |had |were |was )?(?:been )?changed|is (?:it|this|that) (?:email |message |call )?genuine)`, points: 80, flags: []string{"fraud"}, priority: bot.P0},
		{words: `\b(?:(?:change|changed|new|update|updated|different) (?:of )?(?:your |our |the |my )?bank (?:details|account)|(?:pay|send|transfer)(?: \w+){0,4} (?:to )?(?:this|a new|a different|another) (?:bank )?account|(?:is|was) (?:this|that|it) (?:email|message|invoice|call|text)(?: \w+){0,3} (?:really )?(?:from you|genuine|yours|real|legit\w*)|(?:send|tell|give|confirm)(?: \w+){0,3} (?:your |the |my )?(?:password|pass ?code|pin number|one[- ]time code|otp|security code|log ?in details|credentials))`,
			points: strong, flags: []string{"fraud"}},
		{words: `\b(?:disregard|ignore|forget|bypass|override) (?:all |any )?(?:your|the|previous|prior) (?:rules|instructions|polic\w+|guidelines)`, points: strong, flags: []string{"prompt_injection"}},
		{words: `\b(?:999|ambulance|overdos\w*|chest pains?|can'?t breathe|collapsed|unconscious|emergency services)\b`, points: 80, priority: bot.P0, notice: "signpost"},
	},
	unless: []string{
		`bank details (?:on (?:your|our|the) invoice )?(?:are |is )?(?:unchanged|the same|still the same|not changed)`,
		`fraud (?:training|awareness|policy|prevention)`, `phishing (?:training|test|awareness|simulation)`, `fire (?:alarm|door|drill|extinguisher|certificate|safety)`,
		`(?:how|where) (?:do|can|should) (?:i|we) (?:change|update) (?:my|our) bank details`, `emergency (?:number|contact|line|repairs line)`,
		`domestic (?:abuse|violence) (?:charity|policy|training)`, `(?:gas|co) (?:safety )?(?:certificate|check|inspection)`,
		`suicide (?:prevention|awareness)(?: \w+)?`, `burglar alarms?`, `burglary (?:cover|policy|section|excess)`, `phishing (?:quiz|course|email test|email training|exercise)`, `(?:fit|fitted|buy|bought|need|new|install\w*|test\w*|check\w*|photo of (?:the|a)|certificate for (?:the|a)) (?:the |a |our )?(?:new )?carbon monoxide (?:alarms?|detectors?)|carbon monoxide (?:alarms?|detectors?) (?:is |are |was )?(?:fitted|tested|test|certificate|in date|batter\w*|included)`, `(?:form|page|where|how)(?: \w+){0,6} (?:change|update)(?: of)? bank details`, `(?:nearly|almost) killed`, `no (?:smell of gas|gas smell)`, `reset (?:my|the|our) password`,
	},
}
