package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"countersign/bot"
)

// job is one caller's Write on its way through the writer.
type job struct {
	ctx   context.Context //nolint:containedctx // of the caller, who waits for the job
	fn    func(*tx) error
	lease bool        // changes leases only
	taken atomic.Bool // by the writer, or by a caller who gave up
	done  chan error  // holds one
	undo  []func()    // puts back what fn changed in the caller's values
}

// slowWrite is how long a Write may hold up the others before it is logged.
const slowWrite = 250 * time.Millisecond

// Write runs fn in a transaction: see bot.Store. Writes that wait share one
// commit; each fn has a savepoint of its own.
func (s *Store) Write(ctx context.Context, fn func(bot.Tx) error) error {
	return s.write(ctx, func(t *tx) error { return fn(t) })
}

func (s *Store) write(ctx context.Context, fn func(*tx) error) error {
	return s.hand(ctx, &job{ctx: ctx, fn: fn, done: make(chan error, 1)})
}

// writeLease is write for what changes leases and nothing else. Its commit is
// atomic and seen by everybody, but is not waited for on the disk: whoever held
// a lease that a loss of power takes back is gone too.
func (s *Store) writeLease(ctx context.Context, fn func(*tx) error) error {
	return s.hand(ctx, &job{ctx: ctx, fn: fn, lease: true, done: make(chan error, 1)})
}

// hand gives a job to the writer and waits for its outcome.
func (s *Store) hand(ctx context.Context, j *job) error {
	if err := s.enqueue(ctx, j); err != nil {
		return err
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		if j.taken.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		return <-j.done // it is being written: only its outcome is the truth
	}
}

func (s *Store) enqueue(ctx context.Context, j *job) error {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closed {
		return bot.ErrClosed
	}
	if s.opts.ReadOnly {
		return errors.New("the store was opened for reading only")
	}
	select {
	case s.jobs <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// runWriter takes jobs until the channel is closed and empty.
func (s *Store) runWriter() {
	defer close(s.written)
	var batch []*job
	for first := range s.jobs {
		batch = append(batch[:0], first)
		for len(batch) < s.opts.Batch {
			select {
			case j, ok := <-s.jobs:
				if ok {
					batch = append(batch, j)
					continue
				}
			default:
			}
			break
		}
		s.runBatch(batch)
	}
	if s.session != nil {
		s.session.close()
	}
}

// runBatch commits the jobs together. When one of them brings the whole
// transaction down, each has a transaction of its own instead, so that it
// falls alone.
func (s *Store) runBatch(jobs []*job) {
	var mine []*job
	for _, j := range jobs {
		if j.taken.CompareAndSwap(false, true) {
			mine = append(mine, j)
		}
	}
	if len(mine) == 0 {
		return
	}
	err := s.inPlace()
	if err == nil {
		err = s.commit(mine)
	}
	if errors.Is(err, errBatch) && len(mine) > 1 {
		for _, j := range mine {
			if err := s.commit([]*job{j}); err != nil {
				s.failing.Store(true)
				j.done <- fmt.Errorf("store: %w", err)
			}
		}
		return
	}
	if err != nil {
		s.failing.Store(true)
		for _, j := range mine {
			j.done <- fmt.Errorf("store: %w", err)
		}
	}
}

// errBatch reports that the transaction was lost before its commit.
var errBatch = errors.New("transaction lost")

// commit runs the jobs in one transaction and answers them once it is
// durable. An error means that nothing was kept and nobody was answered.
func (s *Store) commit(jobs []*job) error {
	leases := !slices.ContainsFunc(jobs, func(j *job) bool { return !j.lease })
	if err := s.begin(!leases); err != nil {
		return err
	}
	results := make([]error, len(jobs))
	for i, j := range jobs {
		err, fatal := s.runJob(j)
		if fatal {
			s.abort(jobs)
			return fmt.Errorf("%w: %w", errBatch, err)
		}
		results[i] = err
	}
	if _, err := s.session.exec("COMMIT"); err != nil {
		s.abort(jobs)
		return fmt.Errorf("commit: %w", err)
	}
	for i, j := range jobs {
		j.done <- results[i]
	}
	s.committed()
	return nil
}

// begin starts a transaction whose commit is on the disk when it returns, or,
// with synced false, one that is so with the next that is.
func (s *Store) begin(synced bool) error {
	if s.session == nil {
		session, err := openSession(context.Background(), s.db)
		if err != nil {
			return fmt.Errorf("connecting: %w", err)
		}
		s.session = session
	}
	if err := s.session.sync(synced); err != nil {
		s.dropSession()
		return err
	}
	if _, err := s.session.exec("BEGIN IMMEDIATE"); err != nil {
		s.dropSession()
		return fmt.Errorf("begin: %w", err)
	}
	return nil
}

// abort gives up the transaction and the connection with it: whatever state
// an input/output error left it in, the next batch starts afresh.
func (s *Store) abort(jobs []*job) {
	for _, j := range jobs {
		j.putBack()
	}
	_, _ = s.session.exec("ROLLBACK") // often gone already; dropping the connection ends it for certain
	s.dropSession()
}

func (s *Store) dropSession() {
	s.session.close()
	s.session = nil
}

// runJob runs one fn in its savepoint. fatal tells that the transaction as a
// whole cannot go on.
func (s *Store) runJob(j *job) (err error, fatal bool) { //nolint:revive // the error is the caller's, fatal is ours
	if err := j.ctx.Err(); err != nil {
		return err, false
	}
	if _, err := s.session.exec("SAVEPOINT job"); err != nil {
		return err, true
	}
	t := &tx{s: s, session: s.session, job: j}
	start := time.Now()
	err = s.call(j, t)
	t.ended = true
	if took := time.Since(start); took > slowWrite {
		s.log.Warn("slow write", "took", took)
	}
	if t.failed != nil {
		s.failing.Store(true)
	}
	if err == nil {
		err = t.failed
	}
	if err == nil {
		_, err = s.session.exec("RELEASE job")
		return err, err != nil
	}
	j.putBack()
	if _, back := s.session.exec("ROLLBACK TO job"); back != nil {
		return err, true
	}
	_, back := s.session.exec("RELEASE job")
	return err, back != nil
}

// call runs fn and makes an error of a panic, so that one bad caller does not
// take the writer down. What was panicked with is not repeated: it may be
// words of a client.
func (s *Store) call(j *job, t *tx) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case runtime.Error:
			s.log.Error("write panicked", "err", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("write panicked: %w", p)
		default:
			s.log.Error("write panicked", "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			err = fmt.Errorf("write panicked with a %T", p)
		}
	}()
	return j.fn(t)
}

// putBack undoes what fn changed in the caller's values, last change first.
func (j *job) putBack() {
	for len(j.undo) > 0 {
		last := len(j.undo) - 1
		j.undo[last]()
		j.undo = j.undo[:last]
	}
}

// affected is the number of rows that a statement changed.
func affected(r sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}
