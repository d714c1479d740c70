//go:build linux

package main

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

func strangers() []scenario {
	return []scenario{{
		name: "users",
		promise: "another user cannot make a program write elsewhere or give up its pipe, see what is" +
			" private, nor have an aggregator believe, follow or wait for what is his",
		run: func(ctx context.Context, e *env) (counts, error) {
			if os.Geteuid() != 0 {
				return counts{needsRoot: 1}, nil
			}
			return lanes(ctx, e, func(ctx context.Context, l *lane) error {
				s := stranger{lane: l}
				return s.play(ctx)
			})
		},
	}}
}

// A stranger is a user who attacks a program of another one, or of root.
type stranger struct {
	*lane
	attacker *roles.Player
	readers  []*reading // of root, of the program's user, and of the stranger
}

// A reading is an auditor of a user, and what it has to know in the end.
type reading struct {
	*roles.Player
	uid    int
	growth float64
}

func (s *stranger) play(ctx context.Context) error {
	foe := s.uid + 1
	owner := []int{0, foe}[s.random.IntN(2)] // of the directory
	if err := errors.Join(os.MkdirAll(s.place(), 0o755), s.makeDir(s.dir),
		os.Chown(s.dir, owner, owner)); err != nil {
		return err
	}
	for _, uid := range []int{0, s.uid, foe} {
		p, err := s.startAs(uid, "auditor")
		if err != nil {
			return err
		}
		s.readers = append(s.readers, &reading{Player: p, uid: uid})
	}
	var err error
	s.attacker, err = s.startAs(foe, "attacker", strconv.Itoa(s.random.IntN(math.MaxInt32)))
	if err != nil {
		return err
	}
	for first := true; first || ctx.Err() == nil; first = false {
		if err := s.attack(ctx); err != nil {
			return err
		}
	}
	s.counts.add(s.finish(s.attacker))
	for _, r := range s.readers {
		s.counts.add(s.finish(r.Player))
	}
	left, err := os.ReadDir(s.dir)
	if len(left) > 0 {
		s.counts.breach("leaked", "left in the directory: %v", left)
	}
	return err
}

// startAs starts a process of that user.
func (l *lane) startAs(uid int, role string, args ...string) (*roles.Player, error) {
	p := roles.Command(l.dir, role, args...)
	p.As(uid)
	if err := l.run(p); err != nil {
		return nil, err
	}
	_, err := said(p)
	return p, err
}

// attack has one program attacked, from before it opens its pipe.
func (s *stranger) attack(ctx context.Context) error {
	uid := []int{0, s.uid}[s.random.IntN(2)]
	mode := []os.FileMode{0o644, 0o600}[s.random.IntN(2)]
	umask := []string{"0", "77", "22"}[s.random.IntN(3)]
	p, err := s.startAs(uid, "worker", "100", strconv.FormatInt(int64(mode), 8), umask)
	if err != nil {
		return err
	}
	s.worker = p
	if _, err := order(s.attacker, "attack "+strconv.Itoa(p.Process.Pid)); err != nil {
		return err
	}
	path, err := order(p, "open")
	if err != nil {
		return err
	}
	s.check(path, uid, mode)
	s.aWhile(ctx, 3*time.Second)
	if _, err := order(s.attacker, "rest"); err != nil {
		return err
	}
	s.counts["programs attacked"]++
	s.back(time.Now(), "after an attack")
	if err := s.know(p, uid, mode); err != nil {
		return err
	}
	s.counts.add(s.finish(p))
	return nil
}

// check looks at what the program says is its pipe.
func (s *stranger) check(path string, uid int, mode os.FileMode) {
	info, err := os.Lstat(path)
	if err != nil {
		return // the directory is the attacker's
	}
	want := mode | os.ModeNamedPipe | os.ModeSticky
	if its := info.Sys().(*syscall.Stat_t); info.Mode() != want || int(its.Uid) != uid {
		if filepath.Dir(path) == s.dir && int(its.Uid) == s.uid+1 {
			return // it has been replaced, in a directory that is the attacker's
		}
		s.counts.breach("leaked", "%s is %v of %d, not %v of %d", path, info.Mode(), its.Uid, want, uid)
	}
}

// know wants those who may read the program to know all of its work, and the
// others nothing.
func (s *stranger) know(p *roles.Player, uid int, mode os.FileMode) error {
	n, err := s.rest(p)
	for _, r := range s.readers {
		want := account{Complete: true}
		if mode == 0o644 || r.uid == uid {
			r.growth += n
			want.Read, want.Jobs = 1, n
		} else {
			s.counts["times kept private"]++
		}
		want.Growth = r.growth
		err = errors.Join(err, s.audited(r.Player, want))
	}
	return err
}
