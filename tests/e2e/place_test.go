//go:build unix

package e2e

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

// The pipe is back within two seconds, whatever happens to its path, and
// nothing is written into what lies there now.
func TestPathRemovedOrReplaced(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"removed":           os.Remove,
		"directory removed": func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
		"directory moved": func(path string) error {
			return os.Rename(filepath.Dir(path), filepath.Dir(path)+".old")
		},
		"a file": func(path string) error {
			_ = os.Remove(path)
			return os.WriteFile(path, []byte("mine"), 0o600)
		},
		"a link": func(path string) error {
			_ = os.Remove(path)
			return os.Symlink("/dev/null", path)
		},
		"somebody's FIFO": func(path string) error {
			_ = os.Remove(path)
			return syscall.Mkfifo(path, 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := stats.New(stats.Options{Dir: filepath.Join(t.TempDir(), "pipes")})
			if err := r.Open(); err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			path := r.Path()
			if err := harm(path); err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			eventually(t, 10*time.Second, "the pipe is back", func() bool { return pipeIsOurs(r.Path()) })
			t.Logf("back after %v", time.Since(begun))
			if text, err := os.ReadFile(r.Path()); err != nil || !whole(text) {
				t.Errorf("got %v\n%s", err, text)
			}
			if name == "a file" {
				if text, err := os.ReadFile(path); err != nil || string(text) != "mine" {
					t.Errorf("the file has %q, %v", text, err)
				}
			}
		})
	}
}
