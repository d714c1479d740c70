//go:build linux

package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

// idle is a program that has 100 stats on a pipe, or none, and then does nothing.
func idle(args []string) {
	if args[0] != "pipestatic" {
		untilStdinEnds("")
		return
	}
	for _, name := range names(100) {
		stats.Incr(name)
	}
	must(stats.Default().Open())
	untilStdinEnds(stats.Default().Path())
}

// BenchmarkIdle reports how often the threads of a program are woken that has
// nothing to do, and what it costs when somebody reads its pipe each second.
func BenchmarkIdle(b *testing.B) {
	const watched = 3 * time.Second
	for _, who := range []string{"pipestatic", "a program alone"} {
		b.Run(who+"/nobody reads", func(b *testing.B) {
			p := start(b, b.TempDir(), "idle", who)
			wakeups(b, p, watched, func() {})
		})
	}
	b.Run("pipestatic/one read a second", func(b *testing.B) {
		p := start(b, b.TempDir(), "idle", "pipestatic")
		wakeups(b, p, watched, func() {
			if text, err := os.ReadFile(p.ready); err != nil || len(text) == 0 {
				b.Errorf("read %q, %v", text, err)
			}
		})
	})
}

// wakeups reports the context switches of all threads of the process in a
// second. What it does comes each second.
func wakeups(b *testing.B, p *process, watched time.Duration, each func()) {
	time.Sleep(watched / 3) // what the start brings about is over by then
	var woken int64
	for b.Loop() {
		before := switches(b, p.Process.Pid)
		for range int(watched.Seconds()) {
			each()
			time.Sleep(time.Second)
		}
		woken += switches(b, p.Process.Pid) - before
	}
	b.ReportMetric(float64(woken)/float64(b.N)/watched.Seconds(), "wake-ups/s")
}

// switches returns how often the threads of a process have been switched to.
func switches(b *testing.B, pid int) (sum int64) {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	if len(files) == 0 {
		b.Skip("needs /proc")
	}
	line := regexp.MustCompile(`(?m)^(?:non)?voluntary_ctxt_switches:\s+(\d+)$`)
	for _, file := range files {
		status, err := os.ReadFile(file)
		if err != nil {
			continue // a thread that has ended
		}
		for _, m := range line.FindAllSubmatch(status, -1) {
			n, _ := strconv.ParseInt(string(m[1]), 10, 64)
			sum += n
		}
	}
	return sum
}

// BenchmarkStart starts a program, until its pipe can be read, beside one that
// has none.
func BenchmarkStart(b *testing.B) {
	for _, who := range []string{"pipestatic", "a program alone"} {
		b.Run(who+"/start", func(b *testing.B) {
			dir := b.TempDir()
			for b.Loop() {
				start(b, dir, "idle", who).Kill()
			}
		})
	}
}

// BenchmarkSize reports what libraries add to a program with net/http and chi.
func BenchmarkSize(b *testing.B) {
	alone := binarySize(b, "alone")
	for _, who := range []string{"pipestatic", "prometheus", "otel"} {
		b.Run(who+"/binary", func(b *testing.B) {
			var size int64
			for b.Loop() {
				size = binarySize(b, who)
			}
			b.ReportMetric(float64(size-alone), "B/added")
		})
	}
}

func binarySize(b *testing.B, who string) int64 {
	binary := filepath.Join(b.TempDir(), "binary")
	build := exec.Command("go", "build", "-trimpath", "-o", binary, "./testdata/size/"+who)
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}
