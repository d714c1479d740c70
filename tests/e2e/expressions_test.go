//go:build unix

package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// An exposition is what a scraper gets: the values of each label of each metric.
type exposition map[string]map[string][]string

// metricLabel is the label that PromQL takes the name of a metric for.
const metricLabel = "__name__"

// exposed is what it gets of a program with our middleware that has served a few
// requests.
func exposed(t *testing.T) exposition {
	t.Helper()
	dir := t.TempDir()
	registry := stats.New(stats.Options{Dir: dir, Program: "shop"})
	if err := registry.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = registry.Close() })
	r := chi.NewRouter()
	r.Use(middleware.New(middleware.Options{Registry: registry}))
	r.Get("/products/{id}", func(http.ResponseWriter, *http.Request) {})
	for _, path := range []string{"/products/17", "/nowhere"} {
		r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	h := aggregator.New(aggregator.Options{Dirs: []string{dir}})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return parseExposition(t, w.Body.String())
}

func parseExposition(t *testing.T, text string) exposition {
	t.Helper()
	e := exposition{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		series, err := promQL().ParseMetric(line[:strings.LastIndex(line, " ")])
		if err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		metric := series.Get(metricLabel)
		if e[metric] == nil {
			e[metric] = map[string][]string{}
		}
		series.Range(func(l labels.Label) {
			e[metric][l.Name] = append(e[metric][l.Name], l.Value)
		})
	}
	return e
}

func promQL() parser.Parser { return parser.NewParser(parser.Options{}) }

// faults are what an expression asks for and never gets: metrics, labels of the
// metrics in each part of it, and values of labels.
func (e exposition) faults(expr string) (list []string) {
	root, err := promQL().ParseExpr(expr)
	if err != nil {
		return []string{err.Error()}
	}
	parser.Inspect(root, func(n parser.Node, _ []parser.Node) error {
		if s, ok := n.(*parser.VectorSelector); ok {
			list = append(list, e.selectorFaults(s)...)
		}
		for _, label := range named(n) {
			if !e.labels(n)[label] {
				list = append(list, "no label "+label)
			}
		}
		return nil
	})
	return list
}

func (e exposition) selectorFaults(s *parser.VectorSelector) (list []string) {
	if e[s.Name] == nil {
		return []string{"no metric " + s.Name}
	}
	for _, m := range s.LabelMatchers {
		if m.Name == "instance" || strings.HasPrefix(m.Value, "$") {
			continue // the user's
		}
		for value := range strings.SplitSeq(m.Value, "|") {
			if !slices.Contains(e[s.Name][m.Name], value) {
				list = append(list, fmt.Sprintf("no %s %q", m.Name, value))
			}
		}
	}
	return list
}

// named are the labels that this node of an expression names.
func named(n parser.Node) (list []string) {
	switch n := n.(type) {
	case *parser.AggregateExpr:
		return n.Grouping
	case *parser.BinaryExpr:
		if m := n.VectorMatching; m != nil {
			return slices.Concat(m.MatchingLabels, m.Include)
		}
	case *parser.VectorSelector:
		for _, m := range n.LabelMatchers {
			if m.Name != metricLabel {
				list = append(list, m.Name)
			}
		}
	}
	return list
}

// labels are those of all metrics below the node.
func (e exposition) labels(n parser.Node) map[string]bool {
	all := map[string]bool{"instance": true, "job": true} // are Prometheus's own
	parser.Inspect(n, func(n parser.Node, _ []parser.Node) error {
		if s, ok := n.(*parser.VectorSelector); ok {
			for label := range maps.Keys(e[s.Name]) {
				all[label] = true
			}
		}
		return nil
	})
	return all
}

func TestFaultsOfExpressions(t *testing.T) {
	e := parseExposition(t, `# TYPE a_total counter
a_total{code="200",program="shop"} 1
a_total{code="404",program="shop"} 1
b_bucket{le="+Inf"} 1
`)
	for expr, want := range map[string]string{
		`sum by (code) (rate(a_total{code=~"200|404",program=~"$program"}[5m]))`: "",
		`sum by (instance, job) (a_total{instance="x"})`:                         "",
		`histogram_quantile(0.5, sum by (le) (rate(b_bucket[5m])))`:              "",
		`a_totl`:                                     "no metric a_totl",
		`sum by (le) (a_total) / sum(b_bucket)`:      "no label le",
		`a_total{method="GET"}`:                      `no method "GET", no label method`,
		`a_total{code=~"200|500"}`:                   `no code "500"`,
		`b_bucket / on (code) group_left (x) b_sum`:  "no label code, no label x, no metric b_sum",
		`sum by (program) (b_bucket) + sum(a_total)`: "no label program",
		`rate(a_total[5m]`:                           "1:17: parse error: unclosed left parenthesis",
	} {
		if got := strings.Join(e.faults(expr), ", "); got != want {
			t.Errorf("%s: got %s, want %s", expr, got, want)
		}
	}
}
