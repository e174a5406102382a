package triage

import (
	"testing"

	"countersign/bot"
)

func TestTheRulesKnowADangerThatIsNotCalledOne(t *testing.T) {
	testRules(t, []ruleWords{
		{bot.Safety, []string{
			"the spaniel got into the bin and has eaten a whole tub of raisins", "she licked up some antifreeze by the van", "the toddler has had my blood pressure tablets", "what is the antidote if a dog eats foxgloves?",
			"the kitten is twitching and I don't know why", "he is drooling and wobbly since lunch", "her belly is rock hard tonight", "the lamb's tongue has gone, tongue gone blue", "our rabbit hasn't eaten since Monday night",
			"my lip is very swollen after the filling", "I can hardly open my mouth", "it is hard to breathe when I lie down", "my throat feels tight after the tablet", "it won't stop bleeding",
			"I cut it on the slicer, cut to the bone", "she was bitten by a snake", "I gave 5 ml instead of 0.5", "I gave paracetamol to the cat", "a pain in my left arm", "my heart is racing after the injection",
			"the shower is scalding the lodger, water is scalding", "he got cement in his eyes", "the mare is bringing up foam", "the puppy has been sick three times", "I can't wake him", "there's a driver under the lorry",
			"there is a hissing near the hob", "the cupboard smells of petrol", "smoke is coming out of the loft", "the charger is melting", "the socket sparked", "the hall is filling with smoke",
			"I get a tingle off the tap", "the lamp gives me little shocks", "the plug by the cot is crackling and buzzing", "there are bare wires in the bathroom", "the boiler's flame has gone yellow", "it kept beeping, so we took the battery out of the alarm",
			"the alarm is going and nobody comes", "the toaster caught fire", "the balcony is sagging", "the chimney is leaning over the street", "a bit of the ceiling has fallen down", "should the wall be bulging?",
			"the step gave way under my mother", "the crack is getting bigger", "they drilled through the ceiling and it is asbestos", "the lift drops a foot", "my laptop is swelling",
			"she hasn't come home", "she hasn't been seen", "a man was filming the children", "he told her not to tell anybody", "is it a secret game?", "he has bruises on both arms", "the coach messages her at night", "she's scared to go home", "she is frightened of my dad",
			"my ex turned up at midnight", "he has found out where we moved", "he knows which school it is", "keep it off the letter so that he can't find us", "his dad's not allowed near the school", "there's a tracker under my car",
			"he followed me home", "a man sat outside my house all night", "a brick through the window", "I'll burn the place down", "put him through the window", "she threatened to stab the driver", "he said he would drive into the crowd", "what looks like a grenade",
			"he came in with a machete", "he pulled a knife", "she poured petrol over the mat", "a stranger is in my hall", "the back door was forced", "I'm locked in.", "they held her by the hair", "he punched her in the corridor", "they want me to marry him",
			"he might hurt himself", "sorry for being a burden", "it is still bleeding from the socket", "I went through a tea towel", "the foal's not coming round", "my chest is tight", "there was bone showing", "he fell asleep at the wheel", "the driver was smelling of drink",
			"the fire door on two is wedged open", "the exit is padlocked", "they took the guard off the saw, so it runs with no guard on", "the scaffolding on the east side has moved since Monday", "the ceiling has come down in the hall", "the man put a red label on it, the gas boiler I mean: the boiler has a red label",
			"the heater gives us all headaches", "the minibus is on its side", "there are kids on the roof", "the water is up to the sockets, water is in the fuse box",
			"he's in the car park again", "can I move out without him knowing?", "she's not to be told where I am", "he reads my emails", "don't ring, he picks up", "he knows what time she finishes: he knows what time I leave", "I know where you live", "you'll be sorry",
			"he threw a chair at the teacher", "he held a knife to her", "the carer slapped me", "he was kicking the dog", "the old lady hasn't been seen since Sunday", "everyone would manage better", "my husband doesn't know I'm writing", "he took her passport away", "the calf won't lift her head", "my dad is slurring and odd", "there's glass in my eye", "they gave him the wrong tablets", "the brakes have gone on the van", "there are needles in the stairwell", "no heating and we have a newborn",
			"he has a video of me and will post it unless I come", "they'll tell my wife if I don't pay", "he asked if I live alone", "she says she'll walk in front of a train", "the man knows her school", "someone is messaging my daughter", "they watch outside our flat", "there's a man with a bat in the yard",
			"the girl upstairs is screaming again", "he has marks on his neck", "dad is drunk again", "her room has a bolt on the outside", "I found laxatives in her drawer",
		}, []string{
			"he ate a piece of toast and had his supper", "she is fitting in well", "the belly pork was lovely", "my tongue in cheek remark", "we have not eaten there", "the eye test is on Monday", "can I open my account online?", "it was hard to choose",
			"the tight deadline is fine", "we cut the fingers sandwiches small", "the snake plant needs water", "give 2 ml twice a day", "a pain in the neck, that printer", "my heart is set on the blue one", "the tea was hot", "we brought up the matter at the board",
			"the cat was hissing at the dog", "the line keeps hissing", "can tenants smoke in the garden?", "nobody may smoke on the balcony", "it smells lovely in here", "the room is filling up with guests", "the wires are tidy now", "a yellow lamp, please", "I took the batteries out of the mouse",
			"the fire alarm test is going ahead at ten", "the catch on the window is stiff", "the floor plan has moved to the portal", "should the radiator be warm at night?", "the crackers were nice", "is there an asbestos register?", "the price dropped", "the milk smelt burnt",
			"her coat hasn't come", "we are filming a video for the website", "you told me to say if the date moved", "our secretary is away", "the apples were bruised", "the coach leaves at nine", "I knew which school it was", "so that he can find us", "is parking allowed?",
			"can I follow you on Instagram?", "I sat outside with a coffee", "a stone wall", "we burn logs", "I put him through to accounts", "drive into town", "the kitchen has a knife block", "he got a knife rack for the wall", "is petrol included?", "the back door is stiff",
			"I'm locked in to a two-year deal", "we locked in the price", "he kicked the ball", "when is the fire door inspection?", "the security guard is off today", "the exit interview is booked", "the roofer is on the roof", "the wall clock has moved to the hall", "is there water in the kitchen?", "you will be sorry to hear that Jim has retired", "it's a surprise, he's not to know",
			"she reads my letters to me as my eyes are poor", "don't ring before nine", "I know where the office is", "he threw a party", "we hold the knife sharpening on Fridays", "he doesn't know where to sign", "I can't do it without her signature", "I took my umbrella to the bank", "a towel rail, please", "he can't lift the parcel", "the glass in my window is cracked", "the brake shoes were new", "pine needles in the gutter", "a photo of me for the badge, unless you have one", "what happens if I don't send the form?", "she asked if I live in Leeds", "we walk in front of the school",
			"she knows her school subjects", "I'm texting my daughter the code of the parcel", "we wait outside the office", "a baseball bat for the club", "the pipes were screaming", "full marks on her essay", "he is drinking plenty of water", "the lock on the gate", "the label is red", "she is to marry in June", "the administrative burden is low",
		}},
	})
}

func TestTheRulesKnowWhoIsDeceived(t *testing.T) {
	testRules(t, []ruleWords{
		{bot.Safety, []string{
			"I have paid it to the new sort code", "we used the new account", "a note came about the changed account", "a second invoice came with another IBAN", "there is a different account on the invoice", "we paid it to the account in your email", "has it arrived in the new account?",
			"have you changed your bank?", "your email says the account has been changed", "please swap my bank before Friday", "can my salary go to a different account?", "I sent it to the account in yesterday's email", "the bank said the name did not match",
			"she wants it paid to a personal account", "our director asked me to buy six gift cards", "they want the fees in bitcoin", "can I pay him in bitcoin?", "I have put £9,000 into crypto", "they said to use a safe account", "there is a release fee to pay", "he paid too much and wants it sent to his cousin",
			"a courier is coming to collect my card", "he told me to tell the bank it's for a boat", "my bank blocked it and you said the transfer was fine", "the director texted about an urgent transfer",
			"I gave him the six digits", "I read her my card number over the phone", "my password is Rover1999", "my PIN is 8080", "my password is on the whiteboard", "he asked for my authenticator code", "you can log in as me", "my gateway number is 12 and the password Biscuit",
			"I typed in my card", "and put my password", "somebody's got into my email", "someone is using my name on a loan", "they are posting as us", "our page has been taken over", "the server is encrypting", "everything has a strange ending now",
			"the files end in .locked", "he's on my screen at the moment", "I let him into my computer", "she had me install something", "the mouse was moving by itself", "I left the laptop on the train", "I lost the memory stick", "lost my tablet and there's no PIN on it",
			"the payslips have gone to the wrong firm", "someone has taken out a loan in my name", "a letter came thanking me for changing my address", "a man at the door said he was from the council", "I had a call saying it was from HMRC", "somebody rang pretending to be you", "the link is from you, is it?", "we got an email about a new account", "he said he has changed banks, he changed banks last week", "can you stop the payment I made?", "I put my card in when it asked", "I gave him the code", "she read the number out to him", "was it you asking for the scan?",
			"HMRC sent a refund and I filled in the form", "there is a note on the computer asking for money", "our home page is a casino now", "the leaver has still got the alarm app, he still has it", "someone has set up a page with our name", "a man posted our home addresses", "the email asking for a new payee: she did not send it",
			"there are payments that nobody made", "it wasn't me posting", "mum's tablet said virus, call this number, and she rang", "the screen wants two bitcoins", "someone is pretending to be us", "a chap calling himself your agent", "he's getting mum to buy vouchers", "somebody's added a payee", "that signature isn't mine", "it was stolen from the till", "my bank says I moved the money, it was my card but not me",
			"did you really ask for my card?", "the bank rang and wants me to move it", "have I been conned?",
		}, []string{
			"what is your sort code?", "the new account manager is lovely", "have you changed account managers?", "we paid the invoice from the new car fund", "I changed banks in March and told you by phone", "my salary goes up in May", "the account in question is the deposit one", "do the names match the list?",
			"can we settle the fee note in bitcoin?", "could I pay your invoice by crypto?",
			"do you sell gift cards?", "is there a safe in the office?", "when is the release date?", "the courier left a card", "the manager asked about parking", "I gave her the gate code for the delivery", "read the digits off the meter", "my password has expired", "I forgot my gateway password",
			"how do I sign in?", "someone will post the form", "our page needs a new photo", "is the portal encrypted?", "the file is named oddly", "he's on the phone", "I let him into the building", "you told me to read the policy", "I left the form on the desk", "I lost the receipt",
			"the payslips went out on Friday", "the policy is in my name", "thank you for changing my address", "a man from the council came to measure up", "did you ask for the form?", "the bank rang to confirm the meeting", "where is the letters page?", "I put my bank statement in the post", "was it you who signed the form?", "the tax refund arrived, thank you", "the casino night page is lovely, is the date right?", "the leaver's P45 is ready", "it wasn't me", "do call this number on Monday", "the children were pretending to be pirates", "somebody has moved the chairs", "the signature is on page two", "I got him to sign it", "someone set up the projector", "can you stop the newsletter?", "what is the door code?",
		}},
	})
}
