package retention

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// full gives a value of which every field that can hold something does.
func full[T any](t *testing.T) T {
	t.Helper()
	var v T
	n := 0
	fill(reflect.ValueOf(&v).Elem(), &n, 0)
	return v
}

func fill(v reflect.Value, n *int, depth int) {
	*n++
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(days(*n)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("word", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n))
	case reflect.Pointer:
		if depth < 4 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), n, depth+1)
		}
	case reflect.Slice:
		if depth < 4 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), n, depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), n, depth+1)
			}
		}
	}
}

// same names the fields of a struct that hold in after what they held before, and
// any that holds something else.
func same(before, after any) string {
	b, a := reflect.ValueOf(before), reflect.ValueOf(after)
	var out []string
	for i := range a.NumField() {
		switch name := a.Type().Field(i).Name; {
		case a.Field(i).IsZero():
		case reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()):
			out = append(out, name)
		default:
			out = append(out, name+" anew")
		}
	}
	return strings.Join(out, " ")
}

// TestOfATrimmedCaseOnlyNumbersTimesAndNamesOfStaffStay: what the figures are counted
// from, and no field that may hold words of the person who is erased.
func TestOfATrimmedCaseOnlyNumbersTimesAndNamesOfStaffStay(t *testing.T) {
	was := full[bot.Case](t)
	was.Client = jo
	was.Messages = []bot.Message{{ID: "1", Role: bot.RoleClient, Author: jo}, {ID: "2", Role: bot.RoleClient, Author: sam, Text: "Hello"},
		{ID: "3", Role: bot.RoleClient, Author: sam, Text: "Jo Marmalade said so"}, {ID: "4", Role: bot.RoleStaff, Author: ann}}
	who := Subject{Platform: was.Platform, ID: jo.ID, Names: []string{jo.Name}}
	k := was
	k.Messages, k.Drafts = append([]bot.Message{}, was.Messages...), append([]bot.Draft{}, was.Drafts...)
	who.leave(&k, []bot.Person{sam})
	for _, tt := range []struct{ of, got, want string }{
		{"the case", same(was, k), "ID Version State Platform Channel Thread Account Client anew OpenedAt UpdatedAt WakeAt Messages anew Assessment anew Drafts anew Decisions anew " +
			"Deliveries anew Records anew Owner OwnerID ClaimedAt AnsweredAt ResolvedAt CardID"},
		{"its assessment", same(*was.Assessment, *k.Assessment), "Tier Topic Weight Cut Priority Language Rules At"},
		{"a draft", same(was.Drafts[0], k.Drafts[0]), "Version Hash CanAnswer Failure Language Provider Model PromptID Knowledge At CardID Token ShownAt Status"},
		{"a decision", same(was.Decisions[0], k.Decisions[0]), "Action Version Hash By At Distance Material ViewedAt"},
		{"a delivery", same(was.Deliveries[0], k.Deliveries[0]), "Outbound Kind State Attempt Hash PlatformID At"},
		{"a record", same(was.Records[0], k.Records[0]), "Kind Profile OpenedAt Due Outcome ClosedBy ClosedAt"},
	} {
		if got, want := inOrder(tt.got), inOrder(tt.want); got != want {
			t.Errorf("of %s stay\n%s\nwant\n%s", tt.of, got, want)
		}
	}
	if k.Client != sam || len(k.Messages) != 1 || k.Messages[0].ID != "2" {
		t.Errorf("it is of %s, with %+v; want Sam's own message that names nobody", k.Client.Name, k.Messages)
	}
}

func inOrder(fields string) string {
	each := strings.Fields(strings.ReplaceAll(fields, " anew", "*"))
	slices.Sort(each)
	return strings.Join(each, " ")
}

// TestAPurgeOfDraftsLeavesTheCaseAndItsNumbers, and no facts out of the firm's documents.
func TestAPurgeOfDraftsLeavesTheCaseAndItsNumbers(t *testing.T) {
	was := full[bot.Case](t)
	k := was
	k.Drafts = append([]bot.Draft{}, was.Drafts...)
	dropDrafts(&k)
	if k.Facts != nil || !noDrafts(&k) {
		t.Errorf("left are %+v and %+v", k.Facts, k.Drafts)
	}
	k.Facts, k.Drafts = was.Facts, was.Drafts
	if !reflect.DeepEqual(k, was) {
		t.Error("the purge of drafts changed more of the case than its drafts")
	}
	for _, d := range []bot.Draft{{Text: "a"}, {Prompt: "a"}, {Response: "a"}, {Calls: was.Drafts[0].Calls}, {Sources: was.Drafts[0].Sources}, {Citations: was.Drafts[0].Citations}} {
		if noDrafts(&bot.Case{Drafts: []bot.Draft{{}, d}}) {
			t.Errorf("a draft with %+v counts as gone", d)
		}
	}
	for _, x := range []bot.Case{{Messages: was.Messages}, {Drafts: was.Drafts}, {Decisions: was.Decisions}, {Deliveries: was.Deliveries}, {Client: jo}} {
		if bare(&x) {
			t.Errorf("a case with %+v counts as erased", x)
		}
	}
	if !bare(&bot.Case{ID: 7, Owner: "Ann"}) {
		t.Error("a case without words does not count as erased")
	}
}

// TestAnExportGivesAPersonEveryFieldThatIsTheirs; what is ours alone, such as ids
// on platforms and who of the staff it was, is not among them.
func TestAnExportGivesAPersonEveryFieldThatIsTheirs(t *testing.T) {
	k := full[bot.Case](t)
	k.Platform, k.Client = bot.Slack, jo
	k.Messages = []bot.Message{
		{ID: "1", Role: bot.RoleClient, Author: jo, Text: "Hello", ReceivedAt: days(1), Files: []bot.File{{Name: "lease.pdf"}}, Deleted: true},
		{ID: "2", Role: bot.RoleStaff, Author: ann, Text: "Hello, says Ann", ReceivedAt: days(2)},
	}
	k.Deliveries = append(k.Deliveries, bot.Delivery{Kind: bot.PostAnswer, State: bot.PostSent, Text: "answered", At: days(4)}, bot.Delivery{Kind: bot.PostCard, Text: "a card"})
	k.Drafts = append(k.Drafts, bot.Draft{Provider: "offline"}, bot.Draft{Provider: "offline", CanAnswer: true})
	staff := &roll{}
	h := holding{k: &k}
	who := Subject{Platform: bot.Slack, ID: jo.ID, Names: []string{jo.Name}}
	out := extract{h: h, who: who, r: newRedactor(h, who, nil, staff), staff: staff}.all()
	owner := staff.of(bot.Person{ID: k.OwnerID})
	if owner != "[member of staff 1]" {
		t.Errorf("the owner is %s", owner)
	}
	if got, want := fmt.Sprintf("%+v", out.Messages), fmt.Sprintf("%+v", []Said{
		{At: days(1), By: "Jo Marmalade", Text: "Hello", Files: []string{"lease.pdf"}, Deleted: true},
		{At: days(2), By: staff.of(ann), Text: "Hello, says " + staff.of(ann)},
	}); got != want {
		t.Errorf("messages %s\nwant %s", got, want)
	}
	record := "Kind Profile OpenedAt Due OnBehalfOf Product Cause Loss Drivers AboutVulnerability AIHandled Acknowledgement AckAt Complex Outcome HowItEnded Redress ClosedAt"
	if got := inOrder(same(k.Records[0], out.Records[0])); got != inOrder(record) {
		t.Errorf("of a record are given\n%s\nwant\n%s", got, inOrder(record))
	}
	a, p, d := k.Assessment, k.Promises[0], k.Drafts[0]
	for _, tt := range []struct {
		of        string
		got, want any
	}{
		{"the case", fmt.Sprint(out.Case, out.OpenedAt, out.Platform, out.State, out.Shared, out.Outcome), fmt.Sprint(k.ID, k.OpenedAt, k.Platform, k.State, false, k.Outcome)},
		{"the sorting", *out.Sorting, Sorting{a.Tier, a.Topic, a.Weight, a.Flags, a.Explanation, []Reason{{a.Reasons[0].Code, a.Reasons[0].Points, a.Reasons[0].Evidence, a.Reasons[0].Note}}}},
		{"a promise", out.Promises, []Promise{{p.MadeAt, p.Due, p.What, p.KeptAt}}},
		{"a draft", out.Drafts[0], DraftExtract{d.Version, d.At, d.Status, d.Text, d.Provider + " " + d.Model, []string{d.Citations[0].Title}, d.Opinion.Why, false}},
		{"a draft of no model, that gave nothing", out.Drafts[1], DraftExtract{By: "offline"}},
		{"a draft past its period", out.Drafts[2], DraftExtract{By: "offline", Gone: true}},
		{"a decision", out.Decisions, []Decided{{k.Decisions[0].At, k.Decisions[0].Action, staff.of(k.Decisions[0].By), k.Decisions[0].Text, k.Decisions[0].Reason}}},
		{"what was sent", out.Deliveries[len(out.Deliveries)-1], Sent{days(4), bot.PostSent, "answered"}},
	} {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("of %s is given\n%+v\nwant\n%+v", tt.of, tt.got, tt.want)
		}
	}
	if got, want := fmt.Sprintf("%+v", out.Deliveries), "a card"; strings.Contains(got, want) {
		t.Errorf("a card to staff counts as sent to the person: %s", got)
	}
}
