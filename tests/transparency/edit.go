package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// An edit is a change to a copied source file. The old text is there exactly
// once, or the edit does not fit the file.
type edit struct{ file, old, new string }

func (e edit) apply(dir string) error {
	file := filepath.Join(dir, filepath.FromSlash(e.file))
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if n := strings.Count(string(text), e.old); n != 1 {
		return fmt.Errorf("%s has %d times, and not once: %s", e.file, n, e.old)
	}
	return os.WriteFile(file, []byte(strings.Replace(string(text), e.old, e.new, 1)), 0o666)
}

// wrapCalls has the test files of a package call the hook's handlers where they
// call handler.ServeHTTP(w, r) themselves, as they do with httptest's recorder:
// such requests do not come through a server. Files named in direct stay what
// they are.
func wrapCalls(l listed, direct []string) error {
	for _, name := range slices.Concat(l.TestGoFiles, l.XTestGoFiles) {
		if slices.Contains(direct, name) {
			continue
		}
		file := filepath.Join(l.Dir, name)
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		changed, err := wrapCallsIn(text, l.ImportPath)
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, changed, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// wrapCallsIn returns the source text of a file of a package with the calls wrapped.
func wrapCallsIn(text []byte, pkg string) ([]byte, error) {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, "", text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	open, ok := transparencyHandler(f, pkg)
	if !ok {
		return text, nil
	}
	type insertion struct {
		at   int
		text string
	}
	var all []insertion
	ast.Inspect(f, func(n ast.Node) bool {
		if handler := calledHandler(n); handler != nil {
			all = append(all,
				insertion{files.Position(handler.Pos()).Offset, open},
				insertion{files.Position(handler.End()).Offset, ")"})
		}
		return true
	})
	slices.SortStableFunc(all, func(a, b insertion) int { return b.at - a.at })
	for _, i := range all {
		text = slices.Concat(text[:i.at], []byte(i.text), text[i.at:])
	}
	return text, nil
}

// calledHandler returns the handler of a call of its ServeHTTP, or nil.
func calledHandler(n ast.Node) ast.Expr {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 {
		return nil
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || method.Sel.Name != "ServeHTTP" {
		return nil
	}
	return method.X
}

// transparencyHandler returns how a file of a package calls TransparencyHandler of
// net/http, if it can.
func transparencyHandler(f *ast.File, pkg string) (call string, ok bool) {
	const name = "TransparencyHandler("
	if pkg == "net/http" && f.Name.Name == "http" {
		return name, true
	}
	for _, spec := range f.Imports {
		switch {
		case spec.Path.Value != `"net/http"`:
		case spec.Name == nil:
			return "http." + name, true
		case spec.Name.Name == ".":
			return name, true
		default:
			return spec.Name.Name + "." + name, true
		}
	}
	return "", false
}
