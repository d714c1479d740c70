package aggregator

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipetest"
	"github.com/pipestatic/pipestatic/internal/wire"
)

// began is when the aggregator of these tests did.
var began = time.Unix(1_800_000_000, 0)

const older, younger = 1_799_999_999.5, 1_800_000_000.5

// An era is a growth, and the readings that it has seen.
type era struct {
	*growth
	now time.Time
}

func newEra() *era {
	g := newGrowth(began)
	g.limits = defaultLimits()
	return &era{g, began}
}

// says is a process in a reading, with stats as pipetest.Frame takes them.
func says(pid int, start float64, stats ...string) *process {
	return saysAs("web", pid, start, stats...)
}

func saysAs(program string, pid int, start float64, stats ...string) *process {
	return &process{
		state: ok, file: fileOf(pid), pid: pid, start: start, program: program,
		reason: pipetest.Frame(program, stats...), // until it is read
	}
}

func not(s state, pid int) *process { return &process{state: s, file: fileOf(pid), pid: pid} }

func fileOf(pid int) string { return fmt.Sprintf("/d/%d.stats", pid) }

// second is the process with the second pipe of its pid.
func second(p *process) *process {
	p.file = strings.Replace(p.file, ".stats", "-2.stats", 1)
	return p
}

// reads makes the next reading, a second later.
func (e *era) reads(processes ...*process) *reading {
	e.now = e.now.Add(time.Second)
	r := &reading{began: e.now}
	for _, p := range processes {
		var s wire.Snapshot
		_ = s.Parse([]byte(p.reason))
		p.lines, _ = r.names.take(&s, e.limits)
		r.processes = append(r.processes, p)
	}
	r.settle()
	e.update(r)
	return r
}

// grew is the growth in the root's answer.
func (r *reading) grew() string { return string(appendGrowth(nil, r.growth, query{})) }

func TestGrowth(t *testing.T) {
	type step struct {
		processes []*process
		want      string
	}
	all := func(p ...*process) []*process { return p }
	for name, steps := range map[string][]step{
		"a process that is older begins at its value": {
			{all(says(1, older, "a: 5", "b: 0.5")), `{"a": 0, "b": 0.0}`},
			{all(says(1, older, "a: 7", "b: 0.75")), `{"a": 2, "b": 0.25}`},
		},
		"a younger one at zero": {
			{all(), `{}`},
			{all(says(1, younger, "a: 5", "b: 0.5")), `{"a": 5, "b": 0.5}`},
		},
		"also at the first reading": {
			{all(says(1, younger, "a: 5")), `{"a": 5}`},
		},
		"an older one that was slow at first": {
			{all(not(slow, 1)), `{}`},
			{all(says(1, older, "a: 5")), `{"a": 0}`},
			{all(says(1, older, "a: 6")), `{"a": 1}`},
		},
		"one that is slow in between": {
			{all(says(1, younger, "a: 5")), `{"a": 5}`},
			{all(not(slow, 1)), `{"a": 5}`},
			{all(says(1, younger, "a: 6")), `{"a": 6}`},
		},
		"a new counter of an older process": {
			{all(says(1, older, "b: 5")), `{"b": 0}`},
			{all(says(1, older, "a: 3", "b: 6")), `{"a": 3, "b": 1}`},
			{all(says(1, older, "a: 4", "b: 6", "c: 1")), `{"a": 4, "b": 1, "c": 1}`},
		},
		"what has gone stays": {
			{all(says(1, younger, "a: 5"), says(2, younger, "a: 1")), `{"a": 6}`},
			{all(says(2, younger, "a: 2")), `{"a": 7}`},
			{all(), `{"a": 7}`},
		},
		"a restart under the same pid": {
			{all(says(1, younger, "a: 5")), `{"a": 5}`},
			{all(says(1, younger+1, "a: 7")), `{"a": 12}`},
		},
		"a pipe that moves to another name": {
			{all(says(1, younger, "a: 5")), `{"a": 5}`},
			{all(saysAs("jobs", 1, younger+1, "a: 1"), second(says(1, younger, "a: 5"))), `{"a": 6}`},
			{all(saysAs("jobs", 1, younger+1, "a: 1"), second(says(1, younger, "a: 6"))), `{"a": 7}`},
			{all(says(1, younger, "a: 8")), `{"a": 9}`},
		},
		"a pipe whose name is another's now": {
			{all(says(1, younger, "a: 5")), `{"a": 5}`},
			{all(not(refused, 1), second(says(1, younger, "a: 6"))), `{"a": 6}`},
			{all(says(1, younger, "a: 7"), second(not(slow, 1))), `{"a": 7}`},
			{all(not(torn, 1), second(says(1, younger, "a: 8"))), `{"a": 8}`},
		},
		"a pipe that was away for a moment": {
			{all(says(1, younger, "a: 5")), `{"a": 5}`},
			{all(), `{"a": 5}`},
			{all(says(1, younger, "a: 5")), `{"a": 5}`},
		},
		"twins": {
			{all(says(1, younger, "a: 5"), second(not(slow, 1))), `{"a": 5}`},
			{all(says(1, younger, "a: 5"), second(says(1, younger, "a: 3"))), `{"a": 8}`},
			{all(not(slow, 1), second(says(1, younger, "a: 5"))), `{"a": 10}`},
			{all(says(1, younger, "a: 6"), second(says(1, younger, "a: 5"))), `{"a": 11}`},
		},
		"a counter that falls": {
			{all(says(1, older, "a: 5")), `{"a": 0}`},
			{all(says(1, older, "a: 2")), `{"a": 2}`},
			{all(says(1, older, "a: 3")), `{"a": 3}`},
		},
		"a counter that is left out for once": {
			{all(says(1, younger, "a: 5", "b: 1", "c: 1")), `{"a": 5, "b": 1, "c": 1}`},
			{all(says(1, younger, "b: 2", "c: 2")), `{"a": 5, "b": 2, "c": 2}`},
			{all(says(1, younger, "a: 6", "b: 2", "c: 3")), `{"a": 6, "b": 2, "c": 3}`},
		},
		"a counter that becomes a gauge stays one": {
			{all(says(1, younger, "a: 5", "b: 1")), `{"a": 5, "b": 1}`},
			{all(says(1, younger, "gauge a: 2", "b: 1")), `{"b": 1}`},
			{all(says(1, younger, "a: 7", "b: 1")), `{"b": 1}`},
		},
		"a gauge beside a counter of that name": {
			{all(says(1, younger, "gauge a: 5"), says(2, younger, "a: 1", "b: 1")), `{"b": 1}`},
			{all(says(2, younger, "a: 1", "b: 1")), `{"b": 1}`},
		},
		"a gauge only": {
			{all(says(1, younger, "gauge a: 5")), `{}`},
			{all(says(2, younger, "a: 1")), `{"a": 1}`},
		},
		"bins": {
			{all(says(1, older, `d_bucket{range="1..1.25"}: 5`)), `{"d_bucket{range=\"1..1.25\"}": 0}`},
			{all(says(1, older, `d_bucket{range="1..1.25"}: 6`)), `{"d_bucket{range=\"1..1.25\"}": 1}`},
		},
		"an integer becomes a float, and back": {
			{all(says(1, younger, "a: 5")), `{"a": 5}`},
			{all(says(1, younger, "a: 6.5")), `{"a": 6.5}`},
			{all(says(1, younger, "a: 7")), `{"a": 7.0}`},
		},
		"no values of a counter": {
			{all(says(1, younger, "a: 5", "b: -3", "c: +Inf")), `{"a": 5, "b": 0, "c": 0}`},
			{all(says(1, younger, "a: NaN", "b: -1", "c: 1.0")), `{"a": 5, "b": 0, "c": 1.0}`},
			{all(says(1, younger, "a: 6", "b: 2", "c: -0.0")), `{"a": 6, "b": 2, "c": 1.0}`},
		},
		"past int64": {
			{all(says(1, younger, "a: 9223372036854775807"), says(2, younger, "a: 1")),
				`{"a": 9223372036854776000.0}`},
		},
		"what does not count": {
			{all(&process{state: foreign, pid: 1, reason: "a: 5\n"}, not(dead, 2), not(torn, 3)), `{}`},
		},
		"programs": {
			{all(says(1, younger, "a: 5"), saysAs("jobs", 2, younger, "a: 1")), `{"a": 6}`},
		},
	} {
		e := newEra()
		for i, step := range steps {
			if got := e.reads(step.processes...).grew(); got != step.want {
				t.Errorf("%s, reading %d: %s, want %s", name, i+1, got, step.want)
			}
		}
	}
}

// Where our own start is not known, it counts from when the aggregator was
// made; our own pipe is known by its pid.
func TestGrowthWithoutAStart(t *testing.T) {
	g := newGrowth(time.Time{})
	g.limits = defaultLimits()
	e := &era{g, time.Now()}
	if got := e.reads(says(os.Getpid(), 1, "a: 5"), says(1, 1, "a: 3")).grew(); got != `{"a": 5}` {
		t.Errorf("got %s", got)
	}
	if ago := float64(time.Now().UnixMicro())/1e6 - g.since; ago < 0 || ago > 60 {
		t.Errorf("%v s ago", ago)
	}
}

func TestGrowthOfAProgram(t *testing.T) {
	r := newEra().reads(says(1, younger, "a: 5", "b: 1"), saysAs("jobs", 2, younger, "a: 1"))
	q := query{programs: map[string]bool{"web": true}, match: []string{"a*"}}
	if got := string(appendGrowth(nil, r.growth, q)); got != `{"a": 5}` {
		t.Errorf("got %s", got)
	}
}

// What requests share does not change.
func TestAReadingKeepsItsGrowth(t *testing.T) {
	e := newEra()
	r := e.reads(says(1, younger, "a: 5"))
	e.reads(says(1, younger, "a: 6", "b: 1"))
	if got := r.grew(); got != `{"a": 5}` {
		t.Errorf("got %s", got)
	}
}

func TestThoseWhoHaveGoneAreForgotten(t *testing.T) {
	const noPid = 1 << 30 // above any
	e := newEra()
	e.reads(says(1, younger, "a: 5"), says(noPid, younger, "a: 1", "b: 1"), says(3, younger, "b: 1"))
	e.reads(says(1, younger, "a: 5"), not(slow, 3))
	e.now = e.now.Add(2 * forgetAfter)
	e.reads(says(1, younger, "a: 5"), not(slow, 3))
	if len(e.accounts) != 2 || e.counters != 2 {
		t.Errorf("%d accounts, %d counters", len(e.accounts), e.counters)
	}
}

// A process that lives is not: when its pipe is back after a long time, it has not
// counted everything again. Of those that had its path, only the last is kept.
func TestWhoLivesIsNotForgotten(t *testing.T) {
	e := newEra()
	pid := os.Getppid()
	e.reads(says(pid, younger-1, "a: 1"))
	e.reads(says(pid, younger, "a: 5"))
	for range 2 {
		e.now = e.now.Add(2 * forgetAfter)
		e.reads()
	}
	if len(e.accounts) != 1 {
		t.Errorf("%d accounts", len(e.accounts))
	}
	if got := e.reads(says(pid, younger, "a: 6")).grew(); got != `{"a": 6}` {
		t.Errorf("got %s", got)
	}
}

func TestGrowthIsLimited(t *testing.T) {
	for name, limit := range map[string]func(*limits){
		"names":          func(l *limits) { l.names = 3 },
		"bytes of names": func(l *limits) { l.nameBytes = 15 },
		"counters":       func(l *limits) { l.lines = 3 },
	} {
		e := newEra()
		e.reads(says(1, younger, "a: 5"))
		limit(&e.limits)
		r := e.reads(says(1, younger, "a: 6", "b: 1"), saysAs("jobs", 2, younger, "a: 1", "b: 1"))
		if got := r.grew(); !strings.HasPrefix(got, `{"a": 6, "b": 1`) || !r.cut {
			t.Errorf("%s: %s, cut %t", name, got, r.cut)
		}
		e.limits = defaultLimits()
		left := says(1, younger, "b: 2")
		left.cut = true
		if r := e.reads(left); !strings.HasPrefix(r.grew(), `{"a": 6, "b": 1`) {
			t.Errorf("%s: one that a limit left out counts: %s", name, r.grew())
		}
	}
}

// Processes come, count, rest, restart and go. The growth is what they counted,
// as far as it was ever read.
func TestGrowthAgainstAModel(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	e := newEra()
	type life struct {
		start       float64
		value, read int64
	}
	lives := map[int]*life{}
	total, before := int64(0), int64(0)
	for range 3000 {
		var now []*process
		for pid := 1; pid <= 20; pid++ {
			l := lives[pid]
			switch dice := random.IntN(20); {
			case l == nil || dice == 0: // a new one
				l = &life{start: younger + random.Float64(), value: random.Int64N(5)}
				if random.IntN(3) == 0 { // to us; it was there before
					l = &life{start: older - random.Float64(), value: 1000, read: 1000}
				}
				lives[pid] = l
			case dice == 1:
				now = append(now, not(slow, pid))
				continue
			case dice == 2: // its path is away
				continue
			default:
				l.value += random.Int64N(5)
			}
			total += l.value - l.read
			l.read = l.value
			now = append(now, says(pid, l.start, fmt.Sprintf("a: %d", l.value)))
		}
		r := e.reads(now...)
		if got, want := r.grew(), fmt.Sprintf(`{"a": %d}`, total); got != want || total < before {
			t.Fatalf("got %s, want %s, before %d", got, want, before)
		}
		before = total
	}
	if len(e.accounts) > 20*61 {
		t.Errorf("%d accounts", len(e.accounts))
	}
}

// Names once, 8 bytes per counter and process, and a little per process.
func TestGrowthTakesLittleMemory(t *testing.T) {
	const processes, counters = 300, 1000
	stats := make([]string, counters)
	for i := range stats {
		stats[i] = fmt.Sprintf("a_counter_with_a_name_of_some_length_%04d: %d", i, i)
	}
	var names names
	var s wire.Snapshot
	_ = s.Parse([]byte(pipetest.Frame("web", stats...)))
	lines, _ := names.take(&s, defaultLimits())
	r := &reading{began: began, names: names}
	for pid := range processes {
		r.processes = append(r.processes, &process{
			state: ok, file: fileOf(pid), pid: pid, start: younger, program: "web", lines: lines,
		})
	}
	e := newEra()
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	before := heap()
	e.update(r)
	r.growth = nil
	after := heap()
	if each := float64(after-before) / (processes * counters); each > 10 {
		t.Errorf("%.1f bytes per counter and process", each)
	}
	runtime.KeepAlive(e)
	runtime.KeepAlive(r)
}
