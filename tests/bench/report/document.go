package main

import (
	"fmt"
	"strings"
)

// document is docs/benchmarks.md.
func document(all []section) string {
	c := all[0].config
	var b strings.Builder
	b.WriteString("# Benchmarks\n\n")
	b.WriteString("<!-- Written by `make bench`. What is changed here by hand is lost. -->\n\n")
	b.WriteString(wrap("`make bench` measures all of this and writes it down, `make bench ONLY=handle` "+
		"one table (the names: "+names(tables())+"), `make bench ROUNDS=1 BENCHTIME=20ms` is a quick "+
		"look that is only printed. The source is in tests/bench.", 98))
	b.WriteString("\n\n")
	b.WriteString(wrap(fmt.Sprintf("Measured on %s: %s, %s cores, %s, Go %s. All contestants of a table do "+
		"the same work in the same run; medians of %s rounds (%s each). Nanoseconds drift with the load "+
		"of the machine, ratios less: below 1, ours is cheaper. \"alone\" is one goroutine, \"2 cores\" "+
		"two goroutines on GOMAXPROCS=2, and so on, past the cores there are. The limit is what does the "+
		"least that is possible. %s", c["date"], c["cpu"], c["cores"], c["system"], c["go"],
		c["rounds"], c["benchtime"], otherDates(all)), 98))
	fmt.Fprintf(&b, "\n\n%s\n\n", wrap("Versions: "+strings.ReplaceAll(c["versions"], "github.com/", "")+".", 98))
	b.WriteString("![How cost grows](benchmarks.svg)\n")
	for _, s := range all {
		b.WriteString("\n" + s.markdown())
	}
	return b.String()
}

// otherDates says which tables were measured on another day than the first.
func otherDates(all []section) string {
	var b strings.Builder
	for _, s := range all {
		if date := s.config["date"]; date != all[0].config["date"] {
			fmt.Fprintf(&b, "The table %s is of %s. ", s.name, date)
		}
	}
	return b.String()
}
