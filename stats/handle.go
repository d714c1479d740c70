package stats

import "github.com/pipestatic/pipestatic/internal/wire"

// A Stat is the handle of one named number: see [Registry.Stat]. All methods
// may be called from any goroutine, allocate nothing, and count exactly once.
//
// A stat is an integer until a float touches it, then it stays a float;
// integers wrap at int64 as sync/atomic's do. It is a counter until it is set
// or given less than zero, then it is a gauge.
type Stat series

// Incr adds one: a little more than an atomic add costs, and less where several
// cores add to the same stat.
func (s *Stat) Incr() { (*series)(s).add(1) }

// Add adds n.
func (s *Stat) Add(n int64) { (*series)(s).add(n) }

// AddFloat adds f.
func (s *Stat) AddFloat(f float64) { (*series)(s).addFloat(f) }

// Set sets the stat to n. It takes a lock: about twice the cost of Add.
func (s *Stat) Set(n int64) { (*series)(s).set(wire.Int(n)) }

// SetFloat sets the stat to f, at the cost of Set.
func (s *Stat) SetFloat(f float64) { (*series)(s).set(wire.Float(f)) }

// A Histogram is the handle of a distribution: see [Registry.Histogram]. It is
// shown as the counts of the bins that are not empty, _count and _sum. It takes
// 3 KiB, more once several cores add to it at the same time.
type Histogram series

// Observe counts one sample. NaN and the infinities are refused and counted in
// pipestatic_refused_samples_total. It may be called from any goroutine and
// allocates nothing.
func (h *Histogram) Observe(x float64) { (*series)(h).observe(x) }
