package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxRecipe is how many lines a recipe may have, closing brackets not counted.
const maxRecipe = 5

// TestRecipes_Documented checks the recipes in the document: each stands in a test
// as it is, is short, and has a row in the table.
func TestRecipes_Documented(t *testing.T) {
	section := routerSection(t)
	for _, block := range regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(section, -1) {
		code := block[1]
		if !standsInATest(t, code) {
			t.Errorf("no test has these lines of %s:\n%s", docs, code)
		}
		if n := linesOf(code); n > maxRecipe {
			t.Errorf("%d lines are too many for a recipe:\n%s", n, code)
		}
	}
	var rows, want []string
	for _, row := range regexp.MustCompile(`(?m)^\| \[([^\]]+)\]`).FindAllStringSubmatch(section, -1) {
		rows = append(rows, row[1])
	}
	for _, rc := range recipes {
		want = append(want, rc.router)
	}
	if !slices.Equal(rows, want) {
		t.Errorf("the table in %s has %q, tested are %q", docs, rows, want)
	}
}

// routerSection returns the part of the document that is about other routers.
func routerSection(t *testing.T) string {
	text, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n## Your router\n")
	if !ok {
		t.Fatalf("%s has no section on routers", docs)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	return section
}

// standsInATest reports whether a test of this package has the code, at any indentation.
func standsInATest(t *testing.T, code string) bool {
	files, err := filepath.Glob("recipes_*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for indent := range 5 {
			indented := regexp.MustCompile("(?m)^(.)").ReplaceAllString(code, strings.Repeat("\t", indent)+"$1")
			if strings.Contains("\n"+strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"+indented) {
				return true
			}
		}
	}
	return false
}

// linesOf counts the lines of a recipe, without those that only close brackets.
func linesOf(code string) (n int) {
	for line := range strings.Lines(code) {
		if strings.Trim(line, "})\t\n ") != "" {
			n++
		}
	}
	return n
}
