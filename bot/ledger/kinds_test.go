package ledger

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"countersign/bot"
)

// kinds reads the kinds of event from where they are declared, so that a new
// one cannot be forgotten here.
func kinds(t *testing.T) []bot.EventKind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../event.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []bot.EventKind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "EventKind" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, bot.EventKind(text))
		}
		return true
	})
	if len(out) < 30 {
		t.Fatalf("only %d kinds were found: %v", len(out), out)
	}
	return out
}

func TestEveryEventOfACaseIsAStepOfItsExport(t *testing.T) {
	ofNoCase := []bot.EventKind{bot.EventStarted, bot.EventDigest, bot.EventBaseline, bot.EventModelChanged, bot.EventSurgeBegan, bot.EventSurgeEnded, bot.EventDown, bot.EventSendingOff, bot.EventSendingOn, bot.EventPurged, bot.EventRights, bot.EventPilotSigned, bot.EventDrill, bot.EventBreach, bot.EventBreachClosed,
		bot.EventAutonomyAsked, bot.EventAutonomyGranted, bot.EventAutonomyRefused, bot.EventAutonomyRevoked, bot.EventAutonomyLapsed,
		bot.EventAutonomyRestored, bot.EventAutonomyPaused, bot.EventAutonomyResumed, bot.EventAutonomyPooled, bot.EventAutonomyLooked}
	for _, k := range kinds(t) {
		if (steps[k] == "") != slices.Contains(ofNoCase, k) {
			t.Errorf("%s has the step %q", k, steps[k])
		}
	}
}

func TestEveryEventIsToldOfInTheDocumentation(t *testing.T) {
	page, err := os.ReadFile("../../docs/ledger.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds(t) {
		if !strings.Contains(string(page), "`"+string(k)+"`") {
			t.Errorf("docs/ledger.md does not tell of %q", k)
		}
	}
}
