package pipetest

import (
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// NoPID is a pid that no process has: it is above every system's highest.
const NoPID = 1 << 30

// Start is when the programs of all frames began to count.
const Start = 1790000000.5

// Frame returns one whole snapshot. Each stat is a line as it stands on the
// pipe, "signups: 7"; one that begins with "gauge ", as in "gauge load: 2.5", is
// a gauge. They have to be in order.
func Frame(program string, stats ...string) string {
	f := wire.Frame{Program: program, Start: Start}
	for _, stat := range stats {
		name, isGauge := strings.CutPrefix(stat, "gauge ")
		section := &f.Counters
		if isGauge {
			section = &f.Gauges
		} else if strings.Contains(name, `range="`) {
			section = &f.Bins
		}
		l := parse(name)
		section.Line(string(l.Name), l.Value)
	}
	return string(f.Text())
}

// parse reads one line, the way a foreign pipe's are read.
func parse(stat string) wire.Line {
	var s wire.Snapshot
	if err := s.Parse([]byte(stat + "\n")); err != nil || len(s.Foreign) != 1 {
		panic("pipetest: not a stat: " + stat)
	}
	return s.Foreign[0]
}
