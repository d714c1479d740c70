//go:build linux

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// zombie has a program killed whose parent does not care.
func (s *suspension) zombie(context.Context) error {
	parent, pid, err := s.ready("parent")
	if err != nil {
		return err
	}
	s.counts["zombies"]++
	err = s.buried(pid+".stats", func() error {
		_, err := order(parent, "kill")
		return err
	})
	s.counts.add(s.finish(parent))
	return err
}

// threadID has a dead pipe with the number of a thread of the living program.
func (s *suspension) threadID(context.Context) error {
	pid := strconv.Itoa(s.worker.Process.Pid)
	threads, err := os.ReadDir("/proc/" + pid + "/task")
	threads = slices.DeleteFunc(threads, func(t os.DirEntry) bool { return t.Name() == pid })
	if err != nil || len(threads) == 0 {
		return err
	}
	name := threads[s.random.IntN(len(threads))].Name() + ".stats"
	s.counts["thread ids"]++
	return s.buried(name, func() error { return s.fifo(filepath.Join(s.dir, name)) })
}

func (s *suspension) fifo(path string) error {
	return errors.Join(unix.Mkfifo(path, 0o644), os.Chmod(path, 0o644|os.ModeSticky))
}

// buried does what leaves a dead pipe, which has to be removed then.
func (s *suspension) buried(name string, do func() error) error {
	s.dead = append(s.dead, name)
	if err := do(); err != nil {
		return err
	}
	begun := time.Now()
	for ; ; time.Sleep(time.Millisecond) {
		if _, err := os.Lstat(filepath.Join(s.dir, name)); err != nil {
			break
		}
		if time.Since(begun) > patience {
			s.counts.breach("leaked", "%s, of the dead, is left", name)
			break
		}
	}
	s.counts.add(counts{"most ms to bury": time.Since(begun).Milliseconds()})
	return nil
}

// pidAgain has another process get the pid of one that was killed, before anybody
// has seen that it is gone.
func (s *suspension) pidAgain(context.Context) error {
	p, _, err := s.ready("program", "10", "0")
	if err != nil {
		return err
	}
	pid := p.Process.Pid
	name := strconv.Itoa(pid) + ".stats"
	s.dead = append(s.dead, name)
	if err := s.auditor.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	s.kill(p)
	// One that starts sooner could have made the pipe.
	time.Sleep(100 * time.Millisecond)
	other, err := s.withPID(pid)
	if err != nil {
		return err
	}
	err = s.buried(name, func() error { return s.auditor.Process.Signal(syscall.SIGCONT) })
	if other != nil {
		s.counts["pids used again"]++
		s.kill(other)
	}
	return err
}

// withPID starts a process that has no pipe, with that pid if nobody is quicker.
func (s *suspension) withPID(pid int) (*roles.Player, error) {
	for range 10 {
		last := []byte(strconv.Itoa(pid - 1)) // the next process gets the next
		if err := os.WriteFile("/proc/sys/kernel/ns_last_pid", last, 0); err != nil {
			return nil, err
		}
		p, err := s.start("sleeper")
		if err != nil {
			return nil, err
		}
		if p.Process.Pid == pid {
			return p, nil
		}
		s.kill(p)
	}
	return nil, nil
}
