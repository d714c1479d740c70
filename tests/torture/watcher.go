//go:build linux

package main

import (
	"errors"
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
		w := watch{handler: handler, growth: map[string]float64{}, seen: map[incarnation]bool{}}
		return w.ask
	})
}

const programsRead = "programs read"

// A watch are the answers of an aggregator to one who asks again and again.
type watch struct {
	handler http.Handler
	growth  map[string]float64   // of the answer before
	seen    map[incarnation]bool // whose numbers are in the growth
}

// An incarnation is a process as it is listed.
type incarnation struct {
	File  string
	Start float64
	State string
}

// ask asks once.
func (w *watch) ask(c counts) {
	var list struct{ Processes []incarnation }
	c.answered(get(w.handler, "/processes", &list))
	for _, one := range list.Processes {
		if one.State == "ok" {
			w.seen[one] = true
		}
	}
	var a answer
	c.answered(get(w.handler, "/", &a))
	if a.Processes.Complete && a.Processes.Read == 0 && len(w.seen) > 0 {
		c.breach("lost", "a watcher says %+v", a.Processes)
	}
	if !a.Processes.Complete {
		c["incomplete answers"]++
	}
	if err := agree(a); err != nil {
		c.breach("torn", "a watcher took %v", err)
	}
	if err := w.grown(a.Growth); err != nil {
		c.breach("lost", "%v", err)
	}
	c.add(counts{
		programsRead: a.Processes.Read, "found dead": a.Processes.Dead,
		mostStarts: int64(a.Growth[starts] / startsEach),
	})
}

// grown returns where growth has fallen, or a process is not in it.
func (w *watch) grown(growth map[string]float64) (err error) {
	for name, before := range w.growth {
		if growth[name] < before {
			err = fmt.Errorf("growth of %s fell from %.0f to %.0f", name, before, growth[name])
		}
	}
	w.growth = maps.Clone(growth)
	if n := growth[starts] / startsEach; n < float64(len(w.seen)) {
		err = errors.Join(err, fmt.Errorf("%d processes seen, growth is of %.0f", len(w.seen), n))
	}
	return err
}

// agree returns where the sums over programs that are like a witness's contradict
// each other.
func agree(a answer) error {
	generations := a.Stats[firstGauge]
	for _, name := range []string{lastGauge, firstCounter, lastCounter, binned + "_count"} {
		if a.Stats[name] != generations {
			return fmt.Errorf("generations %.0f, but %s is %.0f", generations, name, a.Stats[name])
		}
	}
	read := float64(a.Processes.Read)
	switch {
	case a.Stats[starts] != read*startsEach:
		return fmt.Errorf("%.0f programs have %.0f starts", read, a.Stats[starts])
	case sum(a.Stats, work+"_bucket") != a.Stats[work+"_count"]:
		return fmt.Errorf("%.0f samples are not what is in the bins", a.Stats[work+"_count"])
	}
	return nil
}
