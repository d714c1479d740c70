package main

import (
	_ "embed"
	"fmt"
	"strings"
	"text/template"
)

//go:embed intro.md
var intro string

// document is docs/benchmarks.md: an introduction and the tables.
func document(all []section) (string, error) {
	var b strings.Builder
	of := all[0].config
	versions := strings.ReplaceAll(of["versions"], "github.com/", "")
	if err := template.Must(template.New("intro").Parse(intro)).Execute(&b, map[string]any{
		"of":       of,
		"names":    wrap("The tables are: " + names(tables()) + "."),
		"versions": wrap("Versions: " + versions + "."),
		"others":   otherDates(all),
	}); err != nil {
		return "", err
	}
	for _, s := range all {
		b.WriteString("\n" + s.markdown())
	}
	return b.String(), nil
}

// otherDates says which tables were measured on another day than the first.
func otherDates(all []section) string {
	var b strings.Builder
	for _, s := range all {
		if date := s.config["date"]; date != all[0].config["date"] {
			fmt.Fprintf(&b, "The table %s is of %s.\n", s.name, date)
		}
	}
	return b.String()
}
