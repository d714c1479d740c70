package pipestatic_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/pipestatic/pipestatic"

// Who may import whom, beside the standard library: imports point one way, from
// commands and adapters to stats to internal. Adapters do not know each other,
// and stats and aggregator meet in the pipe only.
var mayImport = map[string][]string{
	"":                  {},
	"internal/wire":     {},
	"internal/address":  {},
	"internal/stripe":   {"internal/wire", "internal/address"},
	"internal/pipedir":  {"golang.org/x/sys/unix"},
	"internal/pipetest": {"internal/wire", "internal/pipedir", "golang.org/x/sys/unix"},
	"stats": {
		"internal/wire", "internal/stripe", "internal/address", "internal/pipedir",
		"golang.org/x/sys/unix",
	},
	"middleware": {
		"stats", "internal/stripe", "internal/ownrequest",
		"github.com/felixge/httpsnoop", "github.com/go-chi/chi/v5",
	},
	"expvarbridge": {"stats"},
	"aggregator": {
		"internal/wire", "internal/pipedir", "internal/ownrequest", "golang.org/x/sys/unix",
	},
	"internal/ownrequest": {},
	"cmd/pipestatic": {
		"aggregator", "cmd/pipestatic/internal/top", "cmd/pipestatic/internal/terminal",
	},
	"cmd/pipestatic/internal/top":      {"internal/wire", "cmd/pipestatic/internal/terminal"},
	"cmd/pipestatic/internal/terminal": {"golang.org/x/sys/unix"},
	"cmd/pipestatic/internal/pty":      {"golang.org/x/sys/unix"},
	"examples/webapp": {
		"stats", "middleware", "expvarbridge", "aggregator",
		"github.com/go-chi/chi/v5", "github.com/go-chi/chi/v5/middleware",
	},
}

// What only some may import of the standard library, and why.
var only = map[string]struct {
	packages []string
	why      string
}{
	"expvar": {
		[]string{"expvarbridge", "examples/webapp"},
		"it registers a handler on the default mux, and brings 188 packages",
	},
	"net/http": {
		[]string{
			"middleware", "aggregator", "internal/ownrequest", "cmd/pipestatic", "examples/webapp",
		},
		"a program that only counts must not grow by a web server",
	},
	"html/template": {nil, "it needs text/template"},
	"text/template": {nil, "with it the linker keeps every method of the program: 3 MB and more"},
	"testing": {
		[]string{"internal/pipetest", "cmd/pipestatic/internal/pty"},
		"it adds flags to every program",
	},
	"unsafe": {
		[]string{"internal/address", "internal/pipedir"},
		"it is proven sound in two places only",
	},
	"C": {nil, "programs stay free of cgo"},
}

func TestImports(t *testing.T) {
	for file, f := range sources(t) {
		from := path.Dir(file)
		if from == "." {
			from = ""
		}
		allowed, known := mayImport[from]
		if !known {
			t.Errorf("%s: a package that the layout does not know", file)
		}
		for _, spec := range f.Imports {
			to, _ := strconv.Unquote(spec.Path.Value)
			to = strings.TrimPrefix(to, module+"/")
			if rule, ok := only[to]; ok && !slices.Contains(rule.packages, from) {
				t.Errorf("%s imports %s: %s", file, to, rule.why)
			}
			std := !strings.Contains(strings.Split(to, "/")[0], ".") && mayImport[to] == nil
			if !std && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s: not an arrow of the layout", file, to)
			}
		}
	}
}

func TestNothingHappensAtImport(t *testing.T) {
	for file, f := range sources(t) {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has an init function", file)
			}
		}
	}
}

func TestFilesStayShort(t *testing.T) {
	for file := range sources(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "\n"); n > 500 {
			t.Errorf("%s has %d lines: more than one noun?", file, n)
		}
	}
}

// The three direct dependencies are all there are: each is one more thing that
// can break, or be taken over, in the programs of others.
func TestDependencies(t *testing.T) {
	text, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^\s*(?:require )?([a-z.]+/\S+) v\S+`).FindAllStringSubmatch(string(text), -1) {
		got = append(got, m[1])
	}
	want := []string{"github.com/felixge/httpsnoop", "github.com/go-chi/chi/v5", "golang.org/x/sys"}
	if !slices.Equal(got, want) {
		t.Errorf("go.mod requires %v, want %v", got, want)
	}
}

// sources are the files of the root module that are compiled into programs.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".") && file != "."
		if d.IsDir() && (hidden || file == "tests" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		files[filepath.ToSlash(file)] = f
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
