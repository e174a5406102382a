package triage

import "countersign/bot"

// injectionRule: words aimed at the software and not at the firm.
var injectionRule = rule{
	code: bot.Injection,
	note: "Words that try to steer the software. They are shown, and steer nothing.",
	cues: []cue{
		{words: `(?:\b(?:ignore|disregard|forget|override|bypass)(?: \w+){0,3} (?:previous|prior|above|earlier|all|your|system|safety) (?:\w+ )?(?:instructions?|prompts?|rules?|messages?|context|guidelines|polic\w+)|\b(?:disregard|ignore|forget|bypass|override) (?:all |any )?(?:of )?(?:your|the|previous|prior|these|those) (?:rules|instructions|polic\w+|guidelines)|\byou are now\b|\b(?:admin|developer|debug|god|jailbreak|sudo|root|dan) mode\b|\b(?:system|assistant|developer) ?(?:prompt|message|instruction|:)|(?:print|show|reveal|repeat|output|tell me|give me|display)(?: \w+){0,3} (?:your |the )?(?:system |hidden |initial |original )(?:prompt|instructions?|message|rules)|(?:list|names?) of (?:the )?(?:documents|files|sources) you (?:can see|have|use)|\b(?:classification|confidence|tier|topic|weight|score|route|label) ?= ?\S|approve (?:your|its|this|the) (?:own )?(?:draft|answer|reply)|post it straight|(?:post|send|publish|answer|reply|respond|release|approve)\w*(?: \w+){0,4} without (?:review|approval|human)|do not (?:escalate|tell (?:the )?staff)|never escalate|act as (?:a|an|if|my)|pretend (?:to be|you|that)|respond only with|reply only with|(?:please )?answer only with|in (?:a )?code block|<\/?(?:system|instructions?|prompt|assistant)>|\[\/?inst\]|<\|)`, points: strong, flags: []string{"prompt_injection"}},
	},
	unless: []string{`ignore (?:my|our|the) (?:previous|last|earlier) (?:message|email|note|question)`, `disregard (?:my|our|the) (?:previous|last|earlier) (?:message|email|note)`, `computer system message`,
		// What clients of a firm ask and read.
		`act as (?:a |an |my |our |the )?(?:\w+ ){0,2}(?:agents?|guarantors?|witness\w*|executors?|trustees?|attorneys?|referees?|surety|directors?|secretar\w+|landlords?|deposit|receipt|reminder|proof|nominees?|guardians?|introducers?|signator\w+|contact)\b`,
		`original message`, `system message (?:said|says|saying|appeared|popped|came|that)`, `(?:gives?|gave|got|get|shows?|showed|see|saw|had) (?:me |us )?(?:a|this|the) system message`,
		`(?:should|must|can|do) (?:we|i) (?:send|post|publish|answer|approve)(?: \w+){0,4} without (?:review|approval)`},
}
