//go:build unix

package aggregator

import (
	"sync"
	"sync/atomic"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A budget bounds the bytes in flight over all pipes.
type budget struct {
	left atomic.Int64
	pool sync.Pool // of *buffer, that do not count while they are in it
}

// take reports whether there were n bytes left, which now are the caller's. It
// never waits: those who hold some could wait for each other.
func (b *budget) take(n int) bool {
	if b.left.Add(int64(-n)) >= 0 {
		return true
	}
	b.give(n)
	return false
}

func (b *budget) give(n int) { b.left.Add(int64(n)) }

// A buffer holds the text of one pipe from its first byte until its lines are
// in the reading.
type buffer struct {
	text     []byte
	snapshot wire.Snapshot

	budget *budget
	taken  int // from the budget
	most   int // bytes that text may have
}

// A buffer begins with the capacity of a pipe: most snapshots need no other.
// Then it grows in long steps, since each leaves its predecessor as garbage.
const (
	firstBytes = 64 << 10
	longStep   = 4
	maxPooled  = 1 << 20
)

// lineBytes is about what a parsed line takes, until it is in the reading.
const lineBytes = 64

// newBuffer returns nil when the budget is spent.
func (b *budget) newBuffer(most int) *buffer {
	if !b.take(firstBytes) {
		return nil
	}
	buf, _ := b.pool.Get().(*buffer)
	if buf == nil {
		buf = &buffer{text: make([]byte, 0, firstBytes), budget: b}
	}
	buf.text, buf.taken, buf.most = buf.text[:0], firstBytes, most
	return buf
}

// free gives back what the buffer took. One that grew is left to the garbage
// collector.
func (b *buffer) free() {
	b.budget.give(b.taken)
	if b.taken <= maxPooled {
		b.budget.pool.Put(b)
	}
}

// take takes n more bytes of the budget.
func (b *buffer) take(n int) bool {
	if !b.budget.take(n) {
		return false
	}
	b.taken += n
	return true
}

// room returns where the next bytes go. There is none when the pipe says too
// much, or all pipes together do.
func (b *buffer) room() (room []byte, end ending) {
	size := len(b.text)
	if size > b.most {
		return nil, tooLong
	}
	if size == cap(b.text) {
		bigger := longStep * size
		if bigger >= b.most {
			bigger = b.most + 1 // to see that there is more
		}
		if !b.take(bigger) {
			return nil, crowded
		}
		text := append(make([]byte, 0, bigger), b.text...)
		b.budget.give(size)
		b.taken -= size
		b.text = text
	}
	return b.text[size:cap(b.text)], 0
}

// added says that the next n bytes are there.
func (b *buffer) added(n int) { b.text = b.text[:len(b.text)+n] }

// An ending is how listening to a pipe ended.
type ending int

const (
	whole   ending = iota + 1 // end of file
	quiet                     // nothing came, and nobody has it open
	late                      // the time was over first
	tooLong                   // more than one pipe may say
	crowded                   // the budget is spent: later, perhaps
	broken                    // the read failed
)
