//go:build linux

package aggregator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/pipestatic/pipestatic/aggregator"
)

// A program mounts the aggregator beside its own handlers. It shows what every
// program shows that has a pipe in the directory: here one that writes the
// format by hand, without the package stats.
func Example() {
	dir, err := os.MkdirTemp("", "stats-pipe")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	pipe := filepath.Join(dir, fmt.Sprintf("%d.stats", os.Getpid()))
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		panic(err)
	}
	go os.WriteFile(pipe, []byte("load: 0.5\nsignups: 7\n"), 0) // waits for a reader

	mux := http.NewServeMux()
	mux.Handle("/admin/stats/", aggregator.New(aggregator.Options{Dirs: []string{dir}}))
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/admin/stats/?match=sign*", nil))
	sums, _, _ := strings.Cut(w.Body.String(), `, "timestamp"`)
	fmt.Println(sums)
	// Output: {"stats": {"signups": 7}
}
