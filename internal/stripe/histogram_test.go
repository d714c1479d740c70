package stripe

import (
	"fmt"
	"math"
	"sync/atomic"
	"testing"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// counted is what a histogram counts, as text.
func counted(c *Counts) string {
	s := fmt.Sprintf("count %d sum %v falls %v", c.Count(), c.Sum, c.Falls)
	for i, n := range c.Bins {
		if n != 0 {
			s += fmt.Sprintf(" %s:%d", wire.BinRange(i), n)
		}
	}
	return s
}

func TestHistogram(t *testing.T) {
	tests := []struct {
		samples []float64
		want    string
	}{
		{nil, "count 0 sum 0 falls false"},
		{[]float64{0.25}, "count 1 sum 0.25 falls false 0.2..0.25:1"},
		{[]float64{1, 1, 2}, "count 3 sum 4 falls false 0.8..1:2 1.6..2:1"},
		{[]float64{0, 5e-324}, "count 2 sum 5e-324 falls false ..0:1 0..1e-9:1"},
		{[]float64{4, -1}, "count 2 sum 3 falls true ..0:1 3.15..4:1"},
		{[]float64{2e15, 1e300}, "count 2 sum 1e+300 falls false 1e+15..:2"},
	}
	for _, tt := range tests {
		var alone, striped Histogram
		striped.spread()
		for _, x := range tt.samples {
			alone.Observe(x)
			striped.Observe(x)
		}
		for _, h := range []*Histogram{&alone, &striped} {
			var c Counts
			h.AddTo(&c)
			if got := counted(&c); got != tt.want {
				t.Errorf("%v: got %s, want %s", tt.samples, got, tt.want)
			}
		}
		if alone.stripes.Load() != nil {
			t.Error("one goroutine alone was given stripes")
		}
	}
}

func TestHistogramTakesFiniteSamples(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		var h Histogram
		if h.Observe(x) {
			t.Errorf("took %v", x)
		}
		var c Counts
		if h.AddTo(&c); c != (Counts{}) {
			t.Errorf("%v left %s", x, counted(&c))
		}
	}
	for _, x := range []float64{-math.MaxFloat64, -1, 0, 5e-324, 1, 1e300, math.MaxFloat64} {
		var h Histogram
		if !h.Observe(x) {
			t.Errorf("refused %v", x)
		}
		var c Counts
		if h.AddTo(&c); c.Count() != 1 || c.Sum != x || c.Falls != (x < 0) {
			t.Errorf("%v left %s", x, counted(&c))
		}
	}
}

// Many meetings on the first bins are worth stripes, and many on the stripes
// have those who meet there go elsewhere.
func TestHistogramMeetings(t *testing.T) {
	var h Histogram
	for range many - 1 {
		h.meet(nil)
	}
	if h.stripes.Load() != nil {
		t.Error("got stripes after few meetings")
	}
	h.meet(nil)
	s := h.stripes.Load()
	if s == nil {
		t.Fatal("got no stripes")
	}
	for i := range uint32(10 * many) {
		if got, want := s.skip.Load(), i/many%8; got != want {
			t.Fatalf("skips %d after %d meetings, want %d", got, i, want)
		}
		h.meet(s)
	}
}

func TestCountsAddUp(t *testing.T) {
	var a, b Histogram
	a.Observe(1)
	b.Observe(1)
	b.Observe(-3)
	var both, second Counts
	a.AddTo(&both)
	b.AddTo(&second)
	both.Add(&second)
	const want = "count 3 sum -1 falls true ..0:1 0.8..1:2"
	if got := counted(&both); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if a.AddTo(&second); second != both {
		t.Errorf("the other way round: got %s, want %s", counted(&second), want)
	}
}

func TestHistogramCountsExactly(t *testing.T) {
	const goroutines, samples = 64, 200
	var h Histogram
	together(goroutines, func(i int) {
		for range samples {
			h.Observe(float64(i))
		}
	})
	var want, got Counts
	for i := range goroutines {
		want.Bins[wire.Bin(float64(i))] += samples
		want.Sum += float64(i * samples)
	}
	if h.AddTo(&got); got != want {
		t.Errorf("got %s, want %s", counted(&got), counted(&want))
	}
}

func TestHistogramGetsStripesWhenGoroutinesMeet(t *testing.T) {
	var h Histogram
	samples := meet(t, func() { h.Observe(1) }, func() bool { return h.stripes.Load() != nil })
	var c Counts
	h.AddTo(&c)
	if c.Count() != samples || c.Sum != float64(samples) {
		t.Errorf("count %d, sum %v, of %d samples", c.Count(), c.Sum, samples)
	}
}

// In every read the count is the sum of the bins, lies between the samples that
// were complete before and those begun after, and no bin is less than it was.
func TestHistogramReadsAgree(t *testing.T) {
	const goroutines, samples = 6, 1000
	var h Histogram
	var begun, complete, writing atomic.Int64
	writing.Store(goroutines)
	together(goroutines+1, func(i int) {
		if i < goroutines {
			for n := range samples {
				begun.Add(1)
				h.Observe(float64(n % 10))
				complete.Add(1)
			}
			writing.Add(-1)
			return
		}
		for last := (Counts{}); writing.Load() > 0; {
			least := complete.Load()
			var c Counts
			h.AddTo(&c)
			most := begun.Load()
			if n := c.Count(); n < least || n > most || c.Sum < last.Sum {
				t.Errorf("read %s of %d complete and %d begun", counted(&c), least, most)
				return
			}
			wantNoFall(t, &last, &c)
			last = c
		}
	})
}

func wantNoFall(t *testing.T, before, now *Counts) {
	t.Helper()
	rest := now.Count()
	for i, n := range now.Bins {
		rest -= n
		if n < before.Bins[i] {
			t.Errorf("%s fell from %d to %d", wire.BinRange(i), before.Bins[i], n)
		}
	}
	if rest != 0 {
		t.Errorf("the count is %d more than the bins", rest)
	}
}
