package triage

import "countersign/bot"

// requestHumanRule: a person, please. It always works.
var requestHumanRule = rule{
	code: bot.RequestHuman,
	note: "The client asks for a person.",
	cues: []cue{
		{words: `\b(?:(?:are|is) (?:you|this|it|that|there) (?:a |an |just a |even a )?(?:bot|robot|machine|chat ?bot|ai|computer|automated|real person|real human|person or|human)|am i (?:talking|speaking|chatting|writing) (?:to|with) (?:a |an )?(?:bot|robot|machine|computer|ai|person|human|real)|did (?:a )?(?:bot|robot|ai|computer|chatgpt) (?:write|send|answer))`,
			points: strong, flags: []string{"human_requested"}, notice: "disclosure"},
		{words: `\b(?:(?:talk|speak|spoken|chat|put (?:me )?through|pass(?:ed)? (?:me )?(?:on|over)?|connect(?:ed)?|transfer(?:red)?|discuss(?:ed)?|escalate\w*|reach)(?: \w+){0,8} (?:to |with |by |from )?(?:an? )?(?:actual |real |living |proper |human )?(?:person|human(?: being)?|someone|somebody|people|manager|supervisor|member of staff|partner|director|adviser|agent|operator|your boss|whoever)\b|(?:get|want|need|prefer|like|rather|call|phone|see|meet)(?: \w+){0,4} (?:a|an|the|your|some|to|with) (?:\w+ ){0,2}(?:person|human(?: being)?|manager|supervisor|member of staff|partner|director|adviser|operator|your boss)\b|(?:get|want|need|prefer|like|rather)(?: \w+){0,4} (?:someone|somebody|a person|people) (?:to (?:call|ring|phone|talk|speak|come|explain|deal|listen|look|see|help)|who)|(?:talk|speak|explain|say|go through|sit|visit|conversation|word|call|chat|rather)(?: \w+){0,8} (?:with|to|by|from|wi|beside) (?:an? |one )?(?:someone|somebody|human|whoever)\b|(?:a|any|one|another) human (?:being|one)|human one\b|who(?:'s| is)(?: \w+){0,3} a human being|(?:is|was) that a person\b|(?:someone|somebody)(?: \w+){0,3} (?:pick up the phone|face to face|sit (?:beside|with|down with) me)|(?:not|no|stop|without|enough|instead of|rather than)(?: \w+){0,3} (?:a |an |the |another |more |sending )?(?:bot|robot|machine|chat ?bot|automated|automat\w+|ai|computer)s?\b|(?:real|actual|living|human) (?:person|human|voice|people)|(?:anybody|anyone|somebody|someone) (?:real|human|there|alive|at all|reading this)|(?:a )?person,? please|human,? please|(?:phone|call|ring) me(?: back)?|(?:could|can|would|please|have|get|ask) (?:\w+ ){0,3}(?:phone|ring|call|telephone) (?:me|us)|give (?:me|us) a (?:ring|call|bell|buzz)|call ?-?back|(?:is|are) (?:any(?:one|body)|someone|somebody) (?:there|reading|going)|does any(?:body|one) (?:read|answer|work)|speak (?:directly )?to \w+\b)`,
			points: strong, flags: []string{"human_requested"}},
		{points: strong, flags: []string{"human_requested"}, words: `\b` + anyOf(`
(?:connect|transfer) (?:me|us) (?:to|with|through|over)\b
(?:is|are) (?:there )?(?:anyone|anybody|someone|somebody) (?:actually|even|really|still|at all) (?:there|here|reading|answering|listening|home|in)\b
(?:don'?t|won'?t|will not|hate|refuse to|can'?t stand)(?: (?:do|deal with|like|want|trust|talk to|speak to|write to|use|chat with|want to \w+ to))? (?:a |an |your |these |the |another )?(?:chat ?bots?|bots?|robots?|automatons?)\b
(?:answer|reply|response|hear|word)(?: back)? from (?:mr|mrs|ms|miss|dr)\b
contact me (?:urgently|directly|today|asap|as soon|by (?:phone|telephone)|on (?:my|07|01|02))
customer services?,? please\b
(?:need|want|like|get|have|wish) (?:someone|somebody|one of you|a person) (?:to )?(?:actually|properly|really) \w+
ask (?:a|the|your|my|one of (?:the|your))(?: \w+)? (?:solicitors?|vets?|dentists?|accountants?|partners?|lawyers?|advisers?|doctors?|nurses?|brokers?)(?: \w+)? to (?:get in touch|call|ring|phone|contact|speak|come back|see)\b
go (?:higher than you|higher up|over your heads?)\b|(?:someone|somebody) (?:higher|further) up\b
(?:you|person|human|someone|somebody|real)\b[^?.!]{0,30}\bor (?:is it |am i getting )?(?:the|a|just a|some|your) (?:computer|robot|bot|machine)\b
where are (?:all )?the (?:people|humans|staff)(?:[.,;?!]|$| (?:these days|in your|at your|gone)\b)
`)},
		// A message of one word, as it is said to a machine on the telephone.
		{points: strong, flags: []string{"human_requested"}, words: `^[^\pL]*(?:please )?(?:an? )?(?:live |real )?(?:operator|representative|rep|agent|adviser|advisor|receptionist|supervisor|manager)(?: please)?[^\pL]*$`},
	},
	unless: []string{
		`is (?:anyone|anybody|someone|somebody) there (?:with|to (?:let|meet|open|receive|take|sign)|on|at|for|between|when|until|tomorrow|from|all)`, `(?:monitor|screen|printer|cable|charger)\b[^?.!]{0,20} or (?:is it )?the (?:computer|machine)`,
		`operator'?s? licen[cs]e`, `human (?:rights|resources|error|nature)`, `a person'?s (?:pension|record|name|file|details|account|address|contract)`, `(?:someone|somebody|a person) (?:under|over|aged|below|above) (?:the age of )?\d`,
		`connect (?:me|us) (?:to|with) (?:the|your|my|our) (?:wi-?fi|vpn|network|portal|server|printer|system|internet|software|app|shared|drive|bank feed)`, `transfer (?:me|us) (?:to|over to|with|through) (?:the )?(?:new|other|annual|monthly|quarterly|paper|online)`,
		`(?:can|could|should|may|do) (?:i|we) (?:bring|give|add|invite|nominate|send)(?: \w+){0,4} (?:someone|somebody|a colleague|person)`, `(?:read[- ]only )?access (?:to|for) (?:someone|somebody|a person)`,
		`(?:i|we)(?:'ll| will| can| could| shall)? (?:call|ring|phone|give you a (?:ring|call))`, `(?:per|one|each|first|named|single|third|two|four|other|right|in) person`, `in person`, `personal`, `(?:phone|call) (?:number|charges|recording|centre)`,
		`(?:someone|somebody) (?:explain|send|tell|confirm|resend|let me know|help|point)`, `could (?:someone|somebody)(?: please)? (?:explain|send|confirm|forward|resend|tell|let|point|check|add|update)`, `one[- ]person`, `no (?:need to|reply)(?: \w+){0,3} (?:call|ring|phone)`,
		`(?:get|need|want|have|like)(?: \w+){0,6} (?:to )?(?:add|introduce|bring|invite|onboard|set up)(?: \w+){0,4} (?:person|someone|somebody|people|manager|partner|director)`, `new (?:office |practice |line )?(?:manager|partner|director|person|starter)`,
		`(?:we|i) (?:need|want|have|get)(?: \w+){0,8} (?:our|my|the) (?:\w+ )?(?:manager|director|partner|people|agent)`, `letting agent|estate agent|hmrc agent|agent form`, `lovely human being|normal person`, `(?:say|send|pass)(?: \w+){0,2} (?:ta|thanks|thank you|cheers) to (?:whoever|everybody|everyone|the person)`, `need (?:a|any) witness`, `meeting call|conference call|video call|call on|call at`,
	},
}
