//go:build linux

package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pipestatic/pipestatic/stats"
	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

// jobs is what a worker counts.
const jobs = "jobs_total"

// worker is a program with the stats of a witness that has something to do all the
// time, and counts it. It does what it is told, and prints at its end what became
// of it.
//
//	worker STATS MODE UMASK
//
//	open       opens the pipe, and prints its path
//	err        prints what keeps the pipe from being served, or nothing
//	stop       ends the work, and prints how much it was
//	files N    leaves itself the first N descriptors, and prints why it can open no file
//	processes  leaves itself no thread, and prints why it can start no process
//	pipe       prints how many bytes a new pipe of this user holds
//	free       lifts the limits
func worker(args []string) {
	unix.Umask(octal(args[2]))
	slog.SetDefault(slog.New(slog.DiscardHandler)) // what goes wrong is meant to
	before := descriptorsAtRest()
	r := stats.New(stats.Options{Program: "torture", Mode: fs.FileMode(octal(args[1]))})
	testify(r, number(args[0]))
	stop := labour(r.Stat(jobs))
	fmt.Println("ready")
	obey(map[string]func(arg string) string{
		"open":      func(string) string { roles.Must(r.Open()); return r.Path() },
		"err":       func(string) string { return because(r.Err()) },
		"stop":      func(string) string { return strconv.FormatInt(stop(), 10) },
		"files":     func(arg string) string { return because(fewFiles(number(arg))) },
		"processes": func(string) string { return because(noProcesses()) },
		"pipe":      func(string) string { return strconv.Itoa(pipeSize()) },
		"free":      func(string) string { free(); return "" },
	})
	closeAndReport(r, before)
}

// labour counts until stop is called, which returns how often it did.
func labour(done *stats.Stat) (stop func() int64) {
	var over atomic.Bool
	var n int64
	var work sync.WaitGroup
	work.Go(func() {
		for ; !over.Load(); n++ {
			done.Incr()
			if n%100 == 0 {
				time.Sleep(time.Millisecond)
			}
		}
	})
	return func() int64 {
		over.Store(true)
		work.Wait()
		return n
	}
}

// obey does what standard input says, a line at a time, and prints the answers,
// until it ends.
func obey(orders map[string]func(arg string) string) {
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		what, arg, _ := strings.Cut(in.Text(), " ")
		fmt.Println(orders[what](arg))
	}
}

func because(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func octal(arg string) int {
	n, err := strconv.ParseInt(arg, 8, 32)
	roles.Must(err)
	return int(n)
}
