package bench

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
	"github.com/pipestatic/pipestatic/stats"
)

// names returns n names as programs have them, which every contestant takes.
func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`http_requests_total{route="/r/%02d"}`, i)
	}
	return list
}

// A walk goes through names, round and round. It has to be a local variable of
// its goroutine, so that nobody else writes to its cache line.
type walk struct {
	names []string
	i     int
}

// walkFrom starts somewhere else for each goroutine.
func walkFrom(names []string, goroutine int64) walk {
	return walk{names, int(goroutine) * 37 % len(names)}
}

func (w *walk) next() string {
	name := w.names[w.i]
	if w.i++; w.i == len(w.names) {
		w.i = 0
	}
	return name
}

// freshly returns each of the names n times, newly built as from a request: at
// an address that was never seen.
func freshly(names []string, list []string) []string {
	for i := range list {
		list[i] = strings.Clone(names[i%len(names)])
	}
	return list
}

// valuesOf reads all the integers of a registry.
func valuesOf(reg *stats.Registry) map[string]int64 {
	var text bytes.Buffer
	_, _ = reg.WriteTo(&text) // into memory: it cannot fail
	var s wire.Snapshot
	if err := s.Parse(text.Bytes()); err != nil {
		panic(err)
	}
	values := map[string]int64{}
	for _, section := range [][]wire.Line{s.Gauges, s.Counters, s.Bins} {
		for _, l := range section {
			if !l.Value.IsFloat() {
				values[string(l.Name)] = l.Value.Int64()
			}
		}
	}
	return values
}
