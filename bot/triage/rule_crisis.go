package triage

import "countersign/bot"

// crisisRule: more ways to say that somebody may take their life, or has hurt
// themselves. They count in what a client writes; safetyRule is looked for in
// what staff write too, who may say in jest that they could die.
var crisisRule = rule{
	code: bot.Safety,
	note: "Somebody may be about to take their life.",
	cues: []cue{
		{words: `\b(?:(?:want|wanna|going|ready|hoping|prefer|rather|like) (?:to )?die\b|wanna die\b|(?:had enough|tired|sick|weary) of (?:(?:living|life)(?:[.,;!]|$| (?:like this|any ?more|now|and))|being alive)|(?:done|finished) with (?:life|living)|no(?:body| ?one)(?:'d| would| will|'ll) (?:even )?(?:miss me|notice if i (?:was|were|am) (?:gone|dead))|happier without me|cut(?:ting)? (?:my|her|his|their) (?:wrists?|arms?)|cut(?:ting)? (?:myself|herself|himself) (?:again|on purpose)|slit (?:my|her|his)|(?:going|want|wanted|about|ready) to jump(?:[.,;!]|$| (?:off|from|in front|under))|(?:goodbye|suicide) (?:letters?|notes?)|(?:pain|everything|it all) (?:has to|must|will|needs to) end tonight|(?:want|wish)(?: for)? (?:the pain|everything|it all) to (?:stop|end|be over)(?:[.,;!]|$)|(?:feel|feels|felt|feeling) like (?:just )?ending (?:it|things|everything)(?:[.,;!?]|$| (?:all|now|tonight|for good)\b)|(?:think|thinking|thought|thoughts) (?:of|about) (?:just )?ending (?:everything|things|it all)\b|(?:dark|black) thoughts(?:[.,;!?]|$| (?:again|and|lately|at night)\b)|(?:hang|hanging|drown|drowning|shoot|shooting|starve|starving) (?:myself|himself|herself)\b)`,
			points: 100, flags: []string{"crisis"}, priority: bot.P0, notice: "signpost"},
		{points: 100, flags: []string{"crisis"}, priority: bot.P0, notice: "signpost", words: `\b` + anyOf(`
(?:can'?t|cannot|can not|don'?t|do not|struggl\w+ to) (?:really |honestly )?(?:see|find|think of) (?:a|any|one|much|the) (?:reason|point|purpose) (?:to|in|for) (?:be|being|keep|keeping|stay|staying|live|carry|go|going|get|getting)\b(?: (?:here|alive|on|going|living|up)\b|[.,;!?]|$)
(?:rather|sooner|prefer to|better off|wish (?:i|we) (?:was|were)|want to|wants to) be dead\b
(?:easier|better|simpler|happier|cheaper|nicer)\b[^.?!]{0,40} if i (?:just |simply )?(?:wasn'?t|weren'?t|was not|were not|was ?n'?t) (?:around|here|alive|in the world)(?: any ?more)?(?:[.,;!]|$| (?:and|at all|tomorrow)\b)
(?:feel like|felt like|want to|wanna|thought of|thoughts of|thinking (?:of|about)|keep thinking (?:of|about)) (?:just )?(?:walk(?:ing)?|driv(?:e|ing)|step(?:ping)?) (?:out )?(?:into|off|in front of) (?:the |a )?(?:sea|river|water|traffic|lorry|train|bus|wall|edge|bridge|cliff|road)\b
(?:nothing|no reason|nobody|not much)(?: left)?(?: in this world)?(?: worth)? to live for(?:[.,;!]|$| (?:any|now|tbh|and|so|here)\b)|nothing worth living for
(?:pills|tablets|rope|razor|noose)(?: \w+){0,2} (?:lined up|laid out|saved up|counted out|in front of me|beside me)\b
(?:going to|gonna|might|could|i'?ll|scared (?:i'?ll|i might)|afraid (?:i'?ll|i might)|before i) do something (?:stupid|silly|drastic|terrible|bad|i(?:'ll| will) regret|to myself)(?:[.,;!]|$| (?:to|soon|tonight|if)\b)
(?:in the garage|in the car|hose)(?: \w+){0,3} with the engine (?:on|running)|(?:engine (?:on|running)|hose)\b[^.?!]{0,30}\b(?:shut|closed|locked) (?:the )?garage
(?:can'?t|cannot|don'?t|do not) (?:see|know) how (?:i|we) (?:can |could |am to |are to |will )?(?:carry|go|keep|struggle) on(?:[.,;!]|$| (?:like this|living|any)\b)
(?:wants|wanted|wishes|wanting|asking) to die\b
written (?:\w+ )?(?:goodbye |farewell |last )?letters (?:to|for) (?:the|my|our) (?:children|kids|girls|boys|grandchildren|wife|husband|family|mum|parents)(?:[.,;!]|$| (?:and|for (?:when|after|if))\b)
voices(?: that| which)?(?: are| keep| kept| were)? tell(?:ing|s)? (?:me|him|her) to
(?:looking|standing|stood|staring|sat|sitting|been)(?: up)? (?:at|on|over) the (?:bridge|viaduct|cliffs?|railway|tracks|weir)(?: \w+){0,3} (?:on the way home|at night|every night|most nights|tonight|last night|and thinking)\b
`)},
	},
	unless: []string{
		`die (?:my|her|his) (?:hair|eyebrows|jeans|shoes)`, `die (?:laughing|of (?:laughter|embarrassment|boredom|shame|cold|heat)|for a|for (?:those|that|this|your))`,
		`written (?:\w+ )?letters (?:to|for) (?:the|my|our) (?:children|kids|girls|boys)'?s?'? (?:school|teachers?|club|nursery)`,
		`jump (?:off|in|on|to|from) (?:the|a|my|this) (?:call|meeting|zoom|teams|train|bus)`,
	},
}
