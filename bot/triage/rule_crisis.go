package triage

import "countersign/bot"

// crisisRule: more ways to say that somebody may take their life, or has hurt
// themselves. They count in what a client writes; safetyRule is looked for in
// what staff write too, who may say in jest that they could die.
var crisisRule = rule{
	code: bot.Safety,
	note: "Somebody may be about to take their life.",
	cues: []cue{
		{words: `\b(?:(?:want|wanna|going|ready|hoping|prefer|rather|like) (?:to )?die\b|wanna die\b|(?:had enough|tired|sick|weary) of (?:(?:living|life)(?:[.,;!]|$| (?:like this|any ?more|now|and))|being alive)|(?:done|finished) with (?:life|living)|no(?:body| ?one)(?:'d| would| will|'ll) (?:even )?(?:miss me|notice if i (?:was|were|am) (?:gone|dead))|happier without me|cut(?:ting)? (?:my|her|his|their) (?:wrists?|arms?)|cut(?:ting)? (?:myself|herself|himself) (?:again|on purpose)|slit (?:my|her|his)|(?:going|want|wanted|about|ready) to jump(?:[.,;!]|$| (?:off|from|in front|under))|(?:goodbye|suicide) (?:letters?|notes?)|(?:pain|everything|it all) (?:has to|must|will|needs to) end tonight|(?:want|wish)(?: for)? (?:the pain|everything|it all) to (?:stop|end|be over)(?:[.,;!]|$)|(?:hang|hanging|drown|drowning|shoot|shooting|starve|starving) (?:myself|himself|herself)\b)`,
			points: 100, flags: []string{"crisis"}, priority: bot.P0, notice: "signpost"},
	},
	unless: []string{
		`die (?:my|her|his) (?:hair|eyebrows|jeans|shoes)`, `die (?:laughing|of (?:laughter|embarrassment|boredom|shame|cold|heat)|for a|for (?:those|that|this|your))`,
		`jump (?:off|in|on|to|from) (?:the|a|my|this) (?:call|meeting|zoom|teams|train|bus)`,
	},
}
