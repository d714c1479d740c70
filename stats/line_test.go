package stats

import (
	"fmt"
	"testing"

	"github.com/pipestatic/pipestatic/internal/wire"
)

func TestSearch(t *testing.T) {
	var lines []line
	for n := range 20 {
		for i := range 2*n + 1 { // those with even numbers are there
			want := (i + 1) / 2
			if got := search(lines, fmt.Sprintf("%03d", i)); got != want {
				t.Errorf("%d in %d lines: got %d, want %d", i, n, got, want)
			}
		}
		lines = append(lines, line{start: fmt.Sprintf("%03d", 2*n) + wire.Colon})
	}
}

// A registry that had many names once does not hold the memory for their text
// as long as it is read.
func TestMemoryOfALongTextIsNotKept(t *testing.T) {
	r := New(Options{})
	f := r.newFrame()
	for range 1000 {
		f.Counters.Line("a_stat", wire.Int(1))
	}
	r.freeFrame(f, len(f.Text())/100)
	if r.newFrame() == f {
		t.Error("it is kept")
	}
}
