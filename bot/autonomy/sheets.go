package autonomy

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
)

// What can be done about a sheet.
const (
	PressGrant  = "autonomy_grant"
	PressRefuse = "autonomy_refuse"
	PressStop   = "autonomy_stop"
)

// name gives a topic in words.
func name(topic string) string {
	if topic == "" {
		return "all topics"
	}
	return strings.ReplaceAll(topic, "_", " ")
}

// sheetAsk is the question to the owner, with all that it rests on.
func (d *Desk) sheetAsk(st bot.Standing, s Status) bot.Sheet {
	e := st.Ask.Evidence
	lines := []string{
		fmt.Sprintf("Asked by %s. %s of %d decided drafts, %s to %s, looked at on day %d: at most %.1f %%, and %.0f %% is allowed.",
			st.Ask.By, english.Plural(e.K, "override", ""), e.N, d.date(e.From), d.date(e.Until), e.Look, percentUp(e.Bound), 100*Limit),
	}
	for _, f := range s.Findings {
		if f.Name != "evidence" && f.Name != "owner" {
			lines = append(lines, "✓ "+f.Words)
		}
	}
	lines = append(lines, Honest(e.K, e.N),
		fmt.Sprintf("If you grant it, routine answers on this topic that pass every check go out by themselves, as %q, for %d days. "+
			"A tenth of them, five a week at least, come back to you to look at. A complaint, an answer that did harm, a case that needed a person, "+
			"two of the last twenty that should have been others, or a change of page, prompt, model or rules ends it at once.", bot.AutoLabel, Lasts))
	return bot.Sheet{ID: "ask:" + st.Ask.ID, Title: "May " + name(st.Topic) + " be answered without a person?", Lines: lines,
		Note:    "Only the owner of the firm can sign. Cases: " + caseList(e.Cases),
		Buttons: []bot.SheetButton{{Action: PressGrant, Label: "Grant for 90 days", Primary: true}, {Action: PressRefuse, Label: "Refuse"}}}
}

func (d *Desk) sheetGranted(st bot.Standing) bot.Sheet {
	g := st.Grant
	return bot.Sheet{ID: "topic:" + st.Topic, Title: capital(name(st.Topic)) + " is answered without a person",
		Lines: []string{fmt.Sprintf("Signed by %s on %s, until %s. Grant %s.", g.By.Label(), d.date(g.At), d.date(g.Until), g.ID),
			"The button stops it at once, everywhere. So does: countersign pause " + st.Topic + " --by NAME --config FILE"},
		Buttons: []bot.SheetButton{{Action: PressStop, Label: "Stop automatic answers"}}}
}

func sheetLost(st bot.Standing, title string) bot.Sheet {
	return bot.Sheet{ID: "topic:" + st.Topic, Title: title + ": " + name(st.Topic),
		Lines: []string{capital(st.Cause) + ". From now on a person decides each answer on this topic."}}
}

func (d *Desk) sheetRestored(st bot.Standing) bot.Sheet {
	return bot.Sheet{ID: "topic:" + st.Topic, Title: capital(name(st.Topic)) + " is answered without a person again",
		Lines:   []string{fmt.Sprintf("%d decisions in a row without an override. The grant of %s holds again, until %s.", MinClean, st.Grant.By.Label(), d.date(st.Grant.Until))},
		Buttons: []bot.SheetButton{{Action: PressStop, Label: "Stop automatic answers"}}}
}

func (d *Desk) sheetPaused(st bot.Standing) bot.Sheet {
	return bot.Sheet{ID: "topic:" + st.Topic, Title: "Automatic answers stopped: " + name(st.Topic),
		Lines: []string{fmt.Sprintf("By %s on %s. A person decides each answer until the owner lets it go on, on the console or with: %s",
			st.Paused.By, d.date(st.Paused.At), strings.Join(strings.Fields("countersign resume "+st.Topic+" --by OWNER --config FILE"), " "))}}
}

// sheetLooked tells of a scheduled look that a topic did not pass.
func (d *Desk) sheetLooked(s Status) bot.Sheet {
	lines := []string{capital(s.Words) + "."}
	if s.Look.N > 0 {
		lines = append(lines, Honest(s.Look.K, s.Look.N))
	}
	return bot.Sheet{ID: "topic:" + s.Topic, Title: fmt.Sprintf("Day %d: %s stays with people", s.Look.Look, name(s.Topic)), Lines: lines,
		Note: "Next look on " + d.date(s.NextLook)}
}

func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
