package card_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/card"
)

// withRecords is a case that people have, with open and closed records of these
// kinds.
func withRecords(open []string, closed ...string) *bot.Case {
	k := heavy(bot.StateClaimed)
	k.Records = nil
	for _, kind := range closed {
		k.Records = append(k.Records, bot.Record{Kind: kind, OpenedAt: morning, ClosedAt: morning.Add(time.Hour), Outcome: bot.OutcomeUpheld})
	}
	for _, kind := range open {
		k.Records = append(k.Records, bot.Record{Kind: kind, OpenedAt: morning})
	}
	return k
}

func TestTheButtonsOfARecordStandAsLongAsItIsOpen(t *testing.T) {
	complaint, access := bot.RecordComplaint, bot.RecordAccess
	asked := withRecords(nil)
	asked.Mark = &bot.Mark{Since: morning}
	all := []bot.Action{bot.LogRecord, bot.NotComplaint, bot.AmendRecord, bot.CloseRecord}
	for name, tt := range map[string]struct {
		k    *bot.Case
		want []bot.Action
	}{
		"no record":                           {withRecords(nil), []bot.Action{bot.LogRecord}},
		"a question whether it is one":        {asked, []bot.Action{bot.LogRecord, bot.NotComplaint}},
		"an open complaint":                   {withRecords([]string{complaint}), []bot.Action{bot.LogRecord, bot.NotComplaint, bot.AmendRecord, bot.CloseRecord}},
		"one of every kind":                   {withRecords(bot.RecordKinds()), []bot.Action{bot.NotComplaint, bot.AmendRecord, bot.CloseRecord}},
		"a closed complaint":                  {withRecords(nil, complaint), []bot.Action{bot.LogRecord}},
		"an open request for data":            {withRecords([]string{access}), []bot.Action{bot.LogRecord, bot.AmendRecord, bot.CloseRecord}},
		"a closed complaint, an open request": {withRecords([]string{access}, complaint), []bot.Action{bot.LogRecord, bot.AmendRecord, bot.CloseRecord}},
		"no complaint on what is routine":     {routine(bot.StateInReview), nil},
	} {
		shown := actions(tt.k)
		for _, a := range all {
			if got, want := slices.Contains(shown, a), slices.Contains(tt.want, a); got != want {
				t.Errorf("%s: %s stands %v, want %v (%v)", name, a, got, want, shown)
			}
		}
	}
}

func TestTheDialogOfARecordAsksForWhatItsKindHas(t *testing.T) {
	complaint, access, erasure := bot.RecordComplaint, bot.RecordAccess, bot.RecordErasure
	private := withRecords([]string{complaint})
	private.Assessment.Flags = []string{"vulnerability:health"}
	for name, tt := range map[string]struct {
		k      *bot.Case
		action bot.Action
		asks   []string
		not    []string
	}{
		"of a complaint":                {withRecords([]string{complaint}), bot.AmendRecord, []string{bot.FieldCause, bot.FieldLoss}, []string{bot.FieldRecord, bot.FieldClock}},
		"of an access request":          {withRecords([]string{access}), bot.AmendRecord, []string{bot.FieldClock}, []string{bot.FieldRecord}},
		"of an erasure":                 {withRecords([]string{erasure}), bot.AmendRecord, []string{bot.FieldClock}, []string{bot.FieldRecord}},
		"of two":                        {withRecords([]string{complaint, access}), bot.AmendRecord, []string{bot.FieldRecord, bot.FieldClock}, nil},
		"of one whose other is closed":  {withRecords([]string{access}, complaint), bot.CloseRecord, []string{bot.FieldOutcome}, []string{bot.FieldRecord, bot.FieldContents}},
		"the end of a complaint":        {withRecords([]string{complaint}), bot.CloseRecord, []string{bot.FieldOutcome, bot.FieldContents}, []string{bot.FieldRecord}},
		"on whose behalf stays private": {private, bot.AmendRecord, []string{bot.FieldCause}, []string{bot.FieldOnBehalfOf}},
		"none where none is open":       {withRecords(nil, complaint), bot.AmendRecord, nil, []string{bot.FieldCause, bot.FieldRecord, bot.FieldClock}},
	} {
		var names []string
		for _, f := range card.DialogOf(tt.k, tt.action, card.Options{}).Fields {
			names = append(names, f.Name)
		}
		for _, f := range tt.asks {
			if !slices.Contains(names, f) {
				t.Errorf("%s: it does not ask for %s (%v)", name, f, names)
			}
		}
		for _, f := range tt.not {
			if slices.Contains(names, f) {
				t.Errorf("%s: it asks for %s (%v)", name, f, names)
			}
		}
	}
}

func TestWhichRecordIsMeantOfferOnlyOpenOnes(t *testing.T) {
	fields := card.DialogOf(withRecords([]string{bot.RecordAccess, bot.RecordErasure}, bot.RecordComplaint), bot.CloseRecord, card.Options{}).Fields
	if len(fields) == 0 || fields[0].Name != bot.FieldRecord {
		t.Fatalf("it does not ask which: %+v", fields)
	}
	var offered []string
	for _, o := range fields[0].Options {
		offered = append(offered, o.Value)
	}
	if want := []string{bot.RecordAccess, bot.RecordErasure}; !slices.Equal(offered, want) {
		t.Errorf("offered %v, want %v", offered, want)
	}
}

func TestAWayThatHasClosedIsNoDeadlineThatWasMissed(t *testing.T) {
	k := withRecords([]string{bot.RecordComplaint})
	k.Records[0].Due = []bot.Deadline{
		{Name: bot.DueThirdDay, At: morning.Add(72 * time.Hour), Optional: true},
		{Name: bot.DueResponse, At: morning.Add(56 * 24 * time.Hour)},
	}
	for name, tt := range map[string]struct {
		now   time.Time
		lines int
		late  bool
	}{
		"both are to come":         {morning, 2, false},
		"the third day is over":    {morning.Add(73 * time.Hour), 1, false},
		"the response is late too": {morning.Add(57 * 24 * time.Hour), 1, true},
	} {
		duties := card.New(k, tt.now, card.Options{Zone: time.UTC}).Duties
		if len(duties) != 1 || len(duties[0].Lines) != tt.lines || duties[0].Late != tt.late {
			t.Errorf("%s: %+v, want %d lines, late %v", name, duties, tt.lines, tt.late)
		}
	}
}

func TestACaseThatIsNotSortedHasItsCard(t *testing.T) {
	for _, state := range []bot.State{bot.StateReceived, bot.StateEscalated, bot.StateClaimed} {
		k := routine(state)
		k.Drafts, k.Assessment = nil, nil
		if text := card.Text(card.New(k, morning, card.Options{Zone: time.UTC})); !strings.Contains(text, k.Messages[0].Text) {
			t.Errorf("%s: the card does not quote the client:\n%s", state, text)
		}
	}
}

func TestAnotherRecordIsProposedOfAKindThatIsNotOpen(t *testing.T) {
	f := card.DialogOf(withRecords([]string{bot.RecordComplaint}), bot.LogRecord, card.Options{}).Fields[0]
	if f.Name != bot.FieldRecord || f.Value != bot.RecordDataComplaint || slices.ContainsFunc(f.Options, func(o card.Option) bool { return o.Value == bot.RecordComplaint }) {
		t.Errorf("beside a complaint it asks for %+v", f)
	}
	if f := card.DialogOf(withRecords(nil), bot.LogRecord, card.Options{}).Fields[0]; f.Value != bot.RecordComplaint {
		t.Errorf("without any it proposes %q", f.Value)
	}
}

// TestTheMessagesOfAnAcceptanceAreToldApartByTheFirmsClock: of a private case their time
// is all that is shown of them.
func TestTheMessagesOfAnAcceptanceAreToldApartByTheFirmsClock(t *testing.T) {
	k := withRecords([]string{bot.RecordComplaint})
	k.Assessment.Flags = []string{"vulnerability:health"}
	k.Records[0].OpenedAt = morning.AddDate(0, 0, -1)
	k.Messages = append(k.Messages[:0], bot.Message{ID: "m9", Role: bot.RoleClient, Text: "that settles it", ReceivedAt: time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC)})
	for _, f := range card.DialogOf(k, bot.CloseRecord, card.Options{Zone: time.FixedZone("BST", 60*60)}).Fields {
		if f.Name != bot.FieldAcceptance {
			continue
		}
		if want := []card.Option{{Value: "m9", Label: "2026-11-24 00:30"}}; !slices.Equal(f.Options, want) {
			t.Errorf("it offers %+v, want %+v", f.Options, want)
		}
		return
	}
	t.Error("it does not ask for the message")
}
