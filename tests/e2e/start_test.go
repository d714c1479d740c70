//go:build unix

package e2e

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
	"golang.org/x/sys/unix"
)

// firstUse is a program that does nothing but count. It prints whether there
// was a pipe before its first number came.
func firstUse([]string) {
	path := filepath.Join(os.Getenv("PIPESTATIC_DIR"), fmt.Sprintf("%d.stats", os.Getpid()))
	_, err := os.Lstat(path)
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	stats.Incr("signups")
	fmt.Println(path)
	untilStdinEnds()
	must(stats.Close())
	stats.Incr("signups")
	fmt.Println(stats.Default().Value("signups"))
}

func TestDefaultRegistryOpensAtItsFirstUse(t *testing.T) {
	p := start(t, t.TempDir(), "first")
	if before := p.line(); before != "true" {
		t.Error("there was a pipe before the first use")
	}
	path := p.line()
	eventually(t, 2*time.Second, "the pipe is there", func() bool { return pipeIsOurs(path) })
	text, err := os.ReadFile(path)
	if err != nil || !whole(text) || !strings.Contains(string(text), "\nsignups: 1\n") {
		t.Errorf("got %v\n%s", err, text)
	}
	if got := p.end(); got != "2 true" {
		t.Errorf("after Close: %s", got)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after Close: %v", err)
	}
}

func TestDefaultRegistryOff(t *testing.T) {
	p := start(t, "off", "first")
	p.line()
	p.line()
	if got := p.end(); got != "2 true" {
		t.Errorf("got %s", got)
	}
	if _, err := os.Lstat("off"); err == nil {
		t.Error("a directory called off")
	}
}

// umask is a program with a strict umask.
func umask([]string) {
	unix.Umask(0o077)
	program([]string{"1", "0"})
}

func TestModesWhateverTheUmask(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pipes")
	p := start(t, dir, "umask")
	path := p.line()
	for file, want := range map[string]fs.FileMode{
		dir:  fs.ModeDir | fs.ModeSticky | 0o777,
		path: fs.ModeNamedPipe | fs.ModeSticky | 0o644,
	} {
		if info, err := os.Lstat(file); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", file, info.Mode(), err, want)
		}
	}
}

// starved is a program that runs out of descriptors while it is served, and is
// closed so.
func starved([]string) {
	must(stats.Default().Open())
	stats.Incr("x")
	fmt.Println(stats.Default().Path())
	var limit unix.Rlimit
	must(unix.Getrlimit(unix.RLIMIT_NOFILE, &limit))
	limit.Cur = 64
	must(unix.Setrlimit(unix.RLIMIT_NOFILE, &limit))
	var hogs []*os.File
	for {
		f, err := os.Open(os.DevNull)
		if err != nil {
			break
		}
		hogs = append(hogs, f)
	}
	fmt.Println(len(hogs) > 0)
	untilByte()
	for _, f := range hogs {
		f.Close()
	}
	fmt.Println("released")
	untilStdinEnds()
	must(stats.Close())
	fmt.Println(stats.Default().Value("x"))
}

func untilByte() { _, _ = os.Stdin.Read(make([]byte, 1)) }

func TestProgramWithoutDescriptors(t *testing.T) {
	p := start(t, t.TempDir(), "starved")
	path := p.line()
	p.line()
	read := make(chan []byte)
	go func() {
		text, _ := os.ReadFile(path)
		read <- text
	}()
	// The reader gets nothing; or, where the program had none left to wait for
	// readers with, it is answered when there are some again.
	var text []byte
	select {
	case text = <-read:
		p.tell()
	case <-time.After(2 * time.Second):
		p.tell()
		text = <-read
	}
	if len(text) > 0 && !whole(text) {
		t.Errorf("without descriptors a reader got %q", text)
	}
	p.line()
	eventually(t, 10*time.Second, "the program is served again", func() bool {
		text, err := os.ReadFile(path)
		return err == nil && whole(text)
	})
	if got := p.end(); got != "1 true" {
		t.Errorf("got %s", got)
	}
}

// A name that a dead process of our pid left is taken over; that of the living,
// and what is no pipe, is passed over.
func TestNameTaken(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, fmt.Sprintf("%d.stats", os.Getpid()))
	old := time.Now().Add(-time.Hour)
	for _, test := range []struct {
		what string
		take func() error
		want string
	}{
		{"dead", func() error {
			return errors.Join(syscall.Mkfifo(name, 0o644), os.Chtimes(name, old, old))
		}, ".stats"},
		{"just died", func() error { return syscall.Mkfifo(name, 0o644) }, ".stats"},
		{"another container's", func() error {
			return errors.Join(syscall.Mkfifo(name, 0o644), openElsewhere(t, name))
		}, "-2.stats"},
		{"file", func() error { return os.WriteFile(name, nil, 0o644) }, "-2.stats"},
		{"link", func() error { return os.Symlink("elsewhere", name) }, "-2.stats"},
		{"directory", func() error { return os.Mkdir(name, 0o755) }, "-2.stats"},
	} {
		t.Run(test.what, func(t *testing.T) {
			os.Remove(name)
			if err := test.take(); err != nil {
				t.Fatal(err)
			}
			r := stats.New(stats.Options{Dir: dir})
			if err := r.Open(); err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if want := fmt.Sprint(os.Getpid(), test.want); filepath.Base(r.Path()) != want {
				t.Errorf("the pipe is %s, want %s", r.Path(), want)
			}
			if text, err := os.ReadFile(r.Path()); err != nil || !whole(text) {
				t.Errorf("got %v\n%s", err, text)
			}
		})
	}
}

// openElsewhere has a process that we know nothing of keep the FIFO open.
func openElsewhere(t *testing.T, fifo string) error {
	f, err := os.OpenFile(fifo, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	c := exec.Command("sleep", "1000")
	c.Stdout = f
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	return c.Start()
}

// reborn is a program that starts itself again in its own process.
func reborn([]string) {
	must(stats.Default().Open())
	fmt.Println(stats.Default().Path())
	untilByte()
	again := roles.Command(os.Getenv(pipedir.Env), "program", "1", "0")
	must(syscall.Exec(again.Path, again.Args, again.Env))
}

// A program that called exec(3) has its pid from before, and no other process has
// started since; yet the pipe that it had is dead, and the name is free.
func TestExecTakesItsOldName(t *testing.T) {
	p := start(t, t.TempDir(), "reborn")
	path := p.line()
	p.Stdin.Write([]byte("x"))
	if now := p.line(); now != path {
		t.Errorf("the pipe is %s, and was %s", now, path)
	}
	if text, err := os.ReadFile(path); err != nil || !whole(text) {
		t.Errorf("got %v\n%s", err, text)
	}
}

// Whoever starts removes what the dead have left.
func TestStartSweepsTheDead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	dead, alive := start(t, dir, "program", "1", "0"), start(t, dir, "program", "1", "0")
	deadPath, alivePath := dead.line(), alive.line()
	dead.Kill()
	stopped := start(t, dir, "program", "1", "0")
	stoppedPath := stopped.line()
	if err := stopped.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	start(t, dir, "program", "1", "0").line()
	eventually(t, 2*time.Second, "the dead is removed", func() bool { return !pipeIsOurs(deadPath) })
	for _, path := range []string{alivePath, stoppedPath} {
		if !pipeIsOurs(path) {
			t.Errorf("%s is removed", path)
		}
	}
}
