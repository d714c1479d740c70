package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/pipestatic/pipestatic/stats"
)

// What is done to the one stat of a history.
type call struct {
	do string
	x  float64
}

// What a read gave: the stat's line in a snapshot, if it has one.
type value struct {
	exists       bool
	x            float64
	gauge, float bool
}

const (
	users = 4 // of the stat, at the same time
	calls = 5 // of each
)

// history has goroutines use a stat of the default registry at the same time,
// and returns what they did and when. The last of it is a read when all the rest
// was done.
func history(name string, seed uint64, next func(*rand.Rand) call) []porcupine.Operation {
	all := make([]porcupine.Operation, users*calls+1)
	do := everyWay(name)
	begun := time.Now()
	perform := func(o *porcupine.Operation, user int, c call) {
		o.ClientId, o.Input = user, c
		o.Call = time.Since(begun).Nanoseconds()
		o.Output = do[user](c)
		o.Return = time.Since(begun).Nanoseconds()
	}
	var wg sync.WaitGroup
	var ready atomic.Int32
	for user := range users {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(user)))
			for ready.Add(1); ready.Load() < users; {
				runtime.Gosched() // all begin at once
			}
			for i := range calls {
				perform(&all[user*calls+i], user, next(random))
			}
		})
	}
	wg.Wait()
	perform(&all[users*calls], 0, call{do: "read"})
	return all
}

// everyWay returns the ways to use a stat, one for each user: by name, by a
// handle of before the stat was last deleted, by one of after that, and by one
// that is asked for each time.
func everyWay(name string) [users]func(call) value {
	r := stats.Default()
	before := r.Stat(name)
	if strings.HasPrefix(name, "deleted") {
		r.Delete(name)
	}
	after := r.Stat(name)
	return [users]func(call) value{
		func(c call) value { return c.byName(name) },
		func(c call) value { return c.by(before, name) },
		func(c call) value { return c.by(after, name) },
		func(c call) value { return c.by(r.Stat(name), name) },
	}
}

func (c call) byName(name string) value {
	switch c.do {
	case "add":
		stats.Add(name, int64(c.x))
	case "addFloat":
		stats.Add(name, c.x)
	case "set":
		stats.Set(name, int64(c.x))
	case "setFloat":
		stats.Set(name, c.x)
	case "delete":
		stats.Delete(name)
	default:
		return read(name)
	}
	return value{}
}

func (c call) by(s *stats.Stat, name string) value {
	switch c.do {
	case "add":
		s.Add(int64(c.x))
	case "addFloat":
		s.AddFloat(c.x)
	case "set":
		s.Set(int64(c.x))
	case "setFloat":
		s.SetFloat(c.x)
	default:
		return c.byName(name)
	}
	return value{}
}

// read finds the stat in a snapshot, as a reader of the pipe does.
func read(name string) (v value) {
	var text bytes.Buffer
	_, _ = stats.Default().WriteTo(&text) // a Buffer takes everything
	gauges, counters, _ := strings.Cut(text.String(), "\npipestatic_counters: ")
	for _, section := range []string{gauges, counters} {
		if _, after, ok := strings.Cut(section, "\n"+name+": "); ok {
			number, _, _ := strings.Cut(after, "\n")
			x, err := strconv.ParseFloat(number, 64)
			if err != nil || v.exists {
				panic(fmt.Sprintf("%s is not there once, as a number:\n%s", name, &text))
			}
			v = value{true, x, section == gauges, strings.ContainsAny(number, ".e")}
		}
	}
	return v
}
