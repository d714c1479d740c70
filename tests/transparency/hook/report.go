package hook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

// The environment variables of a test process.
const (
	ShapeVariable  = "PIPESTATIC_TRANSPARENCY_SHAPE"
	ReportVariable = "PIPESTATIC_TRANSPARENCY_REPORT"
)

// A Report is what a process says of its handlers when its tests are over.
type Report struct {
	Handlers   int      // that had the middleware around them and were called
	Requests   int64    // that the middleware counted, where there are several the outermost
	Violations []string // of what every snapshot has to hold
}

// Add adds what another process says.
func (r *Report) Add(other Report) {
	r.Handlers += other.Handlers
	r.Requests += other.Requests
	r.Violations = append(r.Violations, other.Violations...)
}

// process is what has the middleware around it in this process, nil without it.
var process *handlers

// Handler returns what puts the middleware around a handler of this process, nil
// where the environment asks for none. inBubble reports whether it is called in a
// bubble of testing/synctest.
func Handler(inBubble func() bool) func(http.Handler) http.Handler {
	shape := os.Getenv(ShapeVariable)
	if shape == "" {
		return nil
	}
	process = newHandlers(shape, inBubble)
	return process.handler
}

// Done writes the report of this process to the directory that the environment
// names. Nobody can be told that it fails but who misses the report.
func Done() {
	dir := os.Getenv(ReportVariable)
	if dir == "" {
		return
	}
	var r Report
	if process != nil {
		before := runtime.NumGoroutine()
		r = process.report()
		awaitGoroutines(before)
	}
	text, err := json.Marshal(r)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strconv.Itoa(os.Getpid())+".json"), text, 0o666)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "transparency: no report:", err)
	}
}

// awaitGoroutines waits a second at most until there are no more than n goroutines:
// those that a snapshot starts end soon after it, and a test process may look for
// goroutines that were left.
func awaitGoroutines(n int) {
	for deadline := time.Now().Add(time.Second); runtime.NumGoroutine() > n && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
}

// Read returns the sum of the reports in a directory, and how many there are.
func Read(dir string) (sum Report, n int, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return sum, 0, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return sum, 0, err
		}
		var r Report
		if err := json.Unmarshal(text, &r); err != nil {
			return sum, 0, fmt.Errorf("%s: %w", file, err)
		}
		sum.Add(r)
	}
	return sum, len(files), nil
}

// report reads a snapshot of each registry and checks it.
func (hs *handlers) report() (r Report) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	for _, s := range hs.stacks {
		for i, reg := range s.registries {
			requests, err := s.check(reg)
			if i == len(s.registries)-1 {
				r.Requests += requests
			}
			if err != nil {
				r.Violations = append(r.Violations, fmt.Sprintf("registry %d of %d: %v", i+1, len(s.registries), err))
			}
		}
	}
	hs.all.Range(func(any, any) bool { r.Handlers++; return true })
	return r
}

// check returns the number of requests in a snapshot of a registry, and what is
// wrong with it. Handlers may be running meanwhile.
func (s *stack) check(reg *stats.Registry) (requests int64, err error) {
	left := s.left.Load()
	numbers, err := read(reg)
	entered := s.entered.Load()
	if err != nil {
		return 0, err
	}
	var all []error
	for _, v := range numbers.check(left, entered) {
		all = append(all, errors.New(v))
	}
	return int64(numbers[requestsTotal]), errors.Join(all...)
}

// read reads a snapshot. Where a source was late, it leaves out what the source
// counts, and is read again.
func read(reg *stats.Registry) (s snapshot, err error) {
	for range 10 {
		var text bytes.Buffer
		if _, err := reg.WriteTo(&text); err != nil {
			return nil, err
		}
		if s, err = parse(text.String()); err != nil {
			return nil, err
		}
		if _, ok := s[requestsTotal]; ok {
			break
		}
	}
	return s, nil
}
