package expvarbridge

import (
	"encoding/json"
	"expvar"
	"math"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/pipestatic/pipestatic/stats"
)

func TestVarIsAJSONObject(t *testing.T) {
	r := stats.New(stats.Options{Dir: "off", Program: "a: 1"})
	wantText(t, Var(r).String(), `{}`)
	r.Stat("signups").Add(math.MaxInt64)
	r.Stat("depth").Set(-2)
	r.Stat("load").SetFloat(0.5)
	r.Stat("whole").SetFloat(3)
	r.Stat("small").SetFloat(1e-9)
	r.Stat("nan").SetFloat(math.NaN())
	r.Stat("up").SetFloat(math.Inf(1))
	r.Stat("down").SetFloat(math.Inf(-1))
	r.Stat(stats.Name("jobs", "queue", "<a>: \"b\"\n")).Incr()
	r.Stat("line\nbreak").Incr()
	r.Stat("pipestatic_bins").Incr()
	r.Histogram("seconds").Observe(0.25)
	got := Var(r).String()
	wantText(t, got, "{"+strings.Join([]string{
		`"depth": -2`,
		`"down": null`,
		`"load": 0.5`,
		`"nan": null`,
		`"small": 1e-9`,
		`"up": null`,
		`"whole": 3.0`,
		`"\"line\\nbreak\"": 1`,
		`"\"pipestatic_bins\"": 1`,
		`"jobs{queue=\"\u003ca\u003e: \\\"b\\\"\\n\"}": 1`,
		`"seconds_count": 1`,
		`"seconds_sum": 0.25`,
		`"signups": 9223372036854775807`,
		`"seconds_bucket{range=\"0.2..0.25\"}": 1`,
	}, ", ")+"}")
	if !json.Valid([]byte(got)) {
		t.Error("this is not JSON")
	}
}

func TestVarShowsWhatTheRegistrySaysOfItself(t *testing.T) {
	r := stats.New(stats.Options{Dir: "off"})
	r.Histogram("seconds").Observe(math.NaN())
	wantText(t, Var(r).String(), `{"pipestatic_refused_samples_total": 1}`)
}

func TestPublish(t *testing.T) {
	const name = "expvarbridge_test_publish"
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if err := Publish(name); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	stats.Set("expvarbridge_test_stat", 7)
	w := httptest.NewRecorder()
	expvar.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/debug/vars", nil))
	var shown map[string]map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &shown) // fails for cmdline, and goes on
	if got := shown[name]["expvarbridge_test_stat"]; got != 7.0 {
		t.Errorf("got %v in\n%s", got, w.Body)
	}
}

func TestPublishOnATakenName(t *testing.T) {
	for _, name := range []string{"cmdline", "memstats"} {
		err := Publish(name)
		want := `pipestatic: publish "` + name + `": another expvar var has that name`
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Somebody publishes the name between the look and the publishing.
func TestPublishLosesARace(t *testing.T) {
	before := expvar.Get("cmdline")
	tryPublish("cmdline", Var(nil))
	if expvar.Get("cmdline") == Var(nil) || before == nil {
		t.Error("the var was replaced")
	}
}

func TestVarsOfOneRegistryAreEqual(t *testing.T) {
	if Var(nil) != Var(stats.Default()) {
		t.Error("nil is not the default registry")
	}
	if Var(nil) == Var(stats.New(stats.Options{})) {
		t.Error("two registries are one var")
	}
}

func TestRegistriesAreNeverMirroredBack(t *testing.T) {
	all := new(expvar.Map)
	a, b := mirrorOf(all, Options{}), mirrorOf(all, Options{Prefix: "b."})
	all.Set("n", number64(1))
	all.Set("pipestatic", Var(a))
	all.Set("another name", Var(a))
	all.Set("another registry", Var(b))
	all.Set("map", vars(map[string]expvar.Var{"in": Var(b), "n": number64(2)}))
	for range 3 {
		wantText(t, shown(t, a), "map.n: 2\nn: 1\ncounters:\n")
		wantText(t, shown(t, b), "b.map.n: 2\nb.n: 1\ncounters:\n")
		wantText(t, Var(a).String(), `{"map.n": 2, "n": 1}`)
	}
}
