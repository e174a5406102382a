package retention

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"
)

//go:embed export.gohtml
var exportPage string

var exportTemplate = template.Must(template.New("export").Funcs(template.FuncMap{
	"when":  func(t time.Time) string { return t.UTC().Format("2 January 2006 15:04 UTC") },
	"day":   func(t time.Time) string { return t.UTC().Format("2 January 2006") },
	"plain": func(v any) string { return strings.ReplaceAll(fmt.Sprint(v), "_", " ") },
}).Parse(exportPage))

// HTML is the export as a page of its own, which asks nothing of the network.
func (d Dossier) HTML() ([]byte, error) {
	var b bytes.Buffer
	if err := exportTemplate.Execute(&b, d); err != nil {
		return nil, fmt.Errorf("the page of the export: %w", err)
	}
	return b.Bytes(), nil
}
