package knowledge

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// unescape undoes backslashes and entities as Markdown does when it is shown.
func unescape(text []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(text)))
}

// parseHTML turns a page into Markdown, which has the one chunker.
func parseHTML(ctx context.Context, data []byte) (document, error) {
	if len(data) > maxTextBytes {
		return document{}, errTooLarge
	}
	text, _, _ := decode(data)
	root, err := html.Parse(strings.NewReader(withoutInvisible(text)))
	if err != nil {
		return document{}, errPanic
	}
	var doc document
	if depthOf(root, 0) > maxDepth {
		return document{}, errTooLarge
	}
	doc.readHead(root)
	doc.prune(root, hiddenSelectors(root))
	md, err := htmlConverter().ConvertNode(root, converter.WithContext(ctx))
	if err != nil {
		return document{}, errPanic
	}
	src := readSource(md)
	doc.hidden = append(doc.hidden, src.hidden...)
	err = readMarkdown(ctx, &doc, []byte(src.text), func(int) int { return 0 })
	return doc, err
}

func htmlConverter() *converter.Converter {
	return converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(), table.NewTablePlugin()))
}

func depthOf(n *html.Node, depth int) int {
	deepest := depth
	for c := n.FirstChild; c != nil && deepest <= maxDepth; c = c.NextSibling {
		deepest = max(deepest, depthOf(c, depth+1))
	}
	return deepest
}

// readHead takes the title and what <meta name="owner" content="..."> and its
// like say of the page.
func (d *document) readHead(n *html.Node) {
	for c := range n.Descendants() {
		switch c.DataAtom {
		case atom.Title:
			if d.title == "" && c.FirstChild != nil {
				d.title = oneLine(c.FirstChild.Data)
			}
		case atom.Meta:
			d.set(strings.ToLower(attribute(c, "name")), strings.TrimSpace(attribute(c, "content")))
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// prune takes out what is not shown, and keeps its words for the report, and
// what is shown but says nothing: menus and forms.
func (d *document) prune(n *html.Node, selectors map[string]bool) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode:
			d.hide(c.Data)
			n.RemoveChild(c)
		case hiddenElement(c, selectors):
			d.hide(textOf(c))
			n.RemoveChild(c)
		case silentElements[c.DataAtom]:
			n.RemoveChild(c)
		default:
			d.prune(c, selectors)
		}
		c = next
	}
}

func (d *document) hide(text string) {
	if len(terms(text)) > 0 {
		d.hidden = append(d.hidden, oneLine(text))
	}
}

var silentElements = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Head: true, atom.Nav: true, atom.Iframe: true, atom.Svg: true,
	atom.Button: true, atom.Select: true, atom.Input: true, atom.Object: true, atom.Embed: true,
}

var (
	hiddenStyle = regexp.MustCompile(`(?i)` + hiddenStyleText)
	// styleRule is a rule of a style sheet; atRule begins a group that holds
	// under some condition, such as that the page is printed.
	styleRule    = regexp.MustCompile(`([^{}]*)\{([^{}]*)\}`)
	atRule       = regexp.MustCompile(`@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}`)
	nameSelector = regexp.MustCompile(`^[a-zA-Z0-9]*([.#][\w-]+)$`)
)

// hiddenSelectors gives the classes and ids, as ".class" and "#id", that the
// style sheets of a page hide.
func hiddenSelectors(root *html.Node) map[string]bool {
	out := map[string]bool{}
	for n := range root.Descendants() {
		if n.DataAtom != atom.Style {
			continue
		}
		for _, rule := range styleRule.FindAllStringSubmatch(atRule.ReplaceAllString(textOf(n), ""), -1) {
			if !hiddenStyle.MatchString(rule[2]) {
				continue
			}
			for selector := range strings.SplitSeq(rule[1], ",") {
				if m := nameSelector.FindStringSubmatch(strings.TrimSpace(selector)); m != nil {
					out[m[1]] = true
				}
			}
		}
	}
	return out
}

func hiddenElement(n *html.Node, selectors map[string]bool) bool {
	if n.Type != html.ElementNode {
		return false
	}
	if n.DataAtom == atom.Template || n.DataAtom == atom.Noscript {
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "style" && hiddenStyle.MatchString(a.Val) || a.Key == "id" && selectors["#"+a.Val] {
			return true
		}
		if a.Key == "class" && slices.ContainsFunc(strings.Fields(a.Val), func(c string) bool { return selectors["."+c] }) {
			return true
		}
	}
	return false
}

// textOf returns the words below a node.
func textOf(n *html.Node) string {
	var out strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			out.WriteString(c.Data)
			out.WriteByte(' ')
		}
	}
	return out.String()
}

// textOfHTML returns what is shown of a piece of HTML within Markdown.
func textOfHTML(text string) string {
	root, err := html.Parse(bytes.NewReader([]byte(text)))
	if err != nil || depthOf(root, 0) > maxDepth {
		return ""
	}
	var d document
	d.prune(root, nil)
	return oneLine(textOf(root))
}
