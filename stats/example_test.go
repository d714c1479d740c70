package stats_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/pipestatic/pipestatic/stats"
)

// A registry of one's own shows what a reader of the pipe gets.
func Example() {
	reg := stats.New(stats.Options{Program: "worker"})
	reg.Stat("jobs_total").Incr()
	reg.Stat("jobs_total").Add(2)
	reg.Stat("queue_depth").Set(4)
	reg.Histogram("job_duration_seconds").Observe(0.25)

	var pipe strings.Builder
	reg.WriteTo(&pipe)
	lines := strings.SplitAfter(pipe.String(), "\n")
	fmt.Print(lines[0])
	// lines[1] is the start time, the last line the size.
	fmt.Print(strings.Join(lines[2:len(lines)-2], ""))
	// Output:
	// pipestatic_process{program="worker"}: 1
	// pipestatic_gauges: 1
	// queue_depth: 4
	// pipestatic_counters: 3
	// job_duration_seconds_count: 1
	// job_duration_seconds_sum: 0.25
	// jobs_total: 3
	// pipestatic_bins: 1
	// job_duration_seconds_bucket{range="0.2..0.25"}: 1
}

// Numbers that exist elsewhere are asked for when somebody reads.
func ExampleRegistry_Collect() {
	reg := stats.New(stats.Options{})
	remove := reg.Collect(func(s *stats.Snapshot) {
		entries, _ := os.ReadDir("/nowhere")
		s.Set("spool_files", int64(len(entries)))
	})
	defer remove()
	fmt.Println(reg.Value("spool_files"))
	// Output: 0 true
}

func ExampleName() {
	fmt.Println(stats.Name("jobs_total", "queue", "mail", "result", "sent"))
	// Output: jobs_total{queue="mail",result="sent"}
}
