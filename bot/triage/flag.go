package triage

import (
	"maps"
	"slices"

	"countersign/bot/triage/language"
)

// What is flagged besides what the words of a rule say. The code of a language
// follows languageFlag.
const (
	oversizeFlag     = "oversize"
	hiddenFlag       = "hidden_unicode"
	injectionFlag    = "prompt_injection"
	unmappedFlag     = "unmapped_channel"
	personalDataFlag = "personal_data"
	crossAccountFlag = "cross_account_request"
	languageFlag     = "language:"
)

// Flags lists every flag that the sorting can give, in order: each needs words
// that say how the case is handled.
func Flags() []string {
	all := map[string]bool{oversizeFlag: true, hiddenFlag: true, injectionFlag: true, unmappedFlag: true, personalDataFlag: true,
		crossAccountFlag: true, languageFlag + language.Unknown: true}
	for _, code := range language.Codes() {
		if !measured(code) {
			all[languageFlag+code] = true
		}
	}
	for _, r := range rules() {
		for _, c := range r.rule.cues {
			for _, flag := range c.flags {
				all[flag] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}
