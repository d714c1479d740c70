package aggregator

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A family is all series of one name.
type family struct {
	name   string // as the programs have it
	metric string // as the scraper gets it
	kinds  kind   // of all its series
	series map[string]*series
}

// A series is one line of a family; of a histogram, several.
type series struct {
	labels  string // as written out
	value   wire.Value
	buckets []wire.Value // each for itself; the last has no bound
	sum     wire.Value
}

// histogram reports whether the family is one.
func (f *family) histogram() bool { return f.kinds&bin != 0 }

// metrics are the names that the family's lines have.
func (f *family) metrics() []string {
	if !f.histogram() {
		return []string{f.metric}
	}
	return []string{f.metric, f.metric + "_bucket", f.metric + "_sum", f.metric + "_count"}
}

// renamed is 1 where the scraper gets another name than the programs have.
func (f *family) renamed() int {
	if f.name != f.metric {
		return 1
	}
	return 0
}

// helpEscaper is the escaping of help texts.
var helpEscaper = strings.NewReplacer(`\`, `\\`, "\n", `\n`)

func (f *family) appendTo(b []byte, q query) []byte {
	b = append(b, "# HELP "+f.metric+" "+f.help(q)+"\n"...)
	b = append(b, "# TYPE "+f.metric+" "+f.kind()+"\n"...)
	bounds := boundsOf(f.name)
	for _, identity := range slices.Sorted(maps.Keys(f.series)) {
		if s := f.series[identity]; f.histogram() {
			b = s.appendHistogram(b, f.metric, bounds)
		} else {
			b = appendLine(b, f.metric, s.labels, s.value)
		}
	}
	return b
}

// help says what the values are, and the name that the programs have for them
// where that is another one.
func (f *family) help(q query) string {
	help := "sum over the live processes"
	switch {
	case q.process:
		help = "value of each process"
	case f.histogram(), f.kinds == counter:
		help = "growth since the aggregator started"
	case f.kinds&counter != 0:
		help = "of several kinds"
	}
	if f.name != f.metric {
		help += "; original name: " + helpEscaper.Replace(wire.Written(f.name))
	}
	return help
}

// kind is the word for what all series of the family are. Where they differ,
// there is none.
func (f *family) kind() string {
	switch {
	case f.histogram():
		return "histogram"
	case f.kinds == counter:
		return "counter"
	case f.kinds == gauge:
		return "gauge"
	}
	return "untyped"
}

// appendHistogram appends the buckets, each with all that is below it, and the
// count, which is their last.
func (s *series) appendHistogram(b []byte, name string, bounds []float64) []byte {
	var count wire.Value
	for i, n := range s.buckets {
		le := "+Inf"
		if i < len(bounds) {
			le = strconv.FormatFloat(bounds[i], 'g', -1, 64)
		}
		if n.Float64() > 0 { // a liar's may be anything
			count = count.Plus(n)
		}
		b = appendLine(b, name+"_bucket", s.labels+`,le="`+le+`"`, count)
	}
	b = appendLine(b, name+"_sum", s.labels, s.sum)
	return appendLine(b, name+"_count", s.labels, count)
}

func appendLine(b []byte, name, labels string, v wire.Value) []byte {
	b = append(append(b, name...), '{')
	b = append(append(b, labels...), "} "...)
	return append(v.Append(b), '\n')
}
