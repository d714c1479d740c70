//go:build unix

package aggregator

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// maxPooled is of how many lines snapshots are used again.
const maxPooled = 10_000

// A budget bounds the bytes in flight over all pipes.
type budget struct {
	left  atomic.Int64
	small int // of these, only small buffers may take the last so many

	// What is in there does not count.
	buffers   sync.Pool // of *buffer, with a first text
	snapshots sync.Pool // of *wire.Snapshot, not for many lines
	mu        sync.Mutex
	spare     [][]byte // longer texts, to be used again in this reading; guarded by mu
}

// take reports whether there were n bytes left, and so many more, and takes n. It
// never waits: those who hold some could wait for each other.
func (b *budget) take(n, more int) bool {
	if b.left.Add(int64(-n)) >= int64(more) {
		return true
	}
	b.give(n)
	return false
}

func (b *budget) give(n int) { b.left.Add(int64(n)) }

// newBuffer returns nil when the budget is spent.
func (b *budget) newBuffer(most int) *buffer {
	if !b.take(firstBytes, 0) {
		return nil
	}
	buf, _ := b.buffers.Get().(*buffer)
	if buf == nil {
		buf = &buffer{first: make([]byte, 0, firstBytes), budget: b}
	}
	buf.text, buf.taken, buf.most = buf.first, firstBytes, most
	return buf
}

// text returns room for a longer text, used before if possible: as garbage, those
// of all pipes would be many times the budget.
func (b *budget) text(size int) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, text := range b.spare {
		if cap(text) == size {
			b.spare = slices.Delete(b.spare, i, i+1)
			return text[:0]
		}
	}
	for len(b.spare) > 0 && b.spareBytes() > int(b.left.Load()) {
		b.spare = b.spare[1:]
	}
	return make([]byte, 0, size)
}

func (b *budget) keep(text []byte) {
	if cap(text) > firstBytes {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.spare = append(b.spare, text)
	}
}

// spareBytes is called with mu held.
func (b *budget) spareBytes() (n int) {
	for _, text := range b.spare {
		n += cap(text)
	}
	return n
}

// end is the end of a reading.
func (b *budget) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spare = nil
}

// snapshot returns one to parse a text into.
func (b *budget) snapshot() *wire.Snapshot {
	if s, _ := b.snapshots.Get().(*wire.Snapshot); s != nil {
		return s
	}
	return &wire.Snapshot{}
}
