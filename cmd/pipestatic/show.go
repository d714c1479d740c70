package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// show writes what cat shows of a reading.
func (o catting) show(w io.Writer, r reading) error {
	if *o.json {
		return o.showJSON(w, r)
	}
	t := newTable(w, *o.colours)
	var text strings.Builder
	for i, b := range o.blocks(r) {
		switch {
		case !t.aligned:
			b.addLines(t, r)
		case i > 0:
			text.WriteByte('\n')
			fallthrough
		default:
			b.show(&text, t.paint, r)
		}
	}
	text.WriteString(t.String())
	if t.aligned && *o.watch > 0 {
		text.WriteByte('\n')
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// showJSON writes the aggregator's answer: the processes, or their sums.
func (o catting) showJSON(w io.Writer, r reading) error {
	if *o.sum {
		r.Each = nil
	} else {
		r.Stats, r.Quantiles, r.Rates = nil, nil, nil
	}
	return writeJSON(w, r)
}

// blocks are the processes that were read, or their sum.
func (o catting) blocks(r reading) (all []block) {
	watched := *o.watch > 0
	if !*o.sum {
		for _, p := range r.Each {
			if p.read() {
				all = append(all, block{r.title(p), []string{p.id(), p.name()},
					watched, p.Values, p.Quantiles, p.Rates})
			}
		}
		return all
	}
	if r.Processes.Read == 0 {
		return nil
	}
	title := "sum of 1 process"
	if n := r.Processes.Read; n > 1 {
		title = fmt.Sprintf("sum of %d processes", n)
	}
	return []block{{title, nil, watched, r.Stats, r.Quantiles, r.Rates}}
}

// title is what stands above the stats of a process.
func (r reading) title(p process) string {
	title := "pid " + p.id() + ", user " + p.User
	if name := p.name(); name != "" {
		title = name + ", " + title
	}
	if age, ok := r.age(p); ok {
		title += ", up " + shortAge(age)
	}
	if p.State != "ok" {
		title += ", " + p.State
	}
	if p.Reason != "" {
		title += ": " + p.Reason
	}
	return title
}

// clock is when the reading was.
func (r reading) clock() string {
	return time.UnixMilli(int64(r.Timestamp * 1e3)).Format(time.TimeOnly)
}
