package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// squatters are the files of a hostile directory: how many of each kind, and what
// the aggregator may say of them, by file name.
type squatters struct {
	testing.TB
	dir       string
	many, few int
	root      bool     // the aggregator is
	good      []string // pipes of programs, in order
	may       map[string][]string
	next      int
}

// fill makes the directory's files, and starts those who serve them.
func (s *squatters) fill() {
	for range 4 {
		path := start(s, s.dir, "program", "300", "0").line()
		s.good = append(s.good, path)
		s.may[filepath.Base(path)] = []string{"ok"}
	}
	s.served("silent", s.many/2, unheard...)
	s.served("absent", s.many/2, unheard...)
	s.served("dripping", s.few, append([]string{"slow: it stopped in the middle"}, unheard...)...)
	s.served("endless", s.few, tooMuch...)
	s.served("long", s.few, tooMuch...)
	s.served("crowded", s.few, append([]string{"ok", "foreign",
		"ok: stats left out, there are too many", "foreign: stats left out, there are too many",
	}, tooMuch...)...)
	s.strange()
	s.unreadable()
	s.names()
	s.dead()
	if os.Geteuid() == 0 {
		s.privileged()
	}
}

// served starts the process that serves so many pipes.
func (s *squatters) served(kind string, count int, may ...string) {
	pid := start(s, s.dir, "hostile", kind, fmt.Sprint(count)).line()
	for i := range count {
		s.may[fmt.Sprintf("%s-%d.stats", pid, 2+i)] = may
	}
}

// made makes so many files whose process is this one.
func (s *squatters) made(count int, may []string, make func(path string) error) {
	s.Helper()
	for range count {
		s.next++
		s.named(fmt.Sprintf("%d-%d.stats", os.Getpid(), 1+s.next), may, make)
	}
}

func (s *squatters) named(name string, may []string, make func(path string) error) {
	s.Helper()
	if err := make(filepath.Join(s.dir, name)); err != nil {
		s.Fatal(err)
	}
	s.may[name] = may
}

// strange makes what is no pipe.
func (s *squatters) strange() {
	s.made(s.many, []string{notAPipe}, node(unix.S_IFREG|0o644))
	s.made(s.many, []string{notAPipe}, node(unix.S_IFSOCK|0o666))
	s.made(s.many, []string{notAPipe}, func(path string) error { return os.Mkdir(path, 0o755) })
	for _, to := range []string{s.good[0], "/dev/zero", "/proc/self/mem", s.dir, "nowhere"} {
		s.made(s.many/5, []string{notAPipe}, func(path string) error { return os.Symlink(to, path) })
	}
}

// unreadable makes what nobody but root may read. Root reads its own: it would be
// a pipe like the others.
func (s *squatters) unreadable() {
	may := []string{"refused: permission denied"}
	if s.root {
		may = unheard
	}
	s.made(s.many/2, may, node(unix.S_IFIFO))
	s.made(s.many/2, []string{notAPipe}, node(unix.S_IFREG))
}

func (s *squatters) names() {
	for _, name := range []string{"01", "0", "-1", "1-1", "1-02", "+1", " 1", "1 ", "1.5", "x", "",
		"4294967297", "99999999999999999999", "1\n2", "\x1b[2J", "1-2-3", `"`} {
		if !strings.HasPrefix(name+".stats", ".") { // what is being prepared
			s.named(name+".stats", []string{"refused: not a name of a pipe"}, node(unix.S_IFIFO|0o644))
		}
	}
}

// dead makes pipes of a process that there cannot be. Where they are removed, they
// need not be listed the next time.
func (s *squatters) dead() {
	may := append([]string{"", "dead: its process is gone"}, unheard...)
	if os.Geteuid() == 0 && !s.root {
		may[0] = "dead: its process is gone; removing it: operation not permitted"
	}
	old := time.Now().Add(-time.Hour)
	for i := range s.few {
		s.named(fmt.Sprintf("%d-%d.stats", 1<<30, 2+i), may, func(path string) error {
			if err := node(unix.S_IFIFO | 0o644)(path); err != nil {
				return err
			}
			return os.Chtimes(path, old, old)
		})
	}
}

// privileged makes what only root can: devices, pipes of another user than their
// process's, and such as that user keeps to himself.
func (s *squatters) privileged() {
	s.made(s.few, []string{notAPipe}, device(unix.S_IFCHR|0o666, 1, 5)) // zero
	s.made(s.few, []string{notAPipe}, device(unix.S_IFBLK|0o666, 7, 0)) // loop0
	s.made(s.few, []string{"refused: impostor"}, theirs(0o644))
	private := "refused: impostor"
	if s.root {
		private = "refused: not readable by everybody, and we are root"
	}
	s.made(s.few, []string{private}, theirs(0o600))
}
