//go:build unix

package pipedir

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// roleEnv makes this test binary a child of a test, which plays one role.
const roleEnv = "PIPEDIR_TEST_ROLE"

func TestMain(m *testing.M) {
	role := os.Getenv(roleEnv)
	if role == "" {
		os.Exit(m.Run())
	}
	go func() { // the test ends, and so does the child
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	if err := roles[role](os.Args[1]); err != nil {
		fmt.Print(err)
	}
}

var roles = map[string]func(path string) error{
	"wait": func(string) error { select {} },

	// Create the directory, several at once, under a umask, which belongs to a
	// whole process.
	"umask 077": func(path string) error { return created(path, 0o077) },
	"umask 0":   func(path string) error { return created(path, 0) },

	"list": func(path string) error {
		return within(path, func(d *Dir) error { _, err := d.Names(); return err })
	},
	"read": func(path string) error {
		return within(path, func(d *Dir) error { _, _, err := d.OpenRead("fifo"); return err })
	},

	// Opens a FIFO for writing, and keeps it open.
	"write": written,

	// Makes a FIFO of its own, says so, and waits for a reader.
	"serve": func(path string) error {
		path = filepath.Join(path, FileName(os.Getpid(), 1))
		if err := unix.Mkfifo(path, 0o644); err != nil {
			return err
		}
		fmt.Println("made")
		return written(path)
	},
}

func written(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	select {}
}

func within(path string, f func(*Dir) error) error {
	d, err := Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return f(d)
}

func created(path string, umask int) (err error) {
	syscall.Umask(umask)
	errs := make(chan error, 8)
	for range cap(errs) {
		go func() {
			d, err := Create(path)
			if err == nil {
				d.Close()
			}
			errs <- err
		}()
	}
	for range cap(errs) {
		err = errors.Join(err, <-errs)
	}
	return err
}

// A child is another process. It ends when the test does, at the latest.
type child struct {
	*exec.Cmd
	out io.Reader
}

// start starts a child in a role, as that user if uid is not 0.
func start(t *testing.T, uid uint32, role, path string) *child {
	t.Helper()
	self := "/proc/self/exe" // other users may not be able to walk to it
	if _, err := os.Stat(self); err != nil {
		self, _ = os.Executable()
	}
	return startFrom(t, self, uid, role, path)
}

func startFrom(t *testing.T, self string, uid uint32, role, path string) *child {
	t.Helper()
	c := &child{Cmd: exec.Command(self, path)}
	c.Env = append(os.Environ(), roleEnv+"="+role, "GORACE=atexit_sleep_ms=0")
	if uid != 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
	}
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if c.out, err = c.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		c.kill()
	})
	return c
}

// serve starts a child that serves a FIFO in d.
func serve(t *testing.T, d *Dir) *child {
	t.Helper()
	c := start(t, 0, "serve", d.Path())
	if said, err := bufio.NewReader(c.out).ReadString('\n'); said != "made\n" {
		t.Fatal(said, err)
	}
	return c
}

// end waits for the child to end and returns all that it says.
func (c *child) end(t *testing.T) string {
	t.Helper()
	said, _ := io.ReadAll(c.out)
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
	return string(said)
}

// kill ends the child if it has not ended, and waits for that.
func (c *child) kill() {
	if c.ProcessState == nil {
		_ = c.Process.Kill()
		_ = c.Wait()
	}
}

func (c *child) pid() int { return c.Process.Pid }

// nobody is a user that is neither us nor root.
const nobody = 65534

// anybody returns a user who may not do everything: nobody where we are root,
// who then is let into the directory above path.
func anybody(t *testing.T, path string) (uid uint32) {
	t.Helper()
	if os.Geteuid() != 0 {
		return 0
	}
	above := filepath.Dir(path)
	err := errors.Join(os.Chmod(above, 0o711), os.Chmod(filepath.Dir(above), 0o711))
	if err != nil {
		t.Fatal(err)
	}
	return nobody
}

func needsRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root")
	}
}

// gone is the pid of no process: systems do not count so far.
const gone = 1<<31 - 1

func mkfifo(t *testing.T, path string) {
	t.Helper()
	if err := unix.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
}

// openTemp returns a directory of pipes of its own.
func openTemp(t *testing.T) *Dir {
	t.Helper()
	d, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

func (d *Dir) join(name string) string { return filepath.Join(d.path, name) }
