package replay

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// Staff of THOME: S. Clients: C of TCLIENT, a guest G of THOME, and X, who is in
// no users.json. B is a bot.
const (
	users = `[{"id":"S","team_id":"THOME","name":"sam","real_name":"Sam Staff"},{"id":"S2","team_id":"THOME"},
		{"id":"C","team_id":"TCLIENT","is_stranger":true,"profile":{"display_name":"Cleo"}},
		{"id":"G","team_id":"THOME","is_restricted":true,"name":"gus"},{"id":"B","team_id":"THOME","is_bot":true}]`
	channels = `[{"id":"C1","name":"hf-acme"},{"id":"C2","name":"hf-other"}]`
)

func exported(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return zipped(t, b.Bytes())
}

func zipped(t *testing.T, raw []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export.zip")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func message(user string, second int, text, more string) string {
	return fmt.Sprintf(`{"type":"message","user":%q,"text":%q,"ts":"%d.000100"%s}`, user, text, 1793000000+second, more)
}

func TestASlackExportTellsClientsFromStaffAndKeepsThreads(t *testing.T) {
	day := "[" + strings.Join([]string{
		message("C", 0, "Hi, is <https://x.example|the form> right, <@S>?", ""),
		message("C", 60, "The VAT one &amp; the other.", ""),
		message("S", 600, "Yes.", `,"thread_ts":"1793000000.000100"`),
		message("C", 700, "Thanks. And the fee?", `,"thread_ts":"1793000000.000100"`),
		message("G", 4000, "Where do I park?", ""),
		message("B", 4010, "Reminder", ""),
		message("S2", 4100, "Behind the house.", ""),
		message("X", 5000, "Our partner asks", `,"user_team":"TPARTNER","files":[{"name":"a.pdf","mimetype":"application/pdf"}]`),
		message("Y", 5100, "Nobody knows me", ""),
		`{"type":"message","subtype":"channel_join","user":"C","text":"joined","ts":"1793005200.000100"}`,
	}, ",") + "]"
	for _, root := range []string{"", "Harbour export/"} {
		l, err := Read(exported(t, map[string]string{root + "users.json": users, root + "channels.json": channels, root + "hf-acme/2026-10-26.json": day, root + "hf-other/2026-10-26.json": "[]"}), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Enquiries) != 4 || len(l.staff) != 3 {
			t.Fatalf("%d enquiries, %d of the firm's own", len(l.Enquiries), len(l.staff))
		}
		first, second, guest, partner := l.Enquiries[0], l.Enquiries[1], l.Enquiries[2], l.Enquiries[3]
		if first.Text() != "Hi, is the form right, @Sam Staff?\nThe VAT one & the other." || first.Answered != 10*time.Minute || first.Client.Name != "Cleo" || first.Channel != "slack:#hf-acme" {
			t.Errorf("a burst is one enquiry: %+v", first)
		}
		if second.Thread != first.Thread || len(second.Messages) != 1 || second.Answered != Unknown {
			t.Errorf("after an answer there is another: %+v", second)
		}
		if guest.Client.ID != "G" || guest.Answered != 100*time.Second || partner.Client.Team != "TPARTNER" || len(partner.Messages[0].Files) != 1 {
			t.Errorf("%+v, %+v", guest, partner)
		}
		if !strings.Contains(strings.Join(l.Notes, " "), "One message of unknown authors: left out") {
			t.Errorf("what was left out is not told: %v", l.Notes)
		}
	}
}

func TestAHostileExportIsRefusedWithAReason(t *testing.T) {
	day := "[" + message("C", 0, "Hello", "") + "]"
	ok := func(more map[string]string) map[string]string {
		out := map[string]string{"users.json": users, "channels.json": channels, "hf-acme/2026-10-26.json": day}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	for name, x := range map[string]struct {
		files map[string]string
		want  string
	}{
		"path out":       {ok(map[string]string{"../../etc/cron.d/x": "a"}), "a path that leads out of it"},
		"absolute":       {ok(map[string]string{"/etc/passwd": "a"}), "a path that leads out of it"},
		"of Windows":     {ok(map[string]string{`..\..\x`: "a"}), "a path that leads out of it"},
		"no users":       {map[string]string{"channels.json": channels}, "holds no users.json; a Slack export holds users.json, channels.json and a folder for each channel"},
		"no channels":    {map[string]string{"users.json": users}, "holds no channels.json"},
		"not JSON":       {ok(map[string]string{"hf-acme/2026-10-27.json": "<html>"}), "hf-acme/2026-10-27.json is not as Slack writes it"},
		"goes on":        {ok(map[string]string{"hf-acme/2026-10-27.json": "[] []"}), "it goes on after the list"},
		"no list":        {ok(map[string]string{"hf-acme/2026-10-27.json": "{}"}), "it is not a list"},
		"bad ts":         {ok(map[string]string{"hf-acme/2026-10-27.json": `[{"type":"message","user":"C","ts":"noon"}]`}), `"noon" is no ts of Slack's`},
		"no workspace":   {ok(map[string]string{"users.json": `[{"id":"C"}]`}), "name the firm's own with --team"},
		"two alike":      {ok(map[string]string{"users.json": `[{"id":"S","team_id":"A"},{"id":"C","team_id":"B"}]`}), "as many people of one workspace as of another"},
		"no client":      {ok(map[string]string{"hf-acme/2026-10-26.json": "[" + message("S", 0, "Hello", "") + "]"}), "holds no message of a client"},
		"a bomb":         {ok(map[string]string{"hf-acme/2026-10-27.json": "[" + strings.Repeat(" ", maxEntry+1) + "]"}), "unpacks to more than is read of an export"},
		"Excel":          {map[string]string{"xl/workbook.xml": "<w/>"}, "is an Excel workbook; save it as “CSV UTF-8”"},
		"another format": {map[string]string{"word/document.xml": "<w/>"}, "holds no users.json"},
	} {
		_, err := Read(exported(t, x.files), Options{})
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v\nwant: %s", name, err, x.want)
		}
	}
	if _, err := Read(zipped(t, []byte("PK\x03\x04 and no more")), Options{}); err == nil || !strings.Contains(err.Error(), "is no whole zip; it may have been cut off") {
		t.Error(err)
	}
}

func TestTheFirmsWorkspaceCanBeNamed(t *testing.T) {
	l, err := Read(exported(t, map[string]string{"users.json": users, "channels.json": channels, "hf-acme/2026-10-26.json": "[" + message("S", 0, "Hello", "") + "]"}), Options{Team: "TCLIENT"})
	if err != nil || len(l.Enquiries) != 1 || l.Enquiries[0].Messages[0].Role != bot.RoleClient {
		t.Errorf("%+v, %v", l, err)
	}
	both := "[" + message("S", 0, "Hello", "") + "," + message("C", 9, "Hello", "") + "," + message("G", 99, "Hello", "") + "]"
	l, err = Read(exported(t, map[string]string{"users.json": users, "channels.json": channels, "hf-acme/2026-10-26.json": both}), Options{Team: "TCLIENT, THOME"})
	if err != nil || len(l.Enquiries) != 1 || l.Enquiries[0].Client.ID != "G" {
		t.Errorf("of two workspaces of the firm: %+v, %v", l, err)
	}
}

// Many small files within the bound of each must not pass the bound of all.
func TestAnExportIsBoundedAsAWhole(t *testing.T) {
	x := &export{left: 10, files: map[string]*zip.File{}}
	raw, err := os.ReadFile(exported(t, map[string]string{"a.json": `["12345"]`, "b.json": `["12345"]`}))
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	if err := x.list(z); err != nil {
		t.Fatal(err)
	}
	take := func(string) error { return nil }
	if err := eachOf(x, "a.json", 9, take); err != nil {
		t.Fatal(err)
	}
	if err := eachOf(x, "b.json", 9, take); err == nil || !strings.Contains(err.Error(), "unpacks to more") {
		t.Errorf("the second file: %v", err)
	}
}

func TestAFileOfAnExportMayNotHoldMoreThanIsRead(t *testing.T) {
	for text, want := range map[string]string{`["1","2"]`: "<nil>", `["1","2","3"]`: "holds more than 2 entries"} {
		n := 0
		err := decodeList(strings.NewReader(text), 2, func(string) error { n++; return nil })
		if fmt.Sprint(err) != want || n != 2 {
			t.Errorf("%s: %v after %d", text, err, n)
		}
	}
}

// A million empty entries are 3 MB in the file, and were half a gigabyte as messages.
func TestAnExportOfEmptyEntriesDoesNotFillTheMemory(t *testing.T) {
	path := exported(t, map[string]string{"users.json": users, "channels.json": channels,
		"hf-acme/2026-10-26.json": "[" + message("C", 0, "Hello", "") + strings.Repeat(",{}", 1_000_000) + "]"})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	l, err := Read(path, Options{})
	runtime.ReadMemStats(&after)
	if err != nil || len(l.Enquiries) != 1 {
		t.Fatal(err)
	}
	if held := after.HeapSys - before.HeapSys; after.HeapSys > before.HeapSys && held > 128<<20 {
		t.Errorf("a file of 3 MB took %d MB", held>>20)
	}
}

func TestAChannelIsReadOnceAndWhatIsNotReadIsTold(t *testing.T) {
	day := "[" + message("C", 0, "Hello", "") + "," + message("C", 4000, "", "") + "]"
	l, err := Read(exported(t, map[string]string{"users.json": users, "channels.json": channels, "groups.json": channels, "hf-acme/2026-10-26.json": day,
		"D1/2026-10-26.json": day, "hf-acme/users.json": "[]"}), Options{})
	if err != nil || len(l.Enquiries) != 1 {
		t.Fatalf("%+v, %v", l, err)
	}
	for _, want := range []string{"One folder not read", "One enquiry without a word"} {
		if !strings.Contains(strings.Join(l.Notes, " "), want) {
			t.Errorf("%q lacks %q", l.Notes, want)
		}
	}
}

func TestAWorkspaceOfWhichNobodyIsIsRefused(t *testing.T) {
	_, err := Read(exported(t, map[string]string{"users.json": users, "channels.json": channels, "hf-acme/2026-10-26.json": "[" + message("S", 0, "Hello", "") + "]"}), Options{Team: "THOMR"})
	if err == nil || !strings.Contains(err.Error(), `nobody of workspace "THOMR"; it has people of TCLIENT, THOME`) {
		t.Error(err)
	}
}

// TestNoMessageOfAnExportIsLostForItsForm has messages whose words stand in what
// they pass on, or in blocks alone.
func TestNoMessageOfAnExportIsLostForItsForm(t *testing.T) {
	l, err := Read(exported(t, map[string]string{"users.json": users, "channels.json": channels, "hf-acme/2026-10-26.json": "[" + strings.Join([]string{
		message("C", 0, "", `,"attachments":[{"text":"I want to complain &amp; soon","fallback":"x"}]`),
		message("C", 1000, "", `,"attachments":[{"fallback":"See the <https://x.example|letter>"}]`),
		message("C", 2000, "", `,"blocks":[{"type":"rich_text","elements":[]}]`),
		message("C", 3000, "", `,"attachments":[],"blocks":[]`),
		message("C", 4000, "", ""),
		message("C", 5000, "Hello?", `,"attachments":[{"text":3}]`),
	}, ",") + "]"}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Enquiries) != 4 || l.Enquiries[0].Text() != "I want to complain & soon" || l.Enquiries[1].Text() != "See the letter" || len(l.Enquiries[2].Messages[0].Files) != 1 || l.blank != 2 {
		t.Errorf("%+v, %d blank", l.Enquiries, l.blank)
	}
}

func TestAFieldOfAnotherKindIsNamed(t *testing.T) {
	_, err := Read(exported(t, map[string]string{"users.json": `[{"id":"S"},{"id":"T","name":3}]`, "channels.json": channels}), Options{})
	if err == nil || !strings.Contains(err.Error(), "users.json is not as Slack writes it: in entry 2 name is a JSON number") {
		t.Errorf("%v", err)
	}
}

// TestNothingOfAnExportMovesATerminal: the workspace's id comes from the file, too.
func TestNothingOfAnExportMovesATerminal(t *testing.T) {
	const hostile = "T\x1b[2J\u202eHOME"
	people := fmt.Sprintf(`[{"id":"S","team_id":%[1]q},{"id":"S2","team_id":%[1]q},{"id":"C","team_id":"TCLIENT","is_stranger":true}]`, hostile)
	people = strings.ReplaceAll(people, `\x1b`, `\u001b`)
	files := map[string]string{"users.json": people, "channels.json": channels, "hf-acme/2026-11-01.json": "[" + message("C", 0, "When are you open?", "") + "]"}
	l, err := Read(exported(t, files), Options{})
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(l.Notes, "\n")
	files["hf-acme/2026-11-01.json"] = "[" + message("S", 0, "Nobody asks.", "") + "]"
	if _, err = Read(exported(t, files), Options{}); err == nil {
		t.Fatal("an export without a client is read")
	}
	for _, text := range []string{said, err.Error()} {
		if !strings.Contains(text, "workspace T[2JHOME") || strings.ContainsAny(text, "\x1b\u202e") {
			t.Errorf("it says %q", text)
		}
	}
}
