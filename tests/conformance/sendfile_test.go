package conformance

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// sendFile serves a file that no buffer of a connection can hold.
func sendFile(s *stage) http.Handler {
	path := filepath.Join(s.t.TempDir(), "file")
	f, err := os.Create(path)
	if err == nil {
		err = f.Truncate(1 << 30) // it takes no room on the disk
	}
	if err != nil {
		s.t.Fatal(err)
	}
	_ = f.Close()
	return s.count(http.HandlerFunc(func(w writer, r request) {
		s.inside <- struct{}{}
		http.ServeFile(w, r, path)
	}))
}

// watchFile asks for the file, reads nothing, and looks at the stack on which
// the handler then waits for it: the call that moves the bytes is on it. That
// is the only place that tells. The connection cannot be wrapped, or net/http
// itself would not use sendfile; the numbers of system calls and bytes in /proc
// are those of the whole process, in which the client is, too.
func watchFile(s *stage) {
	conn := s.dial()
	_, _ = io.WriteString(conn, header("GET /"))
	<-s.inside
	s.seen.add(wayOfFile(s), http.StatusOK, 0)
	_ = conn.Close()
}

// wayOfFile returns once the handler waits for the client.
func wayOfFile(s *stage) string {
	for s.t.Context().Err() == nil {
		for _, stack := range stacks() {
			head, _, _ := strings.Cut(stack, "\n")
			switch {
			case !strings.Contains(stack, "conformance.sendFile"):
			case !strings.Contains(head, "[IO wait"): // the first bytes are written apart
			case strings.Contains(stack, "poll.SendFile"):
				return "by sendfile"
			case strings.Contains(stack, "poll.(*FD).Write"):
				return "copied"
			}
		}
		runtime.Gosched()
	}
	return "not at all"
}

// stacks returns the stacks of all goroutines.
func stacks() []string {
	text := make([]byte, 1<<20)
	return strings.Split(string(text[:runtime.Stack(text, true)]), "\n\n")
}

// Where the row of the table is about sendfile at all, it says so.
func TestFilesGoBySendfile(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // others have it too, but not in these words
	}
	for _, tr := range methods {
		if strings.Contains(tr.name, "sendfile") {
			if way := tr.run(t, implementations[0]).seen.text; way != "by sendfile" {
				t.Errorf("a file goes %s", way)
			}
		}
	}
}
