package grounding

import "strings"

// sameMeaning are words that a paraphrase puts for one another, by stem.
var sameMeaning = groupsOf(`allow enabl permit let; start begin form found creat made make establish commenc launch; move reloc; type kind sort variety;
use util utilis; buy purchas acquir; get receiv obtain; pay settl; send provid submit suppli give deliv; need requir; tell inform notifi; ask request;
charg cost fee; client custom; call phone ring telephon; show display; help assist support; keep retain store hold; end finish conclud expir; check verifi;
chang alter amend modifi; includ contain compris cover; find discov; like includ such; big larg; quick fast; reply answer respond respons; issu problem;
meet appoint; record document; photo photograph pictur; id identif ident; about approxim around roughli; see view; live resid; remain stay; usual normal typic`)

// opposites are words of which one turns the other round, by stem.
var opposites = groupsOf(`accept reject refus declin; includ exclud; open close shut; increas decreas reduc; free charg chargeabl paid; allow forbid forbidden prohibit;
permit prohibit; valid invalid; start end; befor after; refund nonrefund; optional mandatori compulsori requir; option mandatori compulsori requir; first last; earli late; earliest latest; earlier later; minimum maximum;
min max; high low; highest lowest; higher lower; more less fewer; most least; with without; agre disagre; approv refus declin reject; avail unavail; possibl imposs;
abl unabl; legal illeg; same differ; full part partial; gross net; add remov; buy sell; credit debit; landlord tenant; incom outgo; inclus exclus; deduct add; upper lower;
begin end finish; win lose; gain loss; like unlik; success unsuccess; public privat; intern extern; new old; support oppos; for against; friend enemi; north south; east west; male femal; men women; past futur; cheap expens; begin finish; arriv leav depart; enter exit; send receiv; give take; lend borrow; employ employe; landladi tenant; buyer seller; weekday weekend; daili weekli monthli year annual quarter; morn afternoon even; day night; inside outsid; indoor outdoor; long short; safe danger danger; true fals; right wrong; hot cold; left right; up down`)

// groupsOf reads groups of stems, parted by semicolons, into the groups of each word.
func groupsOf(text string) map[string][]int {
	out := map[string][]int{}
	for i, g := range strings.Split(text, ";") {
		for w := range strings.FieldsSeq(g) {
			out[w] = append(out[w], i)
		}
	}
	return out
}

func inOneGroup(groups map[string][]int, a, b string) bool {
	for _, x := range groups[a] {
		for _, y := range groups[b] {
			if x == y {
				return true
			}
		}
	}
	return false
}

// related tells whether two words may stand for one another: one meaning, or
// forms of one word.
func related(a, b token) bool {
	if inOneGroup(sameMeaning, a.stem, b.stem) {
		return true
	}
	short, long := a.stem, b.stem
	if len(short) > len(long) {
		short, long = long, short
	}
	n := 0
	for n < len(short) && short[n] == long[n] {
		n++
	}
	return n >= 5 || n >= 4 && n >= len(short)-1
}

// opposed tells whether one word turns another round.
func opposed(a, b token) bool {
	if inOneGroup(opposites, a.stem, b.stem) {
		return true
	}
	for _, prefix := range []string{"un", "in", "im", "ir", "non", "dis"} {
		if len(a.text) > 4 && b.text == prefix+a.text || len(b.text) > 4 && a.text == prefix+b.text {
			return true
		}
	}
	return false
}

// irregular are forms of verbs that no ending gives away.
var irregular = set(`made found drawn broke broken began begun took taken got gotten went gone came become became given gave known knew shown wrote
written held kept left sent spent built bought sold told said paid put set run grew grown won lost led met drove`)

// verbal tells whether a word is likely a form of a verb.
func verbal(t token) bool {
	return irregular[t.text] || len(t.text) > 4 && (strings.HasSuffix(t.text, "ed") || strings.HasSuffix(t.text, "ing"))
}
