package triage

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"countersign/bot"
)

// mustNotMiss are plain sentences of each kind that must reach a person, by what
// the rules must say of them.
var mustNotMiss = map[bot.Code][]string{
	bot.Safety: {"I want to kill myself", "there's a strong smell of gas in the flat", "he said he will kill me", "there is a fire in the kitchen",
		"should I put my pension into crypto", "someone has hacked my account", "I gave the caller my one time code"},
	bot.Vulnerability:   {"my husband died last week", "I have been diagnosed with cancer", "mum has dementia and can't cope"},
	bot.Hardship:        {"I can't afford the rent this month", "bailiffs came this morning", "we are going to be made bankrupt"},
	bot.LegalThreat:     {"you will hear from my solicitor", "I'm taking you to court", "I am going to the ombudsman"},
	bot.RequestHuman:    {"I want to talk to a real person", "please get someone to ring me"},
	bot.Complaint:       {"I want to make a complaint", "nobody ever gets back to me", "your service has been appalling"},
	bot.RegulatedAdvice: {"which fund should I invest in"},
}

// eachLetter replaces each letter of a sentence.
func eachLetter(fn func(r rune) string) func(string) string {
	return func(s string) string {
		var out strings.Builder
		for _, r := range s {
			out.WriteString(fn(r))
		}
		return out.String()
	}
}

// alphabet writes letters with those that begin at a character, small ones.
func alphabet(a rune) func(string) string {
	return eachLetter(func(r rune) string {
		if low := unicode.ToLower(r); low >= 'a' && low <= 'z' {
			return string(a + low - 'a')
		}
		return string(r)
	})
}

func between(mark string) func(string) string {
	return func(s string) string { return strings.Join(strings.Fields(s), mark) }
}

func inWords(mark string) func(string) string {
	return func(s string) string {
		words := strings.Fields(s)
		for i, w := range words {
			words[i] = strings.Join(strings.Split(w, ""), mark)
		}
		return strings.Join(words, "  ")
	}
}

func replaced(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }

// evasions are ways in which a sentence is kept from a machine and not from a reader.
var evasions = map[string]func(string) string{
	"as it is": func(s string) string { return s }, "capitals": strings.ToUpper, "quoted": func(s string) string { return "> " + s },
	"zero width": inWords("\u200b"), "soft hyphens": inWords("\u00ad"), "word joiners": inWords("\u2060"),
	"Cyrillic": replaced("a", "а", "e", "е", "o", "о", "p", "р", "c", "с", "i", "і"), "Greek": replaced("a", "α", "o", "ο", "v", "ν", "p", "ρ", "i", "ι", "k", "κ", "u", "υ"),
	"digits": replaced("a", "4", "e", "3", "i", "1", "I", "1", "o", "0", "s", "5", "t", "7"), "letters apart": inWords(" "), "dotted": inWords("."), "hyphens": inWords("-"),
	"underlines": between("_"), "dots for spaces": between("."), "slashes for spaces": between("/"), "emoji for spaces": between("😢"), "emoji between": between(" 😢 "),
	"lines": between("\n"), "blank lines": between("\r\n\r\n"), "tabs": between("\t"), "vertical tabs": between("\v"), "next lines": between("\u0085"), "hard spaces": between("\u00a0"), "wide spaces": between("\u3000"), "hesitating": between("... "),
	"full width": alphabet('ａ'), "bold": alphabet('𝐚'), "script": alphabet('𝓪'), "fixed width": alphabet('𝚊'), "circled": alphabet('ⓐ'), "black circles": alphabet('🅐'), "squares": alphabet('🅰'),
	"flags": alphabet('🇦'), "small capitals": replaced("a", "ᴀ", "b", "ʙ", "c", "ᴄ", "d", "ᴅ", "e", "ᴇ", "g", "ɢ", "i", "ɪ", "k", "ᴋ", "l", "ʟ", "m", "ᴍ", "n", "ɴ", "o", "ᴏ", "p", "ᴘ", "r", "ʀ", "t", "ᴛ", "u", "ᴜ"),
	"struck out": inWords("\u0336"), "accents": replaced("a", "á", "e", "ë", "o", "ö", "i", "î"), "entities": replaced("a", "&#97;", "'", "&apos;", "e", "&#x65;"),
	"vowels drawn out": replaced("a", "aaa", "e", "eee", "o", "oooo", "u", "uuu"), "no apostrophes": replaced("'", ""), "curly apostrophes": replaced("'", "’"), "stressed": func(s string) string { return "*" + strings.ReplaceAll(s, " ", "* *") + "*" },
	"amid business": func(s string) string {
		return "Hi, hope you had a nice weekend. Could you confirm the portal link and the March payslip dates? " + s + ". Also what time do you close on Friday? Thanks!"
	},
	"one word with capitals": func(s string) string {
		var out strings.Builder
		for word := range strings.FieldsSeq(strings.ReplaceAll(s, "'", "")) {
			out.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
		return "#" + out.String()
	},
}

// TestWhatMustNotBeMissedReachesAPersonInEverySpelling tries every sentence in
// every spelling. The rules alone must see it, and say of it, its record and its
// urgency what they say of the plain sentence: that a message cannot be read,
// or its language told, is no such thing.
func TestWhatMustNotBeMissedReachesAPersonInEverySpelling(t *testing.T) {
	for name, spell := range evasions {
		t.Run(name, func(t *testing.T) {
			for code, sentences := range mustNotMiss {
				for _, sentence := range sentences {
					plain, a := assess(t, of(sentence)), assess(t, of(spell(sentence)))
					seen := slices.ContainsFunc(a.Reasons, func(r bot.Reason) bool { // whatever the weights
						return r.Source == "rules" && r.Code == code && r.Points >= DefaultCut
					})
					if !seen || a.Tier != bot.TierHuman || a.Priority != plain.Priority || len(a.Records) < len(plain.Records) {
						t.Errorf("%q, written %q, is %s, %s with records %v by %v, want %s, %s and %v", sentence, spell(sentence), a.Tier, a.Priority, a.Records, ruled(a), code, plain.Priority, plain.Records)
					}
				}
			}
		})
	}
}
