package replay

import (
	"archive/zip"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
)

// What an export may hold at most. Sizes are counted while reading, so that a
// file which lies about its own does not get past them.
const (
	maxEntries  = 100_000
	maxEntry    = 32 << 20  // bytes of one file in it
	maxUnpacked = 512 << 20 // of all that are read
	maxPeople   = 200_000
	maxMessages = 500_000 // that say something, in all channels
	burst       = 5 * time.Minute
	exportHolds = "a Slack export holds users.json, channels.json and a folder for each channel"
)

// person is one of users.json.
type person struct {
	ID         string `json:"id"`
	Team       string `json:"team_id"`
	Name       string `json:"name"`
	RealName   string `json:"real_name"`
	Bot        bool   `json:"is_bot"`
	Stranger   bool   `json:"is_stranger"`
	Guest      bool   `json:"is_restricted"`
	GuestOfOne bool   `json:"is_ultra_restricted"`
	Profile    struct {
		Team        string `json:"team"`
		DisplayName string `json:"display_name"`
		RealName    string `json:"real_name"`
	} `json:"profile"`
}

// posted is one message of a day's file.
type posted struct {
	Type       string `json:"type"`
	Subtype    string `json:"subtype"`
	User       string `json:"user"`
	BotID      string `json:"bot_id"`
	Team       string `json:"team"`
	UserTeam   string `json:"user_team"`
	SourceTeam string `json:"source_team"`
	Text       string `json:"text"`
	TS         string `json:"ts"`
	ThreadTS   string `json:"thread_ts"`
	Hidden     bool   `json:"hidden"`
	Files      []struct {
		Name string `json:"name"`
		Type string `json:"mimetype"`
	} `json:"files"`
	Attachments json.RawMessage `json:"attachments"` // of many forms, some of which are no reason to refuse the export
	Blocks      json.RawMessage `json:"blocks"`

	at time.Time
}

// says gives the words of a message; of one that has none of its own those of
// what it passes on, as the live program reads it.
func (p posted) says() string {
	if strings.TrimSpace(p.Text) != "" {
		return p.Text
	}
	var parts []string
	var passedOn []struct {
		Pretext  string `json:"pretext"`
		Text     string `json:"text"`
		Fallback string `json:"fallback"`
	}
	_ = json.Unmarshal(p.Attachments, &passedOn) // what is of another form has no words
	for _, a := range passedOn {
		parts = append(parts, cmp.Or(strings.TrimSpace(a.Pretext+"\n"+a.Text), a.Fallback))
	}
	return strings.Join(parts, "\n")
}

// holds tells whether a list of JSON has anything in it.
func holds(list json.RawMessage) bool { return len(list) > len("[]") && string(list) != "null" }

// thread is the ts of the message that the thread hangs on.
func (p posted) thread() string { return cmp.Or(p.ThreadTS, p.TS) }

// spoken are the kinds of message in which somebody says something.
var spoken = map[string]bool{"": true, "thread_broadcast": true, "file_share": true, "me_message": true, "bot_message": true}

// export is a Slack export while it is read.
type export struct {
	files    map[string]*zip.File // by their path below root
	people   map[string]person
	home     string
	left     int64
	messages int
	log      *Log
	unknown  int // messages whose author the export does not tell
}

// readExport reads the zip of Slack's own export. Nothing of it is unpacked to
// disk.
func readExport(f *os.File, o Options) (*Log, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fmt.Errorf("is no whole zip; it may have been cut off on the way, so fetch it again: %w", err)
	}
	x := &export{left: maxUnpacked, people: map[string]person{}, log: &Log{Source: SlackExport}}
	if err := x.list(z); err != nil {
		return nil, err
	}
	channels, err := x.index(o.Team)
	if err != nil {
		return nil, err
	}
	for _, c := range channels {
		if err := x.channel(c); err != nil {
			return nil, err
		}
	}
	if len(x.log.Enquiries) == 0 {
		return nil, fmt.Errorf("holds no message of a client: everybody who wrote belongs to workspace %s. Name the firm's own with --team if it is another", Clip(x.home, 200))
	}
	x.notes()
	x.log.tell()
	x.log.answer()
	return x.log, nil
}

// list takes the files in by their path, and refuses paths that lead out.
func (x *export) list(z *zip.Reader) error {
	if len(z.File) > maxEntries {
		return fmt.Errorf("holds %d files, more than %d", len(z.File), maxEntries)
	}
	x.files = map[string]*zip.File{}
	root, found := "", false
	for _, f := range z.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		if path.IsAbs(name) || slices.Contains(strings.Split(name, "/"), "..") || strings.Contains(name, "\x00") {
			return fmt.Errorf("holds %q, a path that leads out of it; it is not as Slack made it", Clip(f.Name, 80))
		}
		if at := strings.TrimSuffix(name, "users.json"); path.Base(name) == "users.json" && (!found || len(at) < len(root)) {
			root, found = at, true // the outermost: a channel may hold a file of that name
		}
		x.files[name] = f
	}
	below := map[string]*zip.File{}
	for name, f := range x.files {
		if short, ok := strings.CutPrefix(name, root); ok {
			below[short] = f
		}
	}
	x.files = below
	if _, ok := x.files["xl/workbook.xml"]; ok {
		return errors.New("is an Excel workbook; save it as “CSV UTF-8”")
	}
	return nil
}

// channelInfo is one of channels.json or groups.json.
type channelInfo struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// index reads who and where, and finds the firm's own workspace.
func (x *export) index(team string) ([]channelInfo, error) {
	teams := map[string]int{}
	err := eachOf(x, "users.json", maxPeople, func(p person) error {
		p.Team = cmp.Or(p.Team, p.Profile.Team)
		x.people[p.ID] = p
		if p.Team != "" && !p.Stranger && !p.Bot {
			teams[p.Team]++
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if x.home, err = x.homeOf(team, teams); err != nil {
		return nil, err
	}
	var out []channelInfo
	list := func(c channelInfo) error {
		out = append(out, c)
		return nil
	}
	if err := eachOf(x, "channels.json", maxEntries, list); err != nil {
		return nil, err
	}
	if _, ok := x.files["groups.json"]; ok {
		if err := eachOf(x, "groups.json", maxEntries, list); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// homeOf is the firm's own workspace: the one that is named, if anybody of the
// export belongs to it, or that of most people. A name mistyped would make a
// client of everybody.
func (x *export) homeOf(named string, teams map[string]int) (string, error) {
	if named == "" {
		return mostOf(teams)
	}
	all := map[string]bool{}
	for _, p := range x.people {
		if p.Team != "" {
			all[p.Team] = true
		}
	}
	ids := strings.Split(named, ",")
	for i, id := range ids {
		ids[i] = strings.TrimSpace(id)
		if !all[ids[i]] {
			known := slices.Sorted(maps.Keys(all))
			return "", fmt.Errorf("users.json has nobody of workspace %q; it has people of %s", Clip(ids[i], 40), Clip(cmp.Or(strings.Join(known, ", "), "none"), 200))
		}
	}
	return strings.Join(ids, ","), nil
}

// mostOf names the workspace to which most people of the export belong.
func mostOf(teams map[string]int) (string, error) {
	best, second := "", 0
	for id, n := range teams {
		if n > teams[best] {
			best, second = id, teams[best]
		} else {
			second = max(second, n)
		}
	}
	switch {
	case best == "":
		return "", errors.New("users.json does not say to which workspace anybody belongs; name the firm's own with --team")
	case second == teams[best]:
		return "", errors.New("as many people of one workspace as of another are in users.json; name the firm's own with --team")
	}
	return best, nil
}

// channel reads the days of one channel and makes enquiries of them.
func (x *export) channel(c channelInfo) error {
	var all []posted
	var days []string
	for name := range x.files {
		if dir, day := path.Split(name); (dir == c.Name+"/" || dir == c.ID+"/") && path.Ext(day) == ".json" {
			days = append(days, name)
		}
	}
	slices.Sort(days)
	for _, name := range days {
		err := eachOf(x, name, math.MaxInt, func(m posted) error {
			if m.Type != "message" || m.Hidden || !spoken[m.Subtype] {
				return nil // joins, topics and other notes of Slack itself
			}
			if x.messages++; x.messages > maxMessages {
				return fmt.Errorf("holds the message after the first %d; export fewer days", maxMessages)
			}
			var err error
			if m.at, err = timeOfTS(m.TS); err != nil {
				return fmt.Errorf("has a message without a time: %w", err)
			}
			all = append(all, m)
			return nil
		})
		if err != nil {
			return err
		}
	}
	slices.SortStableFunc(all, func(a, b posted) int { return a.at.Compare(b.at) })
	x.conversation(c, all)
	return nil
}

// conversation parts one channel's messages into enquiries and what the firm
// said: what one client writes in one thread, or within five minutes, with
// nobody writing between, is one enquiry.
func (x *export) conversation(c channelInfo, all []posted) {
	place := "slack:#" + c.Name
	var last *Enquiry
	for _, m := range all {
		role := x.role(m)
		if role == "" {
			x.unknown++
			continue
		}
		if role != bot.RoleClient {
			x.log.staff = append(x.log.staff, said{channel: place, thread: m.thread(), top: m.ThreadTS == "" || m.ThreadTS == m.TS,
				turn: bot.Turn{Role: role, Author: m.User, Text: x.plain(m.Text), At: m.at}})
			last = nil
			continue
		}
		msg := x.message(m)
		if strings.TrimSpace(msg.Text) == "" && len(msg.Files) == 0 {
			x.log.blank++
			continue
		}
		if last != nil && last.Client.ID == m.User && m.at.Sub(last.last()) <= burst && (last.Thread == m.thread() || m.ThreadTS == "") {
			last.Messages = append(last.Messages, msg)
			continue
		}
		if len(x.log.Enquiries) == maxEnquiries {
			return
		}
		x.log.Enquiries = append(x.log.Enquiries, Enquiry{ID: c.Name + "/" + m.TS, Platform: bot.Slack, Channel: place, Thread: m.thread(),
			Account: accountOf(place, "", ""), Client: msg.Author, At: m.at, Messages: []bot.Message{msg}, Answered: Unknown, Resolved: Unknown, loose: m.ThreadTS == "" || m.ThreadTS == m.TS})
		last = &x.log.Enquiries[len(x.log.Enquiries)-1]
	}
}

func (x *export) message(m posted) bot.Message {
	p := x.people[m.User]
	out := bot.Message{ID: m.TS, Role: bot.RoleClient, Text: x.plain(m.says()), SentAt: m.at, ReceivedAt: m.at,
		Author: bot.Person{ID: m.User, Team: x.team(m), Name: cmp.Or(p.Profile.DisplayName, p.Profile.RealName, p.RealName, p.Name)}}
	for _, f := range m.Files {
		out.Files = append(out.Files, bot.File{Name: f.Name, Type: f.Type})
	}
	if strings.TrimSpace(out.Text) == "" && len(out.Files) == 0 && (holds(m.Attachments) || holds(m.Blocks)) {
		out.Files = append(out.Files, bot.File{Name: "a part that is not read"}) // so that a person reads it
	}
	return out
}

// team is the workspace of an author: what the message says of its author comes
// before what users.json does.
func (x *export) team(m posted) string {
	return cmp.Or(m.UserTeam, x.people[m.User].Team, m.SourceTeam, m.Team)
}

// role tells staff from clients: bots are the firm's side, people and guests of
// another workspace clients, guests of the firm's own too. "" is unknown.
func (x *export) role(m posted) bot.Role {
	p := x.people[m.User]
	switch team := x.team(m); {
	case m.BotID != "" || m.Subtype == "bot_message" || p.Bot:
		return bot.RoleBot
	case m.User == "" || team == "":
		return ""
	case !slices.Contains(strings.Split(x.home, ","), team) || p.Guest || p.GuestOfOne:
		return bot.RoleClient
	}
	return bot.RoleStaff
}

func (x *export) notes() {
	folders := map[string]bool{}
	for name := range x.files {
		if dir, day := path.Split(name); dir != "" && path.Ext(day) == ".json" && !strings.HasPrefix(dir, "__MACOSX") {
			folders[dir] = true
		}
	}
	if len(folders) > 0 {
		x.log.Notes = append(x.log.Notes, fmt.Sprintf("%s not read: neither channels.json nor groups.json names them. Direct messages are such.", number(len(folders), "folder")))
	}
	if x.unknown > 0 {
		x.log.Notes = append(x.log.Notes, number(x.unknown, "message")+" of unknown authors: left out, for the export does not say whose they are.")
	}
	if len(x.log.Enquiries) == maxEnquiries {
		x.log.Notes = append(x.log.Notes, fmt.Sprintf("Only the first %d enquiries are read.", maxEnquiries))
	}
	x.log.Notes = append(x.log.Notes, "People of workspace "+Clip(x.home, 200)+" count as staff, everybody else and guests as clients.")
}

// timeOfTS reads Slack's own form of a time, seconds with a fraction.
func timeOfTS(ts string) (time.Time, error) {
	whole, part, _ := strings.Cut(ts, ".")
	sec, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || sec < 0 || sec > 1<<33 {
		return time.Time{}, fmt.Errorf("%q is no ts of Slack's", Clip(ts, 40))
	}
	part = (part + "000000")[:6]
	micro, err := strconv.ParseInt(part, 10, 64)
	if err != nil || micro < 0 {
		return time.Time{}, fmt.Errorf("%q is no ts of Slack's", Clip(ts, 40))
	}
	return time.Unix(sec, micro*1000).UTC(), nil
}
