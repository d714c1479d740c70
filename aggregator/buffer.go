//go:build unix

package aggregator

// A buffer holds the text of one pipe from its first byte until its lines are
// in the reading.
type buffer struct {
	text  []byte
	first []byte // the first text

	budget *budget
	taken  int // from the budget
	most   int // bytes that text may have
}

// A buffer begins with the capacity of a pipe: most snapshots need no other.
// Then it grows in long steps.
const (
	firstBytes = 64 << 10
	longStep   = 4
	smallBytes = longStep * firstBytes
)

// lineBytes is about what a parsed line takes, until it is in the reading.
const lineBytes = 64

// free gives back what the buffer took.
func (b *buffer) free() {
	b.budget.give(b.taken)
	b.budget.keep(b.text)
	b.text = b.first
	b.budget.buffers.Put(b)
}

// take takes n more bytes of the budget. What grows big has to leave so many more
// there, and what is kept for the small: so those that say a lot and do not come
// to an end keep out nobody who says less.
func (b *buffer) take(n, more int) bool {
	if more = max(more, b.budget.small); b.taken+n <= smallBytes {
		more = 0
	}
	if !b.budget.take(n, more) {
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
		if !b.take(bigger, bigger/2) {
			return nil, crowded
		}
		text := append(b.budget.text(bigger), b.text...)
		b.budget.keep(b.text)
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
