package llm

import (
	"regexp"
	"strings"
	"unicode"
)

// idle words say nothing of what a question is about.
var idle = set(`a an and any are as at be been before but by can could did do does doing done for from get getting got had has have
having he her here hers him his how i i'd i'll i'm i've if in into is it it's its itself just may me might more most must my
mine no nor not now of off on once one or other our ours out over own same shall she should so some such than that that's the
their them then there these they this those to too under until up us very was we we'd we'll we're we've were what what's when where
which while who whom whose why will with would you you'd you'll you're you've your yours
hi hello hey morning afternoon evening dear please thanks thank ta cheers kindly sorry regards
ask asking question quick query wonder wondering wondered know tell say let explain remind clarify confirm check checking
want wanted like needing needed help possible possibly actually still also again soon currently today tomorrow yet ever
able allowed allow currently normally usually exactly roughly about around please really maybe perhaps think thinking
much many long far often quickly fast latest sure okay ok right wrong correct old new thing things anything something everything
someone anyone anybody somebody everyone else use using used go going come coming make making made take taking give giving given
put find out see seen look looking happen happens happening happened work works mean means whether because since
this week these days day date dates time times moment way ways kind kinds sort sorts type types bit lot instead within after during per
both each every only same whole actually basically simply quite well good great lovely nice fine long last
can't cannot don't doesn't didn't isn't aren't won't wouldn't couldn't shouldn't haven't hasn't
run runs running ran
harbour finch guys team folks all month year annual`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}

// concepts lists words that stand for one another when a question is matched
// with a document: the first names the group. They only choose sentences; they
// are never written.
var concepts = groups(`
fee fees price prices cost costs charge charges charged charging percentage rate quote expensive
open opens opened opening
close closes closed closing closure shut shuts
phone telephone telephoned ring mobile landline number line helpline
park parking car cars spaces space
care caring cared
repair repairs repaired fix fixed fixing mend broken fault faulty
heating heat boiler radiator radiators
tenancy tenancies lease leases
leave leaves leaving left moveout vacate end ends ending
returned return returns returning back
size large big mb gb
submit submitted
cancel cancels cancelled cancelling canceled cancellation
meeting meetings appointment appointments slot
password passwords passcode
signin login logon signing log
deadline deadlines due cutoff
identification id ids identity passport photo
refund refunds refunded refundable reimburse reimbursement
invoice invoices bill bills
pet pets
payslip payslips wageslip
lose lost loses losing
pay pays paid paying payment payments payable
send sends sent sending post posted
keep keeps kept store stored retain
reply replies replied respond responds response answer answers answered
people person persons
child children
paye
examination examinations exam checkup checkups
woman women
man men
tooth teeth
foot feet
video zoom
stepfree wheelchair disabled disability accessible mobility
christmas xmas
weekend saturday saturdays
colleague manager employee assistant
complaint complaints complain complains complaining
gas gassy
deposit deposits
key keys
landlord landlords
tenant tenants renter renters
statement statements
viewing viewings view
inspection inspections
renew renewal renewals renewing renews
notice notices
document documents paperwork papers
file files attachment attachments
record records
company ltd limited
twostep 2fa twofactor authenticator
software ai bot robot chatbot automated automatic chatgpt
interpreter translator
supporter accompany husband wife friend daughter son mother father mum dad relative companion
holding hold
upload uploads uploaded uploading
reference references referencing
bedroom bedrooms bed beds
recorded recording recordings
change changes changed changing unchanged
duplicate twice double
extra additional
sunday sundays
maximum most cap capped
minimum least
urgent rush express
phones handset
`)

// groups reads lines of words; each word maps to the first of its line.
func groups(text string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		for _, w := range words {
			out[w] = words[0]
		}
	}
	return out
}

// CommonWords is a text with each word that stands for another in documents put as
// documents mostly have it: "close" for "shut". It is for finding an answer, never
// for showing.
func CommonWords(text string) string {
	return eachWord.ReplaceAllStringFunc(text, func(w string) string {
		if c, ok := concepts[strings.ToLower(w)]; ok {
			return c
		}
		return w
	})
}

var eachWord = regexp.MustCompile(`[\pL\d]+`)

// joined are pairs of words that mean one thing.
var joined = strings.NewReplacer(
	"two-step", "twostep", "2-step", "twostep", "two-factor", "twostep", "step-free", "stepfree", "step free", "stepfree",
	"sign in", "signin", "sign-in", "signin", "log in", "signin", "log-in", "signin",
	"cut-off", "cutoff", "cut off", "cutoff", "bank holiday", "bankholiday", "bank-holiday", "bankholiday",
	"corporation tax", "corporationtax", "company tax return", "corporationtax return", "move out", "moveout", "moving out", "moveout", "self-assessment", "self assessment", "tax return", "self assessment return",
	"check-out", "checkout", "check out", "checkout", "check-in", "checkin", "set-up", "setup", "set up", "setup", "setting up", "setup", "sets up", "setup", "back-up", "backup", "back up", "backup", "backed up", "backup", "backing up", "backup", "signing in", "signin", "logging in", "signin", "check-up", "checkup", "check up", "checkup",
	"locked out", "lockedout", "lock out", "lockedout", "read-only", "readonly", "read only", "readonly",
	"non-", "non", "semi-", "semi", "off-", "off", "self-employ", "selfemploy", "self employ", "selfemploy", "out of hours", "outofhours", "out-of-hours", "outofhours",
	"money back", "refund", "bank details", "bankdetails", "step-by-step", "stepbystep", "right to rent", "righttorent",
	"rent collection", "rentcollection", "let only", "letonly", "let-only", "letonly", "full management", "fullmanagement",
	"share code", "sharecode", "hot water", "hotwater", "bring my", "bring", "own data", "personal data", "my data", "personal data",
	"how much notice", "notice", "without paying", "no charge", "by when", "deadline", "how far ahead", "deadline", "how far in advance", "deadline", "the most", "maximum", "at most", "maximum", "the least", "minimum", "at least", "minimum", "corporation tax", "corporationtax", "how late", "when", "how late's", "when", "christmas eve", "christmas", "companies house", "companieshouse", "standing order", "standingorder", "up to", "maximum",
	"capital gains", "capitalgains", "direct debit", "directdebit", "’", "'",
)

// reference matches a client's own number: it names a thing, and no document
// of the firm will speak of it.
var reference = regexp.MustCompile(`\b[A-Z]{1,4}-?[A-Z]?\d{3,}\b`)

// terms gives the words of text that carry its subject, folded and stemmed.
func terms(text string) []string {
	var out []string
	for _, w := range words(joined.Replace(strings.ToLower(reference.ReplaceAllString(text, "")))) {
		w = strings.Trim(w, "'")
		w = strings.TrimSuffix(w, "'s")
		if w == "" || idle[w] {
			continue
		}
		out = append(out, term(w))
	}
	return out
}

func term(w string) string {
	if c, ok := concepts[w]; ok {
		return c
	}
	s := stem(w)
	if c, ok := concepts[s]; ok {
		return c
	}
	return s
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
	})
}

// stem takes the commonest English endings off. It is crude on purpose: it
// only has to bring the forms of one word together within a few passages.
func stem(w string) string {
	if len(w) <= 3 || strings.ContainsAny(w, "0123456789") {
		return w
	}
	for _, e := range []struct{ end, to string }{
		{"ations", "ate"}, {"ation", "ate"}, {"ements", ""}, {"ement", ""}, {"ities", "ity"}, {"ies", "y"}, {"sses", "ss"},
		{"ingly", ""}, {"edly", ""}, {"ings", ""}, {"ing", ""}, {"ied", "y"}, {"ed", ""}, {"es", ""}, {"s", ""}, {"ly", ""},
	} {
		base, ok := strings.CutSuffix(w, e.end)
		if !ok || len(base) < 3 || e.end == "s" && strings.HasSuffix(base, "s") {
			continue
		}
		w = base + e.to
		break
	}
	if n := len(w); n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("lsz", rune(w[n-1])) {
		w = w[:n-1]
	}
	return strings.TrimSuffix(w, "e")
}
