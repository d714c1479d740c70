//go:build unix

package aggregator

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/internal/pipetest"
	"github.com/pipestatic/pipestatic/internal/wire"
)

// webapp is the snapshot of a program with that many stats, about as long and as
// mixed as those of real ones. Each n has other values.
func webapp(stats, n int) string {
	f := wire.Frame{Program: "webapp", Start: pipetest.Start}
	f.Gauges.Line("http_requests_in_flight", wire.Int(int64(n%7)))
	f.Gauges.Line("load", wire.Float(float64(n)/64))
	for i := range stats - 2 {
		count := wire.Int(int64((i + 1) * (n + 1) % 1_000_003))
		switch {
		case i%4 == 3:
			h := wire.NewHistogramNames(fmt.Sprintf(`http_route_duration_seconds{method="GET",route="/shop/%04d"}`, i/72))
			f.Bins.Bin(h, 60+i/4%18, count.Int64())
		case i%50 == 0:
			f.Counters.Line(fmt.Sprintf(`job_duration_seconds_sum{kind="kind_%04d"}`, i),
				wire.Float(float64(n*i)/1024))
		default:
			f.Counters.Line(fmt.Sprintf(`http_requests_total{route="/shop/%04d",code="200"}`, i), count)
		}
	}
	return string(f.Text())
}

// BenchmarkSum parses and sums snapshots of 1,000 lines, of processes of one
// kind, without the pipes: beside it, what the loop would be that comes first to
// mind.
func BenchmarkSum(b *testing.B) {
	const pipes, stats = 1000, 1000
	var texts [][]byte
	for n := range 16 {
		texts = append(texts, []byte(webapp(stats, n)))
	}
	b.Run("aggregator", func(b *testing.B) {
		h := reader(b.TempDir(), time.Second)
		var snapshot wire.Snapshot
		b.ReportAllocs()
		for b.Loop() {
			r := &reading{began: time.Now()}
			s := &session{host: h, reading: r}
			for n := range pipes {
				if err := snapshot.Parse(texts[n%len(texts)]); err != nil {
					b.Fatal(err)
				}
				p := &process{pid: n}
				(&visit{process: p, session: s}).accept(&snapshot)
				r.processes = append(r.processes, p)
			}
			total := r.newSums()
			for _, p := range r.processes {
				total.add(p)
			}
			if len(r.names.list) != stats {
				b.Fatalf("%d names", len(r.names.list))
			}
		}
		b.ReportMetric(pipes*stats*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
	})
	b.Run("bytes and map", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			total := map[string]float64{}
			for n := range pipes {
				for line := range bytes.Lines(texts[n%len(texts)]) {
					name, value, _ := bytes.Cut(line, []byte(": "))
					v, err := strconv.ParseFloat(string(bytes.TrimSpace(value)), 64)
					if err != nil {
						b.Fatal(err)
					}
					total[string(name)] += v
				}
			}
		}
		b.ReportMetric(pipes*stats*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
	})
}

// BenchmarkRead reads the pipes of 32 programs with 100 stats each, beside what
// a shell would do: one cat after the other.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	counters := make([]string, 100)
	for i := range counters {
		counters[i] = fmt.Sprintf("requests_%03d_total: %d", i, i)
	}
	text := pipetest.Text(pipetest.Frame("web", counters...))
	var paths []string
	for n := range 32 {
		name := pipedir.FileName(os.Getpid(), 2+n)
		pipetest.Serve(b, dir, name, pipetest.Ours, text)
		paths = append(paths, filepath.Join(dir, name))
	}
	b.Run("aggregator", func(b *testing.B) {
		h := reader(dir, 10*time.Second)
		for b.Loop() {
			if r := read(b, h); r.count(ok) != len(paths) {
				b.Fatal(states(r))
			}
		}
	})
	b.Run("cat", func(b *testing.B) {
		for b.Loop() {
			for _, path := range paths {
				if _, err := os.ReadFile(path); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
