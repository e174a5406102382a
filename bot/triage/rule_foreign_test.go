package triage

import (
	"slices"
	"testing"

	"countersign/bot"
)

// TestTheCoreCuesAreKnownInOtherLanguages holds a sentence for each of the core
// reasons, and a calm one that must give none of them and still reaches a person.
func TestTheCoreCuesAreKnownInOtherLanguages(t *testing.T) {
	for lang, lines := range map[string]map[bot.Code]string{
		"pl": {bot.Complaint: "Chcę złożyć skargę, nikt nie odpisuje", bot.Hardship: "Straciłam pracę i nie mogę zapłacić", bot.Safety: "W kuchni czuję gaz", bot.Vulnerability: "Mój mąż zmarł w niedzielę", bot.RequestHuman: "Chcę porozmawiać z człowiekiem", "": "O której otwieracie w poniedziałek?"},
		"ro": {bot.Complaint: "Sunt foarte nemulțumit de serviciu", bot.Hardship: "Mi-am pierdut serviciul și nu pot plăti", bot.Safety: "Este miros de gaz în bucătărie", "": "La ce oră deschideți luni dimineața?"},
		"pt": {bot.Complaint: "Quero apresentar uma reclamação", bot.Hardship: "Não consigo pagar a renda este mês", bot.Vulnerability: "O meu marido faleceu no domingo", "": "A que horas abrem na segunda-feira?"},
		"es": {bot.Complaint: "Quiero presentar una queja", bot.Hardship: "No puedo pagar el alquiler este mes", bot.LegalThreat: "Mi abogado les escribirá", "": "¿A qué hora abren el lunes?"},
		"it": {bot.Complaint: "Nessuno mi risponde da settimane", bot.Hardship: "Ho perso il lavoro questo mese", "": "A che ora aprite lunedì mattina?"},
		"fr": {bot.Complaint: "Je veux déposer une plainte", bot.Safety: "Il y a une odeur de gaz dans la cuisine", bot.RequestHuman: "Je voudrais parler à une personne", "": "À quelle heure ouvrez-vous lundi ?"},
		"tr": {bot.Complaint: "Hizmetten hiç memnun değilim", bot.Hardship: "İşimi kaybettim, kirayı ödeyemiyorum", "": "Pazartesi saat kaçta açılıyorsunuz?"},
		"uk": {bot.Complaint: "Я хочу подати скаргу на вас", bot.Vulnerability: "Мій чоловік помер у неділю", "": "О котрій годині ви відчиняєтеся?"},
		"cy": {bot.Complaint: "Dwi'n anhapus iawn gyda'r gwasanaeth", bot.Vulnerability: "Mae fy ngŵr wedi marw ddydd Sul", "": "Pryd mae'r swyddfa ar agor ddydd Llun?"},
		"ar": {bot.Complaint: "أريد تقديم شكوى", bot.Hardship: "لا أستطيع الدفع هذا الشهر", "": "متى يفتح المكتب يوم الاثنين؟"},
		"ur": {bot.Complaint: "مجھے شکایت درج کرانی ہے", bot.Hardship: "میرے پاس پیسے نہیں ہیں", "": "دفتر پیر کو کب کھلتا ہے؟"},
		"bn": {bot.Complaint: "আমি অভিযোগ করতে চাই", "": "সোমবার অফিস কখন খোলে?"},
		"pa": {bot.Complaint: "ਮੈਂ ਸ਼ਿਕਾਇਤ ਕਰਨੀ ਹੈ", "": "ਦਫ਼ਤਰ ਸੋਮਵਾਰ ਨੂੰ ਕਦੋਂ ਖੁੱਲ੍ਹਦਾ ਹੈ?"},
		"gu": {bot.Complaint: "મારે ફરિયાદ કરવી છે", "": "સોમવારે ઓફિસ ક્યારે ખુલે છે?"},
	} {
		for code, text := range lines {
			if code != "" {
				wantPerson(t, text, code)
			} else if a := assess(t, of(text)); a.Tier != bot.TierHuman || !slices.Equal(ruled(a), []bot.Code{bot.Unreadable}) {
				t.Errorf("%s: %q is %s by %v, want its language alone", lang, text, a.Tier, ruled(a))
			}
		}
	}
}

// TestForeignCuesAreKnownWithoutTheirAccents holds sentences as they are typed on
// an English keyboard, in Latin letters for another script, and in the middle of
// an English message.
func TestForeignCuesAreKnownWithoutTheirAccents(t *testing.T) {
	for text, want := range map[string]bot.Code{
		"nie chce juz zyc":                                          bot.Safety,
		"Chce zlozyc skarge":                                        bot.Complaint,
		"Nie mam pieniedzy na czynsz":                               bot.Hardship,
		"Moj maz zmarl w niedziele":                                 bot.Vulnerability,
		"Nao consigo pagar a renda este mes":                        bot.Hardship,
		"Quiero presentar una reclamacion":                          bot.Complaint,
		"Il y a une odeur de gaz a la cave":                         bot.Safety,
		"Je veux deposer une plainte":                               bot.Complaint,
		"Hizmetten memnun degilim":                                  bot.Complaint,
		"Isimi kaybettim, kirayi odeyemiyorum":                      bot.Hardship,
		"Nu mai vreau sa traiesc":                                   bot.Safety,
		"main marna chahta hoon":                                    bot.Safety,
		"mujhe paise nahi hain":                                     bot.Hardship,
		"mere abbu ka intiqal ho gaya":                              bot.Vulnerability,
		"mujhe shikayat karni hai":                                  bot.Complaint,
		"मैं मरना चाहता हूँ":                                        bot.Safety,
		"मुझे शिकायत करनी है":                                       bot.Complaint,
		"मेरी नौकरी चली गई":                                         bot.Hardship,
		"Sir my naukri chali gayi, please tell me when is rent due": bot.Hardship,
		"Please could you send the January invoice to me again. Nie mam pieniędzy na czynsz. Thank you": bot.Hardship,
	} {
		wantPerson(t, text, want)
	}
}

// TestSpanishViolenceIsUrgentWhateverStandsAround has "me pega" first, last and alone.
func TestSpanishViolenceIsUrgentWhateverStandsAround(t *testing.T) {
	for _, text := range []string{"Me pega mi marido", "Me pega todos los días", "mi hermano me pega", "Me pega.", "mi marido me amenaza"} {
		wantPerson(t, text, bot.Safety)
	}
}

// TestForeignCuesStandAtTheBeginningOfAWord holds names and words of English in
// which the end of one word and the next would make a phrase of another language,
// and words of those languages that are near a cue.
func TestForeignCuesStandAtTheBeginningOfAWord(t *testing.T) {
	foreign := compileAll(foreignSafetyRule, foreignComplaintRule, foreignHardshipRule, foreignVulnerabilityRule, foreignLegalRule, foreignRequestRule)
	for _, text := range []string{"What's the best mortgage rate leaflet called?", "Please send the latest mortgage statement", "est mortgage balance?",
		"Please add Emma Bates to payroll", "Please send me Pegasus access", "send me Pegasus", "Gwyn will call in at ten", "Dw i eisiau gwneud apwyntiad",
		"Taşınma tamam oldu", "hospital men's ward invoice"} {
		h := newHaystack(fold(text).text)
		for _, r := range foreign {
			if got := r.find(h); len(got) > 0 {
				t.Errorf("%q gives %s: %q", text, r.code, h.text[got[0].from:got[0].to])
			}
		}
	}
}

// TestForeignCuesAreNoEnglishWords runs them over the plain English messages.
func TestForeignCuesAreNoEnglishWords(t *testing.T) {
	foreign := compileAll(foreignSafetyRule, foreignComplaintRule, foreignHardshipRule, foreignVulnerabilityRule, foreignLegalRule, foreignRequestRule)
	for _, text := range sampled(inEnglish(), ofCorpus(20_000)) {
		h := newHaystack(fold(text).text)
		for _, r := range foreign {
			if got := r.find(h); len(got) > 0 {
				t.Errorf("%q gives %s: %q", text, r.code, h.text[got[0].from:got[0].to])
			}
		}
	}
}
