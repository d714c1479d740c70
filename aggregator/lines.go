package aggregator

import (
	"iter"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// lines are the stats of one process. They take 8 bytes each: what they are stands
// in a layout, which processes share that show the same in the same order.
type lines struct {
	layout []spot
	values []uint64 // the bits
}

// A spot is what a line is, but for its value.
type spot struct {
	name  int32 // its number in the reading's names
	float bool
}

// A line is one stat of one process.
type line struct {
	name  int32 // its number in the reading's names
	value wire.Value
}

func (ls lines) len() int { return len(ls.values) }

func (ls lines) all() iter.Seq[line] {
	return func(yield func(line) bool) {
		for i, bits := range ls.values {
			at := ls.layout[i]
			if !yield(line{at.name, wire.FromBits(bits, at.float)}) {
				return
			}
		}
	}
}

// last returns the number of the last line's name, or -1.
func (ls lines) last() int32 {
	if len(ls.layout) == 0 {
		return -1
	}
	return ls.layout[len(ls.layout)-1].name
}
