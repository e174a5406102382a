package triage

import "countersign/bot"

// distressRule: fear, grief, exhaustion, in plain or quiet words.
var distressRule = rule{
	code: bot.Distress,
	note: "The client sounds distressed.",
	cues: []cue{
		{words: `\b(?:(?:can'?t|cannot|can not|couldn'?t|not) (?:cope|coping|sleep|stop crying|take (?:any more|much more|this)|eat|face (?:it|this|opening))|(?:haven'?t|have not|hadn'?t|not) (?:really )?(?:slept|eaten)|(?:not|no|barely|hardly) (?:been )?sleep(?:ing|t)?|sleepless|in tears|crying|cried|sobb\w*|shaking|at (?:my|our|the) (?:wit'?s|wits'?) end|(?:end|edge) of my (?:tether|rope)|falling apart|fallen apart|breaking (?:me|point)|at breaking point|overwhelm\w*|despera\w+|beg(?:ging)? you|i beg|please please|terrified|petrified|frightened|so scared|really scared|panick\w*|sick with worry|worried sick|make?s? me (?:feel )?(?:ill|sick)|feel (?:ill|sick|awful|hopeless|helpless|lost|so alone|ashamed|stupid)|hopeless|helpless|don'?t know (?:what (?:to do|else|i'?m supposed)|where to turn|how much longer|how (?:we|i)'?ll)|do not know (?:what to do|where to turn|how much longer)|nobody (?:here )?to (?:ask|turn)|nowhere to turn|(?:hold|holding) (?:it|things|myself) together|losing (?:my mind|sleep|hope|it)|going out of my mind|heart ?broken|devastat\w*|dread\w* (?:every|the|opening)|keep (?:opening|staring)(?: \w+){0,5} (?:closing|shaking|crying)|(?:too much|all too much) for (?:me|us)|(?:ruin(?:ed|ing)|destroy(?:ed|ing)) (?:my|our) (?:life|lives|family|marriage|health)|stress(?:ed)? (?:out|is|has)|so stressed|under (?:so much|a lot of|huge) stress|can'?t (?:go on|do this) any ?more|sorry to (?:ask|be a (?:pain|nuisance|burden)).{0,60}(?:can'?t|struggl|alone)|(?:i'?m|am) alone with|don'?t want to put this (?:one )?in writing)`, points: strong},
		{words: `\b(?:i|we)(?:'m| am|'re| are|'ve been| have been| feel|m) (?:(?:just|so|really|too|very|absolutely|completely|utterly|simply|all|dead|bone|beyond|honestly) )+(?:tired|worn out|exhausted|drained|weary|shattered|done in|burnt out|burned out|spent|broken)\b|\b(?:i|we)(?:'m| am|'re| are) (?:worn (?:out|down)|running on empty|burn(?:t|ed) out|drained|broken|tired of (?:all )?(?:this|it|fighting|trying|asking|waiting|being))\b|\b(?:no|not got the|haven'?t (?:got )?(?:the|any)|don'?t have the|do not have the|out of|run out of) (?:strength|energy|fight)(?: left| for (?:this|it|any)| to (?:go|fight|argue|keep|deal)| any ?more|[.,!?]|$)|\b(?:at (?:my|our|the) limit|on my (?:last legs|knees)|nothing left (?:in me|to give)|at the end of (?:my|our|the) (?:strength|tether|rope|road)|(?:can'?t|cannot) (?:keep (?:doing this|going|this up)|do (?:this|it) (?:any ?more|any longer)))\b`, points: strong},
		{words: `\b(?:stress\w*|anxious|worr(?:ied|ying)|upset(?:ting)?|ashamed|embarrass\w*|struggling|exhausted|nervous|afraid)\b`, points: medium},
	},
	unless: []string{
		`(?:afraid|worried) (?:not|so|i (?:can'?t|won'?t|missed|have)|we (?:can'?t|won'?t))`, `i'?m afraid (?:i|we|that|the|it)`, `(?:not|no|nothing|never|don'?t be|isn'?t|aren'?t) (?:to be )?(?:worried|worry\w*|stressed|anxious|upset)`,
		`stress[- ]?(?:test|free)\w*`, `(?:stand|let|leave|home) ?-?alone`, `alone`, `panic button`, `shaking hands`, `(?:can'?t|cannot) (?:eat|sleep) (?:gluten|nuts|dairy|in)`, `crying out for (?:a|an)`,
		`(?:tired|worn out|exhausted|drained|shattered|done in)(?: but (?:happy|pleased))?,? (?:after|from|by) (?:the|a|our|my|all the|a long|last night'?s) (?:\w+ )?(?:marathon|race|run|walk|gym|flight|journey|drive|holiday|wedding|party|match|move|festival|conference)`, `tired of (?:this|the) (?:\w+ )?(?:rain|weather|winter|heat|cold|colour|wallpaper|carpet|music)`, `(?:spent|broken) (?:the|a|an|£|about|on|my|our)`,
		`desperate (?:housewives|for a (?:coffee|holiday|break))`, `overwhelmingly`, `sobbing with laughter|crying with laughter|cried laughing`,
	},
}
