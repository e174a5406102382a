package knowledge

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// wantPassage is what a file must give: heading, text, and where they stand.
type wantPassage struct{ heading, text string }

func checkPassages(t *testing.T, file string, data []byte, want ...wantPassage) *Base {
	t.Helper()
	b := openFiles(t, fstest.MapFS{file: {Data: data, ModTime: today}})
	var got []wantPassage
	for _, p := range b.current.Load().indexes[""].passages {
		got = append(got, wantPassage{p.Heading, p.Text})
		if p.Hash != hashOf(p.Text) || p.File != file {
			t.Errorf("passage %s: file %s, hash %s", p.ID, p.File, p.Hash)
		}
		at, words := string(data[p.Start:p.End]), strings.Fields(p.Text)
		if p.End > 0 && !strings.Contains(at, words[0]) && !strings.Contains(at, words[len(words)-1]) {
			t.Errorf("passage %s: bytes %d to %d are %q", p.ID, p.Start, p.End, at)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d passages, want %d:\n%q\nproblems: %v", len(got), len(want), got, b.Problems())
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("passage %d:\n got %q\nwant %q", i, got[i], want[i])
		}
	}
	return b
}

func TestMarkdownKeepsHeadingsTablesAndWhereTheyStand(t *testing.T) {
	text := "---\ntitle: Fees: a list\nowner: Priya\nreviewed: 2026-04-06\nreview_due: 2027-04-06\naudience: client\n---\n" +
		"# Fees: a list\n\nAll fees **include** VAT; see [the site](https://firm.example/fees).\n\n## Lettings\n\n| Service | Fee |\n|---|---|\n| Let only | 8% |\n| Full | £13 |\n\n" +
		"### Extra visits\n\n- one is free\n- others cost £60\n\n**Do you charge tenants?** Never.\n"
	b := checkPassages(t, "fees.md", []byte(text),
		wantPassage{"Fees: a list", "All fees include VAT; see the site."},
		wantPassage{"Lettings", "Service: Let only; Fee: 8%\nService: Full; Fee: £13"},
		wantPassage{"Lettings > Extra visits", "one is free\nothers cost £60"},
		wantPassage{"Lettings > Extra visits > Do you charge tenants?", "Do you charge tenants? Never."})
	p, _ := b.Passage("fees.md#lettings")
	if got := text[p.Start:p.End]; !strings.HasPrefix(got, "Let only") || !strings.HasSuffix(got, "£13") {
		t.Errorf("the bytes of the table are %q", got)
	}
	if p.Owner != "Priya" || p.Reviewed != time.Date(2026, 4, 6, 0, 0, 0, 0, time.UTC) || p.ReviewDue.Year() != 2027 || p.Audience != AudienceClient {
		t.Errorf("passage %+v", p)
	}
}

func TestHTMLGivesItsWordsAndNotItsMenus(t *testing.T) {
	checkPassages(t, "visits.html", []byte(`<html><head><title>Visits</title><meta name="owner" content="Priya"><meta name="reviewed" content="2026-04-06">
<style>.x{color:red}</style><script>alert("zebra")</script></head><body><nav>Home Contact</nav>
<h1>Visits</h1><p>Come to <a href="/map">3 Gull Lane</a> &amp; ring &pound;5.</p>
<h2>Rooms</h2><table><tr><th>Room</th><th>Seats</th></tr><tr><td>One</td><td>4</td></tr></table><ul><li>step-free</li></ul></body></html>`),
		wantPassage{"Visits", "Come to 3 Gull Lane & ring £5."},
		wantPassage{"Rooms", "Room: One; Seats: 4\nstep-free"})
}

func TestWordFileKeepsHeadingsListsTablesAndNotes(t *testing.T) {
	body := wordParagraph("Title", "Deposits") + wordParagraph("Heading1", "What we take") +
		`<w:p><w:r><w:t>Five weeks’ rent</w:t></w:r><w:hyperlink><w:r><w:t xml:space="preserve"> at most</w:t></w:r></w:hyperlink><w:r><w:footnoteReference w:id="2"/></w:r></w:p>` +
		`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>sign</w:t></w:r></w:p>` +
		`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>pay</w:t></w:r></w:p>` +
		`<w:p><w:r><w:delText>seven weeks</w:delText></w:r><w:del><w:r><w:t>eight weeks</w:t></w:r></w:del></w:p>` +
		wordParagraph("Heading1", "When") +
		`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Step</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Days</w:t></w:r></w:p></w:tc></w:tr>` +
		`<w:tr><w:tc><w:p><w:r><w:t>Return</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>10</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`
	b := checkPassages(t, "deposits.docx", wordFile(t, body, map[string]string{
		"word/styles.xml":    `<w:styles xmlns:w="w"><w:style w:styleId="Heading1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="Title"><w:name w:val="Title"/></w:style></w:styles>`,
		"word/numbering.xml": `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7"><w:lvl><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>`,
		"word/footnotes.xml": `<w:footnotes xmlns:w="w"><w:footnote w:id="2"><w:p><w:r><w:t>Act of 2019</w:t></w:r></w:p></w:footnote></w:footnotes>`,
		"docProps/core.xml":  `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>Tenancy deposits</dc:title><dc:creator>Owen</dc:creator><cp:keywords>reviewed: 2026-03-18; audience: client</cp:keywords></cp:coreProperties>`,
	}),
		wantPassage{"What we take", "Five weeks’ rent at most (Act of 2019)\n1. sign\n2. pay"},
		wantPassage{"When", "Step: Return; Days: 10"})
	if p := b.Pages()[0]; p.Title != "Tenancy deposits" || p.Owner != "Owen" || p.Reviewed.Month() != time.March {
		t.Errorf("page %+v", p)
	}
}

func TestPDFKeepsHeadingsAndParagraphs(t *testing.T) {
	b := checkPassages(t, "hours.pdf", pdfFile(t, "", pdfText, "BT /F1 11 Tf 72 720 Td (We close on Sundays.) Tj ET"),
		wantPassage{"Opening hours", "The office opens at nine and closes at five.\nA late visit costs £12.50.\nWe close on Sundays."})
	if p := b.Pages()[0]; p.Title != "Fees of the firm" || p.Owner != "Priya" {
		t.Errorf("page %+v", p)
	}
}

func TestQuestionListIsOnePassageForEachQuestion(t *testing.T) {
	rows := [][]any{{"Topic", "Question", "Answer", "Audience"}, {"Hours", "When do you open?", "At nine.", ""},
		{"Hours", "Who has the keys?", "Marcus.", "internal"}, {"Fees", "Is there a fee?", "", ""}}
	want := wantPassage{"Hours > When do you open?", "When do you open?\nAt nine."}
	csv := "\ufeffTopic,Question,Answer,Audience\r\nHours,When do you open?,At nine.,\r\nHours,Who has the keys?,Marcus.,internal\r\nFees,Is there a fee?,,\r\n"
	checkPassages(t, "faq.csv", []byte(csv), want)
	checkPassages(t, "faq.tsv", []byte(strings.ReplaceAll(csv, ",", "\t")), want)
	checkPassages(t, "excel.csv", []byte("Question;Answer\n\"What, exactly?\";\"It says \"\"yes\"\"\nand \xa35.\"\n"),
		wantPassage{"What, exactly?", "What, exactly?\nIt says \"yes\"\nand £5."})
	b := checkPassages(t, "faq.xlsx", workbook(t, map[string][][]any{"Clients": rows, "hidden": {{"Question", "Answer"}, {"Zebra?", "Zebra."}}}),
		wantPassage{"Clients > Hours > When do you open?", "When do you open?\nAt nine."})
	if internal := strings.Join(b.InternalText(), " "); !strings.Contains(internal, "Marcus") {
		t.Errorf("the row for staff is not among the internal sentences: %q", internal)
	}
	checkPassages(t, "prices.xlsx", workbook(t, map[string][][]any{"Prices": {{"Service", "Fee"}, {"Let only", "8%"}, {"Visit", 60}}}),
		wantPassage{"Prices", "Service: Let only; Fee: 8%\nService: Visit; Fee: 60"})
}

func TestTextOfAnyEncodingIsRead(t *testing.T) {
	for name, data := range map[string]string{
		"utf8.md":    "A visit costs £5 – café.",
		"bom.md":     "\ufeffA visit costs £5 – café.",
		"windows.md": "A visit costs \xa35 \x96 caf\xe9.",
		"utf16.md":   "\xff\xfeA\x00 \x00v\x00i\x00s\x00i\x00t\x00 \x00c\x00o\x00s\x00t\x00s\x00 \x00\xa3\x005\x00 \x00\x13\x20 \x00c\x00a\x00f\x00\xe9\x00.\x00",
	} {
		checkPassages(t, name, []byte(data), wantPassage{strings.TrimSuffix(name, ".md"), "A visit costs £5 – café."})
	}
}

// TestThePageIsCalledWhatItCallsItself: its own title, its first heading of the
// first level, its last outermost one below that, or its file.
func TestThePageIsCalledWhatItCallsItself(t *testing.T) {
	for text, want := range map[string]string{
		"---\ntitle: Fees\n---\n# One\n\nText.":                 "Fees",
		"# One\n\nText.\n\n# Two\n\nMore.":                      "One",
		"## Below\n\nText.\n\n# One\n\nMore.\n\n# Two\n\nMore.": "One",
		"## Below\n\nText.":                                     "Below",
		"#\n\n# One\n\nText.":                                   "One",
		"Text.":                                                 "our fees",
	} {
		b := openFiles(t, fstest.MapFS{"our-fees.md": page(text)})
		if got := b.Pages()[0].Title; got != want {
			t.Errorf("%q is called %q, want %q", text, got, want)
		}
	}
}

// TestAStyleOfOnesOwnIsAHeadingByItsOutlineLevel: Word's own names are English only.
func TestAStyleOfOnesOwnIsAHeadingByItsOutlineLevel(t *testing.T) {
	style := func(id, name, level string) string {
		if level != "" {
			level = `<w:pPr><w:outlineLvl w:val="` + level + `"/></w:pPr>`
		}
		return `<w:style w:styleId="` + id + `"><w:name w:val="` + name + `"/>` + level + `</w:style>`
	}
	body := wordParagraph("K", "Fees") + wordParagraph("B", "We charge by the hour.") + wordParagraph("A", "Letters") +
		wordParagraph("T", "Each costs £6.") + wordParagraph("K", "Hours") + wordParagraph("N", "We open at nine.") + wordParagraph("M", "And close at five.")
	checkPassages(t, "own.docx", wordFile(t, body, map[string]string{"word/styles.xml": `<w:styles xmlns:w="w">` +
		style("K", "Kapitel", "0") + style("A", "Abschnitt", "1") + style("B", "Text", "9") + style("T", "Zitat", "") + style("N", "heading none", "") + style("M", "minus", "-1") + `</w:styles>`}),
		wantPassage{"Fees", "We charge by the hour."},
		wantPassage{"Letters", "Each costs £6."},
		wantPassage{"Hours", "We open at nine.\nAnd close at five."})
}

func TestAFolderOfNothingIsAProblemAndOneOfProblemsIsNoSecond(t *testing.T) {
	for want, files := range map[string]fstest.MapFS{
		ProblemNoPages:     {},
		ProblemUnsupported: {"film.mp4": {Data: []byte("\x00\x01"), ModTime: today}},
	} {
		var kinds []string
		for _, p := range openFiles(t, files).Problems() {
			kinds = append(kinds, p.Kind)
		}
		if strings.Join(kinds, " ") != want {
			t.Errorf("of %d files: problems %q, want %q", len(files), kinds, want)
		}
	}
}

// TestAHiddenElementIsCutFromItsBeginningToItsEnd, and nothing beside it.
func TestAHiddenElementIsCutFromItsBeginningToItsEnd(t *testing.T) {
	for text, want := range map[string]string{
		`Open <span style="display:none">never</span> at nine.`:                                 "Open  at nine.",
		`Open <div style="display:none">a <div style="display: none">b</div> at nine.`:          "Open  at nine.",
		`Open <span style="visibility:hidden">a</span>at<span style="opacity:0">b</span> nine.`: "Open at nine.",
		"Open <span style=\"display:none\">never\n\nat nine.":                                   "Open \n\nat nine.",
		`Open <span style="display:none">never`:                                                 "Open",
		`Open <SPAN STYLE="DISPLAY:NONE">never</SPAN > at nine.`:                                "Open  at nine.",
		`Open <span style="color:red">always</span> at nine.`:                                   `Open <span style="color:red">always</span> at nine.`,
	} {
		if got := strings.TrimRight(readSource([]byte(text)).text, " "); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestEveryWayToEndALineInAPagePartsWords(t *testing.T) {
	for _, end := range []string{"\n", "\t", "\v", "\f", "\r", "\r\n", "\u0085", "\u2028", "\u2029"} {
		if got := oneLine(readSource([]byte("costs" + end + "£120\a")).text); got != "costs £120" {
			t.Errorf("%q: %q", end, got)
		}
	}
}
