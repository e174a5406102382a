package triage

import "countersign/bot"

// regulatedAdviceRule: a recommendation asked for, where only a person with
// the right permissions may give one. A fact with a source stays routine.
var regulatedAdviceRule = rule{
	code: bot.RegulatedAdvice,
	note: "Asks for advice that only a qualified person may give.",
	cues: []cue{
		{words: `\b(?:should (?:i|we|she|he|they|my \w+)|shall (?:i|we)|(?:am|are) (?:i|we) (?:better|best)(?: off)?|is it (?:better|best|worth|wise|sensible|a good idea|safe)|would (?:it|i|we) be (?:better|wiser|worth|best|wise)|(?:better|best) (?:to|off|for (?:me|us))|worth (?:it|my while|me|us|our while)|which (?:is|one is|would be|do you (?:think|recommend|suggest)|should|of (?:these|the two|them))|what (?:would|do) you (?:do|recommend|advise|suggest|think (?:i|we) should)|(?:do|would|can|could) you (?:recommend|advise|suggest)|tell (?:me|us) (?:what you would|which|whether (?:to|i should))|your (?:advice|recommendation|opinion|view) (?:on|about|as to)|in (?:my|our) (?:position|shoes|place))[^.?!]{0,90}\b(?:pensions?|sipps?|isas?|invest\w*|shares?|stocks?|bonds?|funds?|gilts?|crypto\w*|bitcoin|mortgage|remortgag\w*|fixed rate|tracker|equity release|annuit\w*|drawdown|insurance|cover|policy|dividends?|salary|bonus|incorporat\w*|limited company|ltd|sole trader|charity|cic|vat (?:scheme|register\w*)|flat rate|register for vat|tax (?:election|plan\w*|efficient|saving)|inherit\w*|trusts?\b|wills?\b|gift\w*|capital gains|savings?|lump sum|cash (?:everything )?in|sell(?: up)?|hold on|transfer|loan|plea\w*|settle|sue|claim|evict\w*|contest|divorc\w*|£\d[\d,]*k?|legal|money)`,
			points: strong, flags: []string{"regulated_advice"}},
		{words: `\b(?:pensions?|sipp|isa|invest\w*|mortgage|dividends?|salary|bonus|shares?|lump sum|trust|will|charity|cic|insurance|annuity|drawdown)\b[^.?!]{0,70}\b(?:or|versus|vs)\b[^?!]{0,70}(?:\?|which|tell us|advise|recommend|before (?:april|year end|the year))`, points: strong, flags: []string{"regulated_advice"}},
		{words: `\b(?:would you (?:take|choose|pick|go for|do|buy|sell|invest|put)|(?:do|would) you (?:reckon|think|say)|a good investment|for someone my age|if you were (?:me|us|in my)|what would you do)[^.?!]{0,80}(?:\b(?:rate|tracker|fixed|pension|isa|fund|shares?|invest\w*|mortgage|money|insurance|policy|trust|property|flat|house|age)\b|£\d)`, points: strong, flags: []string{"regulated_advice"}},
		{words: `\b(?:if it (?:was|were) your (?:own )?money|sell up or hold on|cash (?:everything|it all|it|them) in|what (?:are|would be) (?:my|our) legal (?:rights|position|options)|(?:my|our) (?:legal )?rights (?:over|on|about|if|here)|is it (?:legal|lawful|allowed|illegal) (?:for (?:me|us) )?to|(?:would|could|will|do|can) (?:i|we) (?:win|have a (?:case|claim|leg to stand))|(?:do|have) (?:i|we) (?:have |got )?(?:a |any )?(?:case|claim|grounds|legal)|can (?:i|we) (?:just |legally |lawfully )?(?:change the locks|evict|throw (?:them|him|her) out|kick (?:them|him|her) out|withhold|refuse to pay|deduct|sue|contest|ignore|get out of)|how (?:do|can) (?:i|we) (?:evict|avoid (?:paying )?(?:tax|inheritance|capital)|contest|get round|hide)|(?:is|are) (?:they|he|she) allowed to|liab(?:le|ility) (?:if|for)|legal advice|financial advice|investment advice|tax advice|which (?:fund|pension|mortgage|isa|scheme|policy|plan)\b[^?]{0,40}\b(?:best|right|choose|pick|go for|suit\w*|would you))`,
			points: strong, flags: []string{"regulated_advice"}},
	},
	unless: []string{
		`(?:shall|should) (?:i|we) (?:book|call|arrange|order|ring|reply|do) (?:it|that|them)?(?: or will you)?`, `good enough or do you want`, `should (?:i|we) (?:send|upload|bring|use|book|expect|email|post|put|include|sign|reply|keep|come|arrive|contact|speak|report|fill)`, `which (?:form|page|date|address|email|room|folder|channel|day|time|reference|document|file|portal)`, `is it worth (?:sending|bringing|attaching)`,
		`recommend a (?:local )?(?:window cleaner|plumber|restaurant|hotel|gardener|builder)`, `(?:better|best) (?:to|for (?:me|us) to) (?:email|call|post|upload|come|send|meet)`, `(?:do|would) you (?:recommend|suggest) (?:bringing|sending|uploading)`,
	},
}
