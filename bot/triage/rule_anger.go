package triage

import "countersign/bot"

// angerRule: heat, open or restrained.
var angerRule = rule{
	code: bot.Anger,
	note: "The client sounds angry.",
	cues: []cue{
		{words: `\b(?:furious|livid|outrag\w+|disgust\w+|disgrace\w*|ridiculous|pathetic|unbelievable|absurd|scandal\w*|how dare you|what on earth|what the (?:hell|heck|f\w*)|for (?:god'?s|heaven'?s|goodness|christ'?s|f\w+'?s) sake|are you (?:serious|kidding|joking|having a laugh|lot)|you people|you lot\b|had it (?:up to here)|up to here|sick to death|stop (?:fobbing|wasting|messing|ignoring|lying)|don'?t (?:you )?(?:ask|tell|dare)(?: \w+){0,3} (?:be patient|calm|patient)|do not ask me to be patient|be patient about|my patience|lie[ds]? to|liars?|lying|cowboys?|rip[- ]?off|con(?:ned)?\b|thieves|crooks?|idiots?|useless|clueless|hopeless (?:lot|service|firm)|bloody|(?:god)?damn(?:ed)?|crap|shit\w*|fuck\w*|wtf|arse|bollocks|sod off|piss\w* (?:me )?off|bullshit|scam\b|laughing stock|taking the (?:piss|mick|michael)|insult(?:ed|ing)?|contempt|do you (?:even|actually|ever) (?:read|care|listen|work)|answer me|last (?:chance|warning)|with respect,? (?:this|that|you)|i(?:'m| am) not (?:a )?(?:child|stupid|an idiot)|frankly)`, points: strong, flags: []string{"anger"}},
	},
	unless: []string{`unbelievabl[ye] (?:good|helpful|quick|fast|kind|grateful)`, `ridiculously (?:good|helpful|easy|quick)`, `bloody (?:good|brilliant|marvellous|lovely|great)`, `damn(?:ed)? (?:good|fine|nice|well|hot|cold)`, `last chance (?:saloon|to (?:book|order|see|buy|return|sign|enter|visit))`, `bloody mary|bloody sunday|bloody hot|bloody cold`, `(?:pros and|and) cons?`, `con(?:firm|tract)`, `crooked`, `insult to injury cover`, `you lot are (?:brilliant|great|the best|stars)`, `frankly (?:brilliant|excellent)`, `no shit sherlock`},
}
