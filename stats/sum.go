package stats

import "github.com/pipestatic/pipestatic/internal/wire"

// A sum is the sum of lines of one name. A stat that is a gauge anywhere is a
// gauge.
type sum struct {
	value wire.Value
	gauge bool
	any   bool
}

func (s *sum) add(v wire.Value, gauge bool) {
	if s.any {
		v = s.value.Plus(v)
	}
	*s = sum{v, gauge || s.gauge, true}
}

func (s *sum) write(f *wire.Frame, name string) {
	switch {
	case !s.any:
	case s.gauge:
		f.Gauges.Line(name, s.value)
	default:
		f.Counters.Line(name, s.value)
	}
}
