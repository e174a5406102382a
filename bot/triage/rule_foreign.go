package triage

import "countersign/bot"

// The core cues in the commonest languages of clients in the United Kingdom
// besides English: Polish, Romanian, Portuguese, Spanish, Italian, French,
// Turkish, Ukrainian, Welsh, Arabic, Urdu, Bengali, Punjabi, Gujarati, Hindi, and
// Hindi and Urdu in Latin letters. Every message in these goes to a person anyway;
// the cues say why, open the record that is due, put a danger first, and find one
// sentence in an English message.

var foreignSafetyRule = rule{
	code: bot.Safety, note: "Somebody may be in danger, in another language than English.",
	cues: []cue{
		{points: 100, flags: []string{"crisis"}, priority: bot.P0, notice: "signpost", words: anyWords(`
nie chc[ęe] (?:już )?żyć
nie chce mi się (?:już )?żyć
myśli samobójcze
zabij[ęe] się
nu mai vreau s[ăa] tr[ăa]iesc
não quero (?:mais )?viver
no quiero (?:seguir )?vivi(?:r|endo)
non voglio più vivere
(?:voglio )?farla finita
quero morrer
quiero morir(?:me)?
vreau s[ăa] mor\b
أريد أن أموت
مرنا چاہت
ਮਰਨਾ ਚਾਹੁੰਦ
মরতে চাই
મરવું છે
(?:ne )?veux plus vivre
me suicider
suicidarme
yaşamak istemiyorum
не хочу (?:більше )?жити
не хочу жить
ddim eisiau byw
لا أريد (?:أن أعيش|العيش)
جینا نہیں چاہت
मरना चाहत
जीना नहीं चाहत
mar(?:na|jana) chaht[aeiu]
(?:jeena|jina) nahi+n? chaht
khud ?kushi
বাঁচতে চাই না
ਜੀਣਾ ਨਹੀਂ ਚਾਹੁੰਦ
જીવવું નથી`)},
		{points: 90, priority: bot.P0, notice: "signpost", words: anyWords(`
czuję gaz
(?:śmierdzi|czuć|pachnie) (?:tu )?gaz(?:em)?
wyciek gazu
miroase (?:\pL+ )?a gaz
(?:scurgere|scăpări) de gaz
cheira (?:muito |imenso )?a g[áa]s
fuga de g[áa]s
huele (?:mucho |fuerte )?a gas
(?:fuga|perdita|puzza) di gas
(?:ça )?sent le gaz
fuite de gaz
تسرب (?:ال)?غاز
گیس (?:کی|لیک)(?: \pL+){0,2} (?:بو|ہو)
গ্যাস লিক
ગેસની વાસ
ਗੈਸ ਲੀਕ
zapach gazu
ulatnia się gaz
miros de gaz
cheiro a g[áa]s
olor a gas
odore di gas
odeur de gaz
gaz kokusu
запах газу
запах газа
arogl(?:i)? nwy
رائحة غاز
گیس کی بو
गैस की (?:बदबू|गंध)
gas ki (?:boo?|smell|badbu)
গ্যাসের গন্ধ
ਗੈਸ ਦੀ ਬਦਬੂ
ગેસની ગંધ`)},
		// A code or a card in other hands.
		{points: strong, flags: []string{"fraud"}, priority: bot.P0, words: anyWords(`
(?:podał|dał|wysłał)(?:em|am) (?:mu |jej |im )?(?:kod|hasło|dane karty|numer karty|pin)
(?:oszuka(?:no|li) mnie|oszust|skradli|ukradli|okradli)
am (?:dat|spus|trimis) (?:datele|codul|parola)(?: \pL+){0,3} (?:card|banc|la cineva|la un)
(?:am fost (?:înșelat|păcălit|jefuit)|mi-au furat)
(?:fui (?:burlad|enganad|roubad)|roubaram)
(?:dei|enviei) (?:o |os )?(?:código|dados do cartão)
(?:me (?:han )?(?:estafad|estafaron|robad|robaron|clonaron|hackearon))
(?:di|he dado) (?:el |mi |los )?(?:código|clave|datos de (?:la|mi) tarjeta)
(?:mi hanno (?:truffat|rubat|clonat|derubat)|sono stat[oa] truffat)
(?:je me suis fait|on m'a) (?:arnaqu|escroqu|vol[ée]|pirat)
dolandırıldı
سرق(?:وا|ت|ة)? (?:بيانات|بطاقت|حساب|أموال|مال)
احتيال
(?:کارڈ|پیسے) چوری
(?:card|paise|account)(?: \pL+)? chori
কার্ড চুরি
ਕਾਰਡ ਚੋਰੀ
કાર્ડ ચોરી`)},
		{points: 90, flags: []string{"vulnerability:life_event"}, priority: bot.P0, words: anyWords(`
(?:mąż|partner|on) mnie bije
grozi mi
m[ăa] bate
m[ăa] amenin[țt][ăa]
ele bate-me
me (?:pega\b|golpea|amenaza)
mi (?:ex|marido|pareja|esposo)(?: \pL+){0,3} (?:esperando|siguiendo|amenaz|fuera de)
mi (?:picchia|minaccia)
il me (?:frappe|bat|menace)
beni (?:dövüyor|tehdit ediyor)
він (?:мене )?б['’]?є мене
мені погрожує
يضربني
يهددني
مجھے مارتا
मुझे मारत
(?:mujhe|mujhko|mainu) (?:maart?a|marta|marda|maarda)
আমাকে মার
ਮੈਨੂੰ ਮਾਰਦਾ
મને મારે છે`)},
	},
}

var foreignComplaintRule = rule{
	code: bot.Complaint, note: "Dissatisfaction with the firm's service, in another language than English. Staff label it; its clock starts at receipt.",
	cues: []cue{{points: strong, flags: []string{"complaint"}, records: []string{"complaint"}, words: anyWords(`
(?:złożyć|składam) (?:skargę|reklamację)
jestem (?:bardzo )?niezadowolon
nikt (?:mi )?nie (?:odpisuje|odpowiada|oddzwonił)
(?:drugi|trzeci|czwarty|piąty|kolejny) raz (?:pisz|dzwoni|prosz)
pentru a (?:doua|treia|patra) oar[ăa]
pela (?:segunda|terceira|quarta) vez
(?:segunda|terceira|quarta) vez que (?:escrevo|ligo|peço)
es una vergüenza
(?:días|semanas|meses) esperando
(?:seconda|terza|quarta) volta che (?:scrivo|chiamo|chiedo)
(?:è|che) vergogn
(?:deuxième|troisième|quatrième) fois que
c'est (?:honteux|inadmissible|scandaleux)
(?:لا|ما) (?:أحد|حد) يرد
المرة (?:الثانية|الثالثة|الرابعة)
(?:কেউ|কোনো) উত্তর (?:দিচ্ছে|দেয়|পাচ্ছি) না
অসন্তুষ্ট
ਕੋਈ ਜਵਾਬ ਨਹੀਂ
ਨਾਰਾਜ਼
જવાબ (?:આપતું |મળતો |આપતા )?નથી
کوئی جواب نہیں
(?:fac|depun) (?:o )?(?:plângere|reclamație)
(?:foarte )?nemul[țt]umit
nimeni nu (?:mi-a )?r[ăa]spun
(?:fazer|apresentar) (?:uma )?(?:reclamação|queixa)
muito insatisfeit
ninguém (?:me )?respond
(?:presentar|poner) una (?:queja|reclamación)
nadie me (?:ha )?(?:contest|respond)
estoy muy (?:descontent|insatisfech)
(?:fare|presentare) (?:un )?reclamo
nessuno (?:mi )?(?:ha )?rispo
molto insoddisfatt
(?:porter|déposer|faire) (?:une )?(?:plainte|réclamation)
personne ne (?:me |m'a )?répond
très (?:mécontent|insatisfait)
şikayet(?:çi| etmek|im)
kimse cevap ver
memnun değilim
подати скаргу
ніхто (?:мені )?не відповіда
(?:gwyno|chwyno|cwyno|cwyn)\b
anhapus iawn
neb wedi ateb
تقديم شكوى
لم يرد علي
غير راض
شکایت
کسی نے جواب نہیں
शिकायत
shikaa?yat
koi jaw+aa?b nahi
অভিযোগ
কেউ উত্তর দেয়নি
ਸ਼ਿਕਾਇਤ
ફરિયાદ`)}},
}

var foreignHardshipRule = rule{
	code: bot.Hardship, note: "Signs that money is short, in another language than English.",
	cues: []cue{{points: strong, flags: []string{"hardship"}, words: anyWords(`
nie (?:mam|mamy) (?:pieniędzy|z czego|na (?:czynsz|rachunki|życie|jedzenie))
no (?:me|nos) alcanza
(?:ليس|ما) (?:لدي|عندي|معي) (?:مال|نقود|فلوس)
taka (?:nei|nai)
(?:paisa|paise|paisaa) (?:nathi|nahi|nai|nahin|nhi)
nie (?:mogę|stać mnie) (?:zapłacić|płacić)
stracił(?:em|am) pracę
nu (?:am bani|pot pl[ăa]ti)
(?:mi-)?am pierdut (?:serviciul|locul de munc)
não (?:tenho dinheiro|posso pagar|consigo pagar)
perdi o (?:meu )?(?:emprego|trabalho)
no (?:tengo dinero|puedo pagar)
(?:perdí|he perdido) (?:mi|el) trabajo
sin trabajo
non (?:ho soldi|posso pagare|riesco a pagare)
ho perso il lavoro
(?:ne )?(?:peux|pouvons) pas payer
perdu mon (?:travail|emploi)
(?:param|paramız) yok
ödeyemiyor
işimi kaybet
не можу (?:за)?платити
втрати(?:в|ла) роботу
(?:methu|ddim yn gallu) (?:fforddio|talu)
wedi colli (?:fy swydd|arian)
لا أستطيع (?:الدفع|أن أدفع)
فقدت (?:عملي|وظيفتي)
پیسے نہیں
نوکری چلی گئی
पैसे नहीं
नौकरी चली गई
paise nahi
(?:naukri|nokri) (?:chali|khatam|choot)
টাকা নেই
চাকরি (?:হারি|চলে)
ਪੈਸੇ ਨਹੀਂ
ਨੌਕਰੀ ਚਲੀ ਗਈ
પૈસા નથી
નોકરી ગુમાવી`)}},
}

var foreignVulnerabilityRule = rule{
	code: bot.Vulnerability, note: "Circumstances that call for care, in another language than English.",
	cues: []cue{{points: strong, flags: []string{"vulnerability:life_event"}, words: anyWords(`
(?:mąż|żona|mama|tata|ojciec|matka) (?:zmarł|nie żyje)
(?:mąż|żona|mama|tata|ojciec|matka|jest|jestem) (?:\pL+ )?w szpitalu
mam raka
demencj
pochowa(?:ł|li)
(?:jestem|żona jest) w ciąży
am cancer
(?:demență|sunt însărcinat)
(?:estou grávida|internad[oa] no hospital|demência)
(?:estoy embarazada|tiene demencia|tengo cáncer|diagnosticado cáncer)
(?:sono incinta|ha la demenza|ho il cancro|mi hanno operat)
(?:suis enceinte|j'ai un cancer)
سرطان
کینسر
ਕੈਂਸਰ
ক্যান্সার
કેન્સર
nie rozumiem (?:tego|listu|po angielsku)
a (?:murit|decedat)
sunt (?:în|in) spital
nu în[țt]eleg (?:scrisoarea|engleza)
(?:morreu|faleceu)
(?:estou|está) no hospital
não (?:percebo|entendo) (?:a carta|inglês)
(?:murió|ha muerto|falleció|ha fallecido)
estoy en el hospital
no entiendo (?:la carta|inglés)
è (?:morto|morta|mancat)
sono in ospedale
non capisco (?:la lettera|l'inglese)
est (?:morte?|décédée?)(?:[^\pL]|$)
(?:suis|est) à l'hôpital
(?:ne )?comprends pas (?:la lettre|l'anglais|cette lettre)
(?:vefat etti|[ö]ld[ü])
hastanede
mektubu anlam
(?:чоловік|дружина|мама|тато|батько) помер
(?:я|він|вона) в лікарні
не розумію (?:листа|англійської)
wedi marw
yn yr ysbyty
ddim yn deall
توفي
في المستشفى
لا أفهم
(?:انتقال|وفات) ہو گ
ہسپتال میں
سمجھ نہیں
(?:मृत्यु|देहांत) हो
अस्पताल में
समझ नहीं
(?:intaqal|inteqal|intiqal|dehant|wafat) ho
(?:hospital|aspataa?l) mein\b
samajh nahi
মারা গেছে
হাসপাতালে
বুঝতে পারছি না
ਮੌਤ ਹੋ ਗਈ
ਹਸਪਤਾਲ
ਸਮਝ ਨਹੀਂ
અવસાન થયું
હોસ્પિટલમાં
સમજાતું નથી`)}},
}

var foreignLegalRule = rule{
	code: bot.LegalThreat, note: "Mentions legal steps, in another language than English.",
	cues: []cue{{points: strong, flags: []string{"legal_threat"}, words: anyWords(`
(?:mój|do) (?:prawnik|adwokat|sądu)
(?:pozw(?:ę|iemy)|pozew)
(?:meu|minha) advogad
em tribunal
(?:a juicio|denunciar(?:los|les|os)?\b)
(?:faccio|facciamo|farò|faremo) causa
(?:denuncerò|sporgere denuncia)
(?:porter l'affaire|saisir la justice|devant le juge)
মামলা
(?:avocatul meu|dau în judecat|în instanță)
(?:meu advogado|para (?:o )?tribunal|processar)
(?:mi abogado|demandar|a los tribunales)
(?:mio avvocato|vie legali|in tribunale)
(?:mon avocat|au tribunal|poursuivre en justice)
(?:avukatım|mahkemeye|dava aç)
(?:мій адвокат|до суду)
(?:fy nghyfreithiwr|i'r llys)
(?:محامي|المحكمة)
(?:وکیل|عدالت)
(?:वकील|अदालत)
(?:vakeel|wakeel|adaa?lat)
(?:উকিল|আদালত)
(?:ਵਕੀਲ|ਅਦਾਲਤ)
(?:વકીલ|અદાલત|કોર્ટ)`)}},
}

var foreignRequestRule = rule{
	code: bot.RequestHuman, note: "Asks for a person, in another language than English.",
	cues: []cue{{points: strong, flags: []string{"human_requested"}, notice: "disclosure", words: anyWords(`
(?:rozmawiać|porozmawiać) z (?:\pL+ )?(?:człowiekiem|kimś|osobą)
(?:pisać|rozmawiać) z (?:robotem|botem|automatem|maszyną)
proszę o (?:telefon|kontakt telefoniczny)
cu un (?:om|robot)\b
com um (?:robô|robot|humano)
con un (?:robot|humano|essere umano|operatore)
avec un (?:robot|humain|conseiller)
ਇਨਸਾਨ ਨਾਲ ਗੱਲ
মানুষের (?:সাথে|সঙ্গে) কথা
માણસ સાથે વાત
proszę (?:do mnie )?zadzwonić
(?:vorbesc|vorbi) cu (?:o persoan|cineva)
suna[țt]i-m[ăa]
falar com (?:uma pessoa|alguém)
liguem-me
hablar con (?:una persona|alguien)
llámenme
parlare con (?:una persona|qualcuno)
chiamatemi
parler (?:à|avec) (?:une personne|quelqu'un)
rappelez-moi
(?:biriyle|bir insanla) (?:konuşmak|görüşmek)
beni arayın
поговорити з (?:людиною|кимось)
зателефонуйте
siarad (?:â|gyda) (?:rhywun|pherson)
ffoniwch fi
التحدث (?:مع|إلى) (?:شخص|موظف)
اتصلوا بي
کسی (?:انسان )?سے بات
किसी (?:इंसान )?से बात
kisi (?:insaa?n )?se baat
কারো সাথে কথা
ਕਿਸੇ ਨਾਲ ਗੱਲ
કોઈની સાથે વાત`)}},
}
