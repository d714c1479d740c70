//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/tests/internal/cat"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// A foe attacks a program of another user, by the names that its pipe may have.
type foe struct {
	counts
	dir    string
	random *rand.Rand
	owner  bool // of the directory: the sticky bit is for others

	loot    string  // where links lead to: files and FIFOs that all may write to
	baits   []*bait // that a program must not write into
	planted []string
	pid     int

	stop chan struct{}
	work sync.WaitGroup
}

// attacker attacks programs.
//
//	attacker SEED
//
//	attack PID  begins to attack that program
//	rest        ends that, and removes all that is its own
func attacker(args []string) {
	f := &foe{
		counts: counts{}, dir: os.Getenv(pipedir.Env),
		random: rand.New(rand.NewPCG(uint64(number(args[0])), 0)),
	}
	syscall.Umask(0)
	var err error
	f.loot, err = os.MkdirTemp("", "loot")
	roles.Must(err)
	defer os.RemoveAll(f.loot)
	roles.Must(os.Chmod(f.loot, 0o777))
	its, err := os.Lstat(f.dir)
	roles.Must(err)
	f.owner = int(its.Sys().(*syscall.Stat_t).Uid) == os.Geteuid()
	fmt.Println("ready")
	obey(map[string]func(string) string{
		"attack": func(pid string) string { f.begin(number(pid)); return "" },
		"rest":   func(string) string { f.rest(); return "" },
	})
	report(f.counts)
}

// begin plants something under the names, and goes on in the background.
func (f *foe) begin(pid int) {
	f.pid, f.stop = pid, make(chan struct{})
	for range f.random.IntN(4) {
		f.plant()
	}
	f.work.Go(func() {
		for {
			select {
			case <-f.stop:
				return
			case <-time.After(time.Duration(f.random.IntN(5000)) * time.Microsecond):
				f.strike()
			}
		}
	})
}

// rest looks into the baits, and removes them.
func (f *foe) rest() {
	close(f.stop)
	f.work.Wait()
	for _, b := range f.baits {
		f.counts.add(b.hauled())
	}
	for _, path := range f.planted {
		_ = os.Remove(path) // where it still is
	}
	f.baits, f.planted = nil, nil
}

// strike does one of the things that a user can try.
func (f *foe) strike() {
	switch path := f.name(); f.random.IntN(5) {
	case 0:
		f.plant()
	case 1:
		f.take(path, os.Remove)
	case 2:
		f.take(path, func(path string) error { return os.Rename(path, path+".mine") })
		_ = os.Remove(path + ".mine")
	case 3:
		f.hold(path)
	default:
		f.link(path)
	}
}

// name is one that the program may have, or take next.
func (f *foe) name() string {
	return filepath.Join(f.dir, pipedir.FileName(f.pid, 1+f.random.IntN(3)))
}

// theirs reports whether the file is the program's.
func theirs(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && int(info.Sys().(*syscall.Stat_t).Uid) != os.Geteuid()
}

// take takes the program's pipe away, which only the directory's owner can.
func (f *foe) take(path string, take func(string) error) {
	if !theirs(path) {
		return
	}
	switch err := take(path); {
	case err == nil && f.owner:
		f.counts["pipes taken away"]++
	case err == nil:
		f.counts.breach("lost", "another user took %s away", path)
	default:
		f.counts["takings refused"]++
	}
}

// hold keeps the program's pipe from others for a while, and takes what there is.
func (f *foe) hold(path string) {
	if !theirs(path) {
		return
	}
	if fd, err := unix.Open(path, unix.O_WRONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0); err == nil {
		unix.Close(fd)
		f.counts.breach("torn", "another user could write into %s", path)
	}
	fd, err := cat.Open(path, unix.O_NONBLOCK|unix.O_NOFOLLOW)
	if err != nil {
		f.counts["openings refused"]++
		return
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if unix.Fstat(fd, &st) == nil && int(st.Uid) != os.Geteuid() && st.Mode&0o044 == 0 {
		f.counts.breach("leaked", "another user opened the private %s", path)
	}
	_ = unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB)
	f.counts["pipes held"]++
	time.Sleep(time.Duration(f.random.IntN(50)) * time.Millisecond)
}

// link gives the program's pipe another of its names.
func (f *foe) link(path string) {
	name := f.name()
	if !theirs(path) {
		return
	}
	if os.Link(path, name) == nil {
		f.counts["pipes linked"]++
		f.planted = append(f.planted, name)
	}
}

func (f *foe) path(kind string) string {
	return filepath.Join(f.loot, kind+strconv.Itoa(len(f.planted)))
}
