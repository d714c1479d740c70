//go:build unix

package aggregator

import (
	"fmt"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// BenchmarkAnswer writes what is answered about 1,000 processes with 1,000 stats
// each, of 10 programs.
func BenchmarkAnswer(b *testing.B) {
	h := reader(b.TempDir(), time.Second)
	r := &reading{began: time.Now()}
	s := &session{host: h, reading: r}
	var snapshot wire.Snapshot
	for n := range 1000 {
		if err := snapshot.Parse([]byte(webapp(1000, n))); err != nil {
			b.Fatal(err)
		}
		snapshot.Program = fmt.Sprint("webapp", n%10)
		p := &process{pid: n, file: fmt.Sprintf("/d/%d.stats", n)}
		(&visit{process: p, session: s}).accept(&snapshot)
		r.processes = append(r.processes, p)
	}
	h.growth.update(r)
	for _, bb := range []struct {
		name string
		body func(*reading, query) []byte
		query
	}{
		{"root", rootJSON, query{}},
		{"one match", rootJSON, query{match: []string{"http_*"}}},
		{"vars", varsJSON, query{}},
		{"processes", processesJSON, query{}},
		{"values", processesJSON, query{values: true}},
		{"metrics", metricsText, query{}},
		{"metrics by process", metricsText, query{process: true}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.SetBytes(int64(len(bb.body(r, bb.query))))
			}
		})
	}
}
