package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	project     = "github.com/pipestatic/pipestatic"
	hookPackage = project + "/tests/transparency/hook"
	chiModule   = "github.com/go-chi/chi/v5"
)

// httpHook is added to net/http. A server calls what TransparencyHandler returns.
const httpHook = `package http

// TransparencyHook returns the handler that is called in place of h.
var TransparencyHook func(h Handler) Handler

// TransparencyHandler returns the handler to call in place of h. The server's own
// handlers lead to one that is replaced.
func TransparencyHandler(h Handler) Handler {
	switch h.(type) {
	case serverHandler, initALPNRequest:
		return h
	}
	if TransparencyHook == nil {
		return h
	}
	return TransparencyHook(h)
}
`

// testHook is added to testing/internal/testdeps, which each test binary imports
// and which no package under test does: so what it imports closes no cycle, and
// is compiled with the package under test in place of the one it replaces.
const testHook = `package testdeps

import (
	"internal/synctest"
	"net/http"

	"` + hookPackage + `"
)

func init() { http.TransparencyHook = hook.Handler(synctest.IsInBubble) }

// done is called when the tests are over.
func done() { hook.Done() }
`

// gorootEdits have the server call the hook's handlers, and the end of testing.M.Run
// write the report.
var gorootEdits = []edit{
	{"net/http/server.go", "\n\thandler.ServeHTTP(rw, req)\n}\n", "\n\tTransparencyHandler(handler).ServeHTTP(rw, req)\n}\n"},
	{"testing/internal/testdeps/deps.go", "func (TestDeps) SetPanicOnExit0(v bool) {\n",
		"func (TestDeps) SetPanicOnExit0(v bool) {\n\tif !v {\n\t\tdone()\n\t}\n"},
}

// errNoTests is the reason why the standard library's tests cannot be run.
var errNoTests = errors.New("needs the sources of the standard library's tests")

// makeGOROOT makes a copy of the standard library in dir, with the hook in it. The
// middleware and all that it imports are vendored into it, so that packages of
// the standard library may import them under their own names.
func makeGOROOT(goroot, dir string) error {
	if _, err := os.Stat(filepath.Join(goroot, "src", "net", "http", "serve_test.go")); err != nil {
		return errNoTests
	}
	if err := linkAll(goroot, dir, "src"); err != nil {
		return err
	}
	src, to := filepath.Join(goroot, "src"), filepath.Join(dir, "src")
	if err := os.Mkdir(to, 0o777); err != nil {
		return err
	}
	if err := os.Symlink(filepath.Join(src, "cmd"), filepath.Join(to, "cmd")); err != nil {
		return err
	}
	if err := copyTree(src, to, func(name string, _ fs.DirEntry) bool { return name != "cmd" }); err != nil {
		return err
	}
	if err := vendorAll(filepath.Join(to, "vendor")); err != nil {
		return err
	}
	for _, e := range gorootEdits {
		if err := e.apply(to); err != nil {
			return err
		}
	}
	return errors.Join(
		os.WriteFile(filepath.Join(to, "net", "http", "transparency.go"), []byte(httpHook), 0o666),
		os.WriteFile(filepath.Join(to, "testing", "internal", "testdeps", "transparency.go"), []byte(testHook), 0o666),
	)
}

// linkAll links all that is in a directory into another, but one.
func linkAll(from, to, but string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == but {
			continue
		}
		if err := os.Symlink(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// copyTree copies what want wants of a directory, as files that may be written.
// Names have slashes in them and begin below the directory.
func copyTree(from, to string, want func(string, fs.DirEntry) bool) error {
	return fs.WalkDir(os.DirFS(from), ".", func(name string, d fs.DirEntry, err error) error {
		target := filepath.Join(to, filepath.FromSlash(name))
		switch {
		case err != nil:
			return err
		case name != "." && !want(name, d):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return os.MkdirAll(target, 0o777)
		}
		return copyFile(filepath.Join(from, filepath.FromSlash(name)), target)
	})
}

// copyFile copies a file, or what a link leads to. It stays executable.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm()|0o200)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// vendorAll copies the hook and what it imports into a vendor directory: of chi,
// whose tests are run there, the whole module.
func vendorAll(to string) error {
	c := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,Standard,EmbedFiles,Module", hookPackage)
	c.Stderr = os.Stderr
	text, err := c.Output()
	if err != nil {
		return fmt.Errorf("go list %s: %w", hookPackage, err)
	}
	packages, err := decodeList(text)
	if err != nil {
		return err
	}
	for _, p := range packages {
		from, want := p.Dir, isSource
		switch {
		case p.Standard:
			continue
		case len(p.EmbedFiles) > 0:
			return fmt.Errorf("%s embeds files, which are not copied", p.ImportPath)
		case p.ImportPath == chiModule:
			from, want = p.Module.Dir, everything
		}
		if err := copyTree(from, filepath.Join(to, filepath.FromSlash(p.ImportPath)), want); err != nil {
			return err
		}
	}
	return nil
}

func everything(string, fs.DirEntry) bool { return true }

// isSource reports whether a file is part of the package itself.
func isSource(name string, d fs.DirEntry) bool {
	return !d.IsDir() && !strings.HasSuffix(name, "_test.go")
}
