package aggregator

import (
	"math"
	"time"
)

// processesJSON lists the pipes that were found.
func processesJSON(r *reading, q query) []byte {
	b := r.appendProcesses([]byte(`{"processes": `), q)
	return append(b, "}\n"...)
}

func (r *reading) appendProcesses(b []byte, q query) []byte {
	own := r.newSums() // of one process at a time
	shown := r.shown(q)
	known := users{}
	b = append(b, '[')
	separator := ""
	for _, p := range r.processes {
		if !q.wants(p) {
			continue
		}
		b = append(b, separator...)
		separator = ",\n"
		b = p.appendTo(b, known)
		if q.values {
			own.add(p)
			b = r.appendStats(append(b, `, "values": `...), own, shown)
			b = appendQuantiles(append(b, `, "quantiles": `...), r.distributions(own, q))
			own.reset(p)
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

// appendTo appends what is known about the process, without the last brace.
func (p *process) appendTo(b []byte, known users) []byte {
	number := func(key string, n float64) { b = appendNumber(append(b, key...), n) }
	text := func(key, s string) { b = appendString(append(b, key...), s) }
	text(`{"file": `, p.file)
	number(`, "pid": `, float64(p.pid))
	text(`, "program": `, p.program)
	if p.command != "" {
		text(`, "command": `, p.command)
	}
	text(`, "user": `, known.name(p.uid))
	number(`, "start": `, p.start)
	text(`, "state": `, string(p.state))
	if p.reason != "" {
		text(`, "reason": `, p.reason)
	}
	number(`, "stats": `, float64(p.lines.len()))
	number(`, "bytes": `, float64(p.bytes))
	number(`, "ms": `, milliseconds(p.took))
	return b
}

// milliseconds has two decimals.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Millisecond)*100) / 100
}
