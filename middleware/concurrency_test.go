package middleware_test

import (
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/go-chi/chi/v5"
)

// Whatever is going on, no snapshot contradicts itself.
func TestEverySnapshotAddsUp(t *testing.T) {
	reg, count := fresh()
	r := chi.NewRouter()
	r.Use(count)
	sub := chi.NewRouter()
	sub.Use(count)
	sub.Get("/{code:[0-9]+}", func(w http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(chi.URLParam(r, "code"))
		w.WriteHeader(code)
	})
	sub.Get("/stream", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
	})
	sub.Get("/panic", func(http.ResponseWriter, *http.Request) { panic("x") })
	r.Mount("/sub", sub)

	const goroutines, rounds = 4, 300
	const all = goroutines * rounds
	targets := strings.Fields("/sub/200 /sub/404 /sub/503 /sub/stream /sub/panic /nowhere")
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for i := range rounds {
				serve(r, "GET "+targets[i%len(targets)])
			}
		})
	}
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	for finished := false; !finished; runtime.Gosched() {
		select {
		case <-done:
			finished = true // and look once more
		default:
		}
		if got := checkSums(t, reg); finished && got.requests != all {
			t.Errorf("%d requests in the end", got.requests)
		}
	}
	want(t, lines(reg, "http_requests", "http_outcomes"), fmt.Sprintf(`
		http_outcomes_total{outcome="client_error"}: %d
		http_outcomes_total{outcome="ok"}: %d
		http_outcomes_total{outcome="panic"}: %[2]d
		http_outcomes_total{outcome="server_error"}: %[2]d
		http_outcomes_total{outcome="stream"}: %[2]d
		http_requests_total: %[3]d
		`, 2*all/len(targets), all/len(targets), all))
}
