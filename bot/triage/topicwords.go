package triage

// topicCue is words that speak for a topic, with how much: 5 says it whatever else
// is spoken of ("how much is" asks for a price, of keys too), 4 can hardly mean
// anything else, 3 is its own word, 2 a usual one, 1 too little by itself.
type topicCue struct {
	points int
	words  string // a pattern, between word boundaries
}

// topics are what an enquiry can be about: those that say more first, those that go
// with every business last. Of each the heavier cues come first.
var topics = []struct {
	name string
	cues []topicCue
}{
	{"complaint", []topicCue{
		{4, `complain\w*`},
	}},
	{"data_protection", []topicCue{
		{4, `personal data|gdpr|data protection|subject access|information you hold|copy of (?:all )?my data|delete (?:all )?my (?:data|details)`},
		{2, `privacy`},
	}},
	{"refunds", []topicCue{
		{4, `refund\w*|money back|duplicate payment|paid (?:\w+ ){0,3}twice|charged (?:\w+ ){0,2}twice|overpa(?:id|yment)s?`},
		{2, `reimburse\w*|repay\w*`},
	}},
	{"deposit", []topicCue{
		{4, `(?:tenancy|holding|security) deposits?|deposit (?:scheme|back|return\w*|protect\w*)|wear and tear`},
		{3, `deposits?|deductions?|adjudicat\w*`},
	}},
	{"keys", []topicCue{
		{4, `(?:lost|lose|spare|collect|borrow|drop|cut|copy|hand|return|pick up|post|front door|new) (?:\w+ ){0,3}keys?|locksmith|locked out of (?:my|the|our) (?:flat|house|home|room)`},
		{3, `keys?|fobs?`},
		{2, `locked out|locks|lock ?outs?`},
	}},
	{"repairs", []topicCue{
		{4, `(?:report|need|chase|book) (?:\w+ ){0,3}repairs?`},
		{3, `repairs?|boiler|leak\w*|mould|damp|plumber|washing machine|dishwasher|radiators?|toilet|hot water|heating|electrician|scaffold\w*|dripping`},
		{2, `taps?|broken|oven|fridge|shower|gutters?|bulbs?|contractors?|flood\w*|drains?|fix(?:ed|ing)?`},
	}},
	{"identity_checks", []topicCue{
		{4, `right to rent|share code|proof of (?:address|id|identity|funds|income)|(?:id|identity) (?:checks?|documents?)|anti[- ]money|photo (?:id|identification|documents?)|verify (?:my|our|your) identity|referencing`},
		{3, `passports?|driving licence|identification`},
		{2, `identity|references`},
	}},
	{"vat_payroll", []topicCue{
		{4, `vat (?:returns?|records|registration|quarter|deadline|number|due|periods?|payments?)|payroll|payslips?|p60s?|p45s?|p11ds?|paye|pay ?run`},
		{3, `vat|wages|salar(?:y|ies)|sick pay|holiday pay|redundancy pay|maternity pay|overtime|national insurance`},
		{2, `leavers?|starters?|wage|pay ?day|paid on`},
	}},
	{"tax_return", []topicCue{
		{4, `self[- ]assessment|tax returns?|making tax digital|mtd|companies house|corporation tax|payments? on account|capital gains|confirmation statement|year[- ]end|(?:annual|draft|final) accounts|tax code`},
		{3, `tax|utr|hmrc|dividends?|bookkeeping`},
		{2, `the return|my return|our return|expenses|receipts|accounts`},
	}},
	{"portal_access", []topicCue{
		{4, `portal|password|passcode|log(?:ging|ged)?[- ]?(?:in|on|ins)|sign(?:ing|ed)?[- ]in|authenticator|two-step|username|locked out of (?:\w+ ){0,2}(?:account|email|laptop|system|portal)|(?:gate|door|entry|access) codes?`},
		{3, `upload\w*|access to|read-only|reset link|verification code|(?:get|getting|got) into (?:my|the|our)`},
		{2, `access|permissions?|locked out|the code`},
	}},
	{"rent", []topicCue{
		{4, `pay (?:my |the |our |his |her |their )?rent|rent (?:payments?|arrears|increase|review|statement|is due|due)|rents?\b|landlord statements?`},
		{2, `rental|standing order|arrears`},
	}},
	{"notice_renewal", []topicCue{
		{4, `(?:give|giving|gave|hand\w*|serve|served|serving) (?:\w+ ){0,3}notice|notice period|how much notice|months'? notice|end(?:ing)? (?:\w+ )?(?:tenancy|lease)|check-?out|(?:move|moving|moved) out|break clause`},
		{3, `renew\w*|tenancy`},
		{2, `notice|lease`},
		{1, `inventory`},
	}},
	{"opening_hours", []topicCue{
		{4, `opening (?:hours|times?)|office hours|closing time|(?:are|when are|will|is) (?:you|the (?:office|desk|practice|surgery|shop|reception)) (?:\w+ ){0,2}(?:open|closed|shut)|(?:what time|when|how late|until when|till when) (?:do|does|are|is|will) (?:you|the \w+|your \w+) (?:\w+ )?(?:open|close|shut|reopen)\w*|(?:open|closed|shut) (?:on|over|at|during|for) (?:christmas|easter|the weekend|weekends|saturdays?|sundays?|bank)|(?:christmas|bank holiday) (?:hours|opening|closing|closure)|your (?:opening )?hours|what hours`},
		{4, `where (?:is|are) (?:your|the) (?:office|surgery|practice)s?|(?:your|the office|the surgery) (?:postal |office )?address|(?:your|office|main) (?:phone|telephone) number|(?:where|can) (?:can |do |could )?(?:i|we) park|(?:is there|any|have you|do you have) (?:\w+ )?parking`},
		{4, `(?:open|closed|shut) (?:today|tomorrow|now|late|early|(?:on )?(?:good friday|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?))|(?:office|desk|surgery|practice) (?:re)?(?:opens?|closes?|shuts?)|hours (?:between|over|on|at|for) (?:the )?(?:\w+days?|christmas|easter|weekend)|which (?:floor|entrance)|how far are you|step[- ]free|wheelchairs?`},
		{1, `open|close[ds]?|closing|christmas|bank holidays?|weekends?|saturdays?|sundays?|parking|phone number`},
	}},
	{"booking", []topicCue{
		{5, `notice (?:\w+ ){0,9}(?:meetings?|appointments?|viewings?)`},
		{4, `(?:book|rebook|arrange|make|need|have|change|move|cancel|rearrange|confirm|reschedule|missed?|keep) (?:\w+ ){0,4}(?:appointments?|meetings?|viewings?|slots?|check-?ups?|consultations?|visits?)|reschedul\w*|(?:fit|squeeze) (?:me|us|him|her|them) in`},
		{3, `appointments?|viewings?|bookings?|booked`},
		{2, `book|meet|view (?:an?|the|it|this)|booking|rebook\w*|slots?|meetings?|check-?ups?|consultation|(?:come|came|bring \w+) in|running (?:\w+ )?late|jabs?|vaccinat\w*|cancel|rearrange`},
		{1, `diary|earlier time|come (?:and|at|on|over)`},
	}},
	{"fees", []topicCue{
		{5, `how much (?:is|are|does|do|would|will|did|for|to|it)|what (?:do|would|will|percentage do) you charge|what (?:does|do|would|will) (?:\w+ ){1,4}cost|(?:fee|price|cost|charge|quote) (?:for|of)|\d+ (?:an|per) hour`},
		{4, `price list|(?:your|the|a) (?:fees?|prices?|rates?|quote|hourly rate)|estimate (?:for|of)|plus vat|inc(?:luding|l)? vat|vat on (?:this|the|your|that)`},
		{3, `invoices?|fees?|bill(?:ed|s|ing)?|quotes?|quotation|overcharg\w*`},
		{2, `costs?|pric\w+|charge[sd]?|charging|discount|estimate|direct debit|instalments?`},
	}},
	{"documents", []topicCue{
		{4, `(?:copy|copies|scan|scans) of|send (?:me|us|over) (?:\w+ ){0,4}(?:forms?|documents?|letters?|certificates?|statements?|templates?|contracts?|lease|agreement|report|pack)|(?:please find |is |are )attached|resend`},
		{3, `documents?|paperwork|templates?`},
		{2, `forms?|statements?|certificates?|attached|enclosed|scan(?:s|ned)?|contracts?|drawings?|floor ?plans?|logo`},
		{1, `cop(?:y|ies)|letters?|sign(?:ed|ature)?|send (?:me|us)|pages?|folder|files?`},
	}},
}
