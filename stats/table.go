package stats

import (
	"hash/maphash"
	"sync/atomic"
)

// A table finds a series by its name. Looking up takes no lock and sees every
// series whose put was complete; put and remove are called under a lock.
//
// It is open addressing with linear probing, at most half full. A look-up that
// still holds the slots of before a growth can miss what was put since, so who
// misses looks again under the lock.
type table struct {
	slots atomic.Pointer[[]atomic.Pointer[series]]
	live  int // series in it
	used  int // slots that are not nil: the live, and the graves of the removed
}

// grave marks the slot of a removed series, so that probing goes on past it.
var grave = new(series)

var seed = maphash.MakeSeed()

func hash(name string) uint64 { return maphash.String(seed, name) }

// get returns the series called name, or nil.
func (t *table) get(h uint64, name string) *series {
	p := t.slots.Load()
	if p == nil {
		return nil
	}
	slots := *p
	mask := uint64(len(slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := slots[i].Load()
		if s == nil || s.hash == h && s.name == name && s != grave {
			return s
		}
	}
}

// put adds s, whose name is not in the table.
func (t *table) put(s *series) {
	p := t.slots.Load()
	if p == nil || 2*(t.used+1) > len(*p) {
		p = t.rebuild()
	}
	insert(*p, s)
	t.live++
	t.used++
}

// remove takes out s, which is in the table.
func (t *table) remove(s *series) {
	slots := *t.slots.Load()
	mask := uint64(len(slots) - 1)
	i := s.hash & mask
	for slots[i].Load() != s {
		i = (i + 1) & mask
	}
	slots[i].Store(grave)
	t.live--
}

// rebuild makes room for as many series again, and drops the graves.
func (t *table) rebuild() *[]atomic.Pointer[series] {
	size := 64
	for size < 4*t.live {
		size *= 2
	}
	slots := make([]atomic.Pointer[series], size)
	if old := t.slots.Load(); old != nil {
		for i := range *old {
			if s := (*old)[i].Load(); s != nil && s != grave {
				insert(slots, s)
			}
		}
	}
	t.used = t.live
	t.slots.Store(&slots)
	return &slots
}

func insert(slots []atomic.Pointer[series], s *series) {
	mask := uint64(len(slots) - 1)
	i := s.hash & mask
	for slots[i].Load() != nil {
		i = (i + 1) & mask
	}
	slots[i].Store(s)
}
