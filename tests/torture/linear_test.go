package main

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/pipestatic/pipestatic/stats"
)

// What is done to the one stat of a history.
type call struct {
	do string
	x  float64
}

// What a read gave.
type value struct {
	exists bool
	x      float64
}

// register is what a stat is to its users: a number that is there or not.
var register = porcupine.Model{
	Init: func() any { return value{} },
	Step: func(state, input, output any) (bool, any) {
		now, c := state.(value), input.(call)
		switch c.do {
		case "add", "addFloat":
			return true, value{true, now.x + c.x}
		case "set", "setFloat":
			return true, value{true, c.x}
		case "delete":
			return true, value{}
		default:
			return output.(value) == now, now
		}
	},
}

// history has four goroutines use one stat through two handles, one of which may
// be of before a Delete, and returns what they did and when.
func history(seed uint64, next func(*rand.Rand) call) []porcupine.Operation {
	r := stats.New(stats.Options{})
	old := r.Stat("x")
	if seed%3 == 0 {
		r.Delete("x")
	}
	handles := []*stats.Stat{old, r.Stat("x")}
	operations := make([][]porcupine.Operation, 4)
	begun := time.Now()
	var wg sync.WaitGroup
	for g := range operations {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(g)))
			for range 5 {
				o := porcupine.Operation{ClientId: g, Input: next(random)}
				o.Call = time.Since(begun).Nanoseconds()
				o.Output = o.Input.(call).run(r, handles[g%2])
				o.Return = time.Since(begun).Nanoseconds()
				operations[g] = append(operations[g], o)
			}
		})
	}
	wg.Wait()
	var all []porcupine.Operation
	for _, some := range operations {
		all = append(all, some...)
	}
	return all
}

func (c call) run(r *stats.Registry, s *stats.Stat) (v value) {
	switch c.do {
	case "add":
		s.Add(int64(c.x))
	case "addFloat":
		s.AddFloat(c.x)
	case "set":
		s.Set(int64(c.x))
	case "setFloat":
		s.SetFloat(c.x)
	case "delete":
		r.Delete("x")
	default:
		v.x, v.exists = r.Value("x")
	}
	return v
}

// anything is any use of a stat; the numbers are exact as floats.
func anything(random *rand.Rand) call {
	switch p := random.IntN(100); {
	case p < 35:
		return call{"add", float64(random.IntN(7) - 3)}
	case p < 50:
		return call{"addFloat", float64(random.IntN(8))/4 - 1}
	case p < 60:
		return call{"set", float64(random.IntN(9))}
	case p < 68:
		return call{"setFloat", float64(random.IntN(9)) / 2}
	case p < 75:
		return call{"delete", 0}
	}
	return call{"read", 0}
}

// counting is what counters are used for.
func counting(random *rand.Rand) call {
	c := anything(random)
	switch c.do {
	case "set", "setFloat":
		return call{"add", 1}
	}
	c.x = max(c.x, -c.x)
	return c
}

func TestLinearizable(t *testing.T) {
	for name, next := range map[string]func(*rand.Rand) call{
		"anything": anything, "counting": counting,
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(2000) {
				if h := history(seed, next); !porcupine.CheckOperations(register, h) {
					for _, o := range h {
						t.Logf("%d-%d: %v gave %v", o.Call, o.Return, o.Input, o.Output)
					}
					t.Fatalf("seed %d: there is no order of these that explains what was read", seed)
				}
			}
		})
	}
}
