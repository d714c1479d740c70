package expvarbridge

import (
	"expvar"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

func TestVarsBecomeGauges(t *testing.T) {
	nested := vars(map[string]expvar.Var{
		"hits": number64(7),
		"rate": float64Var(0.5),
		"host": stringVar("db1"),
		"deep": vars(map[string]expvar.Var{"er": number64(1)}),
		"json": text(`{"a": [1, 2], "b": {"c": 3}}`),
	})
	tests := []struct {
		name string
		v    expvar.Var
		want string
	}{
		{"integer", number64(3), "x: 3\n"},
		{"negative", number64(-3), "x: -3\n"},
		{"above 2^53", number64(1<<53 + 1), "x: 9007199254740993\n"},
		{"largest", number64(math.MaxInt64), "x: 9223372036854775807\n"},
		{"float", float64Var(2.5), "x: 2.5\n"},
		{"whole float", float64Var(2), "x: 2.0\n"},
		{"NaN", float64Var(math.NaN()), "x: NaN\n"},
		{"infinite", float64Var(math.Inf(-1)), "x: -Inf\n"},
		{"func of int", expvar.Func(func() any { return 42 }), "x: 42\n"},
		{"func of bool", expvar.Func(func() any { return true }), "x: 1\n"},
		{"func of map", expvar.Func(func() any { return map[string]int{"a": 1} }), "x.a: 1\n"},
		{"Map", nested, "x.deep.er: 1\nx.hits: 7\nx.json.b.c: 3\nx.rate: 0.5\n"},
		{"empty Map", new(expvar.Map), ""},
		{"string", stringVar("1"), ""},
		{"JSON string", text(`"1"`), ""},
		{"array", text(`[1, {"a": 2}, [3]]`), ""},
		{"null", text("null"), ""},
		{"nil", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := mirrorOf(vars(map[string]expvar.Var{"x": tt.v}), Options{})
			wantText(t, shown(t, r), tt.want+"counters:\n")
		})
	}
}

func TestNamesAsTheyAre(t *testing.T) {
	r := mirrorOf(vars(map[string]expvar.Var{
		"":                number64(1),
		"a.b":             number64(2),
		"line\nbreak":     number64(3),
		`say "hi"`:        number64(4),
		`"quoted"`:        number64(5),
		"pipestatic_bins": number64(6),
		"colon: 1":        number64(7),
		"m":               text(`{"": 8, "x\ny": 9, ".": 10}`),
	}), Options{})
	wantText(t, shown(t, r), `
"": 1
"\"quoted\"": 5
"line\nbreak": 3
"m.x\ny": 9
"pipestatic_bins": 6
a.b: 2
colon: 1: 7
m.: 8
m..: 10
say "hi": 4
counters:
`)
}

func TestEqualNamesAddUp(t *testing.T) {
	r := mirrorOf(vars(map[string]expvar.Var{
		"a.b":   number64(1),
		"a":     vars(map[string]expvar.Var{"b": number64(10)}),
		"c.d":   asked(func() string { return "0.5" }),
		"c":     vars(map[string]expvar.Var{"d": asked(func() string { return "1" })}),
		"twice": text(`{"x": 1, "x": 2, "y.z": 3, "y": {"z": 4}}`),
	}), Options{})
	r.Stat("a.b").Set(100)
	wantText(t, shown(t, r), "a.b: 111\nc.d: 1.5\ntwice.x: 3\ntwice.y.z: 7\ncounters:\n")
}

func TestVarsComeAndGo(t *testing.T) {
	all := new(expvar.Map)
	r := mirrorOf(all, Options{})
	wantText(t, shown(t, r), "counters:\n")
	all.Set("late", number64(1))
	wantText(t, shown(t, r), "late: 1\ncounters:\n")
	all.Set("late", float64Var(0.5))
	wantText(t, shown(t, r), "late: 0.5\ncounters:\n")
	all.Delete("late")
	wantText(t, shown(t, r), "counters:\n")
}

func TestOptions(t *testing.T) {
	all := vars(map[string]expvar.Var{
		"hits":     number64(1),
		"seconds":  float64Var(0.5),
		"depth":    number64(2),
		"secret":   number64(3),
		"cmdline":  asked(func() string { panic("read") }),
		"memstats": text(`{"Alloc": 4, "BySize": [{"Size": 5}]}`),
	})
	o := Options{
		Prefix: "old.",
		Skip:   func(name string) bool { return name == "secret" },
		Counters: func(name string) bool {
			return name == "old.hits" || name == "old.seconds"
		},
	}
	wantText(t, shown(t, mirrorOf(all, o)), `
old.depth: 2
counters:
old.hits: 1
old.seconds: 0.5
`)
	o = Options{Memstats: true, Skip: func(name string) bool { return name != "memstats" }}
	wantText(t, shown(t, mirrorOf(all, o)), "memstats.Alloc: 4\ncounters:\n")
}

// cached is published once: expvar has no way to take a var back.
var cached = expvar.NewMap("expvarbridge_test_cache")

func TestMirrorShowsPublishedVarsInTheDefaultRegistry(t *testing.T) {
	cached.Set("hits", number64(7))
	const name = "expvarbridge_test_cache.hits"
	remove := Mirror()
	if v, ok := stats.Default().Value(name); v != 7 || !ok {
		t.Errorf("mirrored: got %v, %v, want 7", v, ok)
	}
	if v, ok := stats.Default().Value("memstats.Alloc"); ok {
		t.Errorf("memstats without being asked: %v", v)
	}
	remove()
	remove()
	if v, ok := stats.Default().Value(name); ok {
		t.Errorf("removed: got %v", v)
	}
}

func TestRealMemstats(t *testing.T) {
	r := stats.New(stats.Options{Dir: "off"})
	defer New(Options{Registry: r, Memstats: true})()
	if v, ok := r.Value("memstats.HeapAlloc"); v <= 0 || !ok {
		t.Errorf("got %v, %v", v, ok)
	}
	if strings.Contains(shown(t, r), "cmdline") {
		t.Error("cmdline is shown")
	}
}

func TestReadsWhileVarsChange(t *testing.T) {
	all := vars(map[string]expvar.Var{"m": new(expvar.Map), "n": new(expvar.Int)})
	r := mirrorOf(all, Options{})
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for range 200 {
				all.Add("n", 1)
				all.Get("m").(*expvar.Map).Add("hits", 1)
				all.Set("f", expvar.Func(func() any { return 1 }))
				all.Delete("f")
			}
		})
		group.Go(func() {
			for range 50 {
				shown(t, r)
			}
		})
	}
	group.Wait()
	wantText(t, shown(t, r), "m.hits: 400\nn: 400\ncounters:\n")
}
