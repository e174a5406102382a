package autonomy

import (
	"maps"
	"slices"
	"strings"
)

// denied are the topics on which a person always decides: what is significant for
// a client (eligibility, price, refund, cancellation, refusal), what is regulated,
// and what needs a person whatever it says. The list is in the code so that no
// setting, grant or row of the database can shorten it.
var denied = map[string]string{
	"":                "an enquiry without a topic is not one kind of question",
	"other":           "it is not one kind of question",
	"greeting_thanks": "there is nothing to answer",
	"complaint":       "a complaint is answered by a person",
	"data_protection": "data rights are answered by a person",
	"refunds":         "a refund is a decision of the firm",
	"deposit":         "what is kept of a deposit is a decision of the firm",
	"fees":            "a price is a decision of the firm",
	"identity_checks": "whether somebody is eligible is a decision of the firm",
	"notice_renewal":  "ending or renewing a contract is a decision of the firm",
}

// stems are parts of a name that bar a topic, whoever adds it one day and
// whatever it is called: the kinds of decision and of need that the law or good
// sense leave to people.
var stems = []string{
	"complain", "refund", "compens", "redress", "price", "pricing", "discount", "fee", "eligib", "identity", "cancel", "terminat", "refus",
	"evict", "advice", "advis", "invest", "pension", "mortgage", "vulnerab", "hardship", "arrears", "bereave", "distress", "anger", "safety",
	"emergency", "fraud", "legal", "dispute", "data_protection", "data_rights", "erasure", "subject_access", "human", "firm_decision",
}

// Denied tells why a topic may never be answered automatically; "" where it may
// be, with the evidence and the owner's signature.
func Denied(topic string) string {
	topic = strings.ToLower(strings.TrimSpace(topic))
	if why, ok := denied[topic]; ok {
		return why
	}
	for _, stem := range stems {
		if strings.Contains(topic, stem) {
			return "it is a kind of question that a person decides (" + stem + ")"
		}
	}
	return ""
}

// Never lists the topics that the list names, in alphabetical order.
func Never() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(denied)), func(topic string) bool { return topic == "" })
}
