package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// A runner runs the test binary of package bench.
type runner struct {
	options
	raw string // where the output is kept
}

// measure runs the benchmarks of the tables: round after round, so that a busy
// moment does not hit one of them alone. What was kept of them is replaced.
func (r runner) measure(chosen []table) error {
	if err := os.MkdirAll(r.raw, 0o755); err != nil {
		return err
	}
	binary, err := filepath.Abs(filepath.Join(r.raw, "bench.test"))
	if err != nil {
		return err
	}
	build := exec.Command("go", "test", "-c", "-o", binary, "./bench")
	build.Dir = filepath.Join(r.root, "tests")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building the benchmarks: %w\n%s", err, out)
	}
	output := make([]bytes.Buffer, len(chosen))
	for round := range r.rounds {
		for i, t := range chosen {
			fmt.Fprintf(os.Stderr, "round %d of %d: %s\n", round+1, r.rounds, t.name)
			if err := r.round(&output[i], binary, t, round); err != nil {
				return fmt.Errorf("%s: %w\n%s", t.name, err, output[i].Bytes())
			}
		}
	}
	for i, t := range chosen {
		text := r.header() + output[i].String()
		if err := os.WriteFile(t.file(r.raw), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (t table) file(raw string) string { return filepath.Join(raw, t.name+".txt") }

func (r runner) round(out io.Writer, binary string, t table, round int) error {
	for _, run := range t.runs {
		if run.rounds > 0 && round >= run.rounds {
			continue
		}
		benchtime, cores := r.benchtime, run.cores
		if run.benchtime != "" {
			benchtime = run.benchtime
		}
		if cores == "" {
			cores = fmt.Sprint(runtime.NumCPU())
		}
		c := exec.Command(binary, "-test.run=^$", "-test.bench="+run.pattern(),
			"-test.benchtime="+benchtime, "-test.cpu="+cores, "-test.timeout=10m")
		c.Dir = filepath.Join(r.root, "tests", "bench")
		c.Stdout, c.Stderr = out, out
		if err := c.Run(); err != nil {
			return err
		}
	}
	return nil
}

// header says where the figures are from, as configuration of the benchmark
// format: https://golang.org/design/14313-benchmark-format
func (r runner) header() string {
	var b strings.Builder
	line := func(key, value string) { fmt.Fprintf(&b, "%s: %s\n", key, value) }
	line("date", time.Now().UTC().Format("2 January 2006"))
	line("cores", fmt.Sprint(runtime.NumCPU()))
	line("system", system())
	line("go", strings.TrimPrefix(runtime.Version(), "go"))
	line("rounds", fmt.Sprint(r.rounds))
	line("benchtime", r.benchtime)
	line("versions", r.versions())
	return b.String()
}

func system() string {
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return runtime.GOOS
	}
	major, rest, _ := strings.Cut(string(release), ".")
	minor, _, _ := strings.Cut(rest, ".")
	return "Linux " + major + "." + minor
}

// versions lists the peers. A test binary does not say what it is made of, the
// module does.
func (r runner) versions() string {
	list := exec.Command("go", append([]string{"list", "-m"}, peers()...)...)
	list.Dir = filepath.Join(r.root, "tests")
	out, err := list.Output()
	if err != nil {
		return "not known"
	}
	return strings.ReplaceAll(strings.TrimSpace(string(out)), "\n", ", ")
}
