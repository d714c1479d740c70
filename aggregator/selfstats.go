package aggregator

import "github.com/pipestatic/pipestatic/internal/wire"

// A selfStat is what a scraper learns about the reading itself.
type selfStat struct{ name, help string }

const (
	statProcesses = iota
	statComplete
	statSeconds
	statBytes
	statLeftOut
)

var selfStats = [...]selfStat{
	statProcesses: {"pipestatic_processes", "pipes found, by what became of them"},
	statComplete:  {"pipestatic_complete", "1 when all live processes were read whole"},
	statSeconds:   {"pipestatic_read_seconds", "how long reading all pipes took"},
	statBytes:     {"pipestatic_read_bytes", "how much the pipes said"},
	statLeftOut:   {"pipestatic_series_left_out", "series whose name another one has here"},
}

// appendSelf appends the stats about the reading that the query shows.
func (r *reading) appendSelf(b []byte, q query, leftOut int) []byte {
	complete, bytes := int64(0), int64(0)
	if r.complete() {
		complete = 1
	}
	for _, p := range r.processes {
		bytes += int64(p.bytes)
	}
	values := [...]wire.Value{
		statComplete: wire.Int(complete),
		statSeconds:  wire.Float(r.took.Seconds()),
		statBytes:    wire.Int(bytes),
		statLeftOut:  wire.Int(int64(leftOut)),
	}
	for i, s := range selfStats {
		if !q.shows(s.name) {
			continue
		}
		b = append(b, "# HELP "+s.name+" "+s.help+"\n# TYPE "+s.name+" gauge\n"...)
		if i == statProcesses {
			b = r.appendStates(b, s.name, q)
			continue
		}
		b = append(append(b, s.name...), ' ')
		b = append(values[i].Append(b), '\n')
	}
	return b
}

// appendStates appends how many pipes are in each state. The program of one that
// was not read is not known: it counts whatever the query wants.
func (r *reading) appendStates(b []byte, name string, q query) []byte {
	counts := map[state]int64{}
	for _, p := range r.processes {
		if !p.read() || q.wants(p) {
			counts[p.state]++
		}
	}
	for _, s := range []state{ok, foreign, slow, torn, dead, refused} {
		b = appendLine(b, name, `state="`+string(s)+`"`, wire.Int(counts[s]))
	}
	return b
}
