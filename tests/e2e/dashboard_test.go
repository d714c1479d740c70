//go:build unix

package e2e

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// A dashboard is what we know of Grafana's.
type dashboard struct {
	Panels     []panel
	Templating struct{ List []variable }
}

type panel struct {
	ID         int
	Title      string
	Datasource source
	Targets    []struct {
		Datasource         source
		Expr, LegendFormat string
	}
}

type variable struct {
	Name, Type string
	Datasource source
	Query      json.RawMessage // text of a data source, an object of a query
	Definition string
}

type source struct{ Type, UID string }

func readDashboard(t *testing.T) (d dashboard) {
	t.Helper()
	if err := json.Unmarshal([]byte(contrib(t, "grafana/pipestatic.json")), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// contrib returns one of the files that are there to be copied.
func contrib(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../contrib/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Nothing in the dashboard asks for a metric or a label that is not there.
func TestDashboardShowsWhatThereIs(t *testing.T) {
	d, e := readDashboard(t), exposed(t)
	ids := map[int]bool{}
	for _, p := range d.Panels {
		if ids[p.ID] || len(p.Targets) == 0 {
			t.Errorf("%s: no target, or the id of another", p.Title)
		}
		ids[p.ID] = true
		for _, q := range p.Targets {
			expr := strings.ReplaceAll(q.Expr, "$__rate_interval", "5m")
			for _, fault := range e.faults(expr) {
				t.Errorf("%s: %s in\n%s", p.Title, fault, q.Expr)
			}
			checkLegend(t, e, expr, q.LegendFormat)
		}
	}
}

// checkLegend wants the labels in the legend to be left in the answer.
func checkLegend(t *testing.T, e exposition, expr, legend string) {
	t.Helper()
	for _, m := range regexp.MustCompile(`{{(\w+)}}`).FindAllStringSubmatch(legend, -1) {
		by := regexp.MustCompile(`by \(([^)]*)\)`).FindStringSubmatch(expr)
		if by == nil || !strings.Contains(", "+by[1]+",", ", "+m[1]+",") {
			t.Errorf("no label %s in the answer to %s", m[1], expr)
		}
	}
}

// The variables, too, are filled from what is there.
func TestDashboardAsksForWhatThereIs(t *testing.T) {
	e := exposed(t)
	labelValues := regexp.MustCompile(`^label_values\((.+), (\w+)\)$`)
	names := ""
	for _, v := range readDashboard(t).Templating.List {
		names += v.Name + " "
		if v.Type != "query" {
			continue
		}
		var q struct{ Query string }
		m := labelValues.FindStringSubmatch(v.Definition)
		if err := json.Unmarshal(v.Query, &q); err != nil || q.Query != v.Definition || m == nil {
			t.Errorf("%s: %v, or not two times one query of values: %s", v.Name, err, v.Query)
			continue
		}
		for _, fault := range e.faults("sum by (" + m[2] + ") (" + m[1] + ")") {
			t.Errorf("%s: %s", v.Name, fault)
		}
	}
	if names != "datasource instance program " {
		t.Errorf("the variables are %s", names)
	}
}

// The data source is the one that its user chooses, everywhere.
func TestDashboardHasNoDataSourceOfItsOwn(t *testing.T) {
	d := readDashboard(t)
	want := source{"prometheus", "${datasource}"}
	for _, p := range d.Panels {
		for _, q := range p.Targets {
			if p.Datasource != want || q.Datasource != want {
				t.Errorf("%s: %v, %v", p.Title, p.Datasource, q.Datasource)
			}
		}
	}
	for _, v := range d.Templating.List {
		if v.Type == "query" && v.Datasource != want {
			t.Errorf("%s: %v", v.Name, v.Datasource)
		}
	}
}
