package stats

import (
	"math"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A Number is any integer or float type.
type Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr |
		~float32 | ~float64
}

// The one registry that needs no set-up. It opens its pipe at its first use.
var defaultRegistry = newDefault()

// hinted are the hints to the series of the default registry.
var hinted hints

func newDefault() *Registry {
	r := New(Options{})
	r.served.atFirstUse = true
	r.hints = &hinted
	return r
}

// Default returns the registry that the functions of this package use. It opens
// its pipe by itself, in the background, when the first stat or source is added
// to it; in a test binary only where PIPESTATIC_DIR is set.
func Default() *Registry { return defaultRegistry }

// Incr adds one to a stat of the default registry; the first update creates it.
// The functions of this package look the name up each time. Where the string is
// the same as before, that costs two to three times as much as
// [Registry.Stat]'s handles, which spare it; where it is built anew each time,
// about as much as a map look-up. They allocate nothing for a stat that exists.
func Incr(name string) {
	s := hinted.placed(name)
	if s != nil && s.tryAdd(1) {
		return
	}
	if s == nil || !s.attached() {
		s = hinted.find(defaultRegistry, name)
		if s == nil || s.tryAdd(1) {
			return
		}
	}
	s.addToCell(1)
}

// updated returns the series called name for an update, or nil when the update is
// refused.
func updated(name string) *series {
	if s := hinted.placed(name); s != nil && s.attached() {
		return s
	}
	return hinted.find(defaultRegistry, name)
}

// Add adds n to a stat of the default registry. A float makes it a float for
// good, less than zero makes it a gauge; unsigned integers above
// math.MaxInt64 are added as floats.
func Add[N Number](name string, n N) {
	s := updated(name)
	if s == nil {
		return
	}
	if i, f, isInt := split(n); isInt {
		s.add(i)
	} else {
		s.addFloat(f)
	}
}

// Set sets a stat of the default registry and makes it a gauge.
func Set[N Number](name string, n N) {
	s := updated(name)
	if s == nil {
		return
	}
	if i, f, isInt := split(n); isInt {
		s.set(wire.Int(i))
	} else {
		s.set(wire.Float(f))
	}
}

// Observe counts one sample of a distribution of the default registry: see
// [Histogram.Observe].
func Observe(name string, x float64) {
	if s := updated(name); s != nil {
		s.observe(x)
	}
}

// Delete removes a stat from the default registry: see [Registry.Delete].
func Delete(name string) { defaultRegistry.Delete(name) }

// Close takes the default registry's pipe away: see [Registry.Close]. It is
// tidy, and never required: readers remove the pipes of the dead.
func Close() error { return defaultRegistry.Close() }

// split returns n as an integer where int64 holds it, else as a float.
func split[N Number](n N) (i int64, f float64, isInt bool) {
	half := N(1)
	half /= 2
	if half != 0 || n > 0 && uint64(n) > math.MaxInt64 {
		return 0, float64(n), false
	}
	return int64(n), 0, true
}
