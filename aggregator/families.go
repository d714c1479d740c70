package aggregator

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// families are what a scraper gets.
type families struct {
	query  query
	byName map[string]*family
	lost   []string // why series are left out, one each

	last parsed
}

func (r *reading) families(q query) *families {
	fs := &families{query: q, byName: map[string]*family{}}
	for _, histogram := range r.unused(q) {
		fs.family(histogram, bin)
	}
	for _, s := range r.samples(q) {
		if s.kind != bin || !fs.addBin(s) {
			fs.add(s)
		}
	}
	return fs
}

// addBin adds a bin to its histogram. It reports whether that is one's.
func (fs *families) addBin(s sample) bool {
	histogram, i, ok := wire.ParseBin(s.name)
	if !ok || !fs.query.shows(histogram) {
		return ok
	}
	name, labels := fs.parse(histogram)
	f := fs.family(name, bin)
	if to, _ := fs.seriesOf(f, labels, s); to != nil {
		bucket := &to.buckets[bucketOf(boundsOf(name), i)]
		*bucket = bucket.Plus(s.value)
	}
	return true
}

// add adds a value to the histogram that it belongs to, or as a series.
func (fs *families) add(s sample) {
	name, labels := fs.parse(s.name)
	if f, part := fs.histogramOf(name); f != nil && s.kind == counter {
		if to, _ := fs.seriesOf(f, labels, s); to != nil && part == "_sum" {
			to.sum = to.sum.Plus(s.value)
		}
		return
	}
	if !fs.query.shows(s.name) {
		return
	}
	f := fs.family(name, s.kind)
	if f.histogram() {
		fs.lose("%q of program %q: a histogram has that name", s.name, s.program)
	} else if to, fresh := fs.seriesOf(f, labels, s); fresh {
		to.value = s.value
	} else if to != nil {
		fs.lose("%q of program %q: another has the same labels here", s.name, s.program)
	}
}

// histogramOf returns the histogram that a line of that name belongs to.
func (fs *families) histogramOf(name string) (f *family, part string) {
	for _, part := range []string{"_sum", "_count"} {
		of, ok := strings.CutSuffix(name, part)
		if f := fs.byName[of]; ok && f != nil && f.histogram() {
			return f, part
		}
	}
	return nil, ""
}

func (fs *families) family(name string, k kind) *family {
	f := fs.byName[name]
	if f == nil {
		f = &family{name: name, metric: metricName(name), series: map[string]*series{}}
		fs.byName[name] = f
	}
	if !f.histogram() {
		f.kinds |= k
	}
	return f
}

// seriesOf returns the family's series with these labels, and whether it is new.
// There is none where two labels have the same key.
func (fs *families) seriesOf(f *family, labels []label, s sample) (to *series, fresh bool) {
	text, identity, ok := written(labels, s)
	if !ok {
		fs.lose("%q of program %q: two of its labels have the same name here", s.name, s.program)
		return nil, false
	}
	if to = f.series[identity]; to == nil {
		to, fresh = &series{labels: text}, true
		if f.histogram() {
			to.buckets = make([]wire.Value, len(boundsOf(f.name))+1)
		}
		f.series[identity] = to
	}
	return to, fresh
}

func (fs *families) lose(format string, args ...any) {
	fs.lost = append(fs.lost, fmt.Sprintf(format, args...))
}

// settle returns the families in the order of their names, without those whose
// names another one has here.
func (fs *families) settle(taken map[string]bool) (list []*family) {
	candidates := slices.SortedFunc(maps.Values(fs.byName), func(a, b *family) int {
		return cmp.Or(
			cmp.Compare(b.kinds&bin, a.kinds&bin),
			cmp.Compare(a.renamed(), b.renamed()),
			strings.Compare(a.name, b.name))
	})
	for _, f := range candidates {
		if len(f.series) == 0 {
			continue
		}
		if slices.ContainsFunc(f.metrics(), func(m string) bool { return taken[m] }) {
			for range f.series {
				fs.lose("%q: another has the name %s here", f.name, f.metric)
			}
			continue
		}
		for _, m := range f.metrics() {
			taken[m] = true
		}
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *family) int { return strings.Compare(a.metric, b.metric) })
	return list
}
