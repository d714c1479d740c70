package bench

import (
	"maps"
	"sync/atomic"
)

// A copyOnWrite is the least that counts by name: a map that is only read, and
// atomics in it.
type copyOnWrite struct {
	atomic.Pointer[map[string]*atomic.Int64]
}

// add puts all of the names in at once: one copy for each would be quadratic.
func (c *copyOnWrite) add(names []string) {
	next := map[string]*atomic.Int64{}
	if now := c.Load(); now != nil {
		next = maps.Clone(*now)
	}
	for _, name := range names {
		next[name] = new(atomic.Int64)
	}
	c.Store(&next)
}

func (c *copyOnWrite) sum() (sum int64) {
	for _, n := range *c.Load() {
		sum += n.Load()
	}
	return sum
}
