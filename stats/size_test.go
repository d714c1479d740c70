package stats

import (
	"fmt"
	"runtime"
	"testing"
	"unsafe"
)

// Stats that different cores add to must not meet on a cache line, and an add
// must not touch two.
func TestSeriesHasItsCacheLinesToItself(t *testing.T) {
	const (
		line  = 64
		needs = 16 // bytes of the count: the word, and where the stripes are
	)
	var s series
	if size := unsafe.Sizeof(s); size != 2*line {
		t.Errorf("a series takes %d bytes", size)
	}
	end := unsafe.Offsetof(s.first) + unsafe.Offsetof(s.first.count) + needs
	if end > line {
		t.Errorf("an add needs %d bytes", end)
	}
	r := New(Options{})
	for i := range 100 {
		at := uintptr(unsafe.Pointer(r.Stat(fmt.Sprint("s", i))))
		if at%(2*line) != 0 {
			t.Fatalf("a series lies at %#x", at)
		}
	}
}

func TestMemory(t *testing.T) {
	tests := []struct {
		what   string
		n      int
		update func(r *Registry, name string)
		most   int64
	}{
		{"a counter", 100_000, func(r *Registry, name string) { r.Stat(name).Incr() }, 300},
		{"a gauge", 10_000, func(r *Registry, name string) { r.Stat(name).Set(7) }, 300},
		{"a histogram", 1000, func(r *Registry, name string) { r.Histogram(name).Observe(7) }, 4096},
	}
	for _, tt := range tests {
		before := heap()
		r := New(Options{})
		for i := range tt.n {
			tt.update(r, fmt.Sprintf("http_requests_total_of_%06d", i))
		}
		created := (heap() - before) / int64(tt.n)
		r.snapshot()
		shown := (heap() - before) / int64(tt.n)
		runtime.KeepAlive(r)
		if created > tt.most || shown > tt.most {
			t.Errorf("%s takes %d bytes, %d once it was shown; want %d at the most",
				tt.what, created, shown, tt.most)
		}
	}
}

// heap returns how many bytes are in use.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what was kept for another use, too
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
