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
func (p *place) fetch(ctx context.Context, s suite) (dir string, tested []listed, err error) {
	dir = p.outside()
	if s.module != "" {
		if dir, err = p.copyModule(ctx, s); err != nil {
			return "", nil, err
		}
	}
	patterns := s.packages
	if patterns == nil {
		patterns = []string{"./..."}
	}
	args := append([]string{"list", "-json=ImportPath,Dir,TestGoFiles,XTestGoFiles"}, patterns...)
	text, err := p.run(ctx, dir, args...)
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
func (p *place) copyModule(ctx context.Context, s suite) (dir string, err error) {
	text, err := p.run(ctx, p.outside(), "mod", "download", "-json", s.module+"@"+s.version)
	if err != nil {
		return "", err
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(text, &module); err != nil {
		return "", err
	}
	dir = filepath.Join(p.dir, "modules", filepath.FromSlash(s.name))
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
	place    *place
	pkg, dir string // the package, and where its tests run
	file     string
	race     bool
	flags    []string // of each run
}

func (b *binary) timeout() time.Duration {
	if b.race {
		return 20 * time.Minute
	}
	return 10 * time.Minute
}

// build builds the tests of packages.
func (p *place) build(ctx context.Context, dir string, tested []listed, race bool, flags []string) (all []*binary, err error) {
	for _, l := range tested {
		p.built++
		b := &binary{place: p, pkg: l.ImportPath, dir: l.Dir, race: race, flags: flags}
		b.file = filepath.Join(p.dir, fmt.Sprintf("%d.test", p.built))
		args := []string{"test", "-c", "-o", b.file}
		if race {
			args = append(args, "-race")
		}
		if _, err := p.run(ctx, dir, append(args, b.pkg)...); err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}
