//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// auditor is a process with an aggregator, which asks it all the time, and once
// more when it is told to. It prints at its end what it met.
//
//	audit  prints an account
//	dead   prints the names of all pipes that were said to be dead
func auditor([]string) {
	a := &audit{watch: watch{
		handler: aggregator.Handler(), growth: map[string]float64{}, seen: map[incarnation]bool{},
	}, counts: counts{}, dead: map[string]bool{}}
	fmt.Println("ready")
	var stop atomic.Bool
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for !stop.Load() {
			a.ask()
			time.Sleep(5 * time.Millisecond) // others want to have their turn, too
		}
	}()
	obey(map[string]func(string) string{
		"audit": func(string) string { return asJSON(a.ask()) },
		"dead":  func(string) string { return asJSON(a.buried()) },
	})
	stop.Store(true)
	select {
	case <-ended:
		report(a.counts)
	case <-time.After(patience):
		report(counts{"hung": 1})
	}
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	roles.Must(err)
	return string(b)
}

// lie begins the names that only liars have.
const lie = "lie_"

// An account is what an aggregator knows of the programs' work.
type account struct {
	Read         int64
	Complete     bool
	Jobs, Growth float64
}

// An audit are the answers to one who asks again and again.
type audit struct {
	watch
	mu     sync.Mutex // guards what follows, and the growth of the answer before
	counts counts
	dead   map[string]bool // by name
}

// ask asks once for the list, and once for the sums.
func (a *audit) ask() account {
	a.mu.Lock()
	defer a.mu.Unlock()
	var list struct{ Processes []incarnation }
	a.answered(get(a.handler, "/processes", &list))
	for _, one := range list.Processes {
		if one.State == "dead" {
			a.dead[filepath.Base(one.File)] = true
		}
		a.counts["said "+one.State]++
	}
	var sums struct {
		answer
		Error string
	}
	a.answered(get(a.handler, "/", &sums))
	if sums.Error != "" {
		a.counts["directory refused"]++
		return account{}
	}
	a.counts["reads"]++
	a.check(sums.answer)
	return account{
		Read: sums.Processes.Read, Complete: sums.Processes.Complete,
		Jobs: sums.Stats[jobs], Growth: sums.Growth[jobs],
	}
}

// answered counts an answer, which need not be one of a directory that was read.
func (a *audit) answered(took time.Duration) {
	a.counts["answers"]++
	a.counts.add(counts{"most ms to answer": took.Milliseconds()})
}

func (a *audit) check(sums answer) {
	if err := agree(sums); err != nil {
		a.counts.breach("torn", "an auditor took %v", err)
	}
	if err := a.grown(sums.Growth); err != nil {
		a.counts.breach("lost", "%v", err)
	}
	for name := range sums.Stats {
		if strings.HasPrefix(name, lie) {
			a.counts.breach("torn", "an auditor believed %s", name)
		}
	}
	if !sums.Processes.Complete {
		a.counts["incomplete answers"]++
	}
}

func (a *audit) buried() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Sorted(maps.Keys(a.dead))
}
