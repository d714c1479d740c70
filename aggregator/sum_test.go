package aggregator

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// summed returns what the root shows of processes that hold these snapshots.
func summed(t *testing.T, snapshots ...wire.Snapshot) (string, *reading) {
	t.Helper()
	r := &reading{}
	for _, s := range snapshots {
		p := &process{state: ok}
		p.lines, _ = r.names.take(&s, limits{names: 100, nameBytes: 1000})
		r.processes = append(r.processes, p)
	}
	total := r.newSums()
	for _, p := range r.processes {
		total.add(p)
	}
	return string(r.appendStats(nil, total, r.shown(query{}))), r
}

func counting(name string, v wire.Value) wire.Snapshot {
	return wire.Snapshot{Counters: []wire.Line{{Name: []byte(name), Value: v}}}
}

func gauging(name string, v wire.Value) wire.Snapshot {
	return wire.Snapshot{Gauges: counting(name, v).Counters}
}

func TestSums(t *testing.T) {
	one, half, least := wire.Int(1), wire.Float(0.5), wire.Int(-1<<63)
	twice := counting("a", one)
	twice.Bins = twice.Counters
	for _, test := range []struct {
		name string
		a, b wire.Snapshot
		want string
	}{
		{"integers", counting("a", one), counting("a", one), `{"a": 2}`},
		{"a float on one side", gauging("a", half), counting("a", one), `{"a": 1.5}`},
		{"a whole float", gauging("a", half), gauging("a", half), `{"a": 1.0}`},
		{"different names", counting("b", one), counting("a", one), `{"a": 1, "b": 1}`},
		{"twice in one", twice, wire.Snapshot{}, `{"a": 2}`},
		{"below int64", counting("a", least), counting("a", least), `{"a": -18446744073709552000.0}`},
		{"quoted", counting(`"\x01"`, one), counting("\x01", one), `{"\u0001": 1, "\"\\x01\"": 1}`},
		{"not UTF-8", counting("\xff", one), counting(`"\xff"`, one), `{"\"\\xff\"": 2}`},
	} {
		if got, _ := summed(t, test.a, test.b); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestAGaugeAnywhereIsAGauge(t *testing.T) {
	a, b := counting("a", wire.Int(1)), gauging("a", wire.Int(1))
	for name, snapshots := range map[string][]wire.Snapshot{
		"first": {b, a}, "last": {a, b},
	} {
		if _, r := summed(t, snapshots...); r.names.kinds[0]&gauge == 0 {
			t.Errorf("%s: it is a counter", name)
		}
	}
	if _, r := summed(t, a, a); r.names.kinds[0] != counter {
		t.Error("counters make a gauge")
	}
}

func TestASystemWithoutPipes(t *testing.T) {
	h := &handler{rounds{read: func() (*reading, error) { return nil, errors.ErrUnsupported }}}
	w := get(h, "/")
	const want = `{"error": "unsupported operation"}` + "\n"
	if w.Code != http.StatusNotImplemented || w.Body.String() != want {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestUsers(t *testing.T) {
	known := users{"0": "root"}
	for uid, want := range map[int]string{-1: "", 0: "root", 2_000_000_000: "2000000000"} {
		if got := known.name(uid); got != want {
			t.Errorf("%d: got %q, want %q", uid, got, want)
		}
	}
}

func get(h http.Handler, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}
