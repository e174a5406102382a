package triage

import (
	"regexp"
	"strings"
	"unicode"
)

// stopWords are the commonest words of the languages told apart, chosen not to
// be words of another on the list where that can be had.
var stopWords = map[string]map[string]bool{
	"en": set("the and is are was to of in for on with you your my our we i it that this can do have has not be when what how will would please from at an as by if or but there they hi hello thanks any"),
	"cy": set("yn y gyda'r mae'r mae i'n dwi'n rydw rydyn wedi gyda gan oherwydd eich fy ein iawn gwasanaeth diolch ydy oes beth sut pryd ble ni chi nhw hwn hon ac ond bod fod dw ddim"),
	"fr": set("le les des une est et je vous nous pour pas dans que qui avec sur mon ma mes votre notre c'est bonjour merci j'ai du au ne plus très"),
	"de": set("der die das und ist nicht ich sie wir mit für auf ein eine von zu den dem bitte danke wie wann haben kann mein unser ihre auch noch"),
	"es": set("el los las una es y que de por para con mi su nuestro pueden gracias hola cómo cuándo está tengo no se lo del al copia usted muy"),
	"it": set("il gli una è e che di per con mio suo nostro grazie ciao come quando sono ho non si lo della del alla vorrei può molto"),
	"pt": set("o os uma é e que de por para com meu seu nosso obrigado obrigada olá como quando está tenho não se do da ao você muito"),
	"pl": set("i jest nie to na w z do się że jak czy proszę dziękuję mam dla moje nasz pan pani kiedy po mi są co"),
	"nl": set("de het een en is niet ik u wij met voor op van te dat die mijn ons uw graag dank bedankt wanneer hoe kan heb ook"),
	"ro": set("și este nu la cu pentru din pe care mea meu noastră vă mulțumesc bună când cum sunt am o un să"),
	"tr": set("ve bir bu için ile çok değil ben siz biz var yok mı mi ne zaman nasıl teşekkürler merhaba lütfen benim"),
	"sv": set("och är inte jag ni vi med för på en ett av att det som min vår er tack hej när hur kan har"),
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}

var wordRE = regexp.MustCompile(`[\pL\pM]+(?:'[\pL]+)?`)

// scripts name the language that a script most likely means here.
var scripts = []struct {
	code  string
	table *unicode.RangeTable
}{
	{"ar", unicode.Arabic}, {"ru", unicode.Cyrillic}, {"el", unicode.Greek}, {"he", unicode.Hebrew}, {"zh", unicode.Han},
	{"ko", unicode.Hangul}, {"ja", unicode.Hiragana}, {"ja", unicode.Katakana}, {"hi", unicode.Devanagari}, {"bn", unicode.Bengali},
	{"pa", unicode.Gurmukhi}, {"ta", unicode.Tamil}, {"th", unicode.Thai}, {"gu", unicode.Gujarati},
}

// languageOf names the language of a folded text: that of the first sentence
// that is not English, else "en", or "und" where there is too little to say.
func languageOf(text string) string {
	if code := scriptOf(text); code != "" {
		return code
	}
	best := "und"
	for _, sentence := range strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == '!' || r == '?' || r == '\n' }) {
		switch code := sentenceLanguage(sentence); code {
		case "und":
		case "en":
			best = "en"
		default:
			return code
		}
	}
	return best
}

// scriptOf names the language of a text of which a third or more is in a
// script of its own; "" for Latin text.
func scriptOf(text string) string {
	letters, byScript := 0, map[string]int{}
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if r < 0x250 {
			continue
		}
		for _, s := range scripts {
			if unicode.Is(s.table, r) {
				byScript[s.code]++
				break
			}
		}
	}
	for _, s := range scripts {
		if n := byScript[s.code]; n > 0 && n*3 >= letters {
			return s.code
		}
	}
	return ""
}

func sentenceLanguage(sentence string) string {
	words := wordRE.FindAllString(sentence, 400)
	if len(words) < 3 {
		return "und"
	}
	hits := map[string]int{}
	for _, w := range words {
		for code, known := range stopWords {
			if known[w] {
				hits[code]++
			}
		}
	}
	best := "en"
	for _, code := range []string{"cy", "fr", "de", "es", "it", "pt", "pl", "nl", "ro", "tr", "sv"} {
		if hits[code] > hits[best] {
			best = code
		}
	}
	switch {
	case best != "en" && hits[best] >= 2 && hits[best] >= 2*hits["en"]:
		return best
	case hits["en"] == 0 && len(words) >= 9:
		return "und-other"
	case hits["en"] == 0:
		return "und"
	}
	return "en"
}
