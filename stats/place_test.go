//go:build unix

package stats

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The pipe comes back, whatever happens to its path, and nothing is written into what lies there now.
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
			r := New(Options{Dir: filepath.Join(t.TempDir(), "pipes"), checkEvery: 5 * time.Millisecond})
			if err := r.Open(); err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			path := r.Path()
			if err := harm(path); err != nil {
				t.Fatal(err)
			}
			for end := time.Now().Add(10 * time.Second); !ours(r.Path()); {
				if time.Now().After(end) {
					t.Fatal("it does not come back")
				}
				runtime.Gosched()
			}
			text, err := os.ReadFile(r.Path())
			if err != nil || !strings.Contains(string(text), "pipestatic_bytes: ") {
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

func ours(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&(os.ModeSticky|os.ModeNamedPipe) == os.ModeSticky|os.ModeNamedPipe
}
