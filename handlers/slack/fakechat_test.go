package slack

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (f *fakeSlack) channelAnswer(method string, a map[string]string) map[string]any {
	if method == "users.conversations" {
		var list []any
		for _, id := range slices.Sorted(maps.Keys(f.channels)) {
			if c := f.channels[id]; !c.archived && (len(c.members) == 0 || slices.Contains(c.members, ownUser)) {
				list = append(list, map[string]any{"id": id})
			}
		}
		return yes(map[string]any{"channels": list})
	}
	c := f.channels[a["channel"]]
	if c == nil && strings.HasPrefix(a["channel"], "U") { // a direct message
		if c = f.channels["D"+a["channel"]]; c == nil {
			c = &fakeChannel{id: a["channel"]}
			f.channels["D"+a["channel"]] = c
		}
	}
	if c == nil || c.gone {
		return no("channel_not_found")
	}
	switch method {
	case "conversations.info":
		return yes(map[string]any{"channel": map[string]any{"id": c.id, "name": strings.ToLower(c.id), "is_private": c.private, "is_ext_shared": c.ext,
			"is_pending_ext_shared": c.pending, "is_archived": c.archived, "is_member": slices.Contains(c.members, ownUser), "num_members": len(c.members)}})
	case "conversations.members":
		return pagedMembers(c.members, a)
	case "conversations.history", "conversations.replies":
		all := c.list(method, a)
		if method == "conversations.replies" && !slices.ContainsFunc(all, func(m map[string]any) bool { return m["ts"] == a["ts"] }) {
			return no("thread_not_found")
		}
		return f.paged(all, a)
	case "chat.delete":
		before := len(c.messages)
		if c.messages = slices.DeleteFunc(c.messages, func(m map[string]any) bool { return m["ts"] == a["ts"] && m["bot_id"] == ownBot }); len(c.messages) == before {
			return no("message_not_found")
		}
		return yes(map[string]any{"channel": c.id, "ts": a["ts"]})
	case "chat.postMessage", "chat.update", "chat.postEphemeral":
		return f.chat(method, c, a)
	}
	return no("unknown_method")
}

// list gives the messages of a channel, or of a thread in it.
func (c *fakeChannel) list(method string, a map[string]string) []map[string]any {
	out := []map[string]any{}
	for _, m := range c.messages {
		ts, thread := fmt.Sprint(m["ts"]), fmt.Sprint(m["thread_ts"])
		if a["oldest"] != "" && ts < a["oldest"] && ts != a["ts"] || a["latest"] != "" && ts > a["latest"] {
			continue
		}
		inThread := m["thread_ts"] != nil && thread != "" && thread != ts
		if method == "conversations.replies" && (ts == a["ts"] || thread == a["ts"]) {
			out = append(out, m)
		}
		if method == "conversations.history" && (!inThread || m["subtype"] == "thread_broadcast") {
			out = append(out, c.withReplies(m))
		}
	}
	if method == "conversations.history" {
		slices.Reverse(out)
	}
	return out
}

// withReplies adds what the history says of a thread to its first message.
func (c *fakeChannel) withReplies(root map[string]any) map[string]any {
	count, latest := 0, ""
	for _, m := range c.messages {
		if m["thread_ts"] == root["ts"] && m["ts"] != root["ts"] {
			count, latest = count+1, max(latest, fmt.Sprint(m["ts"]))
		}
	}
	if count == 0 {
		return root
	}
	root = maps.Clone(root)
	root["reply_count"], root["latest_reply"], root["thread_ts"] = count, latest, root["ts"]
	return root
}

// paged gives the page of a list that a cursor stands for.
func (f *fakeSlack) paged(all []map[string]any, a map[string]string) map[string]any {
	from, _ := strconv.Atoi(a["cursor"])
	to := len(all)
	if limit, _ := strconv.Atoi(a["limit"]); limit > 0 {
		to = min(to, from+limit)
	}
	if f.pageSize > 0 {
		to = min(to, from+f.pageSize)
	}
	next := ""
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return yes(map[string]any{"messages": all[from:to], "has_more": next != "", "response_metadata": map[string]any{"next_cursor": next}})
}

// pagedMembers gives the page of the people of a channel that a cursor stands for.
func pagedMembers(all []string, a map[string]string) map[string]any {
	from, _ := strconv.Atoi(a["cursor"])
	to := len(all)
	if limit, _ := strconv.Atoi(a["limit"]); limit > 0 {
		to = min(to, from+limit)
	}
	next := ""
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return yes(map[string]any{"members": all[from:to], "response_metadata": map[string]any{"next_cursor": next}})
}

func (f *fakeSlack) chat(method string, c *fakeChannel, a map[string]string) map[string]any {
	if c.archived {
		return no("is_archived")
	}
	var blocks []map[string]any
	if a["blocks"] != "" {
		if err := json.Unmarshal([]byte(a["blocks"]), &blocks); err != nil {
			return no("invalid_blocks")
		}
	}
	if err := CheckMessage(a["text"], blocks); err != nil {
		f.t.Errorf("%s: %v", method, err)
		return no("invalid_blocks")
	}
	m := map[string]any{"type": "message", "user": ownUser, "bot_id": ownBot, "app_id": ownApp, "text": a["text"], "blocks": blocks}
	if a["metadata"] != "" {
		var meta any
		_ = json.Unmarshal([]byte(a["metadata"]), &meta)
		m["metadata"] = meta
	}
	switch method {
	case "chat.update":
		for _, old := range c.messages {
			if old["ts"] == a["ts"] {
				maps.Copy(old, m)
				return yes(map[string]any{"channel": c.id, "ts": a["ts"], "text": a["text"]})
			}
		}
		return no("message_not_found")
	case "chat.postEphemeral":
		return yes(map[string]any{"message_ts": f.stampLocked()})
	}
	m["ts"] = f.stampLocked()
	if a["thread_ts"] != "" {
		m["thread_ts"] = a["thread_ts"]
	}
	c.messages = append(c.messages, m)
	return yes(map[string]any{"channel": c.id, "ts": m["ts"], "message": m})
}

func (f *fakeSlack) stampLocked() string {
	f.seq++
	return fmt.Sprintf("%d.%06d", time.Now().Unix(), f.seq)
}

func (f *fakeSlack) stamp() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stampLocked()
}

// once has fn run before the coming call of a method is answered or fails.
func (f *fakeSlack) once(method string, fn func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.first[method] = fn
}

// before runs what [fakeSlack.once] was given for a method.
func (f *fakeSlack) before(method string) {
	f.mu.Lock()
	fn := f.first[method]
	delete(f.first, method)
	f.mu.Unlock()
	if fn != nil {
		fn()
	}
}
