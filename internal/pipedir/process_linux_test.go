package pipedir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestThreadIsNoProcess(t *testing.T) {
	t.Parallel()
	d := openTemp(t)
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil || len(threads) < 2 {
		t.Fatal(len(threads), err)
	}
	for _, thread := range threads {
		tid, err := strconv.Atoi(thread.Name())
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := Lookup(tid); ok != (tid == os.Getpid()) {
			t.Errorf("thread %d of process %d: %v", tid, os.Getpid(), ok)
		}
		if tid != os.Getpid() {
			mkfifo(t, d.join(FileName(tid, 1)))
			d.Sweep(nil)
			wantNames(t, d, nil)
			return
		}
	}
}

func TestZombieIsNoProcess(t *testing.T) {
	t.Parallel()
	d := openTemp(t)
	c := serve(t, d)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, c, unix.WEXITED)
	if unix.Kill(c.pid(), 0) != nil {
		t.Fatal("it is no zombie")
	}
	if p, ok := Lookup(c.pid()); ok {
		t.Errorf("a zombie is there: %+v", p)
	}
	wantDead(t, d, c, true)
}

// waitFor waits until the child has ended or stopped, and leaves it so.
func waitFor(t *testing.T, c *child, event int) {
	t.Helper()
	err := again(func() error {
		return unix.Waitid(unix.P_PID, c.pid(), nil, event|unix.WNOWAIT, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func wantDead(t *testing.T, d *Dir, c *child, want bool) {
	t.Helper()
	f, silent := d.Dead(FileName(c.pid(), 1))
	if dead := silent && !MakerAlive(c.pid(), f.Made); dead != want {
		t.Errorf("dead %v, want %v", dead, want)
	}
}

func TestUsersOfAProcess(t *testing.T) {
	p, _ := Lookup(os.Getpid())
	real, effective, saved := unix.Getresuid()
	want := []uint32{uint32(real), uint32(effective), uint32(saved), uint32(effective)}
	if !slices.Equal(p.UIDs, want) {
		t.Errorf("we are %v, want %v", p.UIDs, want)
	}
	needsRoot(t)
	c := start(t, nobody, "wait", "")
	p, ok := Lookup(c.pid())
	if want := []uint32{nobody, nobody, nobody, nobody}; !ok || !slices.Equal(p.UIDs, want) {
		t.Errorf("the child is %v, want %v", p.UIDs, want)
	}
	if !p.Owns(nobody) || p.Owns(0) {
		t.Errorf("the child owns what is its: %v, what is ours: %v", p.Owns(nobody), p.Owns(0))
	}
}

func TestStartOfAProcess(t *testing.T) {
	const tick = time.Second / userHZ
	before := time.Now()
	c := start(t, 0, "wait", "")
	after := time.Now()
	p, ok := Lookup(c.pid())
	if !ok || p.Start().Before(before.Add(-startSlack)) || p.Start().After(after.Add(tick)) {
		t.Errorf("started at %v, but it was between %v and %v", p.Start(), before, after)
	}
	if at := startTime(gone); !at.IsZero() {
		t.Errorf("nobody started at %v", at)
	}
}

// A program may call itself anything, also like the fields that follow.
func TestStartOfAProcessWithAHostileName(t *testing.T) {
	before := time.Now().Add(-startSlack)
	name := filepath.Join(t.TempDir(), ") Z 1 2 ( ) 9")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, name); err != nil {
		t.Fatal(err)
	}
	c := startFrom(t, name, 0, "wait", "")
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(c.pid()) + "/stat")
	if err != nil || !strings.Contains(string(stat), filepath.Base(name)) {
		t.Fatalf("%q, %v", stat, err)
	}
	p, ok := Lookup(c.pid())
	if !ok || p.Start().Before(before) || p.Start().After(time.Now()) || !p.Owns(uint32(os.Getuid())) {
		t.Errorf("%+v, %v", p, ok)
	}
}

// A writer that waits in open(2) is seen, whatever its pid says: in a directory
// shared between containers, a pid is another's.
func TestParkedWriterIsNotDead(t *testing.T) {
	t.Parallel()
	d := openTemp(t)
	mkfifo(t, d.join(FileName(gone, 1)))
	c := start(t, 0, "write", d.join(FileName(gone, 1)))
	waitParked(t, c)
	if _, dead := d.Dead(FileName(gone, 1)); dead {
		t.Error("a parked writer is dead")
	}
	c.kill()
	if _, dead := d.Dead(FileName(gone, 1)); !dead {
		t.Error("what nobody has open, and nobody made, is not dead")
	}
}

// waitParked waits until a thread of the child is in open(2), to write, as the
// kernel shows it.
func waitParked(t *testing.T, c *child) {
	t.Helper()
	threads := filepath.Join("/proc", strconv.Itoa(c.pid()), "task/*/syscall")
	deadline := time.Now().Add(10 * time.Second)
	for ; time.Now().Before(deadline); runtime.Gosched() {
		files, _ := filepath.Glob(threads)
		for _, file := range files {
			call, err := os.ReadFile(file)
			if errors.Is(err, fs.ErrPermission) {
				t.Skip("the kernel does not show system calls: ", err)
			}
			if opensToWrite(strings.Fields(string(call))) {
				return
			}
		}
	}
	t.Fatal("the child does not open its FIFO")
}

// opensToWrite is for a system call's number and arguments.
func opensToWrite(call []string) bool {
	if len(call) < 4 || call[0] != strconv.Itoa(unix.SYS_OPENAT) {
		return false
	}
	flags, err := strconv.ParseUint(call[3], 0, 64)
	return err == nil && flags&unix.O_ACCMODE == unix.O_WRONLY
}

// A stopped writer is not in open(2) any more, and says nothing; it is alive
// until it is killed.
func TestStoppedWriterIsNotDead(t *testing.T) {
	t.Parallel()
	d := openTemp(t)
	c := serve(t, d)
	waitParked(t, c)
	wantDead(t, d, c, false)
	if err := c.Process.Signal(unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	waitFor(t, c, unix.WSTOPPED)
	wantDead(t, d, c, false)
	if p, _ := Lookup(c.pid()); !p.Stopped {
		t.Errorf("it is not stopped: %+v", p)
	}
	if p, _ := Lookup(os.Getpid()); p.Stopped || p.Command == "" {
		t.Errorf("we are stopped, or nobody: %+v", p)
	}
	d.Sweep(nil)
	wantNames(t, d, []string{FileName(c.pid(), 1)})
	c.kill()
	wantDead(t, d, c, true)
	d.Sweep(nil)
	wantNames(t, d, nil)
}
