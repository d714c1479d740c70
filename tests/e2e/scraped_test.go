//go:build linux

package e2e

import (
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// A real Prometheus scrapes fleets of workers, and what PromQL says is what the
// clients counted.
func TestPrometheus(t *testing.T) {
	t.Parallel()
	s := startScraper(t)
	for name, scenario := range map[string]func(*testing.T, *scraper){
		"ended":      scrapeEnded,
		"killed":     scrapeKilled,
		"aggregator": scrapeRestartedAggregator,
		"together":   scrapeTogether,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scenario(t, s)
		})
	}
}

// scrapeTime is how long workers are replaced: PIPESTATIC_SCRAPE, or 15 seconds, in
// which each place has a new worker three times.
func scrapeTime(t *testing.T) time.Duration {
	text := os.Getenv("PIPESTATIC_SCRAPE")
	if text == "" {
		return 15 * time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// replacing calls replace once a second, for one worker after the other.
func replacing(t *testing.T, workers int, replace func(place int)) {
	every := time.NewTicker(time.Second)
	defer every.Stop()
	end := time.Now().Add(scrapeTime(t))
	for i := 0; time.Now().Before(end); i++ {
		<-every.C
		replace(i % workers)
	}
}

// One worker a second ends in order: what Prometheus has stored at the end is
// exactly what the clients sent.
func scrapeEnded(t *testing.T, s *scraper) {
	dir := t.TempDir()
	_, address := startAggregator(t, dir, "127.0.0.1:0")
	f := newFleet(t, 4, []string{"/quick", "/slow"},
		startWorker(t, dir, "127.0.0.1:0", 2*time.Second))
	on := s.scrape(t, map[string]string{}, address)
	on.becomes(`sum(http_requests_total{$S})`, 0)
	f.run(6)
	replacing(t, 4, f.end)
	f.halt()
	sent := f.replies()
	on.becomes(`sum(http_requests_total{$S})`, sent)
	on.becomes(`sum(http_route_requests_total{$S,route=~"/quick|/slow",code="200"})`, sent)
	on.becomes(`sum(resets(http_requests_total{$S}[5m]))`, 0)
	on.becomes(`sum(pipestatic_processes{$S,state="ok"})`, 4)
	on.becomes(`min(min_over_time(up{$S}[5m]))`, 1)
	grown := on.numberAtLastScrape(`sum(increase(http_requests_total{$S}[5m]))`)
	t.Logf("%.0f sent to %d workers, increase() is %.1f", sent, len(f.all()), grown)
	if math.Abs(grown/sent-1) > 0.02 {
		t.Errorf("increase() is %.1f, %.0f were sent", grown, sent)
	}
	on.noSpike(f)
	on.quantiles(f)
}

// One worker a second is killed: nothing is there that was not sent, and all
// that the killed had counted when they were last read.
func scrapeKilled(t *testing.T, s *scraper) {
	dir := t.TempDir()
	_, address := startAggregator(t, dir, "127.0.0.1:0")
	f := newFleet(t, 4, []string{"/quick"}, startWorker(t, dir, "127.0.0.1:0", 0))
	on := s.scrape(t, map[string]string{}, address)
	on.becomes(`sum(http_requests_total{$S})`, 0)
	f.run(6)
	read := 0.0
	time.Sleep(500 * time.Millisecond) // a scrape was just before: now some come before a kill
	replacing(t, 4, func(place int) {
		list := get(t, "http://"+address+"/stats/processes?values=1&match="+requests)
		read += valueOf(t, list, f.members[place].Load().process.Process.Pid)
		time.Sleep(rand.N(900 * time.Millisecond))
		f.kill(place)
	})
	f.halt()
	sent, alive := 0.0, 0.0
	for _, m := range f.all() {
		sent += float64(m.asked.Load())
	}
	for i := range f.members {
		alive += float64(f.members[i].Load().answered.Load())
	}
	on.grows(2)
	got := on.number(`sum(http_requests_total{$S})`)
	t.Logf("%.0f sent to %d workers, %.0f stored, %.0f had been read or are alive",
		sent, len(f.all()), got, read+alive)
	if got > sent || got < read+alive {
		t.Errorf("%.0f is not between %.0f and %.0f", got, read+alive, sent)
	}
	on.becomes(`sum(resets(http_requests_total{$S}[5m]))`, 0)
	on.noSpike(f)
}

// The aggregator is killed and started again, while the example programs go on:
// rate() never shows more than there was.
func scrapeRestartedAggregator(t *testing.T, s *scraper) {
	dir, binary := t.TempDir(), build(t, "./examples/webapp")
	a, address := startAggregator(t, dir, "127.0.0.1:0")
	f := newFleet(t, 4, []string{"/products/7", "/products"}, func() *member {
		shop := open(t, binary, dir, "-traffic", "0")
		return &member{url: strings.TrimSuffix(shop.sums, "/admin/stats")}
	})
	on := s.scrape(t, map[string]string{}, address)
	on.becomes(`sum(http_requests_total{$S})`, 0)
	f.run(4)
	unseen := 0.0 // between the last scrape before and the first one after
	for range 3 {
		on.grows(3)
		before := f.replies()
		on.grows(1)
		a.Kill()
		on.becomes(`min(up{$S})`, 0)
		a, _ = startAggregator(t, dir, address)
		on.becomes(`min(up{$S})`, 1)
		unseen += f.replies() - before
	}
	on.grows(3)
	f.halt()
	on.grows(2)
	sent := f.replies()
	grown := on.numberAtLastScrape(`sum(increase(http_requests_total{$S}[5m]))`)
	t.Logf("%.0f sent, %.0f of them around restarts, increase() is %.1f", sent, unseen, grown)
	if grown > 1.02*sent || grown < 0.98*(sent-unseen) {
		t.Errorf("increase() is %.1f, not %.0f, or %.0f less", grown, sent, unseen)
	}
	on.noSpike(f)
}

// Each of the workers has the aggregator mounted, and the kernel chooses which
// one answers: with ?by=process it does not matter.
func scrapeTogether(t *testing.T, s *scraper) {
	dir, address := t.TempDir(), freeAddress(t)
	f := newFleet(t, 4, []string{"/quick"}, startWorker(t, dir, address, 2*time.Second))
	on := s.scrape(t, map[string]string{"__param_by": "process"}, address)
	on.becomes(`count(http_requests_total{$S,program="worker",pid=~"[0-9]+"})`, 4)
	f.run(6)
	for i := range 4 {
		on.grows(3)
		f.end(i)
	}
	on.grows(3)
	before, begun := f.replies(), time.Now()
	on.grows(12)
	want := (f.replies() - before) / time.Since(begun).Seconds()
	rate := on.number(`sum(rate(http_requests_total{$S}[12s]))`)
	f.halt()
	t.Logf("%.0f sent; in 12 s %.1f a second, rate() is %.1f", f.replies(), want, rate)
	if math.Abs(rate/want-1) > 0.2 {
		t.Errorf("rate() is %.1f, %.1f were sent", rate, want)
	}
	on.becomes(`sum(last_over_time(http_requests_total{$S}[5m]))`, f.replies())
	on.becomes(`count(last_over_time(http_requests_total{$S}[5m]))`, 8)
	on.becomes(`count(http_requests_total{$S})`, 4)
	on.becomes(`min(min_over_time(up{$S}[5m]))`, 1)
	on.noSpike(f)
}

func startAggregator(t *testing.T, dir, at string) (p *process, address string) {
	t.Helper()
	p = start(t, dir, "aggregator", at)
	return p, p.line()
}
