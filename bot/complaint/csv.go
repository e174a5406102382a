package complaint

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/ledger"
)

// column is one column of the register: FCA PS25/19 asks for most of them.
type column struct {
	name string
	of   func(e Entry) string
}

// columns are those of the export, in their order.
var columns = []column{
	{"case", func(e Entry) string { return strconv.FormatInt(e.Case.ID, 10) }},
	{"record", func(e Entry) string { return e.Record.Kind }},
	{"profile", func(e Entry) string { return e.Record.Profile }},
	{"received_at", func(e Entry) string { return stamp(e.Record.OpenedAt) }},
	{"platform", func(e Entry) string { return string(e.Case.Platform) }},
	{"channel", func(e Entry) string { return e.Record.Channel }},
	{"account", func(e Entry) string { return e.Record.Account }},
	{"complainant", func(e Entry) string { return e.Record.Complainant.Label() }},
	{"on_behalf_of", func(e Entry) string { return e.Record.OnBehalfOf }},
	{"product", func(e Entry) string { return e.Record.Product }},
	{"cause", func(e Entry) string { return e.Record.Cause }},
	{"loss", func(e Entry) string { return e.Record.Loss }},
	{"vulnerable", func(e Entry) string { return yes(len(e.Record.Drivers) > 0) }},
	{"driver", func(e Entry) string { return strings.Join(e.Record.Drivers, ";") }},
	{"about_vulnerability", func(e Entry) string { return yes(e.Record.AboutVulnerability) }},
	{"ai_handled", func(e Entry) string { return yes(e.Record.AIHandled) }},
	{"acknowledge_by", func(e Entry) string { return due(e, bot.DueAcknowledge) }},
	{"acknowledged_at", func(e Entry) string { return stamp(e.Record.AckAt) }},
	{"acknowledged_by", func(e Entry) string { return acknowledgedBy(e.Record) }},
	{"third_business_day", func(e Entry) string { return due(e, bot.DueThirdDay) }},
	{"respond_by", func(e Entry) string { return due(e, bot.DueResponse) }},
	{"outcome", func(e Entry) string { return e.Record.Outcome }},
	{"how_it_ended", func(e Entry) string { return e.Record.HowItEnded }},
	{"redress", func(e Entry) string { return e.Record.Redress }},
	{"acceptance_message", func(e Entry) string { return e.Record.Acceptance }},
	{"closed_at", func(e Entry) string { return stamp(e.Record.ClosedAt) }},
	{"closed_by", func(e Entry) string { return e.Record.ClosedBy.Label() }},
	{"opened_by", func(e Entry) string { return openedBy(e.Record) }},
	{"warning", func(e Entry) string { return e.Record.Warning }},
}

// WriteCSV writes records as RFC 4180 CSV with a header. Times are RFC 3339 in
// UTC. Text that a spreadsheet would run as a formula is made plain: see
// [ledger.SafeCell].
func WriteCSV(w io.Writer, entries []Entry) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	var row []string
	for _, c := range columns {
		row = append(row, c.name)
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, e := range entries {
		for i, c := range columns {
			row[i] = ledger.SafeCell(c.of(e))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func due(e Entry, name string) string {
	d, _ := e.Record.Deadline(name)
	return stamp(d.At)
}

func acknowledgedBy(r bot.Record) string {
	if r.AckAt.IsZero() {
		return ""
	}
	return r.AckBy.Label()
}

func openedBy(r bot.Record) string {
	if who := r.OpenedBy.Label(); who != "" {
		return who
	}
	return "rules"
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func moment(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// Print writes every field of a record that is not blank, a line for each.
func Print(w io.Writer, e Entry) error {
	for _, c := range columns {
		text := c.of(e)
		if text == "" {
			continue
		}
		if _, err := io.WriteString(w, c.name+": "+oneLine(text)+"\n"); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// oneLine keeps words of anybody from passing for a line of ours, and what
// cannot be seen from a terminal.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if bot.Unseen(string(r)) != "" {
			return -1
		}
		return r
	}, strings.Join(strings.Fields(text), " "))
}
