//go:build unix

package e2e

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/pipestatic/pipestatic/stats"
)

// program is a program with stats, which prints the path of its pipe, and at
// its end how many updates a second it made.
//
//	program STATS BUSY
//
// It has so many stats, and so many goroutines that only count.
func program(args []string) {
	names, _ := strconv.Atoi(args[0])
	busy, _ := strconv.Atoi(args[1])
	for i := range names {
		stats.Set(fmt.Sprintf("stat_number_%d", i), i)
	}
	must(stats.Default().Open())
	fmt.Println(stats.Default().Path())
	begun, stop := time.Now(), new(atomic.Bool)
	total := stats.Default().Stat("updates")
	for range busy {
		go func() {
			for !stop.Load() {
				for range 1000 {
					total.Incr()
				}
			}
		}()
	}
	untilStdinEnds()
	stop.Store(true)
	updates, _ := stats.Default().Value("updates")
	fmt.Printf("%.0f\n", updates/time.Since(begun).Seconds())
	must(stats.Close())
}
