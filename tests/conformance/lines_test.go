package conformance

import (
	"maps"
	"regexp"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// A line is one number of an implementation.
type line struct {
	family string
	labels map[string]string
	value  float64
}

type lines []line

// sum adds up a family.
func (ls lines) sum(family string) (sum float64) {
	for _, l := range ls {
		if l.family == family {
			sum += l.value
		}
	}
	return sum
}

// by adds up a family, by one label.
func (ls lines) by(family, label string) tally {
	t := tally{}
	for _, l := range ls {
		if l.family == family {
			name, ok := l.labels[label]
			if !ok {
				name = noName
			}
			t[name] += l.value
		}
	}
	return t
}

// of returns the families whose names begin so.
func (ls lines) of(prefix string) (some lines) {
	for _, l := range ls {
		if strings.HasPrefix(l.family, prefix) {
			some = append(some, l)
		}
	}
	return some
}

// withoutBins leaves out what only latencies decide, not requests.
func (ls lines) withoutBins() (some lines) {
	for _, l := range ls {
		if !strings.HasSuffix(l.family, "_bucket") {
			some = append(some, l)
		}
	}
	return some
}

// number is a float64 as facts have it.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

var labelText = regexp.MustCompile(`([a-z]+)="((?:[^"\\]|\\.)*)"`)

// parse reads a snapshot of pipestatic.
func parse(snapshot string) (ls lines) {
	for text := range strings.Lines(snapshot) {
		i := strings.LastIndex(text, ": ")
		value, err := strconv.ParseFloat(strings.TrimSpace(text[i+2:]), 64)
		family, labels, _ := strings.Cut(text[:i], "{")
		if err != nil {
			continue
		}
		l := line{family, map[string]string{}, value}
		for _, m := range labelText.FindAllStringSubmatch(labels, -1) {
			l.labels[m[1]] = m[2]
		}
		ls = append(ls, l)
	}
	return ls
}

// gather reads a Prometheus registry, histograms as their counts and sums.
func gather(reg prometheus.Gatherer) (ls lines) {
	families, err := reg.Gather()
	if err != nil {
		panic(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			labels := map[string]string{}
			for _, pair := range m.GetLabel() {
				labels[pair.GetName()] = pair.GetValue()
			}
			if h := m.GetHistogram(); h != nil {
				ls = append(ls, line{f.GetName() + "_count", labels, float64(h.GetSampleCount())},
					line{f.GetName() + "_sum", labels, h.GetSampleSum()})
				continue
			}
			value := m.GetCounter().GetValue() + m.GetGauge().GetValue()
			ls = append(ls, line{f.GetName(), labels, value})
		}
	}
	return ls
}

// since takes away what was there before.
func (ls lines) since(before lines) (rest lines) {
	for _, l := range ls {
		for _, b := range before {
			if l.family == b.family && maps.Equal(l.labels, b.labels) {
				l.value -= b.value
			}
		}
		if l.value != 0 {
			rest = append(rest, l)
		}
	}
	return rest
}
