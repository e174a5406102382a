package triage

import "countersign/bot"

// dangerRule: how people tell of a danger without calling it one, beside what
// safetyRule knows. It counts in what a client writes only. One wording stands on
// a line, and each is worth a look by itself: a match is strong, not certain.
var dangerRule = rule{
	code: bot.Safety,
	note: "Somebody may be in danger.",
	cues: []cue{
		// What a body does that is poisoned, hurt or short of breath: people's and animals'.
		{points: strong, priority: bot.P0, words: `\b` + anyOf(`
(?:ate|eaten|eats|eating|licked|licking|licked up|swallowed|drank|drunk|got into|got hold of|got at|chewed|scoffed)(?: [\w']+){0,6} (?:rat (?:stuff|bait|poison)|my (?:\w+ ){0,3}(?:tablets|pills)|gum|onions?|choc|chocolate|anti-?freeze|conkers?|mushrooms?|nicotine|bait|pellets|garlic|bleach|raisins?|grapes?|calpol|blue stuff|paracetamol|berries|batteries|magnets?|weedkiller|foxglove|lil(?:y|ies)|vape)\b
(?:had|has|have) (?:my|her|his|their|some|a|one) (?:\w+ )?(?:heart|blood pressure|sleeping) (?:tablets?|pills?|medicine)\b
(?:antidote|poison(?:ed|ous)?|toxic)\b[^.?!]{0,50}\b(?:he|she|dog|cat|ate|eaten|had|sick|pup|puppy|rabbit)\b
(?:he|she|dog|cat|pup|puppy|kitten|rabbit|mare|horse|cow|calf|ewe|baby|both)(?:'s| is| are|s) (?:\w+ ){0,2}(?:twitching|fitting|staggering|drooling|wobbly|floppy|frothing|foaming|choking|retching|unresponsive|gasping|convulsing|not blinking)\b
(?:panting|drooling|vomiting|sick|wobbly|twitching|shaking|foaming|frothing) and (?:a bit )?(?:panting|drooling|vomiting|sick|wobbly|twitching|shaking|foaming|frothing|sleepy|pacing|floppy|lethargic|won'?t)
(?:belly|stomach|tummy)(?:'s| is)?(?: \w+){0,2} (?:hard|rock hard|swollen|bloated|tight)\b
tongues? (?:gone|going|turned|is) (?:blue|white|grey|purple)
(?:hasn'?t|not|has not|won'?t) (?:eaten|eat|eaten or pooed|drunk|peed|weed|pooed|passed)(?: \w+){0,5} (?:since|for (?:two|three|2|3|a)|or (?:pooed|drunk|peed))
having (?:an|a bad|a) (?:allergic )?reaction
(?:face|lips?|tongue|eyes?|throat|jaw|cheek|neck)(?:'s| is| are| has| have|s)?(?: [\w']+){0,3} (?:swollen|swelling|swelled|swole|closing|closed up|puffed up|ballooned|huge)\b
(?:swollen|swelling|big|tight)\b[^.?!]{0,40}\b(?:swallow\w*|breath\w*|open my (?:eye|mouth)|down my neck)\b
(?:can'?t|cannot|hardly|barely) open my (?:eye|mouth|jaw)
(?:hard|difficult|hurts|can'?t|cannot|trouble|struggling|hardly)(?: \w+)? (?:to )?(?:swallow\w*|breath\w*)
throat(?: \w+){0,4} (?:tight|closing|swelling|swollen)|tight(?: \w+){0,3} throat
(?:can'?t|cannot|won'?t|hasn'?t|isn'?t|doesn'?t)(?: \w+)? stop(?:ped)?(?: the)? (?:bleeding|being sick|shaking|coughing|vomiting)
cut to the bone|(?:lost|losing|cut off|taken off)(?: \w+){0,2} (?:tip|fingers?|thumb)\b
(?:cut|slashed) (?:wrists?|his wrist|her wrist)
(?:bit|bitten|stung) by (?:an? )?(?:adder|snake|wasp|bee)|(?:adder|snake) ?bite|adder (?:i think|bit|got)
(?:gave|given|put)(?: \w+){0,3} \d+(?: ?ml)? (?:not|instead of|a time and not) 0?\.?\d
(?:ibuprofen|paracetamol|calpol|nurofen|metacam|aspirin)\b[^.?!]{0,40}\b(?:dog|cat|whippet|spaniel|puppy|kitten|antidote|too much)\b
(?:pain|pains|pressure|heaviness)(?: \w+){0,2} (?:in|across|down|under) (?:the|my|his|her)(?: \w+)? (?:chest|arm|jaw|ribs)
(?:my|his|her) heart(?:'s| is) (?:\w+ )?(?:going|racing|pounding|jumping|fluttering)
(?:water|shower|tap|it)(?:'s| is) scalding|scalding (?:hot )?water|scald(?:ed|s) (?:himself|herself|myself|my|her|his)|blister(?:ed|s)? (?:all|up|on (?:my|his|her) (?:arm|face|leg|hand))
(?:dip|bleach|acid|cleaner|chemical|lime|plaster|cement|spray)(?: \w+)? in (?:his|her|my|their) eyes?\b
(?:brought|bringing|coughing|throwing|sicking) up (?:foam|bile|blood)
been sick (?:twice|three|four|all|since|once|\d|again|and)
(?:can'?t|cannot|couldn'?t) wake (?:him|her|mum|dad|up)|won'?t wake\b
just (?:fainted|blacked out|passed out|keeled over)\b|(?:fainted|blacked out|passed out|keeled over) (?:again|twice|on the floor|and (?:hit|fell|hurt|won'?t|is|cut|banged))\b|keeps? (?:fainting|blacking out|passing out|collapsing)\b|(?:hit|banged|cracked) (?:his|her) head\b
(?:put|puts|putting|slipped|slipping|mixing|crush\w*)(?: \w+){0,3} (?:in|into) (?:my|her|his) (?:drinks?|tea|food|coffee|glass|dinner)\b|drinks? (?:was|were|being|been|got) spiked|spik(?:ed|ing) (?:my|her|his) drinks?\b
(?:not|haven'?t|hasn'?t|nothing to) (?:eaten|eat)(?: \w+)? (?:for|in) (?:\w+ )?(?:days|a week)\b|no gas,? (?:and )?no electric\w*|no food (?:in|left|for)\b
(?:man|lad|bloke|driver|he|she|someone|somebody|one|worker)(?:'s| is|s)?(?: \w+)? (?:under|beneath) (?:the|a) (?:\w+ )?(?:rack|pallet|lorry|tractor|car|bus|quad|wall|machine)
(?:still|been) bleeding (?:for|from|since|loads|a lot|after|badly|now)|bleeding (?:loads|a lot)
through a (?:whole )?(?:tea )?towel
(?:not|isn'?t|not really) (?:waking up|coming round)
chest(?:'s| is)? tight|wheezing
bone showing
(?:nodded off|fell asleep|falling asleep|asleep) at the wheel
(?:smell\w*|stink\w*|reek\w*) of (?:drink|alcohol|booze)
(?:won'?t|can'?t|doesn'?t) lift (?:his|her|its) head
(?:talking|speaking) gibberish|slurr(?:ed|ing)\b
glass in (?:my|his|her) eye
(?:gave|given|had|took|taken)(?: \w+){0,3} the wrong (?:tablets|pills|medicine|dose|insulin)
`)},
		// Gas, electricity, fire, and what holds a building up.
		{points: strong, priority: bot.P0, words: `\b` + anyOf(`
hiss(?:es|ing|ed)\b
(?:smells?|smelt|smelling|smell of|stinks?)(?: \w+){0,3} (?:eggs?|eggy|rotten|fishy|burnt|smoke|smoky|petrol|fumes|chemicals?)\b
it smells hot
smoke (?:is |was )?(?:in|coming|from|up|out of|pouring|everywhere)\b
(?:it|rack|fan|charger|motor|dryer|machine|oven|boiler|box|panel|docks?|printer|server|heater|lamp)(?:'s| is|'re) (?:smoking|sparking|melting|glowing)\b
(?:it|socket|plug|switch|cooker|kettle|charger|fan) spark(?:ed|s)\b
filling (?:up )?with (?:smoke|fumes|gas|water)|full of (?:smoke|fumes)\b
(?:get|gets|got|gives?|giving|gave|getting|had)(?: \w+){0,3} (?:shocks?|tingles?|tingling|zaps?|zapped|belt|kick) (?:off|from|when|if|every|each|up|through|touching|washing)
(?:giv\w+|gave|gets?|got|getting) (?:me |us |him |her )?(?:(?:little|a|an|wee|small|electric|few) ){1,3}(?:shocks?|tingles?|zaps?)\b
(?:sockets?|plugs?|fuse ?box|charger|extension|boiler|hob|oven|meter|consumer unit|electrics|switch)(?:'s)?[^.?!]{0,30}\b(?:crackl(?:es|ing)|buzz(?:es|ing)|hiss(?:es|ing)|smok(?:es|ing)|melt(?:ed|ing|s)|scorch\w*|caught fire|soot|pops|popping)\b
(?:bare|exposed|loose|hanging|live) (?:wires?|wiring|cables?|ends)\b
(?:flame|pilot)(?:'s| is| has)?(?: \w+)? (?:yellow|orange)
(?:alarm|beep\w*|chirp\w*|co)\b[^.?!]{0,60}\bbatter(?:y|ies) out|batter(?:y|ies) out\b[^.?!]{0,60}\b(?:alarm|beep\w*|carbon)|batter(?:y|ies) out of it\b
(?:beep\w*|chirp\w*|going off)(?: \w+){0,5} co alarm
alarm(?:'s| is) (?:going(?: off)?(?:[.,;!?]|$| and\b| again\b)|not going|not sounding)
(?:caught|catching) fire\b
(?:stairs?|bann?ister|handrail|railings?|balcony|scaffold\w*|beam|lintel|joists?|props?|gable|chimney|trench|slab|ceiling|floor|wall|footing)(?:'s| is| has| are| have)?(?: \w+){0,2} (?:moving|leaning|bending|bowing|dropped|gave way|given way|bulging|slipped|swaying|sagging|wobbling|wobbles|collapsed|cracking|giving way|swinging|buckling|came away)\b
(?:ceiling|wall|handrail|bann?ister|railing|balcony|masonry|gutter|slate|cladding|panel)(?:'s| has| have)?(?: \w+){0,2} (?:come away|came away|fallen (?:in|down|off)|fell (?:in|down)|coming (?:away|down|in))\b
should (?:the|a|my|our|it|that)(?: \w+){0,2} be (?:leaning|bending|buzzing|hissing|smoking|swinging|bulging|sparking)
(?:gave|given|giving) way (?:with|under|beneath|when|and|as)\b
crack(?:'s| is| has|s)?(?: \w+){0,4} (?:bigger|wider|growing|opening|opened up|running|moving)\b|cracking as (?:i|we)\b
(?:cut|cutting|drill\w*|broken|smash\w*|sawing|sanding|rip\w*|dust)\b[^.?!]{0,60}\basbestos
lift (?:drops?|dropped|fell|falls)\b
(?:laptop|battery|phone|tablet)(?:'s| is)?(?: \w+){0,2} swell(?:ing|ed)
fire (?:door|exit|escape)s?[^.?!]{0,50}\b(?:wedged|propped|padlocked|chained|won'?t (?:shut|close|open)|doesn'?t (?:shut|close)|blocked|locked)
(?:exit|escape route|back stairs?|stairwell)s?[^.?!]{0,30}\b(?:padlocked|chained|blocked)
guard(?:'s| has| is)?(?: been)? off (?:the|that|it)\b|no guard on\b
(?:wall|scaffold\w*|ceiling|beam|gable|roof|chimney|floor)\b[^.?!]{0,25}\bhas (?:been )?mov(?:ed|ing) (?:since|again|a)\b
ceiling(?:s|'s| has)?(?: just| all| half)? (?:come|came|fallen|fell) (?:down|in)\b
(?:gas|boiler|cooker)\b[^.?!]{0,60}\b(?:red label|condemned|immediately dangerous)
(?:boiler|heater|cooker)\b[^.?!]{0,60}\b(?:headaches?|bad head|sleepy|dizzy)|(?:headaches?|dizzy)\b[^.?!]{0,60}\b(?:boiler|heater|cooker)
(?:car|van|lorry|coach|bus|minibus)(?:'s| is)? on its (?:side|roof)
(?:kids|lads|boys|children|youths)(?: \w+)? (?:up )?on the roof
water\b[^.?!]{0,30} (?:up to|into|in|on|down|behind|over) the (?:socket|electrics|fuse ?box|consumer unit|plug)
brakes?(?:'s| are| have| is| has| went)? (?:\w+ )?(?:gone\b|failed|failing|to the floor)
needles? (?:by|in|on) the (?:kids|stairs|stairwell|bin|park|playground|path|landing)
asbestos\b[^.?!]{0,60}\b(?:cut|cutting|drill\w*|broken|smash\w*|sanded|sanding|ripp\w*|torn|dust|crumbl\w*|flaking)\b
(?:electrics?|electricity|power|supply)(?:'s| has| have| is| are)?(?: \w+)? (?:blown|off|gone|out|down|cut|tripped)\b[^.?!]{0,60}\b(?:oxygen|ventilator|dialysis|nebuli[sz]er|stair ?lift|insulin|hoist)\b|(?:oxygen|ventilator|dialysis|nebuli[sz]er|hoist)\b[^.?!]{0,60}\b(?:power|electricity|electrics?)(?:'s| is| are| has)? (?:\w+ )?(?:off|gone|out|down|cut)\b
any(?:one|body) can (?:just |simply )?(?:walk|wander|get|come|stroll) (?:straight |right )?in(?: off the street|side)?(?:[.,;!]|$| (?:at night|and|off)\b)
door(?: lock)?(?:'s| is)? (?:\w+ )?(?:broken|won'?t lock|doesn'?t lock|doesn'?t shut|kicked in|off its hinges)\b[^.?!]{0,60}\b(?:on my own|alone|by myself|scared|baby|kids|children)\b
(?:mould|damp|no heating|no hot water)\b[^.?!]{0,60}\b(?:baby|asthma\w*|newborn|oxygen)
`)},
		// A child, or somebody who is followed, found, forced or threatened.
		{points: strong, priority: bot.P0, words: `\b` + anyOf(`
(?:she|he|daughter|son|mum|dad|kids) (?:hasn'?t|has not|didn'?t|did not|never) (?:come|came|got|arrived|turned up|been seen) (?:home\b|off the (?:bus|coach|train)|back from (?:school|club|the))
hasn'?t (?:checked back|been seen|rung in)
(?:son|daughter|mum|dad|mother|father|husband|wife|brother|sister)(?:'s| has| is)? (?:been|gone) missing\b|(?:he|she)(?:'s| has) been missing (?:for|since)\b
(?:trapped|stuck|shut|locked)(?: \w+)? in (?:the|a|your|our) (?:lift|elevator|stairwell|cellar|vault|strong ?room|walk-in|freezer room|loo|toilet)\b
(?:dads?|man|bloke|someone|guy|stranger|lad)(?:'s| is| was)?(?: \w+)? (?:filming|filmed|films)(?: \w+){0,2} (?:girls|kids|children|boys|daughter|son)
(?:told|asked|tells|asks|made|says)(?: him| her| me| them| us)? not to (?:tell|say|talk to|wash)\b
secret (?:game|touch|club)|tells? you a secret
who (?:collected|picked up|took) (?:him|her|my (?:son|daughter))\?
bruis(?:es?|ing) (?:on|round|around|all|up)(?: \w+){0,2} (?:arms?|neck|face|legs?|back|eye|wrists?)|(?:his|her|more|with|got|those) bruises\b
(?:coach|teacher|volunteer|helper|leader|tutor)(?:'s|s)?(?: \w+){0,4} (?:have her number|messag(?:es|ing) (?:her|him|my)|lift home|touches|hugs|her alone|private messages|buys (?:him|her))
(?:scared|frightened|terrified) (?:of (?:him|them|what|my (?:husband|ex|partner|dad|son|landlord|neighbour))|he'?ll|she'?ll|they'?ll|to (?:go|be) (?:home|in|out|alone))
(?:my ex|ex|he|his dad)(?:'s|'s been| is|s|'s got) (?:sat outside|on his way up|climbing|out early|in the (?:hallway|car park)|at the (?:door|window))
(?:my |the |his |her )?ex(?:'s)? (?:turned up|showed up|came round|keeps (?:turning|coming|ringing|texting|messaging)|won'?t leave|let himself|followed|found|knows|has got|smashed|hit|was (?:on|at|outside))
(?:he|ex|they)(?:'s| has|'ve|s| have)? found (?:out )?(?:where|which|my (?:new )?address|the (?:flat|house|refuge|school))
(?:he|ex|dad|they|stalker|bloke) knows (?:where|which)(?: \w+)? (?:i|we|she|my|our|school|house|window)\b
(?:so|that)(?: \w+){0,2} (?:he|his (?:dad|father)|her (?:dad|father)|my ex|the (?:dad|father)) (?:can'?t|cannot|can not|won'?t|doesn'?t|isn'?t to|mustn'?t) (?:find|see|know|get|trace|turn up)
(?:he|she|ex|dad|father|mum|they|husband|wife)(?:'s| is|s| are)? ?(?:not|isn'?t|n'?t) (?:allowed|supposed|meant) (?:to (?:know where|see (?:him|her|them|the)|be near|be (?:here|there)|contact|come (?:near|to|here|in))|near)|not (?:allowed|to be) near (?:her|him|me|us|them|the (?:kids|children|school|house))
tracker (?:under|in|on) (?:my|her)\b|(?:he|someone|somebody|ex)(?:'s| has)? put (?:a|an) (?:tracker|air ?tag)
follow(?:ed|ing|s) (?:me|her|us) (?:home|from|into|round|around|again|in|back)\b
(?:he|man|bloke|chap|ex|someone|somebody|lad)(?:'s| was| is|'s been)? (?:\w+ )?(?:waited|waiting|waits|stood|standing|sat|sitting|sits|parked|turned up)(?: \w+){0,3} (?:outside|by|near|opposite) (?:my|our|her) (?:car|house|door|flat|work|gate|office|window|home|drive)\b
(?:brick|stone|rock)s? through
(?:i'?ll|gonna|i will|i'm going to|im going to) (?:\w+ )?(?:burn|stab|shoot|torch|hurt|batter)(?: \w+){0,2} (?:him|you|them|her|your|his|place|down)\b
put (?:him|you|them) through (?:a|the) (?:window|wall)
threaten\w*(?: \w+){0,3} to (?:kill|burn|hurt|stab|post|smash|shoot|report me)
(?:said|says|saying|told me|texted|swears?|swore|reckons?)(?: \w+){0,2} (?:(?:he|she|they)(?:'ll| will|'d| would|'s going to| is going to)|going to|gonna) (?:\w+ )?(?:kill|stab|shoot|hurt|strangle) (?:me|us|him|her|them|my|himself|herself|themselves|someone|somebody|the (?:kids|children|baby|dog))\b
there(?:'s| is| was)(?: still| now)? a (?:small |big |huge |electrical |bin |chip pan )?fire (?:in|at|on|under|behind) (?:the|my|our|his|her|flat|unit|number)\b
bleeding and(?: \w+){0,3} (?:won'?t|will not|doesn'?t|does not|can'?t) (?:stop|clot)
\w*(?:killmyself|wanttodie|wannadie|endmylife)\w*
(?:drive|ram|plough)(?:ing)? (?:it |his car |a car )?into (?:it|us|them|the (?:crowd|school|office|shop|house))
like a grenade|(?:with|had|has) a (?:crowbar|machete|grenade)\b
(?:has|had|got|shows?|showed|carrying|pulled|waving|holding)(?: \w+){0,2} (?:a|the|his) (?:\w+ )?(?:blade|knife|gun|baseball bat|crowbar|machete)\b
(?:poured|pouring|threw|thrown|splash\w*)(?: \w+){0,3} (?:petrol|white spirit|acid|paraffin)\b
(?:stranger|strange (?:man|woman)|somebody|someone|a man|bloke)(?:'s| is| was| has| been)?(?: \w+){0,3} (?:in|inside|trying|tried|tries|climbing)(?: in| over| through)? (?:the|my|our|each|every)(?: \w+)? (?:flat|house|hall|hallway|doors?|windows?|kitchen|loft|home|bedroom|handles?|back gate|landing|staff)\b
(?:door|window|lock|shutter|safe)(?:'s| is| was| has been|s)?(?: \w+)? (?:forced|kicked in|smashed in|jemmied|prised)\b
i'?m locked in(?:[.,!?]|$)|locked (?:her|us|him) in(?:[.,!?]|$| the| her| his| our)
by the (?:neck|throat|hair)\b|(?:shoved|pinned|punched|slapped|choked) (?:me|her|him) (?:into|against|by|in|to|on)\b
(?:want|wants|going|making|make|have) (?:me|her) (?:to marry|to be married|married|marry)\b
sorry (?:for|to be) (?:being )?(?:such )?a burden
(?:found|hid|hides|hiding|taking|takes|bought)(?: \w+)? laxatives
(?:hurt|harm)(?:ing)? (?:himself|herself|themself|themselves)\b
(?:he'?s|he is|husband(?:'s| is)|ex(?:'s| is)|man(?:'s| is))(?: \w+){0,2} in (?:the|his|her) car(?: park)? again
without (?:him|my (?:husband|ex|partner|wife)|them|her) (?:knowing|being told|finding|seeing)
(?:he|she)(?:'s| is) not to (?:know|be told|find)
he (?:reads|checks|looks at|goes through) (?:it|my (?:phone|emails?|texts|messages|post))\b|she (?:reads|checks|looks at|goes through) my (?:phone|texts|messages)
don'?t (?:ring|call|phone|write|text|email)\b[^?!]{0,40}\b(?:he|she) (?:looks|checks|reads|picks|sees|listens|opens|answers)
knows (?:what time|which (?:bus|window|school)) (?:i|we|she|my|the (?:kids|children))\b
i know (?:where (?:you|he|they)|what time (?:your|his|her) \w+) (?:lives?|locks|parks?|sleeps?|gets home)
(?:you|they)(?:'ll| will)(?: all)? be sorry\b|we'd all be sorry
(?:thrown|threw|chucked)(?: \w+){0,2} (?:hammer|chair|bottle|brick|scissors|stone|spanner)s?(?: \w+)? at\b
(?:hold|held|holding|put)(?: \w+){0,2} (?:knife|blade|gun|scissors) (?:to|against)\b
(?:pinches|pinched|slaps|slapped|punches) (?:me|him|her|my)\b
(?:her|his|their|the|my) (?:uncle|dad|father|step ?-?dad|step ?-?father|step ?-?mum|mum|brother|cousin|grandad|boyfriend|partner|husband|carer|teacher|coach|babysitter|tutor)(?:'s been|'s| has| was| is)? (?:been )?(?:hurts|hurting|hits|hitting|beats|beating|kicks|burns|locks|hurt|burnt) (?:her|him|them|me|us)\b
(?:make|making) sure (?:i|she|we) never (?:see (?:my|the (?:kids|children)|our|them|him|her)|walk|work|speak|leave|breathe)\b|(?:he|she|they)(?:'ll| will|'s going to| is going to|'d| would)(?: \w+){0,4} never see (?:my|the|our|her) (?:kids|children|son|daughter|boy|girl)s?(?: again| alive)?\b
(?:he|she|tenant|neighbour|landlord|dad|ex)(?:'s| has|'d| had)? (?:already |just |once )?(?:punched|head ?-?butted|knifed|attacked|assaulted|beaten up|spat at) (?:a|an|one|the|his|her|our|my|somebody|someone|another|me|us)\b
(?:kicked|kicks|kicking|beating|beats|whipping|hitting) (?:the|his|her|a) (?:dog|cat|horse|puppy|kittens?|pony)
(?:hasn'?t|not|has not) been seen(?: out)? (?:for|since)|(?:not|n'?t) seen her (?:for|since)|(?:hasn'?t|not) been out for (?:days|a week|two|three)
everyone would (?:manage|be) better
(?:he|she|husband|wife|ex|dad|mum) (?:doesn'?t|does not|mustn'?t|must not) know (?:i'm|i've|i am|that i|where i|where we)\b
(?:took|taken|takes) (?:her|his|my|their) (?:phone|passport|bank card)(?: \w+)? (?:away|off (?:me|her|him)|upstairs)
(?:photos?|video|pictures?) of (?:me|her|him)\b[^?!]{0,60}\b(?:if i don'?t|unless i (?:pay|send|come|do|meet))|(?:says?|said|they'?ll|he'?ll|she'?ll|threat\w*)\b[^?!]{0,60}\bif i don'?t (?:send|pay)\b
(?:asked|asks|knows)(?: \w+){0,4} (?:if|that) i live (?:alone|by myself|on my own)
walk in front of (?:a|the) (?:bus|train|car|lorry)|under a train
(?:he|man|bloke|they|ex) knows (?:her|my|his|our) (?:school|street|address)
(?:man|men|he|boy|someone|somebody|stranger|bloke|they)(?:'s| is| are|'re)? (?:keeps )?(?:messag\w+|texting) (?:my daughter|my son|the little)
(?:stand|watch)(?:s|ing|es)? outside (?:my|our|the) (?:flat|house|door|window|gate)
(?:with|got) (?:a|his) bat(?:[.,;!?]|$| and| in the)
screaming (?:again|all night|next door|upstairs|through)
marks on (?:his|her) (?:neck|arms?|wrists?|back|legs?)|with marks (?:again|on)
(?:he|she|dad|mum|ex)(?:'s| is) (?:\w+ )?(?:drinking|drunk) (?:again|every|in front|with the)
(?:lock|locks|bolt) on the outside
`)},
	},
	unless: []string{
		`(?:will|'ll|would|'d|going to) kill (?:me|us|him|her|them) (?:if|when|for) (?:i|we|he|she|they|it|the|this)(?:'m|'s|'re)? (?:miss|late|forget|sees?|finds? out (?:what|how much)|don't book|deadline|paperwork)`,
		`(?:cat|kitten|goose|geese|swan|snake|audience|phone|line|tape|speaker|microphone)s?\b[^.?!]{0,30} hiss\w*`, `hiss\w* (?:on|down) the (?:line|phone|call)`,
		`(?:can|could|to|who|they|not|never|don'?t|may|people|residents|must|tenants?|guests?|we|you|i) smoke (?:in|on|out|up|from)`, `no smoke (?:coming|in|from)`,
		`(?:toast|cake|coffee|dinner|food|milk|bacon|popcorn)s? sm\w+(?: \w+){0,3}`, `smel\w*(?: \w+){0,2} burnt (?:toast|cake|coffee|food|milk)`, `fitting in`, `punched (?:\w+ )?holes?`, `(?:computer|laptop|screen|monitor|pc|mac|tablet|server|it|phone|machine) won'?t wake`, `(?:sugar|milk|ice|honey|lemon)(?: \w+)? (?:in|into) (?:my|her|his) (?:tea|coffee|drinks?)`, `knife (?:block|rack|set|sharpener)`, `locked in (?:to|at|until|for)`, `be sorry to`, `surprise[^.?!]{0,40} not to know`, `not to know[^.?!]{0,40} surprise`,
	},
}
