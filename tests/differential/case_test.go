package differential

import (
	"net/http"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/differential/internal/stack"
)

func TestGenerate_SameSeed_SameCase(t *testing.T) {
	for seed := range uint64(200) {
		if a, b := Generate(seed).String(), Generate(seed).String(); a != b {
			t.Fatalf("seed %d:\n%s\n%s", seed, a, b)
		}
	}
}

// TestShrink_AddedHeader_LeavesNoProgram makes cases smaller that fail whatever
// their programs do.
func TestShrink_AddedHeader_LeavesNoProgram(t *testing.T) {
	tester := newTester(t, func(*stats.Registry, string, bool) stack.Middleware {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("X-Counted", "1")
				next.ServeHTTP(w, r)
			})
		}
	})
	for seed := range uint64(20) {
		c := Generate(seed)
		for _, f := range compare(c, tester.Serve(c, false), tester.Serve(c, true)) {
			small, _ := tester.Shrink(c, f.Kind)
			operations := 0
			for _, x := range small.Exchanges {
				operations += len(x.Program)
			}
			if operations > 1 {
				t.Errorf("seed %d: %s\n%s", seed, f.Kind, small)
			}
		}
	}
}
