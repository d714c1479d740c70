package expvarbridge

import (
	"expvar"
	"strings"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

// text is a var that prints itself.
type text string

func (t text) String() string { return string(t) }

// asked is a var that prints what a function returns.
type asked func() string

func (f asked) String() string { return f() }

// vars returns a Map with the vars, to stand for all that are published.
func vars(m map[string]expvar.Var) *expvar.Map {
	all := new(expvar.Map)
	for name, v := range m {
		all.Set(name, v)
	}
	return all
}

func number64(n int64) *expvar.Int {
	v := new(expvar.Int)
	v.Set(n)
	return v
}

func float64Var(f float64) *expvar.Float {
	v := new(expvar.Float)
	v.Set(f)
	return v
}

func stringVar(s string) *expvar.String {
	v := new(expvar.String)
	v.Set(s)
	return v
}

// mirrorOf returns a registry with nothing but a mirror of all.
func mirrorOf(all *expvar.Map, o Options) *stats.Registry {
	r := stats.New(stats.Options{Dir: "off", Program: "test"})
	r.Collect(newMirror(o.withDefaults(), all.Do).report)
	return r
}

// shown returns a snapshot without the framing that is the same everywhere, so
// "counters:" stands between the gauges and the counters.
func shown(t *testing.T, r *stats.Registry) string {
	t.Helper()
	var b strings.Builder
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	var kept []string
	for line := range strings.Lines(b.String()) {
		switch {
		case strings.HasPrefix(line, "pipestatic_counters: "):
			kept = append(kept, "counters:\n")
		case !isFraming(line[:strings.LastIndex(line, ": ")]):
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

func wantText(t *testing.T, got, want string) {
	t.Helper()
	if want = strings.TrimPrefix(want, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
