package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A mutant is our own source with a mistake in it.
type mutant struct {
	mistake string
	file    string // below the root of the project
	edits   []edit
	caught  string // what the test says to it; nothing where there is no mistake
}

// An edit replaces text that is there once.
type edit struct{ old, new string }

const (
	noOrder = "there is no order of these that explains what was read"
	below   = "a read is below what was complete"
	above   = "a read is above what had begun"

	addAlone = "return i.stripes.Load() == nil && i.n.CompareAndSwap(old, old+n)"
)

// spread has a counter take stripes at its first update: whether two cores ever
// meet on one depends on the machine.
var spread = []edit{{addAlone, "return old != old"}, {"if !i.met.again() {", "if false {"}}

// notAlone begins what takes the place of addAlone.
const notAlone = "if i.stripes.Load() != nil { return false }" + aWhile

var mutants = []mutant{
	{"none, on stripes", "internal/stripe/int.go", spread, ""},
	{"stripes are left out", "internal/stripe/int.go", slices.Concat(spread, []edit{
		{"for k := range s.stripe {", "for k := range s.stripe { if k < stripes/2 { continue };"},
	}), below},
	{"an update is lost when two meet", "internal/stripe/int.go", []edit{
		yields, {addAlone, notAlone + "i.n.Store(old + n); return true"},
	}, below},
	{"an update counts twice when two meet", "internal/stripe/int.go", []edit{
		yields, {addAlone, notAlone +
			"if !i.n.CompareAndSwap(old, old+n) { i.n.Add(n); return false }; return true"},
	}, above},
	{"a set is torn", "stats/series.go", []edit{
		yields, {"c.level.Store(v.Int64())",
			"c.level.Store(-99)" + aWhile + "c.level.Store(v.Int64())"},
	}, noOrder},
	{"what a stat was before it became a float is lost", "stats/series.go", []edit{
		{"c = now.newCell(gauge, float, c)", "c = now.newCell(gauge, float, nil)"},
	}, noOrder},
	{"updates through a handle go on into what was deleted", "stats/series.go", []edit{
		{"\ts.replace(nil)\n", ""},
	}, noOrder},
}

// yields is for mutants that let others come in between.
var yields = edit{"import ", "import \"runtime\"\nimport "}

const aWhile = "\nfor range 20 { runtime.Gosched() }\n"

// TestMutants builds TestHistories with each mistake in the source, and has it
// find that.
func TestMutants(t *testing.T) {
	for _, m := range mutants {
		t.Run(m.mistake, func(t *testing.T) {
			m.catch(t, m.build(t), "^TestHistories$")
		})
	}
}

// catch has a test find the mistake.
func (m mutant) catch(t *testing.T, binary, test string) {
	t.Helper()
	out, err := exec.Command(binary, "-test.run="+test, "-test.failfast").CombinedOutput()
	if (err == nil) != (m.caught == "") || !strings.Contains(string(out), m.caught) {
		t.Errorf("%v, want %q in\n%.2000s", err, m.caught, out)
	}
}

// build returns this package's test with the mistake in it.
func (m mutant) build(t *testing.T) (binary string) {
	t.Helper()
	source, err := filepath.Abs(filepath.Join("../..", m.file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range m.edits {
		if n := bytes.Count(text, []byte(e.old)); n != 1 {
			t.Fatalf("%s has %q %d times, not once: adapt the mutant to it", m.file, e.old, n)
		}
		text = bytes.Replace(text, []byte(e.old), []byte(e.new), 1)
	}
	dir := t.TempDir()
	changed, overlay := filepath.Join(dir, "changed.go"), filepath.Join(dir, "overlay.json")
	list, err := json.Marshal(map[string]any{"Replace": map[string]string{source: changed}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, changed, text)
	write(t, overlay, list)
	binary = filepath.Join(dir, "mutant")
	build := exec.Command("go", "test", "-c", "-overlay", overlay, "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
