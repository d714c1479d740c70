//go:build unix

package aggregator

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipetest"
	"github.com/pipestatic/pipestatic/internal/wire"
)

// Whoever comes first: a program with few names keeps them.
func TestAFloodOfNamesKeepsNobodyOut(t *testing.T) {
	flood := func(whose string) string {
		var b strings.Builder
		for i := range 200 {
			fmt.Fprintf(&b, "%s%03d: 1\n", whose, i)
		}
		return b.String() + "shared: 1\n"
	}
	few := pipetest.Frame("web", "a: 1", "b: 1", "shared: 1")
	for _, test := range []struct {
		name  string
		limit func(*limits)
	}{
		{"names", func(l *limits) { l.names = 202 }},
		{"bytes of names", func(l *limits) { l.nameBytes = 815 }},
		{"lines", func(l *limits) { l.lines = 202 }},
	} {
		for turn, texts := range [][]string{
			{flood("x"), flood("y"), few}, {flood("x"), few, flood("y")}, {few, flood("x"), flood("y")},
		} {
			h := reader(t.TempDir(), time.Second)
			l := defaultLimits()
			test.limit(&l)
			h.limit(l)
			s := &session{host: h, reading: &reading{began: time.Now()}}
			for n, text := range texts {
				p := &process{pid: n, bytes: len(text)}
				s.reading.processes = append(s.reading.processes, p)
				var snapshot wire.Snapshot
				if err := snapshot.Parse([]byte(text)); err != nil {
					t.Fatal(err)
				}
				(&visit{process: p, session: s}).accept(&snapshot)
			}
			sum := s.reading.newSums()
			for _, p := range s.reading.processes {
				sum.add(p)
				if text := texts[p.pid]; text == few && (p.cut || p.lines.len() != 3) {
					t.Errorf("%s, turn %d: %d lines: %s", test.name, turn, p.lines.len(), p.reason)
				} else if text != few && p.lines.len() < 201 && p.reason == "" {
					t.Errorf("%s, turn %d: no reason for %d lines", test.name, turn, p.lines.len())
				}
			}
			id, found := s.reading.names.index["a"]
			if !found || sum.values[id] != wire.Int(1) || s.reading.complete() {
				t.Errorf("%s, turn %d: a is %v, complete %t", test.name, turn, found, s.reading.complete())
			}
			if got := len(s.reading.names.index); got > l.names {
				t.Errorf("%s, turn %d: %d names", test.name, turn, got)
			}
		}
	}
}
