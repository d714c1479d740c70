package stripe

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"
)

// together runs f in n goroutines that begin at the same moment.
func together(n int, f func(i int)) {
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-begin
			f(i)
		})
	}
	close(begin)
	all.Wait()
}

// meet runs f in several goroutines until they have met: two that add at the
// same moment take two processors, and a little luck.
func meet(t *testing.T, f func(), met func() bool) (calls int64) {
	t.Helper()
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("needs two processors")
	}
	var n atomic.Int64
	deadline := time.Now().Add(time.Minute)
	together(4, func(int) {
		for !met() && time.Now().Before(deadline) {
			for range 1000 {
				f()
				n.Add(1)
			}
		}
	})
	if !met() {
		t.Fatal("no two goroutines met in a minute")
	}
	return n.Load()
}

func TestZeroInt(t *testing.T) {
	var x Int
	x.Add(3)
	x.Add(-5)
	if got := x.Load(); got != -2 {
		t.Error(got)
	}
	if x.stripes.Load() != nil {
		t.Error("one goroutine alone got stripes")
	}
}

func TestIntCountsExactly(t *testing.T) {
	const goroutines, adds = 64, 500
	const want = adds * (goroutines*(goroutines-1)/2 - goroutines)
	var fresh, striped Int
	striped.spread()
	for _, x := range []*Int{&fresh, &striped} {
		together(goroutines, func(i int) {
			for range adds {
				x.Add(int64(i))
				x.Add(-1)
			}
		})
		if got := x.Load(); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
}

func TestIntWraps(t *testing.T) {
	for _, tt := range []struct{ first, then, want int64 }{
		{math.MaxInt64, 1, math.MinInt64},
		{math.MinInt64, -1, math.MaxInt64},
		{math.MaxInt64, math.MaxInt64, -2},
	} {
		var word, striped Int
		word.Add(tt.first)
		word.Add(tt.then)
		striped.Add(tt.first)
		striped.spread()
		striped.Add(tt.then)
		if word.Load() != tt.want || striped.Load() != tt.want {
			t.Errorf("%d + %d is %d in a word, %d in stripes, want %d",
				tt.first, tt.then, word.Load(), striped.Load(), tt.want)
		}
	}
}

// What two goroutines find at the same moment is the same stripes.
func TestIntSpreadsOnce(t *testing.T) {
	var x Int
	x.Add(1)
	together(64, func(int) {
		x.spread()
		x.AddTo(x.Stripe(), 1)
	})
	if got := x.Load(); got != 65 {
		t.Errorf("got %d, want 65", got)
	}
}

func TestIntGetsStripesWhenGoroutinesMeet(t *testing.T) {
	var x Int
	adds := meet(t, func() { x.Add(1) }, func() bool { return x.stripes.Load() != nil })
	if got := x.Load(); got != adds {
		t.Errorf("got %d, want %d", got, adds)
	}
}

func TestIntPartsGoroutinesThatMeetOnAStripe(t *testing.T) {
	var x Int
	x.spread()
	s := x.stripes.Load()
	adds := meet(t, func() { x.AddTo(&s.stripe[0], 1) }, func() bool { return s.skip.Load() != 0 })
	if got := x.Load(); got != adds {
		t.Errorf("got %d, want %d", got, adds)
	}
}

// A read lies between what was complete when it began and what had begun when
// it ended, and never below the read before.
func TestIntReadsBetween(t *testing.T) {
	const goroutines, adds = 8, 2000
	var x Int
	var begun, complete, writing atomic.Int64
	writing.Store(goroutines)
	together(goroutines+2, func(i int) {
		if i < goroutines {
			for n := range int64(adds) {
				begun.Add(n)
				x.Add(n)
				complete.Add(n)
			}
			writing.Add(-1)
			return
		}
		for last := int64(0); writing.Load() > 0; {
			least := complete.Load()
			got := x.Load()
			most := begun.Load()
			if got < least || got > most || got < last {
				t.Errorf("read %d after %d, of %d complete and %d begun", got, last, least, most)
				return
			}
			last = got
		}
	})
}

func TestNoCacheLineBelongsToTwoStripes(t *testing.T) {
	const pair = 128 // bytes: processors fetch cache lines in pairs
	var x Int
	var h Histogram
	x.spread()
	h.spread()
	ints, bins := &x.stripes.Load().stripe, &h.stripes.Load().stripe
	for _, tt := range []struct {
		name        string
		size, begin uintptr
	}{
		{"Int", unsafe.Sizeof(ints[0]), uintptr(unsafe.Pointer(ints))},
		{"Histogram", unsafe.Sizeof(bins[0]), uintptr(unsafe.Pointer(bins))},
	} {
		if tt.size%pair != 0 || tt.begin%pair != 0 || tt.size > 2048 {
			t.Errorf("%s: stripes of %d bytes at %#x", tt.name, tt.size, tt.begin)
		}
	}
}

func TestGoroutinesPickDifferentStripes(t *testing.T) {
	var c choice
	var picked [stripes]atomic.Bool
	together(64, func(int) { picked[c.pick()].Store(true) })
	used := 0
	for i := range picked {
		if picked[i].Load() {
			used++
		}
	}
	if used < stripes/2 {
		t.Errorf("64 goroutines picked %d of %d stripes", used, stripes)
	}
}

// Two that pick the same stripe mostly part when the choice changes.
func TestGoroutinesThatPickTheSamePart(t *testing.T) {
	var picked [64][8]uintptr
	together(len(picked), func(i int) {
		var c choice
		for k := range picked[i] {
			picked[i][k] = c.pick()
			c.change()
		}
	})
	same, parted := 0, 0
	for i, a := range picked {
		for _, b := range picked[:i] {
			if a[0] == b[0] {
				same++
				if a != b {
					parted++
				}
			}
		}
	}
	if parted < same/2 {
		t.Errorf("%d pairs of goroutines picked the same, of which %d can part", same, parted)
	}
}

func TestClosed(t *testing.T) {
	var word, striped Int
	striped.spread()
	for _, x := range []*Int{&word, &striped} {
		x.Add(1)
		for range 2 {
			x.Close()
			if x.TryAdd(10) || x.TryAgain(20) || x.Stripe() != nil {
				t.Error("closed, and added to")
			}
		}
		x.Add(300)
		for range 2 {
			x.Open()
			if !x.TryAdd(4000) && !x.TryAgain(4000) {
				t.Error("open, and not added to")
			}
		}
		if got := x.Load(); got != 8301 {
			t.Errorf("got %d, want 8301", got)
		}
	}
	if !word.TryAdd(1) || striped.TryAdd(1) {
		t.Error("TryAdd adds to stripes, or not to a word that is open")
	}
}

// Whether an Int is open, closed or striped: each add counts once.
func TestIntCountsExactlyWhileItIsClosed(t *testing.T) {
	const goroutines, adds = 3, 2 * many
	for range 300 {
		var x Int
		together(goroutines+1, func(i int) {
			for range adds {
				if i == goroutines {
					x.Close()
					x.Open()
				} else if !x.TryAgain(1) {
					x.Add(1)
				}
			}
		})
		if got := x.Load(); got != goroutines*adds {
			t.Fatalf("got %d, want %d", got, goroutines*adds)
		}
	}
}

func TestNear(t *testing.T) {
	var x Int
	x.Close()
	x.Add(3)
	if got := x.Near(); got != 3 {
		t.Errorf("closed: got %d, want 3", got)
	}
	x.Open()
	x.spread()
	x.Add(4)
	if got := x.Near(); got != 4 {
		t.Errorf("striped: got %d, want 4", got)
	}
}

// A meeting now and then is not worth the memory of stripes.
func TestManyMeetings(t *testing.T) {
	var m meetings
	for i := range 3 * many {
		if got, want := m.again(), i%many == many-1; got != want {
			t.Errorf("meeting %d: got %v, want %v", i+1, got, want)
		}
	}
}
