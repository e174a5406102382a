package knowledge

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

const goodwill = "A goodwill credit of up to £150 needs no approval.\n"

func TestAPageThatSaysItIsInternalNeverReachesAClientHoweverItSaysSo(t *testing.T) {
	fence := "---\ntitle: Goodwill\nowner: Ann\nreviewed: 2026-11-01\naudience: internal\n---\n"
	for name, c := range map[string]struct {
		text   string
		faulty bool
	}{
		"at once":                  {fence, false},
		"after a blank line":       {"\n" + fence, false},
		"after spaces":             {" \t\r\n  \n" + fence, false},
		"after a byte order mark":  {"\ufeff" + fence, false},
		"after both":               {"\ufeff\n" + fence, false},
		"after a comment":          {"<!-- kept by Ann -->\n" + fence, false},
		"fence set in":             {"  " + fence, false},
		"Windows line ends":        {strings.ReplaceAll(fence, "\n", "\r\n"), false},
		"key in quotes":            {"---\n\"audience\": internal\n---\n", false},
		"said twice":               {"---\naudience: internal\naudience: client\n---\n", false},
		"four dashes":              {strings.ReplaceAll(fence, "---", "----"), true},
		"dashes of an editor":      {strings.ReplaceAll(fence, "---", "—"+"-"), true},
		"TOML":                     {"+++\naudience = \"internal\"\n+++\n", true},
		"TOML without an audience": {"+++\ntitle = \"Goodwill\"\n+++\n", true},
		"JSON":                     {"{\n\"audience\": \"internal\"\n}\n", true},
		"code block":               {"```yaml\naudience: internal\n```\n", true},
		"not opened":               {"title: Goodwill\naudience: internal\n---\n", true},
		"not fenced":               {"# Goodwill\n\n**Audience:** internal\n\n", true},
		"not closed":               {"---\nlayout: page\naudience: internal\n\n", true},
		"closed otherwise":         {"---\naudience: internal\n----\n", true},
		"in a comment":             {"<!--\naudience: internal\n-->\n", true},
		"below the fence":          {"---\ntitle: Goodwill\n---\naudience: internal\n\n", true},
		"unknown value":            {"---\naudience: partners\n---\n", true},
		"value on the next line":   {"---\naudience:\n  internal\n---\n", true},
		"key mistyped":             {"---\naudiance: internal\n---\n", true},
		"colon forgotten":          {"---\ntitle: Goodwill\naudience internal\n---\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			b := openFiles(t, fstest.MapFS{"goodwill.md": page(c.text + "\n" + goodwill)})
			if r := search(t, b, Query{Text: "goodwill credit approval"}); len(r.Hits) > 0 {
				t.Errorf("a client finds %q", r.Hits[0].Passage.Text)
			}
			var said []string
			for _, p := range b.Problems() {
				if p.Kind == ProblemFrontMatter {
					said = append(said, p.Detail)
				}
			}
			if told := strings.Contains(strings.Join(said, " "), "kept from clients"); told != c.faulty {
				t.Errorf("problems %q, of a fault: %t", said, c.faulty)
			}
			if pages := b.Pages(); len(pages) != 1 || pages[0].Audience != AudienceInternal {
				t.Errorf("pages %+v", pages)
			}
		})
	}
}

// TestWhatAPageSaysOfItselfIsReadAsAPersonWouldReadIt: quotes, comments and the
// spellings of dates are people's; the narrowest of what a page and its folder say
// of its readers holds.
func TestWhatAPageSaysOfItselfIsReadAsAPersonWouldReadIt(t *testing.T) {
	day := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	client, internal := meta{audience: AudienceClient}, meta{audience: AudienceInternal}
	of := func(account, audience string) meta { return meta{account: account, audience: audience} }
	for _, tt := range []struct {
		file, front string
		want        meta
		fault       string // "" for none
	}{
		{"a.md", "title: Fees: a list\nowner: Ann", meta{title: "Fees: a list", owner: "Ann", audience: AudienceClient}, ""},
		{"a.md", "title: \"Fees # 1\" # ours\nowner: 'Ann' # hers", meta{title: "Fees # 1", owner: "Ann", audience: AudienceClient}, ""},
		{"a.md", "title: Fees # ours\nowner: Ann#1", meta{title: "Fees", owner: "Ann#1", audience: AudienceClient}, ""},
		{"a.md", "title: 'tis so\nowner: \"", meta{title: "'tis so", owner: "\"", audience: AudienceClient}, ""},
		{"a.md", "# kept by Ann\n\ntitle: Fees", meta{title: "Fees", audience: AudienceClient}, ""},
		{"a.md", "tags: [\n  fees\n\tkind\n]\n- more", client, ""},
		{"a.md", "reviewed: 2026-03-31\nreview_due: 31/03/2026", meta{reviewed: day, reviewDue: day, audience: AudienceClient}, ""},
		{"a.md", "reviewed: 31 March 2026\nreview_due: 31 Mar 2026", meta{reviewed: day, reviewDue: day, audience: AudienceClient}, ""},
		{"a.md", "reviewed:\nreview_due: in spring", client, `The date "in spring" of review_due`},
		{"a.md", "audience: client", client, ""}, {"a.md", "audience: Clients", client, ""}, {"a.md", "audience: public", client, ""},
		{"a.md", "audience: external", client, ""}, {"a.md", "audience: everyone", client, ""},
		{"a.md", "audience: internal", internal, ""}, {"a.md", "audience: Staff", internal, ""},
		{"a.md", "audience: friends", internal, `The audience "friends" is not known`},
		{"a.md", "audiences: client", internal, `The key "audiences" is not known`},
		{"a.md", "audience internal", internal, `"audience internal" among the lines`},
		{"internal/a.md", "audience: client", internal, ""}, {"Internal/fees/a.md", "", internal, ""}, {"accounts/internal/a.md", "", of("internal", AudienceInternal), ""},
		{"a.md", "account: bright", of("bright", AudienceClient), ""},
		{"a.md", "account:", internal, `The account "" is not the id of one account`},
		{"a.md", "account:\n  - bright\n  - acme", internal, `The account "" is not the id of one account`},
		{"a.md", "account: [bright]", of("[bright]", AudienceInternal), `The account "[bright]" is not the id of one account`},
		{"a.md", "account: bright, acme", of("bright, acme", AudienceInternal), `is not the id of one account`},
		{"a.md", "account: bright\naccount: acme", of("bright", AudienceInternal), `for account "bright" and for "acme"`},
		{"a.md", "accounts: bright", internal, `The key "accounts" is not known, so the page is kept from clients: write account.`},
		{"a.md", "acount: bright", internal, `The key "acount" is not known`}, {"a.md", "account_id: bright", internal, `The key "account_id" is not known`},
		{"a.md", "amount: 5\naccessed: 2026-03-31\nauthor: Ann", client, ""},
		{"accounts/bright/a.md", "", of("bright", AudienceClient), ""}, {"Accounts/bright/fees/a.md", "", of("bright", AudienceClient), ""},
		{"accounts/bright/a.md", "account: bright", of("bright", AudienceClient), ""},
		{"accounts/bright/a.md", "account: acme", of("bright", AudienceInternal), `for account "acme" but lies in the folder of "bright"`},
		{"accounts/a.md", "", internal, "in no account's folder"},
		{"accounts/a.md", "account: acme", of("acme", AudienceInternal), "in no account's folder"},
	} {
		t.Run(tt.file+" "+tt.front, func(t *testing.T) {
			got, body := readFrontMatter("---\n" + tt.front + "\n---\nText.")
			got.place(tt.file)
			said := strings.Join(got.faults, " ")
			if got.faults = nil; fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("read as %+v, want %+v", got, tt.want)
			}
			if (said != "") != (tt.fault != "") || !strings.Contains(said, tt.fault) {
				t.Errorf("said to be wrong: %q, want %q", said, tt.fault)
			}
			if want := len("---\n" + tt.front + "\n---\n"); body != want {
				t.Errorf("the page begins at %d, want %d", body, want)
			}
		})
	}
}

// TestWhereThePageBeginsWhateverClosesItsFront: nothing of the lines about it is
// searched, and nothing of its words is lost.
func TestWhereThePageBeginsWhateverClosesItsFront(t *testing.T) {
	for text, want := range map[string]struct {
		body  string
		title string
		kept  bool // from clients, with a reason
	}{
		"---\ntitle: A\n...\nText.":   {body: "Text.", title: "A"},
		"---\ntitle: A\n---":          {body: "", title: "A"},
		"---\n---\nText.":             {body: "Text."},
		"---\ntitle: A\nText.":        {body: "", title: "A", kept: true}, // never closed
		"---\nText.\n":                {body: "Text.\n"},                  // a rule
		"---\n":                       {body: "", kept: true},
		"---":                         {body: "", kept: true},
		"----\nText.":                 {body: "----\nText."}, // a rule
		"----\ntitle: A\n----\nText.": {body: "----\ntitle: A\n----\nText.", kept: true},
		"+++\nweight = 1\n+++\nText.": {body: "+++\nweight = 1\n+++\nText.", kept: true},
		"---\n" + strings.Repeat("x\n", 20) + "title: A\n": {body: strings.Repeat("x\n", 20) + "title: A\n"}, // too far down
		"---\n" + strings.Repeat("x\n", 19) + "title: A\n": {body: "", title: "A", kept: true},
	} {
		m, body := readFrontMatter(text)
		if text[body:] != want.body || m.title != want.title || (len(m.faults) > 0) != want.kept || (m.audience == AudienceInternal) != want.kept {
			t.Errorf("%q: its body is %q, want %q; of itself it says %+v, want the title %q, kept from clients: %t", text, text[body:], want.body, m, want.title, want.kept)
		}
	}
}

func TestADocumentThatSaysItIsInternalInItsTextIsKeptFromClients(t *testing.T) {
	b := openFiles(t, fstest.MapFS{"goodwill.html": page("---\naudience: internal\n---\n<html><body><p>" + goodwill + "</p></body></html>"),
		"goodwill.docx": {Data: wordFile(t, wordParagraph("", "Audience: internal")+wordParagraph("", goodwill), nil)}})
	if r := search(t, b, Query{Text: "goodwill credit approval"}); len(r.Hits) > 0 {
		t.Errorf("a client finds %q in %s", r.Hits[0].Passage.Text, r.Hits[0].Passage.File)
	}
}

func TestAPageForClientsIsNotKeptBackForItsLooks(t *testing.T) {
	for name, text := range map[string]string{
		"no front matter":       "# Goodwill\n\n",
		"rule at its head":      "---\n\n# Goodwill\n\n",
		"long rule at its head": "-----\n\nWhat we do: we are kind.\n\n",
		"blank line before":     "\n---\ntitle: Goodwill: a list\naudience: client\n---\n",
		"lists in its front":    "---\ntitle: Goodwill\ntags:\n- fees\n- kind\naudience: client\n---\n",
		"speaks of an audience": "# Goodwill\n\nWe speak to every audience in plain words.\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			b := openFiles(t, fstest.MapFS{"goodwill.md": page(text + goodwill)})
			if r := search(t, b, Query{Text: "goodwill credit approval"}); !r.Covered {
				t.Errorf("not found: %s; %v", r.Why, b.Problems())
			}
		})
	}
}

func TestHiddenTextThatSaysWhoAPageIsForKeepsItFromClients(t *testing.T) {
	for name, file := range map[string]*fstest.MapFile{
		"comment.html":      page("<!-- audience: internal --><p>" + goodwill + "</p>"),
		"long comment.html": page("<html><!--\ntitle: Goodwill\naudience: internal\n--><body><p>" + goodwill + "</p></body></html>"),
		"not shown.html":    page("<p hidden>Audience: internal</p><p>" + goodwill + "</p>"),
		"comment.csv":       page("<!-- audience: internal -->question,answer\nWhat goodwill credit needs no approval?,£150\n"),
		"after words.md":    page("<!-- kept by Ann, audience: internal -->\n" + goodwill),
	} {
		t.Run(name, func(t *testing.T) {
			b := openFiles(t, fstest.MapFS{name: file})
			if r := search(t, b, Query{Text: "goodwill credit approval"}); len(r.Hits) > 0 {
				t.Errorf("a client finds %q", r.Hits[0].Passage.Text)
			}
			if !strings.Contains(fmt.Sprint(b.Problems()), "kept from clients") {
				t.Errorf("nobody is told: %v", b.Problems())
			}
		})
	}
}

func TestAReviewThatIsYetToComeIsReported(t *testing.T) {
	b := openFiles(t, fstest.MapFS{
		"later.md": page("---\ntitle: Fees\nowner: Ann\nreviewed: 2099-01-01\n---\n" + goodwill),
		"today.md": page("---\ntitle: Hours\nowner: Ann\nreviewed: " + today.Format(time.DateOnly) + "\n---\nWe open at nine.\n"),
	})
	got := b.Problems()
	if len(got) != 1 || got[0].File != "later.md" || !strings.Contains(got[0].Detail, "1 January 2099, which is yet to come") {
		t.Errorf("problems %v", got)
	}
}

func TestAFileThatIsNoTextIsReportedAndNotSearched(t *testing.T) {
	noise := make([]byte, 5000)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(noise) // never fails
	b := openFiles(t, fstest.MapFS{
		"noise.md": {Data: noise}, "noise.html": {Data: noise}, "noise.csv": {Data: noise},
		"sixteen.md": {Data: []byte(strings.Join(strings.Split(goodwill, ""), "\x00"))}, // UTF-16 without its mark
		"mended.md":  page("---\nowner: Ann\nreviewed: 2026-11-01\n---\nOne stray\x00 control is an accident.\n"),
	})
	for _, p := range b.Problems() {
		if p.Kind != ProblemUnreadable || !strings.Contains(p.Detail, "no text") {
			t.Errorf("%s: %s %s", p.File, p.Kind, p.Detail)
		}
	}
	if pages := b.Pages(); len(pages) != 1 || pages[0].File != "mended.md" || len(b.Problems()) != 4 {
		t.Errorf("pages %v, problems %v", pages, b.Problems())
	}
}

func TestCheckPrintsEachFileOnOneLineAsItIs(t *testing.T) {
	b := openFiles(t, fstest.MapFS{"a\nb.md": page(""), "c\u202ed.md": page(""), "é f.md": page("")})
	var out strings.Builder
	if _, err := Check(&out, b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"3 pages, 3 things to look at\n", ` "a\nb.md"` + "\n", ` "c\u202ed.md"` + "\n", " é f.md\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}
