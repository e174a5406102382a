package knowledge

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestALinkThatRunsAScriptLeavesOnlyItsWords holds that nothing of such a link
// is left over, however its quotes are nested, in what a client could be sent.
func TestALinkThatRunsAScriptLeavesOnlyItsWords(t *testing.T) {
	for name, link := range map[string]string{
		"Markdown":               `[the list](javascript:alert(1))`,
		"Markdown with a quote":  `[the list](javascript:alert("1"))`,
		"Markdown with a title":  `[the list](javascript:alert(1) "a title")`,
		"HTML":                   `<a href="javascript:alert(1)">the list</a>`,
		"HTML in single quotes":  `<a href='javascript:alert("1")'>the list</a>`,
		"HTML with nested ones":  `<a href="javascript:alert("1")">the list</a>`,
		"an image that is none":  `<img src="x" onerror="alert("1")">the list`,
		"HTML without an ending": `<a href=javascript:alert("1") target="_blank">the list`,
	} {
		for _, file := range []string{"fees.md", "fees.html"} {
			text := "---\ntitle: Fees\nowner: Priya\nreviewed: 2026-11-01\naudience: client\n---\n\n# Fees\n\nSee " + link + " for fees.\n"
			if file == "fees.html" {
				if !strings.HasPrefix(link, "<") {
					continue
				}
				text = "<html><head><title>Fees</title></head><body><h1>Fees</h1><p>See " + link + " for fees.</p></body></html>"
			}
			b := openFiles(t, fstest.MapFS{file: {Data: []byte(text), ModTime: today}})
			passages := b.current.Load().indexes[""].passages
			if len(passages) != 1 {
				t.Errorf("%s in %s: %d passages are read, want one", name, file, len(passages))
			}
			for _, p := range passages {
				if got := strings.Join(strings.Fields(p.Text), " "); got != "See the list for fees." {
					t.Errorf("%s in %s is read as %q", name, file, got)
				}
			}
		}
	}
	b := openFiles(t, fstest.MapFS{"fees.md": {Data: []byte("# Fees\n\nA fee of <b and more than 5% = a lot> of it.\n"), ModTime: today}})
	passages := b.current.Load().indexes[""].passages
	if len(passages) != 1 {
		t.Errorf("%d passages are read, want one", len(passages))
	}
	for _, p := range passages {
		if !strings.Contains(p.Text, "<b and more than 5% = a lot> of it") {
			t.Errorf("words that only look like an element are gone: %q", p.Text)
		}
	}
}
