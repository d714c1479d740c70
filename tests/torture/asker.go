//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// An answer is what the aggregator says.
type answer struct {
	Stats, Growth map[string]float64
	Processes     struct {
		Read, Slow, Dead, Foreign, Torn, Refused int64
		Complete                                 bool
	}
}

// asker is a process with an aggregator, which so many ask at once, again and
// again. It prints what they met.
//
//	asker ASKERS STATS
func asker(args []string) {
	handler, constants := aggregator.Handler(), number(args[1])
	fmt.Println("ready")
	askTogether(number(args[0]), func() func(counts) {
		w := &witness{constants: constants}
		return func(c counts) { c.ask(handler, w) }
	})
}

// askTogether is the rest of the life of a process in which so many ask again
// and again, each in its own way. It prints what they met.
func askTogether(askers int, way func() (ask func(counts))) {
	total := counts{}
	var mu sync.Mutex // guards total
	var all sync.WaitGroup
	for range askers {
		ask := way()
		all.Go(func() {
			met := counts{}
			if roles.Loop(patience, func(func()) { ask(met) }) {
				met = counts{"hung": 1}
			}
			mu.Lock()
			defer mu.Unlock()
			total.add(met)
		})
	}
	all.Wait()
	report(total)
}

// ask asks for the sum over the one program that there is.
func (c counts) ask(handler http.Handler, w *witness) {
	asked := microseconds()
	var a answer
	c.answered(get(handler, "/", &a))
	switch {
	case a.Processes.Dead+a.Processes.Refused+a.Processes.Foreign > 0,
		a.Processes.Complete && a.Processes.Read != 1:
		c.breach("lost", "an aggregator says %+v", a.Processes)
	case a.Processes.Read == 0:
		c["answers without it"]++
	default:
		if err := w.hear(a.Stats, asked); err != nil {
			c.breach("torn", "an aggregator took %v", err)
		}
	}
}

func (c counts) answered(took time.Duration) {
	c["reads"]++
	c["answers"]++
	c.add(counts{"most ms to answer": took.Milliseconds()})
}

// get asks, and returns how long that took.
func get(handler http.Handler, path string, answer any) (took time.Duration) {
	begun := time.Now()
	r := httptest.NewRecorder()
	handler.ServeHTTP(r, httptest.NewRequest(http.MethodGet, path, nil))
	took = time.Since(begun)
	roles.Must(json.Unmarshal(r.Body.Bytes(), answer))
	return took
}
