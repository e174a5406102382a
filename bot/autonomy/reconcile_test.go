package autonomy_test

import (
	"database/sql"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
)

// rows is the table of standings as somebody sees it who has the file of the
// database and not the master key.
type rows struct {
	t  *testing.T
	db *sql.DB
}

// row is one of them.
type row struct {
	topic   string
	version int64
	body    []byte
}

func (f *firm) rows() rows {
	f.t.Helper()
	db, err := sql.Open("sqlite", "file:"+f.path)
	must(f.t, err)
	f.t.Cleanup(func() { must(f.t, db.Close()) })
	return rows{f.t, db}
}

func (r rows) read(topic string) row {
	r.t.Helper()
	out := row{topic: topic}
	must(r.t, r.db.QueryRowContext(r.t.Context(), `SELECT version, body FROM standings WHERE topic = ?`, topic).Scan(&out.version, &out.body))
	return out
}

// putBack has the table hold what it held before.
func (r rows) putBack(was row) {
	r.t.Helper()
	_, err := r.db.ExecContext(r.t.Context(), `UPDATE standings SET version = ?, body = ? WHERE topic = ?`, was.version, was.body, was.topic)
	must(r.t, err)
}

func (r rows) remove(topic string) {
	r.t.Helper()
	_, err := r.db.ExecContext(r.t.Context(), `DELETE FROM standings WHERE topic = ?`, topic)
	must(r.t, err)
}

// TestARowPutBackIntoTheFileIsFoundOut: whoever can write to the database can put
// an older row back without the master key, and the ledger says otherwise.
func TestARowPutBackIntoTheFileIsFoundOut(t *testing.T) {
	f := newFirm(t)
	past{days: 30, perDay: 4}.write(f)
	s, err := f.desk.Ask(t.Context(), topic, tom)
	must(t, err)
	if _, err := f.desk.Sign(t.Context(), s.Ask.ID, owner); err != nil {
		t.Fatal(err)
	}
	must(t, f.desk.Look(t.Context()))
	f.wantState(topic, bot.Granted)
	table := f.rows()
	was := table.read(topic)
	must(t, f.desk.Revoke(t.Context(), topic, tom, "wrong"))
	must(t, f.desk.PauseNow(t.Context(), "", tom, "wrong"))
	table.putBack(was)
	table.remove("")
	must(t, f.desk.Look(t.Context()))
	f.wantState(topic, bot.CoPilot)
	stopped, err := f.desk.Stopped(t.Context())
	if err != nil || stopped == nil {
		t.Errorf("the switch is %+v, %v; want it pulled again", stopped, err)
	}
	f.says("acme", "When are you open?")
	if got := f.automatic(); len(got) != 0 {
		t.Errorf("automatic answers %v, want none", got)
	}
	must(t, f.desk.Resume(t.Context(), "", owner))
	must(t, f.desk.Look(t.Context()))
	if stopped, err := f.desk.Stopped(t.Context()); err != nil || stopped != nil {
		t.Errorf("after the owner let it go: %+v, %v", stopped, err)
	}
}

// TestTheSendingBelievesTheLedgerAndNotTheRow puts a row back that gives more than
// the ledger says, while another replica is about to send, and lets no look come
// between: the transaction that would begin the sending finds it out by itself.
func TestTheSendingBelievesTheLedgerAndNotTheRow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ends  func(f *firm) // on one replica
		fakes func(table rows, was row)
		after bot.AutonomyState
	}{
		"revoked": {
			func(f *firm) { must(f.t, f.desk.Revoke(f.t.Context(), topic, tom, "wrong")) },
			rows.putBack, bot.CoPilot,
		},
		"came to rest": {
			func(f *firm) { f.write(f.desk.ModelChanged) },
			rows.putBack, bot.CoPilot,
		},
		"topic stopped": {
			func(f *firm) { must(f.t, f.desk.PauseNow(f.t.Context(), topic, tom, "wrong")) },
			rows.putBack, bot.Granted,
		},
		"everything stopped": {
			func(f *firm) { must(f.t, f.desk.PauseNow(f.t.Context(), "", tom, "wrong")) },
			func(table rows, _ row) { table.remove("") }, bot.Granted,
		},
		"a grant of before": {
			func(f *firm) {
				must(f.t, f.desk.Revoke(f.t.Context(), topic, tom, "wrong"))
				f.write(func(tx bot.Tx) error {
					return tx.Append(&bot.Event{Kind: bot.EventAutonomyGranted, At: f.clock.Now(), Actor: "staff:" + owner.ID, Facts: map[string]any{"topic": topic, "grant": "G_later"}})
				})
			},
			rows.putBack, bot.CoPilot,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFirm(t)
			f.granted(topic)
			_, _, there := f.replica()
			table := f.rows()
			was := table.read(topic)
			f.platform.Next(bottest.Refuse(time.Second))
			id := f.receive("acme", "When are you open?")
			must(t, there.Drain(t.Context()))
			if got := f.kase(id).State; got != bot.StateDecided {
				t.Fatalf("case is %s, want its automatic answer on its way", got)
			}
			c.ends(f)
			c.fakes(table, was)
			f.clock.Advance(2 * time.Second)
			must(t, there.Drain(t.Context()))
			if got := f.automatic(); len(got) != 0 || f.kase(id).State != bot.StateInReview {
				t.Errorf("automatic answers %v, case %s; want none, and the draft before staff", got, f.kase(id).State)
			}
			f.wantState(topic, c.after)
			f.says("bright", "And on Friday?")
			if got := f.automatic(); len(got) != 0 {
				t.Errorf("the next enquiry: automatic answers %v, want none", got)
			}
		})
	}
}
