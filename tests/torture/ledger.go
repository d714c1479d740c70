//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// order tells a process to do something, and returns its answer.
func order(p *roles.Player, what string) (answer string, err error) {
	if _, err := fmt.Fprintln(p.Stdin, what); err != nil {
		return "", err
	}
	return said(p)
}

// back waits until the worker's pipe is answered again, which has to be possible
// since that time.
func (l *lane) back(since time.Time, why string) {
	for !answers(l.dir, l.worker.Process.Pid) {
		if time.Since(since) > patience {
			l.counts.breach("lost", "%s: the pipe is not back after %v", why, patience)
			return
		}
		time.Sleep(time.Millisecond)
	}
	ms := time.Since(since).Milliseconds()
	l.counts.add(counts{"most ms until back": ms, "times back": 1})
	if ms > 2000 {
		l.counts["later than 2 s "+why]++
	}
}

// settle ends the work, and wants the aggregator to know all of it.
func (l *lane) settle() error {
	n, err := l.rest(l.worker)
	if err != nil {
		return err
	}
	return l.audited(l.auditor, account{Read: 1, Complete: true, Jobs: n, Growth: n})
}

// rest ends a worker's work, and returns how much it was.
func (l *lane) rest(p *roles.Player) (n float64, err error) {
	done, err := order(p, "stop")
	if err == nil {
		n, err = strconv.ParseFloat(done, 64)
	}
	l.counts["jobs"] += int64(n)
	return n, err
}

// audited wants an auditor to give that account soon, and until then none of more.
func (l *lane) audited(auditor *roles.Player, want account) error {
	for end := time.Now().Add(patience); ; {
		got, err := l.audit(auditor)
		if err != nil || got == want {
			return err
		}
		if got.Jobs > want.Jobs || got.Growth > want.Growth || time.Now().After(end) {
			l.counts.breach("lost", "an aggregator says %+v, not %+v", got, want)
			return nil
		}
	}
}

// audit has an auditor ask once more.
func (l *lane) audit(auditor *roles.Player) (got account, err error) {
	said, err := order(auditor, "audit")
	return got, errors.Join(err, json.Unmarshal([]byte(said), &got))
}

// leave ends all processes in order, and looks for what they left.
func (l *lane) leave() {
	l.free()
	l.counts.add(l.finish(l.finders...))
	l.counts.add(l.finish(l.auditor))
	l.counts.add(l.finish(l.worker))
	left, _ := os.ReadDir(l.dir)
	for _, f := range left {
		// What one that was killed left half-made, the next to start removes.
		half := "." + strconv.Itoa(l.worker.Process.Pid) + "-"
		if !strings.HasPrefix(f.Name(), ".") || strings.HasPrefix(f.Name(), half) {
			l.counts.breach("leaked", "%s is left in the directory", f.Name())
		}
	}
}
