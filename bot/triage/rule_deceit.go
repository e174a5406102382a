package triage

import "countersign/bot"

// deceitRule: money, codes and accounts that may be in the wrong hands, as those
// tell it who have not noticed. It counts in what a client writes only. One
// wording stands on a line.
var deceitRule = rule{
	code: bot.Safety,
	note: "Somebody may be deceiving the client.",
	cues: []cue{
		// Money that goes where an email, a caller or a boss said.
		{points: strong, flags: []string{"fraud"}, words: `\b` + anyOf(`
(?:use|using|used|paid|sent|pay|send|gone|went)(?: [\w£,']+){0,4} (?:to |into )?(?:the |your |that )new (?:sort code|iban|payee)\b
(?:use|using|used|have used) the new (?:sort code|account|iban)\b
(?:the|an) amended account|the changed account|new beneficiary details
(?:fake|duplicate|second|new|different)(?: \w+){0,2} (?:invoice|bill|demand)s?\b[^.?!]{0,40}\b(?:sort code|iban|bank)\b
(?:different|new|another|changed)(?: \w+)? (?:account|bank|sort code)(?: \w+){0,3} (?:on (?:it|the (?:invoice|email|bottom|bill))|in (?:the|your) (?:email|text|message))
(?:paid|sent|transferred|wired|pay|send|transfer)(?: [\w£,'.]+){0,5} (?:to|into) (?:the |your |that )?(?:new one\b|other account|account (?:in|on|from) (?:the|your|that|\w+'s) (?:\w+ )?(?:email|text|pdf|message)|changed|amended|updated)
(?:landed|arrived|reached|come)(?: \w+){0,3} (?:in|at|to|into) the new account
(?:have|did) (?:you|your firm|your office)(?: guys| lot| people| all)?(?: really| actually| just)? chang\w+ (?:banks?\b|your (?:bank|sort code|account)s?\b|(?:the )?(?:sort code|bank account|account (?:the|for|number)))
(?:text|email|letter|message|call|whatsapp)\w*(?: \w+){0,6} (?:bank|account)(?: details| number)?(?:'s| has| have| had)? (?:been )?changed
(?:change|swap|switch) my bank(?: \w+){0,2} (?:for|before|by|this)\b
(?:wages|pay|salary)\b[^.?!]{0,30}\b(?:to|into) (?:a|another) (?:new|different|other|second) (?:bank|account)
account (?:number )?(?:in|from|on) (?:the|that|your|his|her|yesterday's|last night's|(?:mon|tues|wednes|thurs|fri|satur|sun)day's|this morning's|the weekend's) (?:\w+ )?(?:emails?|text|message|pdf|whatsapp)
names? (?:on the account )?(?:did ?n'?t|does ?n'?t|did not|does not|not) match
(?:to|into) (?:a|his|her|their|someone's|somebody's) (?:own |personal |private )account\b
(?:buy|bought|buying|wants?|wanting|asked|asks|pay|paid|numbers)(?: \w+){0,6} (?:gift ?cards?|(?:itunes|apple|google play|steam|amazon|tesco) (?:cards?|vouchers?))
(?:in|by) (?:gift ?cards?|bitcoin|crypto|tether|usdt)\b
(?:put|sent|paid|pay|send|move|moved|wants?|invest\w*|transfer\w*)(?: [\w£,']+){0,6} (?:bitcoin|crypto|tether|usdt)\b
safe (?:account|wallet)\b
release (?:fee|payment)\b|(?:fee|pay\w*|£\d+)(?: \w+){0,3} to (?:release|unlock|free)(?: \w+)? (?:it|them|the (?:money|funds|parcel|payment|files|bond|winnings|gift))
(?:refund|overpaid|too much)\b[^.?!]{0,50}\bwants it (?:back|sent)
courier(?: \w+){0,6} (?:for|collect\w*|pick\w* up|take)(?: \w+){0,3} (?:card|cash|pin)\b
(?:says?|said|told me|tells me) to (?:ignore (?:it|the|that)|tell the bank|lie to)
(?:my|the|our) bank(?:'s| has)? (?:flagged|blocked|stopped|warned)\b[^.?!]{0,60}\b(?:pressed|transfer|payment|fraud|scam)
(?:boss|ceo|md|director|bursar)(?:'s)? (?:\w+ )?(?:texted|whatsapp\w*|emailed|messaged)\b[^.?!]{0,60}\b(?:gift|vouchers?|code|urgent\w*|bank|transfer|dates? of birth|crypto|tether|rush)\b|(?:boss|ceo|md|director|bursar)(?:'s)? (?:\w+ )?(?:wants|asked for)\b[^.?!]{0,60}\b(?:gift ?cards?|crypto|tether|bitcoin|dates? of birth)
(?:got|received|had) (?:an?|your|the) (?:email|text|letter|message)\b[^.?!]{0,60}\b(?:new|different|updated|changed) (?:account|bank|sort code)
(?:he|she|they)(?:'s|'ve| has| have)? changed (?:\w+ and )?banks?\b|bank(?:'s| has)? changed,? (?:it|he|she|they) says?
stop (?:a|the) (?:transfer|payment) (?:i|we|that)\b
`)},
		// A code given away, an account or a device in other hands, an impostor.
		{points: strong, flags: []string{"fraud"}, words: `\b` + anyOf(`
(?:gave|given|read|told|texted|passed)(?: \w+)? (?:him|her|them|the (?:man|lady|guy|chap|girl|woman|caller|bloke|gentleman)|someone|somebody|a (?:man|lady|guy|chap|girl|woman|bloke|gentleman))(?: out)?(?: \w+){0,2} (?:my|our|the|a|six|those|all)(?: \w+){0,2} (?:codes?|pin|passwords?|passcode|digits?|login|card number|card details)\b
(?:given|gave) the (?:lady|man|guy|chap|girl|woman|gentleman|caller)(?: \w+){0,4} (?:password|code|pin|login|details)\b
(?:password|passcode|pw|pwd|pass) (?:is |: ?|= ?)?[a-z.]+\d{1,4}\b
(?:my|our|his|her) (?:\w+ )?pin is \d
(?:my|our) (?:\w+ )?(?:password|passcode|pin|login)(?:'s| is) (?:on|in|under|written|still|taped|stuck)\b
(?:ask(?:s|ed|ing)?|wants?|wanted)(?: \w+)? (?:for )?my (?:authenticator|pin|card number)\b
(?:sign|log|go) in as (?:me|us|him|her)\b
(?:gateway|government gateway)\b[^.?!]{0,60}\b(?:password|pw|pass)\b
(?:popped in|typed in|entered|keyed in|keyed|filled in)(?: \w+){0,2} (?:my|our|the company|the firm's|all my)(?: \w+)? (?:card|password|pin|bank|login|bank details)\b
(?:i've|i have|just|and) (?:put|typed|keyed) (?:my|our) (?:card|password)\b
(?:someone|somebody|who|who else|they)(?:'s| has|s|'ve| have| else's)?(?: \w+)? (?:got|been|getting|get|broken|logged|hacked|logging) (?:in|into|inside|hold of) (?:to )?(?:my|our|the)(?: \w+)? (?:emails?|accounts?|portal|page|mailbox|mailchimp|inbox|server|facebook|insta\w*|cloud|payroll|app|system|login)\b
(?:someone|somebody)(?: else)?(?:'s| has|s| is)?(?: \w+)? (?:using|posting|filed|logged|applied|pretending|signed|emailed|emailing|taken|changed|moved|opened|asked|ordered|claimed|texting|texted|set up|opening|taking|applying|applied|claiming)\b[^.?!]{0,40}\b(?:as (?:me|us|you)|in (?:my|our)(?: [\w']+){0,3} name|my (?:details|name|address|account|login|utr|bank|payslips?|pay)|our (?:name|logo|page|details)|me before)\b
(?:posting|emailing|messaging|selling|texting|ringing|calling)(?: \w+){0,3} (?:as (?:me|us)|with our (?:logo|name))\b
(?:page|insta\w*|facebook|profile|twitter)(?:'s| is| has|s)?(?: \w+){0,2} (?:posting|taken over|stolen|sending|been taken|messaging|selling)\b
ransomware (?:thing|note|screen|again|on|message)|(?:is|are|been|being|everything|files|all) encrypt(?:ed|ing)\b|encrypting\b
(?:files?|everything|folders?|names?)(?: \w+){0,4} (?:funny|strange|odd|weird) (?:ending|name|extension)
end(?:s|ing)? in \.(?:\w*crypt\w*|lock\w*|enc|encrypted)
(?:he|she|they|someone|somebody|the (?:man|chap|guy|lady|caller))(?:'s| is|'re| are|s)(?: still| now| already)? (?:(?:in|into|controlling) (?:my|our|the) (?:computer|pc|laptop|machine|screen)|on (?:my|our) (?:screen|computer))\b
(?:let|letting|allowed)(?: \w+){0,4} (?:in|on|onto|into|control|connect)(?: to)? (?:my|the|our|her|his) (?:computer|laptop|pc|screen|machine)\b
(?:had me|got me to|made me|talked me into|wants me to|told me to) (?:install|download|move (?:it|the money|my|all)|withdraw|buy|read out|transfer)\b
(?:mouse|cursor|pointer)(?:'s| is| was)?(?: \w+)? (?:moving|moved|moves)|(?:moving|clicking|typing)(?: \w+){0,2} (?:by|on) its(?:elf| own)
(?:left|lost|leaving|dropped)(?: \w+){0,5} (?:laptop|tablet|ipad|usb|memory stick|hard drive)(?: \w+){0,4} (?:on|in|at) (?:the|a) (?:\w+ )?(?:train|bus|taxi|pub|cab|tube|cafe|plane|tram|coach|airport|station)
(?:lost|lose|mislaid|can'?t find) (?:the|a|my|our) (?:usb|memory stick|hard drive|work (?:phone|laptop))\b
(?:lost|left|stolen|nicked|train|taxi)\b[^?!]{0,80}\b(?:not encrypted|n'?t encrypted|nothing locked|no (?:pin|password|lock|passcode) on it)
(?:payslips?|p60s?|wages|records|notes|list|details|addresses|data)\b[^.?!]{0,30}\b(?:gone|went|sent|emailed) to (?:the wrong|someone|somebody|last|another|every|a different|a stranger)
(?:in my name|loan|remortgage|reset|credit)\b[^.?!]{0,40}\b(?:never|didn'?t|did not|hadn'?t|haven'?t) (?:ask(?:ed)?|appl(?:y|ied)|request(?:ed)?|take out|taken out)
thank(?:s|ing|ed)? me for (?:changing|updating) (?:my|the|our)\b
(?:someone|somebody|he|she|husband|wife|partner|son|been)(?:'s| has)? (?:\w+ )?(?:taken out|took out|opened|applied for|got)\b[^.?!]{0,40}\bin my name\b
(?:man|woman|lady|gentleman|chap|bloke|someone|somebody|fella|guy|caller|lad|girl|person|he|she|they)(?: [\w']+){0,4} (?:said|says|saying|claim\w+|reckons) (?:that )?(?:he|she|they|hes|shes)(?:'s|'re| was| were| is| are)? (?:from|with|calling from|ringing from|working for) (?:you|your|the (?:bank|council|police|gas|water|fraud)|my bank|our bank|hmrc|bt|microsoft|yous)\b
(?:rang|called|phoned|call|texted|emailed|text|message)(?: [\w']+){0,6} (?:saying|said|says|claiming|to say) (?:he|she|they|it|you|hes|shes)(?:'s|'re| was| were| is| are)? (?:from|with) \w+
(?:someone|somebody|a (?:man|lady|woman|chap|guy))(?: \w+)? (?:phoned|rang|called|emailed|texted|came)(?: \w+)? (?:as|pretending|posing|claiming|saying)\b
(?:from|by) you,? (?:was|is|wasn'?t|isn'?t) (?:it|he|she|that)\b
did (?:you|one of (?:you|your \w+)|your \w+|our \w+) (?:(?:really|actually) (?:text|email|ring|call|phone|send|ask)|text (?:me|us|for)|ring (?:me|us|at|asking)|ask (?:me|us|for|her|him))\b[^.?!]{0,60}\b(?:card|code|pin|password|vouchers?|cash|passport|link|bank|transfer|payment)\b
(?:hmrc|fca|police|my bank|the bank|fraud (?:squad|team|department|dept)|microsoft|bt|amazon|openreach|paypal|natwest|barclays|lloyds|hsbc|santander)(?:'s)? (?:man |lady |guy |people )?(?:just |have |has )?(?:rang|phoned|texted|called)\b[^.?!]{0,60}\b(?:wants?|wanting|gave|account|card|arrest|move|pay|safe|link|ni)\b
(?:have|has) (?:i|we|she|he|mum|dad) been (?:had|done|conned|scammed|hacked|an idiot|a fool)\b|fallen for (?:a|an|it|the|one)\b
(?:mailbox|account|password)(?:'s| is| will be|s)? (?:full|closed|expired?|expir\w+|suspended)\b[^.]{0,60}(?:signed in|clicked|verif\w+|put in|entered)
put (?:my|her|his|our) (?:card|bank)(?: details| number)? in\b
code that came (?:on|to|up)\b|(?:gave|read|told)(?: him| her| them| it)? the code\b
read (?:mine|the code|the number|my \w+) out to (?:him|her|them)
(?:was|were) (?:it|that|this) (?:really )?(?:from )?you (?:asking|texting|who (?:rang|texted|called))
hmrc\b[^?!]{0,60}\brefund\b[^?!]{0,60}\b(?:called|code|link|filled|put|clicked|bank in)|text about (?:my|a|the) refund
(?:file|files|note|person|screen)\b[^.?!]{0,40}\b(?:asking for|wants|demanding) (?:money|£\d|bitcoin)
(?:home ?page|website|site|page)\b[^.?!]{0,60}\b(?:casino|sunglasses|trainers|viagra|in turkish|in russian|in chinese)
(?:sacked|dismissed|leaver|last tenant|ex[- ]?(?:husband|wife|partner|employee|staff))\b[^?!]{0,60}\bstill (?:got|has|have|gets|logs|logging|sees|can)\b
(?:someone|somebody)(?:'s| has)? (?:made|set up|put up|opened) (?:a|an)(?: \w+)? (?:page|profile|account|website)
(?:download\w*|posted|posting|shared|putting|leaked)\b[^.?!]{0,40}\bhome addresses
(?:email(?:ed)?|instruction|request)\b[^.?!]{0,60}\b(?:he|she|i|we|they|that)(?: \w+){0,3} (?:never (?:sent|wrote)|did(?:n'?t| not) (?:send|write|come from|originate))
(?:accounts?|payments?|transactions?|log ?ins?)\b[^.?!]{0,40}\b(?:nobody|no ?one|none of us)(?: \w+){0,3} (?:recogni[sz]es?|made|set up)
(?:bank|account|card)\b[^.?!]{0,30}\b(?:was ?n'?t me|not me|wasn'?t us|not us)
(?:was ?n'?t|was not) me (?:logging|typing|posting|sending|ordering)\b
(?:someone|somebody|they|he|she|hackers?|thieves)(?:'s|'ve| has| have)? hacked (?:into )?(?:my|our|me|us)\b|hacked into (?:my|our|the)\b
(?:log ?in|password|passcode|pass code|credentials|user ?name)(?: details)? (?:for|to|of) (?:\w+ )?\w+'s? (?:account|portal|emails?|mailbox|bank|file)s?\b
virus call\b|call this number\b[^.]{0,40}\b(?:rung|rang|called)
(?:for|of|pay|wants) (?:\d+|two|three|four|five) (?:btc|bitcoins?)
pretending to be (?:you|us|me|our|from|him|her|my)\b|calling (?:himself|herself|themselves) your
(?:getting|got) (?:her|him|me|mum|dad) to (?:buy|transfer|withdraw)
(?:someone|somebody)(?:'s| has)? (?:changed|put|added|moved)\b[^.?!]{0,30}\b(?:bank|withdrawal|payee|transfer|admin|password)
signature\b[^.?!]{0,30}\b(?:never me|isn'?t (?:his|mine|hers))
(?:stole|stolen|nicked)(?: \w+){0,3} (?:from|out of) (?:the|my|her|his|our) (?:till|safe|tin|account|purse|handbag|drawer)
`)},
	},
	unless: []string{
		// A client who asks how the firm may be paid.
		`\b(?:can|could|may|might) (?:i|we) (?:pay|settle)(?: (?:you|your|the|my|our|this|it|a|fees?|notes?|bills?|invoices?)){0,4} (?:in|by|with) (?:bitcoin|crypto|tether|usdt)\b`,
		`(?:gate|door|alarm|key ?safe|entry|lock ?box|building|meter|discount|tax|area) codes?`, `forgot(?:ten)? (?:my|the|our) (?:government )?gateway password`,
		`account (?:manager|software|package)s?`, `(?:for|to|of) (?:my|our|the|this|your|his|new|a|an) (?:client'?s?|bank|email|business|company|new|online) (?:account|portal|emails?|mailbox|bank|file)s?`, `(?:for|to|of) (?:my|our|your|the|this) \w+s? (?:account|portal|emails?|mailbox|bank|file)s?`,
	},
}
