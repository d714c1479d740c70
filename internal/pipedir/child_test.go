//go:build unix

package pipedir

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// roleEnv makes this test binary a child of a test, which plays one role.
const roleEnv = "PIPEDIR_TEST_ROLE"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleEnv); role != "" {
		if err := roles[role](os.Args[1]); err != nil {
			fmt.Print(err)
		}
		return
	}
	os.Exit(m.Run())
}

var roles = map[string]func(path string) error{
	// Creates the directory under a umask, which belongs to a whole process.
	"umask 077": func(path string) error { return created(path, 0o077) },
	"umask 0":   func(path string) error { return created(path, 0) },

	// Lists a directory.
	"list": func(path string) error {
		d, err := Open(path)
		if err == nil {
			defer d.Close()
			_, err = d.Names()
		}
		return err
	},

	// Waits.
	"wait": func(string) error {
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	},

	// Makes a FIFO of its own, says so, and waits.
	"make": func(path string) error {
		if err := unix.Mkfifo(filepath.Join(path, FileName(os.Getpid(), 1)), 0o644); err != nil {
			return err
		}
		fmt.Println("made")
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	},

	// Opens a FIFO for writing, and keeps it open.
	"write": func(path string) error {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(io.Discard, os.Stdin)
		return err
	},
}

func created(path string, umask int) error {
	syscall.Umask(umask)
	d, err := Create(path)
	if err == nil {
		d.Close()
	}
	return err
}

// A child is another process. It ends when the test does, at the latest.
type child struct {
	*exec.Cmd
	out io.Reader
}

// start starts a child, as another user if uid is not 0.
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
	c.Env = append(os.Environ(), roleEnv+"="+role)
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

// said waits for the first thing that the child says.
func (c *child) said() string {
	var b [200]byte
	n, _ := c.out.Read(b[:])
	return strings.TrimSpace(string(b[:n]))
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
