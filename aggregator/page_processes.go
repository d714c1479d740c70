package aggregator

import (
	"fmt"
	"strings"
)

// A pageProcess is a line of the list of processes.
type pageProcess struct {
	ID, Link, Program, User, Age string
	State, Reason                string
	Stats                        string
	Took                         string
	Chosen                       bool
}

func (r *reading) pageProcesses(q query) (list []pageProcess) {
	known := users{}
	for _, p := range r.processes {
		if !q.wants(p) {
			continue
		}
		line := pageProcess{
			ID: p.id(), Link: q.page.with("process", p.id()),
			Program: p.program, User: known.name(p.uid), Age: noNumber,
			State: string(p.state), Reason: p.reason,
			Stats: grouped(fmt.Sprint(p.lines.len())), Took: showSeconds(p.took.Seconds()),
			Chosen: q.page.process == p.id(),
		}
		if p.start > 0 {
			line.Age = showAge(r.began.Sub(fromSeconds(p.start)))
		}
		list = append(list, line)
	}
	return list
}

// problems says why the numbers are not all there are, or nothing.
func (r *reading) problems() string {
	var parts []string
	if n := r.count(slow); n > 0 {
		parts = append(parts, fmt.Sprintf("%d did not answer in time", n))
	}
	if n := r.count(torn); n > 0 {
		parts = append(parts, fmt.Sprintf("%d answered with a piece only", n))
	}
	if r.cut {
		parts = append(parts, "a limit left something out")
	}
	return strings.Join(parts, ", ")
}
