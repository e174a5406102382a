package triage

import "countersign/bot"

// Rights of data-protection law, in plain words: each opens a record of its own
// and has near misses of its own, such as asking for one document, having one
// taken off a file, or a breach at somebody else's firm.

const rightsNote = "A right under data-protection law; it has a clock of its own."

// theirs are those whose data somebody may ask for.
const theirs = `(?:me|us|my (?:family|household|mother|father|mum|dad|husband|wife|partner|son|daughter|children)|our (?:family|household|children))`

// accessRule: somebody asks for what the firm holds about them.
var accessRule = rule{
	code: bot.DataRights,
	note: rightsNote,
	cues: []cue{
		{words: `\b(?:everything|anything|whatever|what|all|copies|copy|print-?out|emails?|notes?|messages|data|information|info|records?|details|files?)(?: [\w-]+){0,6} (?:you|your (?:firm|staff|team|company|people|office|colleagues?|system))(?:'ve| have| do| does| are| has| still){0,2} (?:(?:all|already|ever|still) )?(?:hold|holds|held|holding|got|have|has|keep|keeps|kept|keeping|store|stores|stored|storing|know|wrote|written|sent|record|recorded|process|processes|processed|collect|collected)(?: \w+){0,2} (?:about|on|concerning|regarding) ` + theirs + `\b`,
			points: strong, flags: []string{"data_rights"}, records: []string{"sar"}},
		{words: `\b(?:everything|all (?:the )?(?:data|information|records?|emails?|messages|personal data)|what(?:ever)? (?:data|information|personal data)?) (?:that )?you(?:'ve| have)? (?:hold|held|got|have|keep|store|kept|know)?(?: \w+){0,2} (?:about|on|of) (?:me|us|my)\b`,
			points: strong, flags: []string{"data_rights"}, records: []string{"sar"}},
		{words: `\b(?:subject access|(?:a|an|my|our|this|the|submit|make|making|as a) d?sar(?:[ .,?!]|$)|dsar\b|sar request|right of access|data (?:access|subject|protection) (?:access )?request|article 15|(?:copy|copies|print-?out|sight|access)(?: \w+){0,2} (?:of|to) (?:all )?(?:of )?(?:my|our) (?:own |whole |entire |full |complete |personal |client )*(?:data|information|file|files|records?)\b|(?:see|want|like|request|send me|send us|receive)(?: \w+){0,3} (?:my|our) (?:own |whole |entire |full |complete |personal |client )*(?:file|personal data|personal information)\b|(?:send|give|show|provide|hand)(?: over)? (?:me|us)(?: with)?(?: all)?(?: of)? my (?:own |personal )?data\b|(?:everything|anything|all of it)(?: \w+){0,3} (?:with|that has|has|under|in) my name\b|(?:my|our) (?:personal )?data (?:that )?you (?:hold|have|keep))`,
			points: strong, flags: []string{"data_rights"}, records: []string{"sar"}},
	},
	unless: []string{
		`(?:delete|erase|destroy|wipe|remove|shred|get rid of|forget)(?: \w+){0,2} (?:everything|anything|whatever|what|all)(?: \w+){0,8} (?:about|on|of) (?:me|us|my)\b`,
		`copy of (?:all )?my (?:p60|payslip|statement|tax|accounts?|lease|tenancy|contract|invoice)`, `data protection (?:policy|officer|page|fee)`,
		`(?:have you|did you|you'?ve|you have) (?:got|received|had|seen|lost|found|finished with|get|find|open)(?: \w+){0,2} (?:my|our) (?:\w+ )?files?`, `(?:my|our) (?:\w+ )?files?(?: \w+){0,2} (?:in|on|via|through|to) (?:the |your )?(?:portal|app|website|system|page|folder)`,
		`(?:where|how) (?:can|do|could|should) (?:i|we) (?:see|find|open|upload|download|send)`, `(?:can'?t|cannot|unable to) see (?:my|our) (?:\w+ )?files?`,
	},
}

// erasureRule: somebody wants what the firm holds about them gone.
var erasureRule = rule{
	code: bot.DataRights,
	note: rightsNote,
	cues: []cue{
		{words: `\b(?:(?:delete|erase|remove|wipe|destroy|shred|purge|get rid of|clear)(?: \w+){0,4} (?:(?:my|our) (?:own |personal |private )*(?:data|information|details|records?|files?)\b|(?:about|on) (?:me|us)\b)|(?:delete|erase|remove|wipe|forget|take|strike)(?: \w+){0,2} (?:me|us)(?: \w+)? (?:from|off|out of) (?:your|the|all your) (?:\w+ )?(?:records?|systems?|databases?|books|files|computers?|servers?)|take (?:my|our) (?:\w+ )?\w+ off (?:your|the) (?:\w+ )?(?:systems?|databases?|records?|files|books))`,
			points: strong, flags: []string{"data_rights"}, records: []string{"erasure"}},
		{words: `\b(?:(?:delete|erase|forget) (?:me|us)(?:[.!?,]|$| and| completely| entirely| altogether)|(?:forget|erase|delete) everything about (?:me|us)\b|(?:delete|erase|forget) all my data|right to (?:erasure|be forgotten)|be forgotten|article 17|(?:delete|erase|destroy|shred|wipe) (?:everything|whatever|what|anything|all) (?:that )?you(?:'ve| have)? (?:hold|have|got|keep|kept)\b|(?:delete|erase|wipe) (?:my|our) (?:\w+ )?account (?:and (?:everything|all)|with everything|completely|permanently|for good))`,
			points: strong, flags: []string{"data_rights"}, records: []string{"erasure"}},
		{words: `\b(?:(?:no longer|don'?t|do not|never)(?: \w+){0,3} you(?: \w+){0,2} (?:keep(?:ing)?|hold(?:ing)?|stor(?:e|ing)|process(?:ing)?|retain(?:ing)?|us(?:e|ing)) (?:any of )?(?:my|our) (?:personal )?(?:data|information|details|records?)|stop (?:keeping|holding|storing|processing|using) (?:my|our) (?:personal )?(?:data|information|details|records?)|want(?: \w+){0,3} (?:my|our) (?:personal )?(?:data|information|details|records?|file) (?:gone|deleted|erased|removed|destroyed|wiped)|(?:my|our) (?:personal )?(?:data|information|details|records?)(?: \w+){0,2} be (?:deleted|erased|destroyed|wiped|removed))`,
			points: strong, flags: []string{"data_rights"}, records: []string{"erasure"}},
	},
	unless: []string{
		`(?:delete|remove|take|erase|clear)(?: \w+){1,5} (?:from|off|on|in) (?:my|our) (?:\w+ )?(?:files?|records?|accounts?|details|portal)`, `(?:delete|remove|replace)(?: \w+){0,3} (?:and|then) (?:use|replace|add|put|send|upload|reissue|insert)`,
		`(?:remove|delete|take)(?: \w+){0,4} (?:old|wrong|previous|duplicate|former|earlier) \w+`, `(?:mailing|distribution|newsletter|marketing) list`,
		`(?:should|can|may|must|could) (?:i|we) (?:delete|destroy|shred|keep|get rid of)`, `how long (?:do|should|must) (?:i|we) keep`,
	},
}

// others are those who must not have a client's data.
const others = `(?:my ex\b|my ex-\w+|(?:the|my|our) neighbours?|a stranger|strangers|another (?:client|tenant|person|company|customer|patient|firm)|someone else|somebody else|everyone|everybody|other (?:clients|tenants|people|customers|companies)|all (?:of )?your clients|my (?:landlord|boss|employer|tenants?|husband|wife|brother|sister|mother|father|competitor))`

// dataComplaintRule: somebody's data went where it should not, or is used as they
// did not agree to. It is a complaint about the firm too.
var dataComplaintRule = rule{
	code: bot.DataRights,
	note: "A complaint about how personal data was handled; it has a clock of its own.",
	cues: []cue{
		{words: `\b(?:(?:payslips?|statements?|details|data|documents?|letters?|accounts?|emails?|files?|figures|passport|address|information)(?: \w+){0,6} to (?:the |a )?wrong \w+|(?:sent|emailed|posted|forwarded|given|gave|delivered|handed)(?: \w+){0,6} (?:the |a )?wrong (?:person|people|client|company|recipient|tenant|patient)|(?:someone|somebody|another client|a stranger|other people)(?: else)? (?:can see|has seen|got|received|was sent|has) (?:my|our)|(?:received|got|sent me|seeing|can see)(?: \w+){0,3} (?:someone|somebody|another (?:client|person|company))(?: else)?'?s (?:payslip|data|details|accounts?|documents?|statement|letter)|sent (?:me |us )?(?:someone|somebody|another \w+)(?: else)?'?s|(?:someone|somebody) else'?s (?:payslip|statement|accounts?|data|details|letter|documents?)|(?:data|privacy) (?:breach|leak)|privacy complaint|misus\w+ (?:my|our) data)`,
			points: strong, flags: []string{"data_breach", "data_rights", "complaint"}, records: []string{"dp_complaint", "complaint"}},
		{words: `\b(?:you|your (?:staff|colleagues?|team|office|people|firm|receptionist|agent|contractor|system|website|portal))(?:'ve| have| had| has)? (?:\w+ )?(?:shared?|gave|given|giving|passed|sold|disclosed|leaked|posted|published|handed|emailed|sent|told|forwarded|showed|shown)(?: \w+){0,3}? (?:my|our) (?:\w+ )?(?:address|details|data|information|number|email|statements?|payslips?|files?|documents?|records?|figures|accounts?|letters?)(?: \w+){0,3} (?:to|with) ` + others,
			points: strong, flags: []string{"data_breach", "data_rights", "complaint"}, records: []string{"dp_complaint", "complaint"}},
		{words: `\b(?:my|our) (?:personal |private )?(?:data|details|information) (?:was|were|has been|have been|got|is being|are being) (?:leaked|shared|sold|stolen|exposed|published|misused|lost|breached|passed on|hacked)|\bwhy (?:did|does|has|have|is|was)(?: \w+){0,4} (?:get|got|have|has|receive\w*|seen?)(?: \w+){0,2} (?:my|our) (?:\w+ )?(?:statements?|payslips?|details|data|accounts?|documents?|address|letters?|files?)(?: \w+){0,2} from you|\bleft (?:my|our)(?: \w+){0,2} (?:files?|documents?|papers?|letters?|statements?|payslips?|details)(?: \w+){0,8} (?:anyone|anybody|everyone|everybody|all|others?|people) (?:to|could|can)\b|\b(?:all|other|every|everyone|everybody)(?: \w+){0,4}(?:'s)?(?: \w+){0,2} (?:in|on) (?:the )?(?:cc\b|copy\b)|\b(?:cc'?d|copied)(?: in)? (?:all|every)`,
			points: strong, flags: []string{"data_breach", "data_rights", "complaint"}, records: []string{"dp_complaint", "complaint"}},
		{words: `\b(?:(?:no right|never (?:agreed|consented|said (?:you|anyone|anybody) could)|did(?:n'?t| not) (?:agree|consent))(?: \w+){0,6} (?:my|our) (?:\w+ )?(?:data|details|information|number|address|email|files?)|(?:us(?:e|ed|ing)|shar(?:e|ed|ing)|pass(?:ed|ing)?|gave|giving|sold|selling|kept|keeping|handed)(?: \w+){0,2} (?:my|our) (?:\w+ )?(?:data|details|information|number|address|email)(?: \w+){0,6} without (?:asking|permission|consent|my|our|telling)|without (?:my|our) consent|(?:shared|sold) (?:my|our) (?:personal )?(?:data|details|information) (?:with|to)|(?:complain\w*|complaint|unhappy|concerned|worried|not happy|angry)(?: \w+){0,5} (?:how|the way|what) you(?: \w+){0,4} (?:my|our) (?:personal )?(?:data|information|details)|(?:breach\w*|against|violat\w*)(?: \w+){0,3} (?:gdpr|data protection)|gdpr (?:breach|complaint|violation)|(?:complain\w*|report(?:ing)? (?:you|this|it)|go(?:ing)?|tak(?:e|ing) (?:this|it)|refer(?:ring)? (?:this|it|you)|writ(?:e|ing))(?: \w+){0,3} to (?:the )?(?:ico\b|information commissioner))`,
			points: strong, flags: []string{"data_rights", "complaint"}, records: []string{"dp_complaint", "complaint"}},
	},
	unless: []string{
		`gdpr (?:training|policy|page|template|wording|notice)`, `data protection (?:policy|officer|page|fee)`,
		`i(?:'ve| have)? (?:sent|emailed|posted|gave|forwarded)(?: \w+){0,8} wrong(?: \w+)?`, `sorry,? (?:i|we)(?: \w+){0,6} wrong(?: \w+)?`, `wrong (?:email|address|number|details)(?: \w+)? (?:on|in) (?:my|our|the) (?:file|record|account|invoice|letter)`,
		`(?:our|a|the|their) (?:supplier|own|client|customer|company|employee|provider|bank|software|payroll)(?:'?s)?(?: \w+){0,4} (?:data|privacy) (?:breach|leak)`, `(?:data|privacy) (?:breach|leak)(?: \w+){0,4} (?:at|in|by|of|for|from|with) (?:our|a|the|their|one of our) \w+`,
		`(?:how|what|when|do|does|should|must|need to)(?: \w+){0,6} (?:report|notify|tell|do about|handle|cover|covers|record)(?: \w+){0,5} (?:data|privacy) (?:breach|leak)`, `(?:data|privacy) (?:breach|leak) (?:policy|insurance|training|procedure|cover|plan|log|register|notification)`,
		`(?:do|should|must|need to|can|how)(?: \w+){0,5} (?:we|i)(?: \w+){0,5} (?:to )?(?:the )?(?:ico|information commissioner)`, `(?:payments?|deposit|money|rent|transfer)(?: \w+){0,5} (?:to )?(?:the )?wrong (?:account|person|one|bank)(?: \w+)?`,
	},
}
