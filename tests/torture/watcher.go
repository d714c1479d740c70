//go:build linux

package main

import (
	"fmt"
	"maps"
	"net/http"

	"github.com/pipestatic/pipestatic/aggregator"
)

// watcher is a process with an aggregator that sums over programs which come and
// go, at least one of which is always there. So many ask at once.
//
//	watcher ASKERS
func watcher(args []string) {
	handler := aggregator.Handler()
	fmt.Println("ready")
	askTogether(number(args[0]), func() func(counts) {
		growth := map[string]float64{}
		return func(c counts) { c.watch(handler, growth) }
	})
}

const programsRead = "programs read"

// watch asks once. growth is that of the answer before.
func (c counts) watch(handler http.Handler, growth map[string]float64) {
	a, took := get(handler)
	c.answered(took)
	if a.Processes.Complete && a.Processes.Read == 0 && c[programsRead] > 0 {
		c.breach("lost", "a watcher says %+v", a.Processes)
	}
	c.add(counts{
		programsRead: a.Processes.Read, "found dead": a.Processes.Dead,
		mostStarts: int64(a.Growth[starts] / startsEach),
	})
	if !a.Processes.Complete {
		c["incomplete answers"]++
	}
	if err := agree(a); err != nil {
		c.breach("torn", "a watcher took %v", err)
	}
	for name, before := range growth {
		if a.Growth[name] < before {
			c.breach("lost", "growth of %s fell from %v to %v", name, before, a.Growth[name])
		}
	}
	clear(growth)
	maps.Copy(growth, a.Growth)
}

// agree returns where the sums over programs that are like a witness's contradict
// each other.
func agree(a answer) error {
	generations := a.Stats[firstGauge]
	for _, name := range []string{lastGauge, firstCounter, lastCounter, binned + "_count"} {
		if a.Stats[name] != generations {
			return fmt.Errorf("generations %v, but %s is %v", generations, name, a.Stats[name])
		}
	}
	read := float64(a.Processes.Read)
	switch {
	case a.Stats[starts] != read*startsEach:
		return fmt.Errorf("%v programs have %v starts", read, a.Stats[starts])
	case sum(a.Stats, work+"_bucket") != a.Stats[work+"_count"]:
		return fmt.Errorf("%v samples are not what is in the bins", a.Stats[work+"_count"])
	case a.Growth[starts] < a.Stats[starts]:
		return fmt.Errorf("%v starts, but a growth of %v", a.Stats[starts], a.Growth[starts])
	}
	return nil
}
