package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"countersign/bot"
	"countersign/handlers/console"
)

// demoAccounts are the sample firm's clients, each with a console channel.
// The channel acme is there in an empty demo too.
var demoAccounts = []bot.Account{
	{ID: "acme", Name: "Acme Ltd"},
	{ID: "penhale", Name: "Penhale Bakery"},
	{ID: "northing", Name: "Northing Brewery Ltd"},
	{ID: "menon", Name: "Dr A. Menon"},
	{ID: "iyer", Name: "P. & R. Iyer"},
	{ID: "fairweather", Name: "B. Fairweather"},
}

// demoStaff are the people of the sample firm who decide.
var demoStaff = []string{"Priya", "Helen", "Owen", "Marcus", "Tomasz"}

// beat is one thing that happens in the story: a message, or what a member of
// staff does about the case of an earlier one.
type beat struct {
	ago     time.Duration // before the demo starts
	id      string        // of the message
	channel string
	author  string
	text    string
	thread  string // id of the message whose thread it is in
	staff   bool   // a person of the firm writes in the client's thread
	act     bot.Action
	on      string // id of a message of the case that staff act on
	reason  string
	change  func(draft string) string // of an edit
	due     time.Duration             // before the demo starts: by when a promise is due
}

const day = 24 * time.Hour

// storyQuiet is the longest quiet window with which a draft is there before
// staff decide on it.
const storyQuiet = 5 * time.Minute

// story is what the sample firm went through before the visitor arrived: both
// tiers, a stale page, two pages that disagree, a question that no page covers,
// a burst, a follow-up, and a complaint that never uses the word.
var story = []beat{
	{ago: 12*day + 3*time.Hour, id: "s01", channel: "penhale", author: "Jo Penhale", text: "Morning! When do you need our payroll hours and changes each month?"},
	{ago: 12*day + 2*time.Hour + 51*time.Minute, act: bot.Approve, on: "s01", author: "Priya"},

	{ago: 11*day + 2*time.Hour, id: "s02", channel: "iyer", author: "Rohan Iyer", text: "How much is an inventory for a two bed?"},
	{ago: 11*day + 96*time.Minute, act: bot.Edit, on: "s02", author: "Marcus", change: func(d string) string {
		return d + " For your two-bedroom flat that comes to £150."
	}},

	{ago: 9*day + 4*time.Hour, id: "s03", channel: "fairweather", author: "Bea Fairweather", text: "Mould again, same wall, and your man painted over it last time."},
	{ago: 9*day + 3*time.Hour + 45*time.Minute, act: bot.Claim, on: "s03", author: "Owen"},
	{ago: 9*day + 3*time.Hour + 20*time.Minute, id: "s04", channel: "fairweather", thread: "s03", staff: true, author: "Owen",
		text: "Bea, I am sorry: painting over it was not a repair. I am coming to look at the wall myself on Thursday at 10:00 and will call you back tomorrow with the name of the damp specialist."},

	{ago: 9*day + 3*time.Hour + 15*time.Minute, act: bot.CallBack, on: "s03", author: "Owen", due: 8*day + 3*time.Hour, reason: "the name of the damp specialist"},

	{ago: 8*day + 3*time.Hour, id: "s05", channel: "menon", author: "Anita Menon", text: "When is the online return due, and when is the second payment on account?"},
	{ago: 8*day + 2*time.Hour + 48*time.Minute, act: bot.Approve, on: "s05", author: "Helen"},
	{ago: 8*day + 2*time.Hour + 30*time.Minute, id: "s06", channel: "menon", author: "Anita Menon", thread: "s05", text: "Perfect, thank you."},

	{ago: 6*day + 5*time.Hour, id: "s07", channel: "northing", author: "Sam Northing", text: "Dividend or bonus before year end? Tell us which and we'll do it today."},
	{ago: 6*day + 4*time.Hour + 50*time.Minute, act: bot.Claim, on: "s07", author: "Helen"},
	{ago: 6*day + 4*time.Hour + 30*time.Minute, id: "s08", channel: "northing", thread: "s07", staff: true, author: "Helen",
		text: "Sam, that one needs your figures in front of us. I have put 20 minutes in your calendar for tomorrow morning."},
	{ago: 5*day + 4*time.Hour, act: bot.Resolve, on: "s07", author: "Helen", reason: "Advised by telephone; note on file."},

	{ago: 5*day + 2*time.Hour, id: "s09", channel: "penhale", author: "Jo Penhale", text: "How long is the password reset link for the portal valid?"},
	{ago: 5*day + 110*time.Minute, act: bot.Approve, on: "s09", author: "Tomasz"},

	{ago: 150 * time.Minute, id: "s10", channel: "fairweather", author: "Bea Fairweather", thread: "s03",
		text: "Nobody came on Thursday and nobody rang. The GP has now written a letter about my chest."},
	{ago: 95 * time.Minute, id: "s11", channel: "acme", author: "Dana Cole", text: "Do we have to do anything about Making Tax Digital for Income Tax?"},
	{ago: 70 * time.Minute, id: "s12", channel: "iyer", author: "Priti Iyer", text: "How much notice do you need to move or cancel a meeting?"},
	{ago: 40 * time.Minute, id: "s13", channel: "iyer", author: "Rohan Iyer", text: "Could we settle the fee note in euros?"},
	{ago: 33 * time.Minute, id: "s14", channel: "penhale", author: "Jo Penhale", text: "Hi both"},
	{ago: 33*time.Minute - time.Second, id: "s15", channel: "penhale", author: "Jo Penhale", text: "two new starters next month"},
	{ago: 33*time.Minute - 2*time.Second, id: "s16", channel: "penhale", author: "Jo Penhale", text: "how much do you charge for each payslip?"},
	{ago: 21 * time.Minute, id: "s17", channel: "acme", author: "Dana Cole", text: "This is the third time I've asked for the signed accounts. The bank has now pulled our overdraft offer because of the delay."},
	{ago: 14 * time.Minute, id: "s19", channel: "iyer", author: "Rohan Iyer", text: "When will the landlord statements be sent?"},
	{ago: 9 * time.Minute, id: "s18", channel: "menon", author: "Anita Menon", thread: "s05", text: "Do you need my pension statement as well?"},
}

// storyClock is the time that the workflow sees: set by the story while it
// plays, the real one afterwards.
type storyClock struct {
	after func() time.Time // the real one
	mu    sync.Mutex
	at    time.Time
}

func (c *storyClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.IsZero() {
		return c.after()
	}
	c.at = c.at.Add(time.Millisecond) // two events of the story never share an instant
	return c.at
}

func (c *storyClock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// playStory takes the sample firm through its story, as if it had happened
// before start, and hands the clock back to real time.
func playStory(ctx context.Context, a *app, clock *storyClock, start time.Time, quiet time.Duration) error {
	defer clock.set(time.Time{})
	cases := map[string]int64{}
	for i, b := range story {
		clock.set(start.Add(-b.ago))
		if err := b.play(ctx, a, cases, start); err != nil {
			return fmt.Errorf("beat %d of the sample story: %w", i+1, err)
		}
		if i+1 < len(story) && b.ago-story[i+1].ago < quiet {
			continue // the client is still writing
		}
		clock.set(start.Add(quiet - b.ago + time.Second)) // a second more: receiving took some of its time
		if err := a.desk.Drain(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (b beat) play(ctx context.Context, a *app, cases map[string]int64, start time.Time) error {
	if b.act != "" {
		return b.decide(ctx, a, cases[b.on], start)
	}
	role, id := bot.RoleClient, console.AuthorID(a.authorKey, b.channel, b.author)
	if b.staff {
		role, id = bot.RoleStaff, console.StaffID(a.authorKey, b.author)
	}
	r, err := a.desk.Receive(ctx, bot.Enquiry{
		Platform: bot.Console, Channel: b.channel, MessageID: b.id, Thread: b.thread, Role: role,
		Author: bot.Person{ID: id, Name: b.author}, Text: b.text,
	})
	cases[b.id] = r.Case
	return err
}

func (b beat) decide(ctx context.Context, a *app, id int64, start time.Time) error {
	k, err := a.desk.Case(ctx, id)
	if err != nil {
		return err
	}
	d := bot.Decision{Action: b.act, Reason: b.reason, By: bot.Person{ID: console.StaffID(a.authorKey, b.author), Name: b.author}}
	if b.due != 0 {
		d.Due = start.Add(-b.due)
	}
	if draft := k.Draft(); draft != nil && b.act.Settles() {
		d.Version = draft.Version
		if b.change != nil {
			d.Text = b.change(draft.Text)
		}
	}
	_, err = a.desk.Decide(ctx, id, d)
	return err
}
