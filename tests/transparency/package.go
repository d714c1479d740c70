package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"time"
)

// A listed is what go list says of a package.
type listed struct {
	ImportPath, Dir           string
	Standard                  bool
	EmbedFiles                []string
	TestGoFiles, XTestGoFiles []string
	Module                    struct{ Path, Dir string }
}

// decodeList reads what go list -json prints.
func decodeList(text []byte) (packages []listed, err error) {
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
}

// fetch returns the packages of a suite that have tests, and a directory to build
// them in: a copy of their module, which is downloaded, or for the standard library
// one that is in no module.
func (w *workspace) fetch(ctx context.Context, s suite) (dir string, tested []listed, err error) {
	dir = w.outside()
	if s.module != "" {
		if dir, err = w.copyModule(ctx, s); err != nil {
			return "", nil, err
		}
	}
	patterns := s.packages
	if patterns == nil {
		patterns = []string{"./..."}
	}
	args := append([]string{"list", "-json=ImportPath,Dir,TestGoFiles,XTestGoFiles"}, patterns...)
	text, err := w.run(ctx, dir, args...)
	if err != nil {
		return "", nil, err
	}
	all, err := decodeList(text)
	for _, l := range all {
		if len(l.TestGoFiles)+len(l.XTestGoFiles) == 0 {
			continue
		}
		if err := wrapCalls(l, s.direct); err != nil {
			return "", nil, err
		}
		tested = append(tested, l)
	}
	if err == nil && len(tested) == 0 {
		err = fmt.Errorf("%s: no package has tests", s.name)
	}
	return dir, tested, err
}

// copyModule downloads the module of a suite and copies it.
func (w *workspace) copyModule(ctx context.Context, s suite) (dir string, err error) {
	text, err := w.run(ctx, w.outside(), "mod", "download", "-json", s.module+"@"+s.version)
	if err != nil {
		return "", err
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(text, &module); err != nil {
		return "", err
	}
	dir = filepath.Join(w.dir, "modules", filepath.FromSlash(s.name))
	if err := copyTree(module.Dir, dir, everything); err != nil {
		return "", err
	}
	for _, e := range s.edits {
		if err := e.apply(dir); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// A binary is the tests of a package.
type binary struct {
	workspace *workspace
	pkg, dir  string // the package, and where its tests run
	file      string
	race      bool
	flags     []string // of each run
}

func (b *binary) timeout() time.Duration {
	if b.race {
		return 20 * time.Minute
	}
	return 10 * time.Minute
}

// build builds the tests of packages.
func (w *workspace) build(ctx context.Context, dir string, tested []listed, race bool, flags []string) (all []*binary, err error) {
	for _, l := range tested {
		w.built++
		b := &binary{workspace: w, pkg: l.ImportPath, dir: l.Dir, race: race, flags: flags}
		b.file = filepath.Join(w.dir, fmt.Sprintf("%d.test", w.built))
		args := []string{"test", "-c", "-o", b.file}
		if race {
			args = append(args, "-race")
		}
		if _, err := w.run(ctx, dir, append(args, b.pkg)...); err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}
