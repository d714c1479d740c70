//go:build unix

package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// squatter is a program that serves many pipes, all in the same bad way, at the
// lowest priority. It prints its pid when they are there.
//
//	hostile KIND COUNT
func squatter(args []string) {
	if len(args) == 2 {
		againNiced(append(args, "niced"))
	}
	count, err := strconv.Atoi(args[1])
	must(err)
	unix.Umask(0)
	for i := range count {
		path := filepath.Join(os.Getenv("PIPESTATIC_DIR"),
			fmt.Sprintf("%d-%d.stats", os.Getpid(), 2+i))
		modes := []uint32{0o644, 0o666, 0o1644, 0o1666}
		makeFIFO(path, modes[i%len(modes)])
		behave(args[0], path, i)
	}
	fmt.Println(os.Getpid())
	untilStdinEnds()
}

// againNiced starts the program again in its place: a priority is a thread's, and
// the new program begins with that of the thread that starts it.
func againNiced(args []string) {
	runtime.LockOSThread()
	must(unix.Setpriority(unix.PRIO_PROCESS, 0, 19))
	self, err := os.Executable()
	must(err)
	must(syscall.Exec(self, append([]string{os.Args[0]}, args...), os.Environ()))
}

func makeFIFO(path string, mode uint32) {
	must(unix.Mkfifo(path, 0o600))
	must(unix.Chmod(path, mode))
}

// behave serves one pipe.
func behave(kind, path string, number int) {
	switch kind {
	case "absent": // nobody has it open
	case "silent":
		hold(path)
	case "dripping":
		go each(time.Second, hold(path), []byte{'a'})
	case "endless":
		go pour(hold(path), bytes.Repeat([]byte("endless: 1\n"), 6000))
	case "long":
		go pourLines(hold(path), 1<<30)
	case "crowded":
		go serveAgain(path, crowdOfNames(number))
	default:
		must(fmt.Errorf("%q is no kind of pipe", kind))
	}
}

// hold has the pipe open for writing, whether somebody reads it or not.
func hold(path string) *os.File {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(err)
	return f
}

func each(d time.Duration, f *os.File, text []byte) {
	for range time.Tick(d) {
		_, err := f.Write(text)
		must(err)
	}
}

func pour(f *os.File, text []byte) {
	for {
		_, err := f.Write(text)
		must(err)
	}
}

// pourLines writes lines of that length.
func pourLines(f *os.File, length int) {
	w, piece := bufio.NewWriterSize(f, 64<<10), bytes.Repeat([]byte{'a'}, 64<<10)
	for {
		for left := length; left > 0; left -= len(piece) {
			_, err := w.Write(piece)
			must(err)
		}
		_, err := w.WriteString(": 1\n")
		must(err)
	}
}

// crowdOfNames is a text of 100,000 names: the odd ones share theirs, each of the
// others has its own. Half of both are whole snapshots.
func crowdOfNames(number int) string {
	const names = 100_000
	whose := strconv.Itoa(number)
	if number%2 == 1 {
		whose = "shared"
	}
	var b strings.Builder
	frame := number%4 >= 2 // these have the mark of ours
	if frame {
		fmt.Fprintf(&b, "pipestatic_process{program=\"crowd\"}: 1\npipestatic_start_time_seconds: 1.5\n"+
			"pipestatic_gauges: 0\npipestatic_counters: %d\n", names)
	}
	for i := range names {
		fmt.Fprintf(&b, "crowd_%s_%d: 1\n", whose, i)
	}
	if frame {
		b.WriteString("pipestatic_bins: 0\n")
		fmt.Fprintf(&b, "pipestatic_bytes: %d\n", b.Len())
	}
	return b.String()
}

// serveAgain serves each reader the text, from a pipe of its own.
func serveAgain(path, text string) {
	for next := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)); ; {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		must(err)
		info, err := f.Stat()
		must(err)
		must(unix.Mkfifo(next, 0o600))
		must(os.Chmod(next, info.Mode()))
		must(os.Rename(next, path))
		_, _ = f.WriteString(text) // the reader may go
		f.Close()
	}
}
