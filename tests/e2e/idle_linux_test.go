package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What a program costs that nobody reads, and one that is read once a second, is
// counted in context switches of all its threads. Most of the second are Go's
// runtime, which looks around for 10 ms each time a thread waits in open(2).
func TestWakeups(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	for _, test := range []struct {
		name string
		most float64 // switches a second: far above what is measured
		read bool
	}{{"nobody reads", 2, false}, {"read once a second", 90, true}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, t.TempDir(), "program", "300", "0")
			path := p.line()
			const seconds = 10
			beat := time.NewTicker(time.Second)
			defer beat.Stop()
			before := 0
			for i := range 3 + seconds {
				if i == 3 { // its start is over
					before = p.switches()
				}
				if test.read {
					if text, err := os.ReadFile(path); err != nil || !whole(text) {
						t.Errorf("got %v\n%s", err, text)
					}
				}
				<-beat.C
			}
			perSecond := float64(p.switches()-before) / seconds
			t.Logf("%.1f context switches a second", perSecond)
			if perSecond > test.most {
				t.Errorf("more than %v", test.most)
			}
		})
	}
}

// switches returns how many context switches the threads of p made.
func (p *process) switches() (total int) {
	p.t.Helper()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", p.Process.Pid))
	if err != nil || len(tasks) == 0 {
		p.t.Fatal("no threads", err)
	}
	for _, task := range tasks {
		status, err := os.ReadFile(task)
		if err != nil {
			continue // the thread has ended
		}
		for line := range strings.Lines(string(status)) {
			if name, value, _ := strings.Cut(line, ":"); strings.HasSuffix(name, "ctxt_switches") {
				n := 0
				if _, err := fmt.Sscan(value, &n); err != nil {
					p.t.Fatal(err)
				}
				total += n
			}
		}
	}
	return total
}
