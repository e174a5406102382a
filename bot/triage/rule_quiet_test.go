package triage

import (
	"testing"

	"countersign/bot"
)

// Danger, trouble and the wish for a person in the words of those who do not name
// it, each wording beside one that means nothing of the kind.

func TestTheRulesKnowDangerInQuietWords(t *testing.T) {
	testRules(t, []ruleWords{
		{bot.Safety, []string{
			"I can't think of any reason to keep going", "I don't see the point in being here", "most days I'd sooner be dead", "it would be simpler for you all if I wasn't here any more", "I keep thinking of walking into the river",
			"there is nothing left to live for", "our daughter says she wants to die", "I have written goodbye letters to the girls", "the voices keep telling me to do it", "I've been standing on the bridge most nights", "I have the tablets counted out beside me",
			"if they say no I might do something stupid", "I sat in the car with the engine on and the garage shut", "I don't know how I carry on like this",
			"there is asbestos in the soffits and they are drilling it", "the power has gone off and mum is on a ventilator", "the gate is broken so anyone can get in off the street", "the back door won't lock and I am by myself here", "her stepdad hurts her when mum is out",
			"he said he'd make sure I never see them again", "she'd never see my kids again, she says", "the tenant has punched our plumber", "grandad won't wake properly", "a lady in the queue has just fainted", "he fell and hit his head", "somebody slipped something into my drink", "her drink was spiked",
			"we haven't eaten in three days", "there's no gas and no electric", "my sister's gone missing", "we are stuck in the lift", "half the ceiling has just come down", "someone is taking out loans in my late mother's name", "my identity has been stolen",
		}, []string{
			"I can't think of any reason to change the date", "I don't see the point in being listed twice", "is it simpler if I wasn't on the form?", "we keep walking into the same meeting room", "he has nothing to live for but his allotment, ha", "she wants to dye the curtains",
			"I've written letters to the children's school", "the voice on the line tells me to hold", "we looked at the bridge on the plan", "I have the invoices counted out", "I did something stupid and deleted the file", "leave the engine running for the MOT", "I don't know how we carry on the number to box 6",
			"an asbestos register is in the folder", "the power was off on Tuesday, is the server back?", "anyone can get in touch by email", "the door sticks a bit in the rain", "her uncle helps her with the form", "please make sure I never see those adverts", "you'll never see my office this tidy again",
			"he punched the holes in the wrong side", "the laptop won't wake from sleep", "the guests fainted with joy at the price", "we hit the head count on Monday", "put sugar in my tea, please", "have you eaten at the new place in town?", "no gas safety form has come, is it due?",
			"page 3 has gone missing", "the key is stuck in the lock", "the ceiling price came down", "I am taking out a subscription in my maiden name", "the identity check is done",
		}},
		{bot.Vulnerability, []string{
			"we lost the pregnancy in June", "dad has moved into a nursing home last week", "we had to have our old collie put to sleep", "it's the first birthday without her", "I don't have anybody to ask", "we came here as refugees", "my ex keeps all of my documents", "my husband and I have separated",
			"we had a house fire in May", "I've been sober for two months", "we're sleeping in the car", "I buried my dad on Friday", "I grew up in foster care and have no family", "they found a shadow on my lung", "I'm the only one left in the family", "she can't manage her own affairs",
			"I'm too ill to travel", "he has motor neurone disease", "they say it's terminal", "the results weren't what we hoped", "my memory is going", "he's heavily medicated", "I'm on a lot of painkillers",
		}, []string{
			"we lost the receipt in June", "the firm has moved into a new home", "can you put the files down on the desk?", "it's the first year without a late fee", "we don't have anybody free on Monday", "the refugee council's accounts are ready", "he keeps my diary in order", "we have separated the invoices by month",
			"is a house fire covered as standard?", "the kitchen is clean for the inspection", "he sleeps in the spare room", "we buried the cable on Friday", "they found a page missing", "the only one left in the box is blue", "he can't manage Tuesday", "it's too cold to paint", "which terminal is it?",
			"the results are what we hoped", "the laptop's memory is 16 GB", "medicated shampoo for the dog", "I'm a bereavement counsellor, which CPD counts?", "the disability section of our handbook needs wording", "I'm addicted to your newsletter", "the blind person's allowance leaflet, please", "the server went through disaster recovery",
		}},
	})
}

func TestTheRulesKnowATurnToTheLawOrToAPersonInQuietWords(t *testing.T) {
	testRules(t, []ruleWords{
		{bot.LegalThreat, []string{
			"we may have to go legal on this", "will your office accept service?", "to whom should the papers be served?", "the ombudsman will hear about this", "I'll have you struck off", "this is actionable", "the police have been told", "I have given a statement to the police", "I went to the police about it",
			"we will use every remedy open to us", "I shall pursue the matter through every means I have", "my neighbour took you to court in May", "consider yourselves on notice", "we're taking action against the practice", "I mean to get our losses from you", "I want every penny back from you",
			"we shall take formal steps", "they are sending in the bailiffs", "bailiffs will be at your door", "you are liable",
		}, []string{
			"is the legal page still on the site?", "are you accepting new clients?", "dinner will be served at six", "I heard about this on the radio", "the company was struck off at Companies House", "the feedback is actionable", "the police choir has a new treasurer", "we are going to the police museum",
			"which channels are open on Sunday?", "is the court next door free at six?", "notice of the AGM attached", "which action against late payers do you advise in the leaflet?", "can I get that from you or from HMRC?", "we shall take the stairs", "what does a bailiff cost in the new film?", "are we liable for VAT?",
			"I'm a solicitor and my accounts go in before the SRA deadline", "trading standards week is in May", "our citizens' advice are clients of yours, they say hello", "we are suing for peace over the thermostat", "is the small claims limit still ten thousand?",
		}},
		{bot.RequestHuman, []string{
			"please connect me with your accounts team", "is anybody really there?", "I don't talk to robots", "I want a reply from Mrs Hill", "contact me directly, please", "customer service please", "where are all the people?", "I need somebody to properly look at it", "could you ask one of your vets to ring?",
			"I will go over your head", "am I writing to you or to a person, or is it the machine?", "is it you or the computer?", "operator", "Agent please!", "representative",
		}, []string{
			"please connect me to the wifi", "is somebody there to let the plumber in?", "the robots in the warehouse want a service", "I have the reply from HMRC", "contact me details are on the form", "the customer services award is in June", "where are the staff toilets?", "ask the vet's price list",
			"can the price go higher?", "is it the monitor or the computer?", "we need an operator's licence", "the agent's fee, please", "the human rights leaflet", "can a director be somebody under 18?",
		}},
	})
}
