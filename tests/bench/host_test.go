//go:build unix

package bench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/internal/pipedir"
	"github.com/pipestatic/pipestatic/tests/served"
)

// A host is a directory with many pipes. Their writers do what ours do, but have
// their snapshot ready: so it is reading that is measured. One process has
// hundreds of them; and as the kernel gives a user no more than 1,024 pipes of
// full size, the processes belong to several users.
type host struct {
	dir                string
	pipes, statsOfEach int
	processes          []*process
}

const (
	pipesPerProcess = 500
	pipesPerUser    = 1000
	firstUser       = 54_321 // an account that nobody has
)

func startHost(b *testing.B, pipes, statsOfEach int) *host {
	b.Helper()
	if pipes > pipesPerUser && os.Geteuid() != 0 {
		b.Skip("needs root: so many pipes take several users")
	}
	h := &host{dir: sharedDir(b), pipes: pipes, statsOfEach: statsOfEach}
	for begun := 0; begun < pipes; begun += pipesPerProcess {
		n := min(pipesPerProcess, pipes-begun)
		c := command(h.dir, "pipes", strconv.Itoa(n), strconv.Itoa(statsOfEach))
		if os.Geteuid() == 0 {
			user := uint32(firstUser + begun/pipesPerUser)
			c.SysProcAttr = &syscall.SysProcAttr{
				Credential: &syscall.Credential{Uid: user, Gid: user},
			}
		}
		h.processes = append(h.processes, started(b, c))
	}
	return h
}

// sharedDir returns a directory for the pipes of several users.
func sharedDir(b *testing.B) string {
	dir, err := os.MkdirTemp("", "pipestatic-bench")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777|os.ModeSticky); err != nil {
		b.Fatal(err)
	}
	return dir
}

// stop ends the processes before the benchmark does.
func (h *host) stop() {
	for _, p := range h.processes {
		p.stop()
	}
}

// servePipes is a process with so many pipes of so many stats each.
func servePipes(args []string) {
	pipes, _ := strconv.Atoi(args[0])
	n, _ := strconv.Atoi(args[1])
	text := framedText(names(n))
	// A writer that waits for its reader keeps its processor until the runtime
	// notices; so there is one for each, as there would be in as many programs.
	runtime.GOMAXPROCS(pipes + 8)
	for i := range pipes {
		path := filepath.Join(os.Getenv("PIPESTATIC_DIR"), pipedir.FileName(os.Getpid(), i+1))
		must(freshFIFO(path))
		go func() {
			for {
				must(answerOne(path, text))
			}
		}()
	}
	untilStdinEnds(fmt.Sprint(pipes, " pipes"))
}

// answerOne waits for a reader, and puts the pipe for the next one in place.
func answerOne(path string, text []byte) error {
	pipe, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer pipe.Close()
	if err := freshFIFO(path); err != nil {
		return err
	}
	_, _ = pipe.Write(text) // the reader may be gone
	return nil
}

// freshFIFO puts a new pipe in place, which the sticky bit marks as one of ours.
func freshFIFO(path string) error {
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path))
	if err := syscall.Mkfifo(temp, 0o600); err != nil {
		return err
	}
	if err := os.Chmod(temp, 0o644|os.ModeSticky); err != nil {
		return err
	}
	return os.Rename(temp, path)
}

// paths are those of all pipes.
func (h *host) paths(b *testing.B) []string {
	paths, err := filepath.Glob(filepath.Join(h.dir, "*.stats"))
	if err != nil || len(paths) != h.pipes {
		b.Fatalf("there are %d pipes of %d: %v", len(paths), h.pipes, err)
	}
	return paths
}

// aggregate measures whole reads by the aggregator, and checks the last one.
func (h *host) aggregate(b *testing.B) {
	agg := aggregator.New(aggregator.Options{Dirs: []string{h.dir}, Timeout: time.Minute})
	r, w := served.Request(http.MethodGet, "/"), served.NewWriter()
	agg.ServeHTTP(w, r) // the first one knows no process
	b.ReportAllocs()
	for b.Loop() {
		agg.ServeHTTP(w, r)
	}
	answer := httptest.NewRecorder()
	agg.ServeHTTP(answer, r)
	var got struct {
		Stats     map[string]int64
		Processes struct {
			Read     int
			Complete bool
		}
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &got); err != nil {
		b.Fatal(err)
	}
	last := h.statsOfEach - 1
	if p := got.Processes; p.Read != h.pipes || !p.Complete ||
		got.Stats[names(h.statsOfEach)[last]] != int64(h.pipes)*int64(value(last)) {
		b.Errorf("read %+v of %d pipes, the last sum is %d",
			p, h.pipes, got.Stats[names(h.statsOfEach)[last]])
	}
}
