package triage

import "countersign/bot"

// cancellationRule: leaving the firm; moving a meeting is not.
var cancellationRule = rule{
	code: bot.Cancellation,
	note: "The client wants to leave the firm or end a service.",
	cues: []cue{
		{words: `\b(?:clos(?:e|ing) (?:(?:my|our) (?:account|file|case)|(?:the|this) account)|(?:leav(?:e|ing)|mov(?:e|ing)|switch\w*|transfer\w*|go(?:ing)?|taking (?:our|my) (?:business|work|account)|take (?:our|my|the|this)(?: \w+){0,3})(?: \w+){0,3} (?:to )?(?:another|a (?:new|different)|somewhere else|elsewhere|someone else) ?(?:firm|accountant|agent|solicitor|provider|adviser|practice|vet|company|bookkeeper|supplier)?|(?:accountant|agent|firm|solicitor|provider|adviser) (?:nearer|closer|else)|appointed (?:someone|somebody|another|a new|new)|(?:end|terminat\w*|cancel\w*|finish|stop|cease|bring)(?: \w+){0,3} (?:contract|agreement|engagement|relationship|service|services|management|subscription|instructions?|dealings|retainer)(?: \w+){0,4}(?: to an end)?|(?:final|last) piece of work|(?:notice|two months'? notice) on (?:full |our |the )?management|we(?:'re| are) leaving(?: you\b| the firm| your (?:firm|practice|agency)|[.,;!?]|$| for (?:another|a (?:new|different|cheaper)))|i(?:'m| am) leaving (?:you|the firm)|no longer (?:need|want|require) (?:your|you)|hand (?:over|back)(?: \w+){0,6} (?:close|file|another)|part(?:ing)? (?:ways|company)|disengag\w*|professional clearance|cancel (?:everything|my membership|the whole))`, points: strong, flags: []string{"cancellation"}},
	},
	unless: []string{`cancel (?:my|our|the|a|an|this|thursday'?s|tomorrow'?s) (?:\w+ )?(?:meeting|appointment|viewing|booking|call|slot|visit)`, `terminate the (?:old )?(?:tenancy|licen[cs]e|lease)`, `(?:end|ending|terminat\w*|finish) (?:of )?(?:the |my |our )?(?:tenancy|lease)`, `end of (?:the )?(?:contract|agreement|service)`, `service (?:level|charge|history)`, `stop (?:the )?service (?:on|of the) boiler`, `management (?:accounts|report|fee)`, `(?:mov\w+|transfer\w*|switch\w*|go\w*|tak\w+)(?: \w+){0,3} (?:another|a (?:new|different)) (?:house|flat|address|property|office|premises|building|unit|room|job|role|team|site|branch|bank|number|date|day|time|slot|school|town|city|desk|phone|laptop|system|email\w*)\b`},
}
