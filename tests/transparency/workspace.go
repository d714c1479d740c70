package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A workspace is a temporary directory with a GOROOT that has the hook in it, and with
// copies of the modules whose tests are run.
type workspace struct {
	dir       string
	goroot    string // the copy
	gocmd     string // the go command
	test2json string // go tool test2json, built once
	built     int    // test binaries
}

// outside is a directory that is in no module.
func (w *workspace) outside() string { return filepath.Join(w.dir, "outside") }

// newWorkspace makes a workspace in an empty directory.
func newWorkspace(ctx context.Context, dir string) (*workspace, error) {
	text, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	original, err := filepath.EvalSymlinks(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, err
	}
	w := &workspace{
		dir: dir, goroot: filepath.Join(dir, "goroot"), gocmd: filepath.Join(original, "bin", "go"),
		test2json: filepath.Join(dir, "test2json"),
	}
	for _, d := range []string{w.goroot, w.outside()} {
		if err := os.Mkdir(d, 0o777); err != nil {
			return nil, err
		}
	}
	if err := makeGOROOT(original, w.goroot); err != nil {
		return nil, err
	}
	_, err = w.run(ctx, w.outside(), "build", "-o", w.test2json, "cmd/test2json")
	return w, err
}

// environment returns the environment of the go command and of test processes.
func (w *workspace) environment() []string {
	cleared := []string{"GOFLAGS=", "GODEBUG=", "GO111MODULE=", "GOEXPERIMENT="}
	return slices.Concat(os.Environ(), cleared, []string{
		"GOROOT=" + w.goroot, "GOWORK=off", "GOTOOLCHAIN=local", "PIPESTATIC_DIR=off",
		"PATH=" + filepath.Dir(w.gocmd) + string(os.PathListSeparator) + os.Getenv("PATH"),
	})
}

// run runs the go command in a directory and returns what it printed.
func (w *workspace) run(ctx context.Context, dir string, args ...string) ([]byte, error) {
	c := exec.CommandContext(ctx, w.gocmd, args...)
	c.Dir, c.Env = dir, append(w.environment(), "PWD="+dir)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		return out, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return out, nil
}
