package differential

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/differential/internal/stack"
)

// mutants are middlewares that are noticed.
var mutants = map[string]func(next http.Handler) http.Handler{
	"hides Flush": func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(struct{ http.ResponseWriter }{w}, r)
		})
	},
	"writes the status late": func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
		})
	},
	"adds a header": func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Counted", "1")
			next.ServeHTTP(w, r)
		})
	},
	"wraps the server's body": func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = struct{ io.ReadCloser }{r.Body}
			next.ServeHTTP(w, r)
		})
	},
	"reads the body first": func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			next.ServeHTTP(w, r)
		})
	},
	"swallows panics": func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() { _ = recover() }()
			next.ServeHTTP(w, r)
		})
	},
	"panics anew": func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var value any
			func() {
				defer func() { value = recover() }()
				next.ServeHTTP(w, r)
			}()
			if value != nil {
				panic(value)
			}
		})
	},
	"gives nothing back": func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(r.Context()))
		})
	},
}

// TestDifferential_Mutants_AreNoticed has middlewares under test that change
// what they pass on.
func TestDifferential_Mutants_AreNoticed(t *testing.T) {
	for name, mutant := range mutants {
		t.Run(name, func(t *testing.T) {
			tester := newTester(t, func(*stats.Registry, string, bool) stack.Middleware { return mutant })
			for seed := range uint64(3000) {
				c := Generate(seed)
				if fs := compare(c, tester.Serve(c, false), tester.Serve(c, true)); fs != nil {
					t.Logf("after %d cases: %s", seed+1, fs[0].Kind)
					return
				}
			}
			t.Error("nobody notices")
		})
	}
}

// TestDifferential_NoMiddleware_IsNotNoticed compares stacks with themselves: a
// difference is one that a case makes by itself.
func TestDifferential_NoMiddleware_IsNotNoticed(t *testing.T) {
	tester := newTester(t, func(*stats.Registry, string, bool) stack.Middleware {
		return func(next http.Handler) http.Handler { return next }
	})
	for seed := range uint64(300) {
		c := Generate(seed)
		for _, f := range compare(c, tester.Serve(c, false), tester.Serve(c, true)) {
			t.Errorf("seed %d: %s\n%s%s", seed, f.Kind, c, f.Detail)
		}
	}
}
