//go:build unix

package e2e

import (
	"context"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/memory"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/middleware"
	"github.com/pipestatic/pipestatic/stats"
)

// serveStats serves the page of a program with so many stats, beside those of the
// middleware. move counts each of them once more.
func serveStats(t *testing.T, n int) (url string, move func()) {
	t.Helper()
	dir := t.TempDir()
	reg := stats.New(stats.Options{Dir: dir, Program: "many"})
	middleware.New(middleware.Options{Registry: reg})
	move = func() {
		for i := range n {
			reg.Stat(fmt.Sprintf("cache_lookups_total{cache=\"number %d\"}", i)).Add(int64(i))
		}
	}
	move()
	if err := reg.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reg.Close() })
	server := httptest.NewServer(aggregator.New(aggregator.Options{
		Dirs: []string{dir}, Timeout: 10 * time.Second, // the browser may have the cores
	}))
	t.Cleanup(server.Close)
	return server.URL, move
}

// replayed are updates without a server and without waiting: what it said last,
// two seconds later each time, with counters that have grown.
const replayed = `(() => {
	pause(true);
	AbortSignal.timeout = () => undefined; // they would pile up for 15 s of real time
	const sum = {stats: Object.fromEntries(stats), timestamp: time, since: 1,
		growth: Object.fromEntries(newest.counters), processes: {complete: true}};
	const list = {processes: processes.map((p) => ({
		file: p.file, pid: p.pid, program: p.program, user: p.user, start: p.start,
		state: p.state, stats: p.stats, ms: p.ms, values: Object.fromEntries(p.all),
	}))};
	window.fetch = async (url) => ({
		ok: true, status: 200, headers: new Headers({"Content-Type": "application/json"}),
		text: async () => JSON.stringify(url.includes("view=json") ? sum : list),
	});
	window.replay = async (times) => {
		for (let i = 0; i < times; i++) {
			sum.timestamp += 2;
			for (const key in sum.growth) sum.growth[key] += Math.ceil(Math.random() * 9);
			await tick();
			if (i % 20 === 0) await new Promise((done) => setTimeout(done));
		}
		return polls;
	};
})()`

func TestTwoThousandUpdatesLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	url, _ := serveStats(t, 50)
	b := newTab(t)
	b.open(url + "/?chart=http_requests_total")
	b.until("it is live", `polls > 1 && !busy`)
	b.do(chromedp.Evaluate(replayed, nil))
	begun := time.Now()
	eval[int](b, `replay(400)`) // the rings are full
	t.Log("400 updates took", time.Since(begun))
	nodes, heap := b.weight()
	eval[int](b, `replay(2000)`)
	nodes2, heap2 := b.weight()
	t.Logf("%d nodes and %.0f KiB became %d and %.0f", nodes, heap/1024, nodes2, heap2/1024)
	if nodes2 > nodes+20 {
		t.Errorf("%d nodes became %d", nodes, nodes2)
	}
	if heap2 > heap+512<<10 {
		t.Errorf("a heap of %.0f KiB became one of %.0f", heap/1024, heap2/1024)
	}
}

// weight is what the page holds, once what it has let go of is gone.
func (b *tab) weight() (nodes int64, heap float64) {
	b.t.Helper()
	b.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		for range 3 {
			if err := heapprofiler.CollectGarbage().Do(ctx); err != nil {
				return err
			}
		}
		if _, nodes, _, err = memory.GetDOMCounters().Do(ctx); err != nil {
			return err
		}
		heap, _, _, _, err = runtime.GetHeapUsage().Do(ctx)
		return err
	}))
	return nodes, heap
}

// timed makes the page note how long its scripts run for each update.
const timed = `(() => {
	window.updates = [];
	let sum = 0;
	for (const name of ["parseJSON", "measure", "take", "tellState", "render"]) {
		const real = window[name];
		window[name] = (...args) => {
			const begun = performance.now();
			const result = real(...args);
			sum += performance.now() - begun;
			return result;
		};
	}
	const real = plan;
	window.plan = () => {
		updates.push(sum);
		sum = 0;
		real();
	};
})()`

// How long scripts run for an update of a page with 5,000 stats is printed, and
// not judged: machines differ.
func TestFiveThousandStats(t *testing.T) {
	t.Parallel()
	url, move := serveStats(t, 5000)
	b := newTab(t)
	b.do(performance.Enable())
	for query, least := range map[string]int{"": 200, "?all=1&sort=-rate": 5000} {
		b.open(url + "/" + query)
		b.until("it is live", `polls > 1 && !busy`)
		b.do(chromedp.Evaluate(timed, nil))
		before := b.layout()
		for i := range 3 {
			move()
			b.until("the next update", fmt.Sprintf("updates.length > %d", i))
		}
		t.Logf("%q: ms of script per update: %.1f; of style and layout: %.0f", query,
			eval[[]float64](b, `updates`), (b.layout()-before)*1e3/3)
		if rows := eval[int](b, `statsTable.body.rows.length`); rows < least {
			t.Errorf("%d rows, want %d", rows, least)
		}
	}
}

// layout is how long the browser has been at style and layout, in seconds.
func (b *tab) layout() (seconds float64) {
	b.t.Helper()
	b.do(chromedp.ActionFunc(func(ctx context.Context) error {
		metrics, err := performance.GetMetrics().Do(ctx)
		for _, m := range metrics {
			if m.Name == "LayoutDuration" || m.Name == "RecalcStyleDuration" {
				seconds += m.Value
			}
		}
		return err
	}))
	return seconds
}
