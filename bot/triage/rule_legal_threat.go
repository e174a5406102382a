package triage

import "countersign/bot"

// legalThreatRule: court, lawyers, regulators, the press.
var legalThreatRule = rule{
	code: bot.LegalThreat,
	note: "A legal threat, or one of going to a regulator or the press.",
	cues: []cue{
		{words: `\b(?:(?:see you|take (?:you|this|it|them)?|taking you|going|go|off) (?:all )?(?:in|to) (?:small claims |county )?court|court (?:action|proceedings|claim|papers)|small claims|letter before (?:action|claim)|pre[- ]action|legal (?:action|proceedings|advice (?:about|on|over) (?:you|this|your)|team will|route)|(?:my|our|a|the) (?:solicitors?|lawyers?|barrister|legal team)(?: \w+){0,3} (?:will|is|are|has|have|says?|said|about|advis\w+|in touch|know|copied|involved)|instruct(?:ed|ing) (?:a |my |our )?(?:solicitor|lawyer|barrister)s?|speak(?:ing)? to (?:a|my|our) (?:solicitor|lawyer)|su(?:e|ed|ing) (?:you|for|your|the firm|over)|will be suing|hold(?:ing)? you (?:liable|responsible|to)|breach of (?:contract|duty)|professional negligence|damages\b|report(?:ing|ed)? (?:you|this|it|the|your)(?: \w+){0,6} to (?:the |your )?(?:regulator|ombudsman|ico|fca|sra|police|hmrc|council|trading standards|icaew|rics|professional body|law society|press|newspaper|mp|papers)|(?:the |financial |legal |property |an )?ombudsman|trading standards|(?:going|talk\w*|speak\w*|go) to (?:the )?(?:press|papers|newspapers?|media|bbc|my mp|journalist|trading standards|the regulator|the ico)|trustpilot|(?:bad|one[- ]star|negative|honest) review|(?:want|let) (?:the )?(?:scheme|adjudicat\w*|tribunal) (?:to )?decide|(?:council|environmental health)(?: \w+){0,2} (?:inspector|officer|is coming|are coming)|without prejudice|\bet1\b|(?:form|letter|call|rang|gone|been|going|went) (?:from |to )?acas\b|employment tribunal|tribunal claim|counter-?claim\w*|forfeiture|lodged a caveat|serv(?:e|ing) (?:papers|proceedings)|witness statements?|put you on notice|(?:the|a|my|our) hearing(?:'s| is on| is the|, which| on the)|(?:started|begun|issued|bring\w*) proceedings|proceedings against|injunction|magistrates'? ?(?:court)?\b|(?:they'?re|theyre|she'?s|he'?s|is|are) suing|union'?s? (?:legal|got|rep(?:'s)? (?:will|has|is taking)|solicitor|lawyer)|indemnity insurers?|pi insurers?|legal side|referred (?:it|you|this) to|fire (?:service )?officer (?:asked|has|gave|says)|enforcement (?:notice|officer)|reserv\w+ (?:all )?(?:my|our) (?:legal )?rights)`,
			points: strong, flags: []string{"legal_threat"}},
		{words: `\b(?:(?:i|we)(?:'ll| will| shall|'m| am|'re| are)(?: (?:be|now|going to|about to))* (?:contact\w*|writ(?:e|ing) to|complain\w* to|go(?:ing)? to|speak\w* to|tak(?:e|ing) (?:this|it) to) (?:the )?(?:fca|sra|ico|icaew|rics|cqc|ofsted|regulator|law society|information commissioner|press|papers|newspapers?)\b|(?:i|we)(?:'ll| will|'m| am|'re| are)(?: (?:be|now|going to))* report(?:ing)? (?:you|your (?:firm|company|practice))\b|my mp (?:will|is|has|wants))`,
			points: strong, flags: []string{"legal_threat"}},
	},
	unless: []string{
		`(?:my|our) (?:solicitors?|lawyers?|barristers?) (?:is|are) (?:(?:mr|mrs|ms|miss|dr)\b|called|based|away|busy|in court|on (?:leave|holiday))`,
		`(?:acas|tribunal) (?:guide|guidance|code|template|website|page|course|training|leaflet)`, `hearing (?:aid|test|loss|loop)`, `court (?:bundle|form|fee|date|road|street|house|file|yard|copy)`, `damages? (?:deposit|waiver|policy|report|inventory)`, `(?:tenant|storm|water|accidental) damages`,
		`our solicitors? (?:will|is|are|has|have)(?: \w+){0,3} (?:send|sending|sent|email|the (?:contract|form|completion|searches)|completion|exchange|ready|happy)`, `legal (?:team|department) (?:needs?|would like|wants?) (?:a |the )?(?:copy|form|document)`,
		`ombudsman (?:address|details|leaflet|page|scheme membership)`, `(?:which|what) ombudsman`, `leave (?:you )?a (?:good|great|five|5|nice|glowing|lovely|positive)[- ]?(?:star )?review`,
	},
}
