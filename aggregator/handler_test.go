//go:build unix

package aggregator

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipetest"
)

// served returns an aggregator of a directory with two programs and a foreign
// pipe in it.
func served(t testing.TB) (h http.Handler, dir string, web *pipetest.Writer) {
	dir = t.TempDir()
	web = pipetest.Serve(t, dir, live(2), pipetest.Ours, pipetest.Text(pipetest.Frame("web",
		"gauge load: 0.5", "gauge odd: NaN", "big: 9223372036854775807", "http_total: 5",
		`d_bucket{range="0..1"}: 1`)))
	pipetest.Serve(t, dir, live(3), pipetest.Ours, pipetest.Text(pipetest.Frame("jobs",
		"gauge load: 2.5", "big: 1", "http_total: 2")))
	pipetest.Serve(t, dir, nobodys(1), pipetest.Unmarked, pipetest.Text("a/b: 1\nhttp_total: 1\n"))
	return New(Options{Dirs: []string{dir}, Timeout: 5 * time.Second}), dir, web
}

func TestTheSum(t *testing.T) {
	t.Parallel()
	h, _, _ := served(t)
	rest := func(read, foreign int, growth string) string {
		return fmt.Sprintf(`, "timestamp": T, "since": T, "growth": {%s}, "processes": {"read": %d, "slow": 0, "dead": 0, `+
			`"foreign": %d, "torn": 0, "refused": 0, "complete": true}, "quantiles": {}}`+"\n", growth, read, foreign)
	}
	for target, want := range map[string]string{
		"/": `{"stats": {"a/b": 1, "big": 9223372036854776000.0, "d_bucket{range=\"0..1\"}": 1, ` +
			`"http_total": 8, "load": 3.0, "odd": null}` +
			rest(3, 1, `"big": 0, "d_bucket{range=\"0..1\"}": 0, "http_total": 0`),
		"/?match=*load&match=b%3fg": `{"stats": {"big": 9223372036854776000.0, "load": 3.0}` +
			rest(3, 1, `"big": 0`),
		"/?match=a*":                 `{"stats": {"a/b": 1}` + rest(3, 1, ""),
		"/?match=none":               `{"stats": {}` + rest(3, 1, ""),
		"/?match=http_*&program=web": `{"stats": {"http_total": 5}` + rest(1, 0, `"http_total": 0`),
		"/?match=http_*&program=web&program=jobs": `{"stats": {"http_total": 7}` +
			rest(2, 0, `"http_total": 0`),
		"/?program=": `{"stats": {"a/b": 1, "http_total": 1}` + rest(1, 1, ""),
	} {
		w := get(h, target)
		if got := steady(w.Body.String()); w.Code != 200 || got != want {
			t.Errorf("%s: %d\n%s\nwant\n%s", target, w.Code, got, want)
		}
	}
}

func TestTheProcesses(t *testing.T) {
	t.Parallel()
	h, dir, _ := served(t)
	touch(t, filepath.Join(dir, "x.stats"))
	user := users{}.name(os.Geteuid())
	of := func(name, program, start, state, rest string) string {
		return `{"file": "` + filepath.Join(dir, name) + `", "pid": N, "program": "` + program +
			`", "user": "` + user + `", "start": ` + start + `, "state": "` + state + `", ` +
			rest + `, "bytes": N, "ms": N`
	}
	web := of(live(2), "web", "1790000000.5", "ok", `"stats": 5`)
	jobs := of(live(3), "jobs", "1790000000.5", "ok", `"stats": 3`)
	plain := of(nobodys(1), "", "0", "foreign", `"stats": 2`)
	odd := of("x.stats", "", "0", "refused", `"reason": "not a name of a pipe", "stats": 0`)
	odd = strings.Replace(odd, `"`+user+`"`, `""`, 1)
	for target, want := range map[string]string{
		"/processes": `{"processes": [` + odd + "},\n" + web + "},\n" + jobs + "},\n" +
			plain + "}]}\n",
		"/processes?program=web": `{"processes": [` + web + "}]}\n",
		"/processes?program=no":  `{"processes": []}` + "\n",
		"/processes?values=1&match=http*&program=web&program=jobs": `{"processes": [` +
			web + `, "values": {"http_total": 5}, "quantiles": {}},` + "\n" +
			jobs + `, "values": {"http_total": 2}, "quantiles": {}}]}` + "\n",
	} {
		w := get(h, target)
		if got := steady(w.Body.String()); w.Code != 200 || got != want {
			t.Errorf("%s: %d\n%s\nwant\n%s", target, w.Code, got, want)
		}
	}
}

func TestAForeignPipesStartIsItsProcesss(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipetest.Serve(t, dir, live(1), pipetest.Unmarked, pipetest.Text("a: 1\n"))
	start := read(t, reader(dir, 5*time.Second)).processes[0].start
	if ago := float64(time.Now().Unix()) - start; runtime.GOOS == "linux" && (ago < -1 || ago > 3600) {
		t.Errorf("it began %v seconds ago", ago)
	}
}

func TestALiarsStartIsStillJSON(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lie := strings.Replace(frame, "1790000000.5", "NaN", 1)
	lie = strings.Replace(lie, `"web"`, "\"w\xff\x01\"", 1)
	lie, _, _ = strings.Cut(lie, "pipestatic_bytes: ")
	lie += fmt.Sprintf("pipestatic_bytes: %d\n", len(lie))
	pipetest.Serve(t, dir, live(1), pipetest.Ours, pipetest.Text(lie))
	body := get(New(Options{Dirs: []string{dir}}), "/processes").Body.String()
	for _, want := range []string{`"program": "w` + "\uFFFD" + `\u0001"`, `"start": null`} {
		if !strings.Contains(body, want) {
			t.Errorf("got %s, want %s", body, want)
		}
	}
}

func TestWhatIsNotAnswered(t *testing.T) {
	t.Parallel()
	h, _, web := served(t)
	for _, test := range []struct {
		method, target string
		code           int
		body           string
	}{
		{"HEAD", "/", 200, ""},
		{"HEAD", "/processes", 200, ""},
		{"HEAD", "/metrics", 200, ""},
		{"GET", "/metrics?match=[", 400, `{"error": "match=[: syntax error in pattern"}` + "\n"},
		{"POST", "/", 405, `{"error": "only GET and HEAD are answered"}` + "\n"},
		{"OPTIONS", "/processes", 405, `{"error": "only GET and HEAD are answered"}` + "\n"},
		{"GET", "/?match=[", 400, `{"error": "match=[: syntax error in pattern"}` + "\n"},
		{"HEAD", "/?match=[", 400, `{"error": "match=[: syntax error in pattern"}` + "\n"},
		{"GET", "/?match=%zz", 400, `{"error": "bad query: invalid URL escape \"%zz\""}` + "\n"},
		{"GET", "/?" + strings.Repeat("match=a&", 101), 400,
			`{"error": "match: more than 100 patterns, or 1024 bytes of them"}` + "\n"},
		{"GET", "/?match=*" + strings.Repeat("z", 1024), 400,
			`{"error": "match: more than 100 patterns, or 1024 bytes of them"}` + "\n"},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(test.method, test.target, nil))
		if got := w.Body.String(); w.Code != test.code || got != test.body {
			t.Errorf("%s %.20s: %d %s", test.method, test.target, w.Code, got)
		}
		allow, content := "", typeJSON
		if test.code == 405 {
			allow = "GET, HEAD"
		}
		if test.code == 200 && test.target == "/metrics" {
			content = typeMetrics
		}
		for key, want := range map[string]string{
			"Allow": allow, "Cache-Control": "no-store", "Content-Type": content,
			"Vary":                   "Accept, Accept-Encoding",
			"X-Content-Type-Options": "nosniff",
		} {
			if got := w.Header().Get(key); got != want {
				t.Errorf("%s %.20s: %s is %q, want %q", test.method, test.target, key, got, want)
			}
		}
	}
	if n := web.Opened.Load(); n != 0 {
		t.Errorf("the pipe was opened %d times", n)
	}
}

func TestDirectories(t *testing.T) {
	open := t.TempDir()
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	one, other := t.TempDir(), t.TempDir()
	for _, dir := range []string{one, other} {
		pipetest.Serve(t, dir, live(1), pipetest.Ours, pipetest.Text(frame))
	}
	file := filepath.Join(t.TempDir(), "file")
	touch(t, file)
	none := `{"stats": {}, "timestamp": T, "since": T, "growth": {}, "processes": {"read": 0, "slow": 0, "dead": 0, ` +
		`"foreign": 0, "torn": 0, "refused": 0, "complete": true}, "quantiles": {}}` + "\n"
	some := strings.Replace(none, `{}`, `{"load": 0.5, "signups": 7}`, 1)
	some = strings.Replace(some, `"growth": {}`, `"growth": {"signups": 0}`, 1)
	some = strings.Replace(some, `"read": 0`, `"read": 1`, 1)
	double := strings.NewReplacer("0.5", "1.0", "7", "14", `"read": 1`, `"read": 2`).Replace(some)
	for _, test := range []struct {
		name string
		env  string
		dirs []string
		code int
		body string
	}{
		{"missing", "", []string{filepath.Join(one, "no")}, 200, none},
		{"off", "off", nil, 200, none},
		{"by the environment", one, nil, 200, some},
		{"two", "", []string{one, other}, 200, double},
		{"the same by two paths", "", []string{one, other + "/../" + filepath.Base(one)}, 200, some},
		{"for everybody", "", []string{one, open}, 500, `{"error": "aggregator: ` + open +
			` may be written by everybody and has no sticky bit,` +
			` so anybody could replace the pipes: chmod +t it"}` + "\n"},
		{"no directory", "", []string{file}, 500, `{"error": "aggregator: ` + file +
			` is a link or no directory: name a real one in PIPESTATIC_DIR"}` + "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("PIPESTATIC_DIR", test.env)
			h := Handler()
			if test.dirs != nil {
				h = New(Options{Dirs: test.dirs})
			}
			w := get(h, "/")
			if got := steady(w.Body.String()); w.Code != test.code || got != test.body {
				t.Errorf("%d\n%s\nwant %d\n%s", w.Code, got, test.code, test.body)
			}
		})
	}
}

// The first request's reading is held up until all the others wait.
func TestSimultaneousRequestsReadEachPipeTwice(t *testing.T) {
	dir, release := t.TempDir(), make(chan struct{})
	slow := pipetest.Serve(t, dir, live(1), pipetest.Ours, pipetest.Slow(frame, release))
	other := pipetest.Serve(t, dir, live(2), pipetest.Ours, pipetest.Text(frame))
	h := New(Options{Dirs: []string{dir}, Timeout: 20 * time.Second}).(*handler)
	const requests = 200
	var all sync.WaitGroup
	for range requests {
		all.Go(func() {
			if w := get(h, "/"); !strings.Contains(w.Body.String(), `"signups": 14`) {
				t.Errorf("got %s", w.Body)
			}
		})
	}
	for waiting := 0; waiting < requests-1; runtime.Gosched() {
		h.rounds.mu.Lock()
		if h.rounds.next != nil {
			waiting = h.rounds.next.waiting
		}
		h.rounds.mu.Unlock()
	}
	close(release)
	all.Wait()
	if a, b := slow.Opened.Load(), other.Opened.Load(); a != 2 || b != 2 {
		t.Errorf("read %d and %d times, want twice", a, b)
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	dir := t.TempDir()
	pipetest.Serve(t, dir, live(1), pipetest.Ours, pipetest.Text(frame))
	pipetest.Serve(t, dir, live(2), pipetest.Ours, pipetest.Slow("", nil))
	pipetest.Dead(t, dir, nobodys(1), pipetest.Ours)
	h := New(Options{Dirs: []string{dir}, Timeout: brief / 2}).(*handler)
	goroutines, descriptors := runtime.NumGoroutine(), open(t)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx))
	if w.Body.Len() > 0 {
		t.Errorf("who has gone got %s", w.Body)
	}
	if got := get(h, "/").Code; got != 200 { // after the reading that nobody waited for
		t.Errorf("got %d", got)
	}
	for h.busy() {
		runtime.Gosched()
	}
	late := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > goroutines && time.Now().Before(late) {
		runtime.Gosched()
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		t.Errorf("%d goroutines, %d before", n, goroutines)
	}
	if n := open(t); n > descriptors {
		t.Errorf("%d descriptors, %d before", n, descriptors)
	}
}

func (h *handler) busy() bool {
	h.rounds.mu.Lock()
	defer h.rounds.mu.Unlock()
	return h.rounds.busy
}

// open counts our descriptors, without those of the kit's writer.
func open(t *testing.T) (n int) {
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no /proc to count descriptors in")
	}
	for _, fd := range fds {
		path, _ := os.Readlink("/proc/self/fd/" + fd.Name())
		if strings.HasSuffix(path, ".stats") {
			n++
		}
	}
	return n
}
