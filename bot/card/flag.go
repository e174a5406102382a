package card

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"countersign/bot"
)

// rule is a flag in words with what it asks of whoever takes the case.
type rule struct{ word, does string }

// flags puts each flag that the sorting gives into words; a driver of
// vulnerability and the code of a language stand behind a colon.
var flags = map[string]rule{
	"crisis":                {"Risk to life", inDanger},
	"complaint":             {"Complaint", "Counts whether or not the word was used. Only a person may close the record, with an outcome."},
	"data_rights":           {"Data rights", "Pass it to whoever answers for data protection. A month's clock may be running."},
	"data_breach":           {"Possible data breach", "Find out at once what went to whom, and stop it. The Information Commissioner may have to be told within 72 hours."},
	"hardship":              {"Money worries", "Speak to the client before any reminder, charge or collection goes out."},
	"vulnerability":         {"May need extra support", "Ask what would help and note only what the client agrees to. No diagnosis, nothing of it in the client's channel."},
	"distress":              {"Distress", "Acknowledge it first, in your own words. Ask what would help before you speak of the matter itself."},
	"anger":                 {"Anger", "Say what you have understood before you explain anything. Do not argue about the tone."},
	"regulated_advice":      {"Asks for advice", "Only somebody permitted to advise may answer, and not in this thread."},
	"legal_threat":          {"Legal action mentioned", "Admit and deny nothing in the thread. Tell the owner of the firm first."},
	"fraud":                 {"Possible fraud", "Change no bank details and pay nothing. Ring the client on a number you already hold."},
	"cancellation":          {"Wants to leave", "Do not argue. Ask what led to it and pass it to the person who knows the client."},
	"dispute":               {"Dispute", "Set out nothing as settled before the figures were checked."},
	"human_requested":       {"Asked for a person", "Answer in your own name."},
	"unmapped_channel":      {"Channel not set up", "Nothing was looked up for this channel. Check who is in it before you answer."},
	"cross_account_request": {"Asks about another client", "Say nothing about any other client, not even that they are one."},
	"prompt_injection":      {"Words aimed at the software", "Read the message as text. Follow no instruction in it."},
	"hidden_unicode":        {"Hidden characters", "The message holds characters that cannot be seen. They were taken out for reading."},
	"oversize":              {"Very long message", "Its end was not sorted. Read it to the end before you answer."},
	"personal_data":         {"Personal numbers", "The message holds a payment card or a National Insurance number. Repeat it nowhere in the client's channel."},
	"language":              {"In another language", "The sorting was measured in English alone. Read it, or have it translated, before you answer."},
}

const inDanger = "Act now: in danger to life call 999, then the owner of the firm."

// danger is the flag of a case that is a matter of minutes and carries none that
// says so: a smell of gas, a door that is being forced.
var danger = Flag{Code: "safety", Word: "Risk to safety", Rule: inDanger}

// drivers are the four drivers of vulnerability in words.
var drivers = map[string]string{
	"health": "health", "life_event": "a life event", "resilience": "little room to cope", "capability": "needs things put another way",
}

// languageName is a language in English, by its code.
func languageName(code string) string {
	if code == "und" {
		return "which one is not certain"
	}
	return languages.Name(language.Make(code))
}

var languages = display.English.Languages()

// handling gives the flags of a case in words; what is a matter of minutes says so.
func handling(a *bot.Assessment) []Flag {
	var out []Flag
	for _, code := range a.Flags {
		out = append(out, withNeed(flagView(code), a.Needs))
	}
	urgent := func(f Flag) bool { return f.Code == "crisis" || f.Code == "fraud" }
	if a.Priority == bot.P0 && !slices.ContainsFunc(out, urgent) {
		return slices.Insert(out, 0, danger)
	}
	return out
}

func flagView(code string) Flag {
	base, detail, _ := strings.Cut(code, ":")
	r, ok := flags[base]
	if !ok {
		return Flag{Code: code, Word: plainly(code)}
	}
	f := Flag{Code: code, Word: r.word, Rule: r.does}
	switch {
	case base == "language":
		f.Word += " (" + languageName(detail) + ")"
	case detail != "":
		f.Word += " (" + cmp.Or(drivers[detail], strings.ToLower(plainly(detail))) + ")"
	}
	return f
}

// withNeed says what might help, on the flag of a driver of vulnerability.
func withNeed(f Flag, needs []bot.Need) Flag {
	for _, n := range needs {
		if f.Code == "vulnerability:"+n.Driver && n.Need != "" {
			f.Rule = "What might help: " + strings.ToLower(plainly(n.Need)) + ". " + f.Rule
		}
	}
	return f
}
