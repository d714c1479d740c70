//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
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
	handler := aggregator.Handler()
	fmt.Println("ready")
	all := make([]counts, number(args[0]))
	var askers sync.WaitGroup
	for i := range all {
		all[i] = counts{}
		askers.Go(func() {
			w := witness{constants: number(args[1])}
			met := counts{}
			if roles.Loop(patience, func(func()) { met.ask(handler, &w) }) {
				met = counts{"hung": 1}
			}
			all[i] = met
		})
	}
	askers.Wait()
	total := counts{}
	for _, c := range all {
		total.add(c)
	}
	report(total)
}

// ask asks for the sum over the one program that there is.
func (c counts) ask(handler http.Handler, w *witness) {
	asked := microseconds()
	a, took := get(handler)
	c.answered(took)
	switch {
	case a.Processes.Dead+a.Processes.Refused+a.Processes.Foreign > 0,
		a.Processes.Complete && a.Processes.Read != 1:
		c["lost"]++
		fmt.Fprintf(os.Stderr, "an aggregator: %+v\n", a.Processes)
	case a.Processes.Read == 0:
		c["answers without it"]++
	default:
		if err := w.hear(a.Stats, asked); err != nil {
			c["torn"]++
			fmt.Fprintln(os.Stderr, "an aggregator:", err)
		}
	}
}

func (c counts) answered(took time.Duration) {
	c["reads"]++
	c["answers"]++
	c.add(counts{"most ms to answer": took.Milliseconds()})
}

func get(handler http.Handler) (a answer, took time.Duration) {
	begun := time.Now()
	r := httptest.NewRecorder()
	handler.ServeHTTP(r, httptest.NewRequest(http.MethodGet, "/", nil))
	took = time.Since(begun)
	roles.Must(json.Unmarshal(r.Body.Bytes(), &a))
	return a, took
}
