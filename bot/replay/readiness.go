package replay

// Answer is a founder's answer to a question about the firm.
type Answer string

// The answers.
const (
	Yes         Answer = "yes"
	No          Answer = "no"
	NotAnswered Answer = "not answered"
)

// Readiness is what no file of enquiries can tell: five questions to the founder.
type Readiness struct {
	Regulated  Answer `json:"regulated"`
	HighTouch  Answer `json:"high_touch"`
	Policies   Answer `json:"written_policies"`
	CheapError Answer `json:"cheap_errors"`
	Repeats    Answer `json:"repeats"`
}

// Asked is one of the questions with its answer.
type Asked struct {
	Name     string
	Question string
	Why      string
	Answer   *Answer
}

// Questions gives the five with pointers to the answers of r.
func (r *Readiness) Questions() []Asked {
	return []Asked{
		{"regulated", "Is a wrong answer to a client a matter for your regulator?", "Regulated advice stays with people, whatever else is decided.", &r.Regulated},
		{"high-touch", "Do clients pay you for hearing from a particular person?", "Where the person is the service, a drafted answer takes something away.", &r.HighTouch},
		{"written-policies", "Do you have your answers in writing: fees, deadlines, how things are done?", "Drafts quote the firm's own pages. Without pages there is nothing to draft from.", &r.Policies},
		{"cheap-errors", "Can a wrong routine answer be put right the same day, at little cost?", "People approve each draft, and people overlook things.", &r.CheapError},
		{"repeats", "Does somebody spend several hours a week answering the same questions?", "That time is all there is to win.", &r.Repeats},
	}
}

// Open tells whether nobody has answered it.
func (q Asked) Open() bool { return *q.Answer != Yes && *q.Answer != No }

// Open lists the questions that are not answered.
func (r Readiness) Open() []string {
	var out []string
	for _, q := range r.Questions() {
		if q.Open() {
			out = append(out, q.Name)
		}
	}
	return out
}

// filled puts "not answered" where nothing stands.
func (r Readiness) filled() Readiness {
	for _, q := range r.Questions() {
		if q.Open() {
			*q.Answer = NotAnswered
		}
	}
	return r
}
