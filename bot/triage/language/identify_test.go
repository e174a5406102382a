package language

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestWhatClientsWriteIsTold holds sentences that were written for this test
// and are in none of the texts of the training.
func TestWhatClientsWriteIsTold(t *testing.T) {
	for code, lines := range map[string][]string{
		"en": {"P11D dates please.", "cheers, see you at half two", "wee bit worried aboot the boiler like", "can u send me the form asap", "Lovely photos! Shame about the flat", "Mr Kowalski's P45 is in the folder"},
		"pl": {"Czy mogę dostać kopię umowy?", "Nikt nie odpisuje od dwóch tygodni", "Straciłam pracę i nie mam na czynsz", "prosze o pomoc nie rozumiem tego listu"},
		"ro": {"Când primesc banii pentru depozit?", "Nimeni nu mi-a răspuns de două săptămâni", "Mi-am pierdut serviciul și nu pot plăti chiria"},
		"pt": {"Podem enviar-me uma cópia do contrato?", "Ninguém me respondeu esta semana", "O aquecimento não funciona e tenho um bebé"},
		"es": {"¿A qué hora abren el lunes?", "Nadie me ha contestado en dos semanas", "Me he quedado sin trabajo y no puedo pagar"},
		"fr": {"À quelle heure ouvrez-vous lundi ?", "Personne ne me répond depuis deux semaines", "J'ai perdu mon travail et je ne peux pas payer le loyer"},
		"it": {"A che ora aprite lunedì?", "Nessuno mi risponde da due settimane", "Ho perso il lavoro e non posso pagare l'affitto"},
		"de": {"Wann haben Sie am Montag geöffnet?", "Seit zwei Wochen antwortet mir niemand"},
		"tr": {"Pazartesi günü saat kaçta açılıyorsunuz?", "İki haftadır kimse cevap vermiyor", "İşimi kaybettim, kirayı ödeyemiyorum"},
		"cy": {"Pryd mae'r swyddfa ar agor ddydd Llun?", "Does neb wedi ateb ers pythefnos"},
		"lt": {"Kada galiu atsiimti raktus?", "Dvi savaites niekas neatsako"}, "hu": {"Mikor kapom vissza a letétet?", "Két hete senki nem válaszol"},
		"uk": {"О котрій годині ви відчиняєтеся?", "Мені ніхто не відповідає вже два тижні"}, "ru": {"Когда открыт ваш офис?", "Мне никто не отвечает уже две недели"},
		"bg": {"Кога отваря офисът в понеделник?", "Никой не ми отговаря от две седмици"},
		"ar": {"متى يفتح المكتب يوم الاثنين؟", "لم يرد علي أحد منذ أسبوعين"}, "ur": {"دفتر پیر کو کس وقت کھلتا ہے؟", "دو ہفتوں سے کسی نے جواب نہیں دیا"},
		"fa": {"دفتر شما دوشنبه چه ساعتی باز می\u200cشود؟"}, "pa": {"ਦਫ਼ਤਰ ਸੋਮਵਾਰ ਨੂੰ ਕਦੋਂ ਖੁੱਲ੍ਹਦਾ ਹੈ?"}, "bn": {"সোমবার অফিস কখন খোলে?"},
		"gu": {"સોમવારે ઓફિસ ક્યારે ખુલે છે?"}, "hi": {"सोमवार को दफ़्तर कब खुलता है?"}, "ta": {"திங்கட்கிழமை அலுவலகம் எப்போது திறக்கும்?"},
		"zh": {"你们星期一几点开门？"}, "el": {"Τι ώρα ανοίγετε τη Δευτέρα;"}, "so": {"Xafiisku goorma ayuu furmaa Isniinta?"},
	} {
		for _, text := range lines {
			if got := Identify(strings.ToLower(text)); got.Code != code || !got.Sure {
				t.Errorf("%q is %q (sure: %v), want %q", text, got.Code, got.Sure, code)
			}
		}
	}
}

func TestAForeignSentenceInAnEnglishMessageIsSeen(t *testing.T) {
	text := "hi, thanks for the letter. nie rozumiem tego listu i bardzo się boję. thank you, anna"
	if got := Identify(text); got.Code != "pl" {
		t.Errorf("language %q, want pl", got.Code)
	}
}

func TestTooLittleTextIsNotSure(t *testing.T) {
	for _, text := range []string{"", "👍", "?", "123", "ok"} {
		if got := Identify(text); got.Sure {
			t.Errorf("%q is surely %s", text, got.Code)
		}
	}
}

// TestAFewOrdinaryWordsAreEnglish has texts whose n-grams say too little, and
// foreign ones of the same length that must not pass for English.
func TestAFewOrdinaryWordsAreEnglish(t *testing.T) {
	for _, text := range []string{"self assessment?", "rent due?", "hi both", "deposit back when?", "keys lost", "lunch hours?", "my husband died", "i am blind", "i feel like ending it"} {
		if got := Identify(text); got.Code != "en" {
			t.Errorf("%q is %q, want en", text, got.Code)
		}
	}
	for _, text := range []string{"miete fällig?", "bonjour à tous", "loyer en retard?", "due notti", "quando aprite?", "huur betalen", "hej alla", "me da pena", "pan y vino", "i ragazzi", "i dag", "jag är i stan"} {
		if plainEnglish(text) {
			t.Errorf("%q passes for English", text)
		}
	}
}

// TestTheShippedWeightsAreThoseOfTheTexts trains again and compares the bytes.
func TestTheShippedWeightsAreThoseOfTheTexts(t *testing.T) {
	m, err := Train(os.DirFS("text"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.Bytes(), shipped) {
		t.Error("weights.bin differs from what the texts give: run \"countersign train language\"")
	}
}

func TestBrokenWeightsAreRefused(t *testing.T) {
	for name, raw := range map[string][]byte{"empty": nil, "cut": shipped[:len(shipped)-1], "of something else": []byte("hello\nen\n")} {
		if _, err := Parse(raw); err == nil {
			t.Errorf("Parse accepted weights that are %s", name)
		}
	}
}

func FuzzIdentify(f *testing.F) {
	f.Add("hello")
	f.Add("\xff\u0301когда")
	f.Fuzz(func(t *testing.T, text string) {
		if got := Identify(text); got.Code == "" {
			t.Errorf("%q has no language", text)
		}
	})
}

func BenchmarkIdentify(b *testing.B) {
	text := strings.Repeat("could you please send the october statement to our bookkeeper? ", 3)
	b.ReportAllocs()
	for b.Loop() {
		Identify(text)
	}
}

// TestAsManyLanguagesAreToldAsIsSaid holds the figures of the changelog.
func TestAsManyLanguagesAreToldAsIsSaid(t *testing.T) {
	byText := map[string]bool{}
	for _, code := range model().codes {
		byText[code] = true
	}
	byScript := map[string]bool{}
	for _, s := range scripts {
		if !byText[s.code] {
			byScript[s.code] = true
		}
	}
	if len(byText) != 38 || len(byScript) != 18 || !byText["en"] {
		t.Errorf("%d languages by their text and %d more by their script", len(byText), len(byScript))
	}
}

// TestAWordSaysNoMoreForBeingRepeated holds that each ordinary word two hundred
// times is in the language that it is in once, and that a foreign text stays so.
func TestAWordSaysNoMoreForBeingRepeated(t *testing.T) {
	for word := range ordinary() {
		once, often := Identify(word), Identify(strings.Repeat(word+" ", 200))
		if once != often {
			t.Errorf("%q is %+v, and %+v two hundred times", word, once, often)
		}
	}
	for code, text := range map[string]string{"en": "please help ", "pl": "nie rozumiem tego listu i bardzo się boję ", "fr": "je ne comprends pas la lettre "} {
		if got := Identify(strings.Repeat(text, 40_000)); got.Code != code || !got.Sure {
			t.Errorf("%q forty thousand times is %+v", text, got)
		}
	}
}
