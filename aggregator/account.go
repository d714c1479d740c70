package aggregator

import (
	"math"
	"slices"
	"time"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// An account is what the counters of one process had reached when it was last
// read.
type account struct {
	slots []int32   // in the growth's totals; shared with others that show the same
	last  []uint64  // packed values
	gone  time.Time // since when it is not there; zero: it is
}

// fits reports whether the account has these slots in this order. More may
// follow: of counters that are not there at present.
func (a *account) fits(slots []int32) bool {
	return len(slots) <= len(a.slots) && slices.Equal(a.slots[:len(slots)], slots)
}

// arrange puts an account in the order of a snapshot. What is not in it follows:
// it may be back in the next one, and has not begun anew then.
func (g *growth) arrange(a *account, program string, slots []int32) {
	if a.slots != nil && a.fits(slots) {
		return
	}
	old := make(map[int32]uint64, len(a.slots))
	for i, slot := range a.slots {
		old[slot] = a.last[i]
	}
	slots = slices.Clone(slots)
	last := make([]uint64, 0, len(slots))
	for _, slot := range slots {
		last = append(last, old[slot])
		delete(old, slot)
	}
	for _, slot := range a.slots {
		if value, absent := old[slot]; absent {
			slots, last = append(slots, slot), append(last, value)
			delete(old, slot)
		}
	}
	if layout := g.layouts[program]; slices.Equal(layout, slots) {
		slots = layout
	}
	g.layouts[program] = slots
	a.slots, a.last = slots, last
}

// countable reports whether a counter may have that value.
func countable(v wire.Value) bool {
	f := v.Float64()
	return f >= 0 && f <= math.MaxFloat64
}

// rise returns how much a counter has grown. One that fell began anew.
func rise(last, now wire.Value) wire.Value {
	if last.IsFloat() || now.IsFloat() {
		before, after := last.Float64(), now.Float64()
		if after < before {
			before = 0
		}
		return wire.Float(after - before)
	}
	before, after := last.Int64(), now.Int64()
	if after < before {
		before = 0
	}
	return wire.Int(after - before)
}

// packedFloat marks the bits of a float: no countable value, integer or float,
// has its sign bit set.
const packedFloat = 1 << 63

func pack(v wire.Value) uint64 {
	if v.IsFloat() {
		return math.Float64bits(v.Float64()) | packedFloat
	}
	return uint64(v.Int64())
}

func unpack(bits uint64) wire.Value {
	if bits&packedFloat != 0 {
		return wire.Float(math.Float64frombits(bits &^ packedFloat))
	}
	return wire.Int(int64(bits))
}
