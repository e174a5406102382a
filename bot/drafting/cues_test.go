package drafting

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"countersign/bot"
)

// inLanguage is a sentence of a language to a client who writes it, with the words
// of the page that it quotes.
func inLanguage(code, text, quote string) subject {
	return on(text, quote).with(func(s *subject) {
		s.language = code
		s.sentences[0].quote = quote
	})
}

const (
	hours   = "The office opens at nine on weekdays."
	refundy = "If you cancel before we have started work, we refund the whole fee."
	never   = "We do not refund set-up fees once marketing has begun."
)

// abroad are, by language, a promise to refund, a promise of another kind, the
// refusal that a page makes, advice on a pension, and a plain fact.
var abroad = map[string]struct{ refund, other, refusal, advice, fact string }{
	"ar": {"سنعيد لك الرسوم كاملة.", "لقد تمت الموافقة على طلبك.", "لا نعيد رسوم الإعداد ولن يتم استرداد شيء.", "ننصح بوضع المال في معاش تقاعدي.", "يفتح المكتب في الساعة التاسعة."},
	"bn": {"আমরা পুরো ফি ফেরত দেব।", "আপনার আবেদন অনুমোদন করা হয়েছে।", "আমরা সেট-আপ ফি ফেরত দিই না।", "আপনার উচিত টাকা পেনশনে রাখা।", "অফিস সকাল নয়টায় খোলে।"},
	"cy": {"Byddwn yn ad-dalu'r ffi yn llawn.", "Mae eich cais wedi'i gymeradwyo.", "Nid ydym yn ad-dalu ffioedd sefydlu.", "Dylech roi'r arian mewn pensiwn.", "Mae'r swyddfa yn agor am naw."},
	"de": {"Wir erstatten Ihnen die volle Gebühr.", "Wir garantieren Ihnen die Frist.", "Wir erstatten keine Einrichtungsgebühren.", "Sie sollten das Geld in eine Rente stecken.", "Das Büro öffnet um neun Uhr."},
	"es": {"Le devolveremos la tasa completa.", "Su solicitud queda aprobada.", "No reembolsamos las tasas de alta.", "Le recomendamos poner el dinero en una pensión.", "La oficina abre a las nueve."},
	"fr": {"Nous vous remboursons la totalité des frais.", "Vous avez droit à une remise.", "Nous ne remboursons pas les frais de dossier.", "Vous devriez placer cet argent pour la retraite.", "Le bureau ouvre à neuf heures."},
	"gu": {"અમે પૂરી ફી પરત કરીશું.", "તમારી અરજી મંજૂર થઈ ગઈ છે.", "અમે સેટ-અપ ફી પરત કરતા નથી.", "તમારે પૈસા પેન્શનમાં મૂકવા જોઈએ.", "ઓફિસ નવ વાગ્યે ખુલે છે."},
	"it": {"Le rimborsiamo l'intera tariffa.", "La richiesta è stata approvata.", "Non rimborsiamo le spese di avvio.", "Le consigliamo di metterli in una pensione.", "L'ufficio apre alle nove."},
	"pa": {"ਅਸੀਂ ਪੂਰੀ ਫੀਸ ਵਾਪਸ ਕਰਾਂਗੇ।", "ਤੁਹਾਡੀ ਅਰਜ਼ੀ ਮਨਜ਼ੂਰ ਹੋ ਗਈ ਹੈ।", "ਅਸੀਂ ਸੈੱਟ-ਅੱਪ ਫੀਸ ਵਾਪਸ ਨਹੀਂ ਕਰਦੇ।", "ਤੁਹਾਨੂੰ ਪੈਸੇ ਪੈਨਸ਼ਨ ਵਿੱਚ ਪਾਉਣੇ ਚਾਹੀਦਾ ਹੈ।", "ਦਫ਼ਤਰ ਨੌਂ ਵਜੇ ਖੁੱਲ੍ਹਦਾ ਹੈ।"},
	"pl": {"Zwrócimy Panu całą opłatę.", "Przysługuje Panu rabat.", "Nie zwracamy opłat początkowych.", "Zalecamy wpłacić te pieniądze na emeryturę.", "Biuro otwiera się o dziewiątej."},
	"pt": {"Vamos reembolsar a taxa completa.", "O seu pedido foi aprovado.", "Não reembolsamos as taxas iniciais.", "Recomendamos que o coloque numa pensão.", "O escritório abre às nove."},
	"ro": {"Vă rambursăm întreaga taxă.", "Cererea dumneavoastră a fost aprobată.", "Nu rambursăm taxele inițiale.", "Vă recomandăm să îi puneți într-o pensie.", "Biroul se deschide la nouă."},
	"tr": {"Ücretin tamamını iade edeceğiz.", "Talebiniz onaylandı.", "Kurulum ücretlerini iade etmiyoruz.", "Bu parayı emeklilik için ayırmalısınız.", "Ofis saat dokuzda açılır."},
	"uk": {"Ми повернемо вам усю плату.", "Ваш запит схвалено.", "Ми не повертаємо плату за налаштування.", "Вам слід вкласти гроші в пенсію.", "Офіс відкривається о дев'ятій."},
	"ur": {"ہم پوری فیس واپس کریں گے۔", "آپ کی درخواست منظور ہو گئی ہے۔", "ہم سیٹ اپ فیس واپس نہیں کرتے۔", "آپ کو چاہیے کہ رقم پنشن میں ڈالیں۔", "دفتر نو بجے کھلتا ہے۔"},
}

func TestEveryLanguageWithCuesHasItsPromisesAndAdviceSeen(t *testing.T) {
	if got := slices.Sorted(maps.Keys(cueBooks())); len(got) != len(abroad) {
		t.Fatalf("cues for %v; want an example of each", got)
	}
	for code, x := range abroad {
		t.Run(code, func(t *testing.T) {
			try(t, checkCommitment, []row{
				{"a refund of nobody", inLanguage(code, x.refund, hours), bot.NoDraft, "binds the firm"},
				{"another promise of nobody", inLanguage(code, x.other, hours), bot.NoDraft, "binds the firm"},
				{"a refund of the page", inLanguage(code, x.refund, refundy), "", ""},
				{"a refund where the page refuses one", inLanguage(code, x.refund, never), bot.NoDraft, "binds the firm"},
				{"the page's refusal", inLanguage(code, x.refusal, never), "", ""},
				{"a fact", inLanguage(code, x.fact, hours), "", ""},
				{"in an answer to an English question", inLanguage(english, x.refund, hours), bot.NoDraft, "binds the firm"},
			})
			try(t, checkAdvice, []row{
				{"advice", inLanguage(code, x.advice, hours), bot.NoDraft, "qualified person"},
				{"no advice", inLanguage(code, x.fact, hours), "", ""},
				{"a promise", inLanguage(code, x.refund, refundy), "", ""},
			})
		})
	}
}

func TestEveryCueFileSaysAllThatIsLookedFor(t *testing.T) {
	kinds := []string{cueAdvise, cueRegulated, cueNot}
	for kind := range inPage {
		kinds = append(kinds, kind)
	}
	for code, book := range cueBooks() {
		for _, kind := range kinds {
			if book[kind] == nil {
				t.Errorf("%s has no cues of the kind %q", code, kind)
			} else if book[kind].MatchString("") || book[kind].MatchString(" ") {
				t.Errorf("%s: a cue of the kind %q is empty", code, kind)
			}
		}
		for kind := range book {
			if !slices.Contains(kinds, kind) {
				t.Errorf("%s: nothing looks for the kind %q", code, kind)
			}
		}
	}
}

func TestAccentsLeftOutHideNoPromise(t *testing.T) {
	for code, text := range map[string]string{"de": "Wir zahlen Ihnen die Gebuhr zuruck und verlangern die Frist.", "pl": "Zwrocimy Panu oplate i przedluzymy termin.", "ro": "Va rambursam intreaga taxa.", "tr": "UCRETIN TAMAMINI IADE EDECEGIZ"} {
		if got := checkCommitment(inLanguage(code, text, hours)); got.Verdict != bot.NoDraft {
			t.Errorf("%s: %q passes", code, text)
		}
	}
}

func TestEnglishIsNotReadByTheCuesOfOtherLanguages(t *testing.T) {
	for _, text := range strings.Split(`Yes, no charge.
Call recordings are kept for six months.
Please return all keys to the office by 12 noon.
VAT: 20%
The action on the fund is a matter for the court.
- Full management: includes everything above, repairs, inspections, deposit handling.`, "\n") {
		if s := inLanguage(english, text, text); s.bindsAbroad(s.sentences[0]) || s.advisesAbroad(s.sentences[0]) {
			t.Errorf("%q is taken for a promise or advice", text)
		}
	}
}
