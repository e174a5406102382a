package session

import "sync"

// maxDebts bounds what is owed one by one; beyond it everything is dropped.
const maxDebts = 10_000

// debts are the threads of which Redis may hold what is no longer so, because a
// change did not come through. They are not read until they were dropped there.
type debts struct {
	mu  sync.Mutex
	all int            // how often a debt came while everything was owed; 0: not everything is
	set map[string]int // by the thread's name: how often it was owed
}

func (d *debts) add(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all > 0 {
		d.all++
		return
	}
	if d.set == nil {
		d.set = map[string]int{}
	}
	d.set[name]++
	if len(d.set) > maxDebts {
		d.all, d.set = 1, nil
	}
}

// addAll makes everything owed.
func (d *debts) addAll() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all, d.set = d.all+1, nil
}

func (d *debts) owed(name string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.all > 0 || d.set[name] > 0
}

// list gives what is owed, with the counts that settle and settleAll expect to find.
func (d *debts) list() (all int, set map[string]int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	set = make(map[string]int, len(d.set))
	for name, n := range d.set {
		set[name] = n
	}
	return d.all, set
}

// settle forgets a debt, unless it was incurred again since it was listed.
func (d *debts) settle(name string, n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.set[name] == n {
		delete(d.set, name)
	}
}

// settleAll ends the state in which everything is owed, unless more was incurred
// since it was listed.
func (d *debts) settleAll(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all == n {
		d.all = 0
	}
}
