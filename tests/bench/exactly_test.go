package bench

import "testing"

// exactly starts a measurement. When it is over, check wants value to have gone
// up by one for each turn of the loop.
func exactly(b *testing.B, value func() int64) (check func()) {
	return exactlyEach(b, 1, value)
}

// exactlyEach is exactly, for loops that count several in each turn.
func exactlyEach(b *testing.B, each int64, value func() int64) (check func()) {
	before := value()
	b.ReportAllocs()
	b.ResetTimer()
	return func() {
		b.StopTimer()
		if got, want := value()-before, each*int64(b.N); got != want {
			b.Errorf("counted %d of %d", got, want)
		}
	}
}
