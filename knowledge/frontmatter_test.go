package knowledge

import (
	"strings"
	"testing"
	"testing/fstest"
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
