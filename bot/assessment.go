package bot

import "time"

// Tier says who deals with a case.
type Tier string

// A routine case gets a draft for review; a human-tier case goes to a person
// and never gets an automatic answer.
const (
	TierRoutine Tier = "routine"
	TierHuman   Tier = "human"
)

// Code names a reason for weight.
type Code string

// The reasons from words, and those from the facts of the history.
const (
	Complaint       Code = "complaint"
	Distress        Code = "distress"
	Anger           Code = "anger"
	Vulnerability   Code = "vulnerability"
	Hardship        Code = "hardship"
	RegulatedAdvice Code = "regulated_advice"
	LegalThreat     Code = "legal_threat"
	Cancellation    Code = "cancellation"
	Dispute         Code = "dispute"
	RequestHuman    Code = "request_human"
	Safety          Code = "safety"

	DataRights       Code = "data_rights"       // access, erasure, a data-protection complaint
	FirmDecision     Code = "firm_decision"     // eligibility, price or refund: only a person decides
	Unreadable       Code = "unreadable"        // another language, only a file, too long, hidden text
	UnmappedChannel  Code = "unmapped_channel"  // the channel belongs to no account
	RepeatContact    Code = "repeat_contact"    // asked before, within days
	UnansweredChaser Code = "unanswered_chaser" // wrote again while waiting for an answer
	MissedPromise    Code = "missed_promise"    // a call-back or a date of ours that passed
	EarlierConcern   Code = "earlier_concern"   // an escalation or complaint of this account not long ago
	PromiseOpen      Code = "promise_open"      // something of ours that is promised and not yet due
	DeadlinePassed   Code = "deadline_passed"   // a date that the client named and that has passed
	ToneRising       Code = "tone_rising"       // more weight in the words than earlier in the thread
	LongWait         Code = "long_wait"         // waited long for the answer to this question
	Wording          Code = "wording"           // the words as a whole weigh a little, and no one reason stands out
	Injection        Code = "injection"         // words aimed at the software
	CrossAccount     Code = "cross_account"     // asks about another client
	Failure          Code = "failure"           // the assessment itself failed
	ModelFailure     Code = "model_failure"     // the model gave nothing that could be used
	ModelOpinion     Code = "model_opinion"     // the model would have a person deal with it
)

// Codes lists every reason.
func Codes() []Code {
	return []Code{
		Complaint, Distress, Anger, Vulnerability, Hardship, RegulatedAdvice, LegalThreat, Cancellation, Dispute, RequestHuman, Safety,
		DataRights, FirmDecision, Unreadable, UnmappedChannel, RepeatContact, UnansweredChaser, MissedPromise, EarlierConcern, PromiseOpen,
		DeadlinePassed, ToneRising, LongWait, Wording, Injection, CrossAccount, Failure, ModelFailure, ModelOpinion,
	}
}

// Reason is one thing that gave a case weight.
type Reason struct {
	Code     Code   `json:"code"`
	Points   int    `json:"points"`
	Evidence string `json:"evidence"`          // the client's words, or the fact with its date
	Note     string `json:"note,omitempty"`    // in plain words, why this counts
	Source   string `json:"source"`            // rules, history, classifier or model
	Message  string `json:"message,omitempty"` // id of the message that holds the evidence
	Start    int    `json:"start,omitempty"`   // byte offsets of the evidence in that message
	End      int    `json:"end,omitempty"`
}

// Priority is how fast a person must see a human-tier case.
type Priority string

// P0 is a risk to life, safety or live fraud; P1 any other human-tier case;
// P2 a routine one.
const (
	P0 Priority = "P0"
	P1 Priority = "P1"
	P2 Priority = "P2"
)

// Assessment is the explained sorting of a case.
type Assessment struct {
	Tier        Tier      `json:"tier"`
	Topic       string    `json:"topic"`  // lower-case words with underscores; "other" when none fits
	Weight      int       `json:"weight"` // 0 to 100: the sum of the points, capped
	Cut         int       `json:"cut"`    // at or above this weight a person deals with it
	Reasons     []Reason  `json:"reasons"`
	Flags       []string  `json:"flags"`               // for example complaint, vulnerability:health, hidden_unicode
	Records     []string  `json:"records"`             // kinds to open: complaint, dp_complaint, sar, erasure
	MustMark    bool      `json:"must_mark,omitempty"` // dissatisfaction alone: staff say whether it is a complaint
	Substance   Substance `json:"substance,omitzero"`
	Needs       []Need    `json:"needs,omitempty"` // what might help, one for each driver of vulnerability
	Priority    Priority  `json:"priority"`
	Language    string    `json:"language"` // "en", another code, or "und"
	Explanation string    `json:"explanation"`
	Notice      string    `json:"notice,omitempty"`   // static notice due at once: "signpost", "fraud" or "disclosure"
	NoReply     bool      `json:"no_reply,omitempty"` // thanks or an acknowledgement: nothing to answer
	Cleaned     string    `json:"cleaned"`            // the question as the draft sees it: hidden characters gone
	Rules       string    `json:"rules"`              // version of the rules
	At          time.Time `json:"at"`
}

// Substance is what the words tell of a complaint, as far as rules can read it.
// Staff may put it right in the record.
type Substance struct {
	Cause              string `json:"cause,omitempty"` // one of Causes
	Loss               string `json:"loss,omitempty"`  // one of Losses
	OnBehalfOf         string `json:"on_behalf_of,omitempty"`
	AboutVulnerability bool   `json:"about_vulnerability,omitempty"`
}

// Need is a sign that somebody may need more care: which of the four drivers,
// what might help, and which message it stands in. It is no diagnosis.
type Need struct {
	Driver  string `json:"driver"` // one of Drivers
	Need    string `json:"need"`   // a code, such as plain_words
	Message string `json:"message"`
}

// Earlier is what is known of an earlier case of the same account.
type Earlier struct {
	Case       int64
	Topic      string
	Tier       Tier
	State      State
	Codes      []Code
	Records    []string
	Promises   []Promised // what staff promised in it
	OpenedAt   time.Time
	AnsweredAt time.Time // zero while unanswered
	Author     string    // the platform's id of the client who asked
	Channel    string
	Thread     string
	SameThread bool   // in the thread of the enquiry that is sorted
	Said       []Turn // what was said in it; empty where it is long, or not kept apart: the case itself tells. No assessor gets it
}

// Situation is all that an Assessor may look at: one view of the outside, so
// that the same situation always gives the same assessment.
type Situation struct {
	Now      time.Time
	Hours    Hours          // when the firm works; nil: office hours
	Zone     *time.Location // in which the firm reads a time and means "today"; nil: each time's own
	Platform Platform
	Channel  string
	Account  Account
	Messages []Message  // the client's messages of this enquiry, oldest first; deleted ones left out
	Turns    []Turn     // what was said before, in the thread and by this client in the channel, oldest first
	Earlier  []Earlier  // earlier cases of the account, newest first
	Promises []Promised // what staff promised in this case
	Others   []Account  // the other accounts, to notice a question about one of them
}
