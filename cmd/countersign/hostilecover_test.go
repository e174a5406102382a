package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// playedElsewhere names the folder and the test of each hostile input that is no
// message of a client. Inputs for parts that this version does not have stand in notHere.
var playedElsewhere = map[string]string{
	"dev-021": "knowledge TestHiddenInstructionsAreFlaggedAndNeverFound",
	"dev-028": "bot TestAChannelThatChangedHandsGetsNoDraftOfTheOldAccount",
	"dev-029": "handlers/slack TestOnlyApproversOfTheFirmDecide",
	"dev-030": "handlers/slack TestAPressThatWasNotMadeForThisCardIsRefused",
	"dev-031": "handlers/slack TestTwoPressesAtOnceSettleOnce",
	"dev-032": "bot TestAtMostOneDecisionForEachDraft",
	"dev-033": "handlers/slack TestTheStaffChannelIsCheckedAtStartAndOnEvents",
	"dev-034": "handlers/slack TestNoTextOfAnybodyBecomesMarkup",
	"dev-035": "handlers/slack TestNoTextOfAnybodyBecomesMarkup",
	"dev-036": "handlers/teams TestWordsOfClientsAreDrawnAsTheyAreAndNeverAsMarkUp",
	"dev-037": "bot/ledger TestACellNeverStartsAFormula",
	"dev-038": "bot/ledger TestACellNeverStartsAFormula",
	"dev-042": "handlers/slack TestOnlyWhatSlackSignedIsTaken",
	"dev-043": "handlers/slack TestOnlyWhatSlackSignedIsTaken",
	"dev-044": "handlers/slack TestOnlyWhatSlackSignedIsTaken",
	"dev-045": "handlers/slack TestRedeliveriesMakeOneCaseAndOneCard",
	"dev-046": "handlers/teams TestOnlyTokensOfTheBotFrameworkForThisAppAreLetIn",
	"dev-047": "handlers/teams TestOnlyTokensOfTheBotFrameworkForThisAppAreLetIn",
	"dev-048": "bot/drafting TestACompromisedModelGetsNothingThrough",
	"dev-049": "bot/drafting TestAFalseQuoteAndAnUnknownCitationAreTakenOutOfTheDraft",
	"dev-050": "bot/drafting TestACompromisedModelGetsNothingThrough",
	"dev-052": "bot/store TestVerifyNamesWhatWasDoneToTheFile",
	"dev-053": "bot/store TestVerifyNamesWhatWasDoneToTheFile",
	"dev-054": "handlers/slack TestAnEditedQuestionIsDraftedAnew",
	"dev-055": "handlers/slack TestSoftwareIsNeverAnswered",
}

// notHere are the inputs for live look-ups, which this version has none of:
// the program dials nothing on behalf of a model.
var notHere = map[string]bool{"dev-022": true, "dev-039": true, "dev-040": true, "dev-041": true}

// checkedKeys are the expectations of client messages that are looked at here;
// otherKeys are held by the kind of program this is, or in another test.
var (
	checkedKeys = []string{
		"tier", "flags", "flag", "staff_flag", "flags_must_not_include", "record", "also_record", "priority", "must_cite", "http_status",
		"client_visible_must_not_contain", "logs_must_not_contain", "model_prompt_must_not_contain", "model_prompt_chars_max",
		"stored_and_prompted_text_must_not_contain_ranges",
		"outbound_without_human", "model_text_to_client", "auto_answer", "client_visible", // nothing but automatic notices may reach the client
		"decision_recorded", "state_change", "state_change_from_name", "loss", "due", "ack_days", // the case is before people, undecided
	}
	otherKeys = map[string]string{
		"lookups_allowed": "there are no look-ups", "lookup_with_model_supplied_account": "there are no look-ups",
		"retrieval_scope": "knowledge/base_test.go holds the scope of a search", "role": "a display name gives no role",
		"raw_event_kept_in_ledger": "bot/store keeps each message as it came", "staff_warned": "a flag on the card",
		"page_staff_within_s": "the card is before staff when the state is checked",
	}
)

// TestNoHostileInputIsPassedOver holds that each line of the file is played
// somewhere, and each of its expectations looked at.
func TestNoHostileInputIsPassedOver(t *testing.T) {
	raw, err := os.ReadFile("testdata/adversarial/dev.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var h struct {
			ID    string `json:"id"`
			Input struct {
				Surface string `json:"surface"`
			} `json:"input"`
			Expected map[string]json.RawMessage `json:"expected"`
		}
		if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
			t.Fatal(err)
		}
		if h.Input.Surface != "client_message" && h.Input.Surface != "client_thread" {
			played(t, h.ID)
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(h.Expected)) {
			if !slices.Contains(checkedKeys, key) && otherKeys[key] == "" {
				t.Errorf("%s: nobody looks at %q", h.ID, key)
			}
		}
	}
}

// played looks for the test of an input.
func played(t *testing.T, id string) {
	t.Helper()
	folder, name, ok := strings.Cut(playedElsewhere[id], " ")
	if !ok {
		if !notHere[id] {
			t.Errorf("%s is played nowhere", id)
		}
		return
	}
	files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(folder), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(source), "func "+name+"(") {
			return
		}
	}
	t.Errorf("%s: there is no %s in %s", id, name, folder)
}
