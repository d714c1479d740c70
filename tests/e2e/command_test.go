//go:build linux

package e2e

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// With one program running, one stopped and one killed, each command says which
// is which, and ends as the manual says.
func TestTheCommandSaysWhichIsWhich(t *testing.T) {
	t.Parallel()
	c := newCommand(t)
	const silent = `^pipestatic: STOPPED \(webapp\) is slow: its process is stopped; ` +
		`kill -CONT STOPPED lets it go on$`
	const nothing = `\A\z`
	for _, test := range []struct {
		line     string
		code     int
		out, err string
	}{
		{"pipestatic", 1, `^RUNNING\t\w+\twebapp\t\d+\t[1-9]\d*\tok\t$`, nothing},
		{"pipestatic ls", 1, `^STOPPED\t\w+\twebapp\t\d+\t0\tslow\tits process is stopped$`, nothing},
		{"pipestatic ls", 1, `^KILLED\t\w+\t\t\t0\tdead\tits process is gone$`, nothing},
		{"pipestatic ls -json", 1, `"pid":KILLED,.*"state":"dead"`, nothing},
		{"pipestatic cat", 1, `^RUNNING\twebapp\thttp_requests_total\t\d+$`, silent},
		{"pipestatic cat", 1, "", `^pipestatic: KILLED is dead: its process is gone$`},
		{"pipestatic cat RUNNING", 0, `^RUNNING\twebapp\thttp_requests_total\t\d+$`, nothing},
		{"pipestatic cat -sum webapp", 1, `^http_requests_total\t\d+$`, silent},
		{"pipestatic cat STOPPED", 1, nothing, silent},
		{"pipestatic cat KILLED", 1, nothing, `^pipestatic: KILLED is dead: its process is gone$`},
		{"pipestatic cat -json", 1, `"pid":STOPPED,.*"state":"slow"`, silent},
		// Nothing but a broken pipe ends this one.
		{"pipestatic cat -watch 10ms RUNNING | head -n 1", 0, `\A.*\n\z`, nothing},
		{"timeout --preserve-status -s INT 1 $PIPESTATIC cat -watch 10ms RUNNING", 130, "", nothing},
	} {
		killed := c.open(t, syscall.SIGKILL)
		got := c.run(t, c.fill(test.line, killed))
		if got.code != test.code || !c.matches(got.out, test.out, killed) ||
			!c.matches(got.err, test.err, killed) {
			t.Errorf("%s: exit code %d, want %d\n%s%s\nwant %s, %s\nrunning %s, stopped %s, killed %s",
				test.line, got.code, test.code, got.out, got.err, test.out, test.err,
				c.running, c.stopped, killed)
		}
	}
}

// The same over HTTP.
func TestServeSaysWhichIsWhich(t *testing.T) {
	t.Parallel()
	c := newCommand(t)
	for signal, code := range map[syscall.Signal]int{syscall.SIGTERM: 0, syscall.SIGINT: 130} {
		serve := exec.Command(c.binary, "serve", "-addr", "127.0.0.1:0", "-every", "0")
		serve.Env = append(os.Environ(), "PIPESTATIC_DIR="+c.dir)
		serve.Stderr = os.Stderr
		out, err := serve.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := serve.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = serve.Process.Kill() })
		line, _ := bufio.NewReader(out).ReadString('\n')
		url := strings.TrimSpace(strings.TrimPrefix(line, "all processes: "))

		killed := c.open(t, syscall.SIGKILL)
		list := body(t, url+"/processes")
		for _, want := range []string{
			`"pid": RUNNING, .*"state": "ok"`, `"pid": KILLED, .*"state": "dead"`,
			`"pid": STOPPED, .*"state": "slow", "reason": "its process is stopped"`,
		} {
			if !c.matches(list, want, killed) {
				t.Errorf("no %s in\n%s", c.fill(want, killed), list)
			}
		}
		sums := body(t, url+"?match=http_requests_total")
		if !c.matches(sums, `\A{"stats": {"http_requests_total": \d+}, "timestamp": \d+\.?\d*, `, "") {
			t.Errorf("got %s", sums)
		}
		_ = serve.Process.Signal(signal)
		_ = serve.Wait()
		if got := serve.ProcessState.ExitCode(); got != code {
			t.Errorf("%v: exit code %d, want %d", signal, got, code)
		}
	}
}

func body(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v\n%s", resp.Status, err, text)
	}
	return string(text)
}
