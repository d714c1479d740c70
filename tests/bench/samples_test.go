package bench

import (
	"math"
	"sort"
	"sync/atomic"
)

// seconds are latencies between 0.1 ms and 5 s, a power of two of them.
func seconds() []float64 {
	samples := make([]float64, 1024)
	for i := range samples {
		samples[i] = 1e-4 * math.Pow(5e4, float64(i*619%len(samples))/float64(len(samples)))
	}
	return samples
}

// An atomicHistogram is the least that does it: the buckets that prometheus has
// by default, found by binary search.
type atomicHistogram struct {
	bounds []float64
	counts []atomic.Int64
	sum    atomic.Uint64
}

func newAtomicHistogram(bounds []float64) *atomicHistogram {
	return &atomicHistogram{bounds: bounds, counts: make([]atomic.Int64, len(bounds)+1)}
}

func (h *atomicHistogram) observe(x float64) {
	h.counts[sort.SearchFloat64s(h.bounds, x)].Add(1)
	for {
		old := h.sum.Load()
		if h.sum.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+x)) {
			return
		}
	}
}

func (h *atomicHistogram) count() (count int64) {
	for i := range h.counts {
		count += h.counts[i].Load()
	}
	return count
}
