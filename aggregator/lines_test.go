package aggregator

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// Whatever order names come in, and whoever showed them before in which, each
// value stands under its own name.
func TestLinesAgainstAModel(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	n := names{}
	for range 500 {
		s := wire.Snapshot{Program: fmt.Sprint("p", random.IntN(3))}
		shown := random.Perm(20)[:random.IntN(20)]
		for _, name := range shown {
			v := wire.Int(random.Int64())
			if random.IntN(4) == 0 {
				v = wire.Float(random.NormFloat64())
			}
			s.Counters = append(s.Counters, wire.Line{Name: fmt.Append(nil, "n", name), Value: v})
		}
		ls, leftOut := n.take(&s, defaultLimits())
		if ls.len() != len(shown) || leftOut != 0 {
			t.Fatalf("%d lines, %d left out, of %d", ls.len(), leftOut, len(shown))
		}
		i := 0
		for l := range ls.all() {
			if want := s.Counters[i]; n.list[l.name] != string(want.Name) || l.value != want.Value {
				t.Fatalf("line %d is %s %v, want %s %v", i, n.list[l.name], l.value, want.Name, want.Value)
			}
			i++
		}
	}
}

func TestProcessesOfOneKindShareALayout(t *testing.T) {
	n := names{}
	a, b, other := counting("a", wire.Int(1)), counting("a", wire.Int(2)), counting("a", wire.Float(2))
	first, _ := n.take(&a, defaultLimits())
	second, _ := n.take(&b, defaultLimits())
	third, _ := n.take(&other, defaultLimits())
	if &first.layout[0] != &second.layout[0] {
		t.Error("the same is told twice")
	}
	if &first.layout[0] == &third.layout[0] || first.layout[0].float {
		t.Error("a float and an integer share a layout")
	}
}
