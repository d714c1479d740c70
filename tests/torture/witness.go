//go:build linux

package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/stats"
)

// The numbers of a program that say whether a snapshot is one. Each snapshot has
// its own generation, at both ends of each section, and when it was taken; the
// other stats have a constant sum.
const (
	firstGauge   = "a_generation"
	lastGauge    = "z_generation"
	firstCounter = "a_generations_total"
	lastCounter  = "z_generations_total"
	binned       = "generations"
	takenAt      = "taken_microseconds"
	work         = "work_seconds"

	starts     = "starts_total" // of programs, each of which counts so many
	startsEach = 1000

	constant = "stat_"
)

// mostStarts is how many programs the growth of starts knows of.
const mostStarts = "most starts known"

// testify adds the numbers to a registry, with so many constant ones.
func testify(r *stats.Registry, constants int) {
	for i := range constants {
		if name := constantName(i); i%2 == 0 {
			r.Stat(name).Set(int64(i))
		} else {
			r.Stat(name).Add(int64(i))
		}
	}
	r.Stat(starts).Add(startsEach)
	generation := int64(1_000_000) // so that its length does not change
	r.Collect(func(s *stats.Snapshot) {
		generation++
		s.Set(firstGauge, generation)
		s.Set(lastGauge, generation)
		s.Add(firstCounter, generation)
		s.Add(lastCounter, generation)
		s.Histogram(binned, []float64{1}, []int64{generation}, 0)
		s.Set(takenAt, microseconds())
	})
}

func constantName(i int) string { return fmt.Sprintf("%s%06d", constant, i) }

// microseconds is a clock that all processes have in common, and nobody sets.
func microseconds() int64 {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return t.Nano() / 1000
}

// A witness hears the snapshots of one program one after another.
type witness struct {
	constants  int
	generation float64
	worked     float64
}

// hear returns what is wrong with a snapshot that was asked for at that time.
func (w *witness) hear(values map[string]float64, asked int64) error {
	if want := float64(w.constants * (w.constants - 1) / 2); sum(values, constant) != want {
		return fmt.Errorf("the constant stats sum to %.0f, not %.0f", sum(values, constant), want)
	}
	worked := values[work+"_count"]
	if bins := sum(values, work+"_bucket"); bins != worked || worked < w.worked {
		return fmt.Errorf("%.0f samples, %.0f in bins, %.0f before", worked, bins, w.worked)
	}
	w.worked = worked
	if values["pipestatic_sources_left_out_total"] > 0 && values[firstGauge] == 0 {
		return nil // the machine had no time for the source
	}
	g := values[firstGauge]
	for _, name := range []string{lastGauge, firstCounter, lastCounter, binned + "_count"} {
		if values[name] != g {
			return fmt.Errorf("generation %.0f, but %s is %.0f", g, name, values[name])
		}
	}
	switch bins := sum(values, binned+"_bucket"); {
	case bins != g:
		return fmt.Errorf("generation %.0f, but %.0f in the bins", g, bins)
	case g <= w.generation:
		return fmt.Errorf("generation %.0f after %.0f", g, w.generation)
	case values[takenAt] < float64(asked):
		return fmt.Errorf("taken %.0f us before it was asked for", float64(asked)-values[takenAt])
	}
	w.generation = g
	return nil
}

func sum(values map[string]float64, beginning string) (n float64) {
	for name, v := range values {
		if strings.HasPrefix(name, beginning) {
			n += v
		}
	}
	return n
}

// valuesOf reads a whole snapshot.
func valuesOf(text []byte) map[string]float64 {
	values := map[string]float64{}
	for line := range bytes.Lines(text) {
		if i := bytes.LastIndex(line, []byte(": ")); i >= 0 {
			v, _ := strconv.ParseFloat(string(bytes.TrimSpace(line[i+2:])), 64)
			values[string(line[:i])] = v
		}
	}
	return values
}
