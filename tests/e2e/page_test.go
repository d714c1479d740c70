//go:build unix

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A watched is three workers under traffic, an aggregator in a process of its
// own, and a browser that has its page open.
type watched struct {
	*tab
	fleet      *fleet
	dir        string
	aggregator *process
	address    string
}

func watch(t *testing.T) *watched {
	t.Helper()
	chromium(t) // or skip
	dir := t.TempDir()
	f := newFleet(t, 3, []string{"/quick", "/quick", "/slow"},
		startWorker(t, dir, "127.0.0.1:0", 20*time.Second))
	f.run(3)
	w := &watched{fleet: f, dir: dir}
	w.aggregator = start(t, dir, "aggregator", "127.0.0.1:0")
	w.address = w.aggregator.line()
	w.tab = newTab(t)
	w.open("http://" + w.address)
	w.live()
	return w
}

// live waits until the page has rates.
func (w *watched) live() {
	w.t.Helper()
	w.until("the page is live", `polls > 1 && document.documentElement.dataset.live === "live"`)
}

func TestThePageMovesAndIsRight(t *testing.T) {
	t.Parallel()
	w := watch(t)
	const total = `Number(stats.get("http_requests_total"))`
	before := eval[float64](w.tab, total)
	w.until("requests are counted", fmt.Sprintf("%s > %f", total, before))
	w.until("a rate is shown",
		`Number(document.querySelector("#chart-requests output").textContent) > 0`)
	w.until("latencies are shown", `[...document.querySelectorAll("#chart-latency output")]
		.every((o) => / ms$/.test(o.textContent))`)
	w.until("two routes are listed", `routesTable.rows.size === 2`)
	w.until("three processes are listed", `processesTable.body.rows.length === 3`)
	w.fleet.halt()
	w.fleetIsQuiet()
	w.showsTheJSON("?view=json", "stats")

	pid := strconv.Itoa(w.fleet.members[1].Load().process.Process.Pid)
	w.do(chromedp.Click(`#processes a[href*="process=`+pid+`"]`, chromedp.ByQuery))
	w.until("the process is picked", `polls > 1 && location.search === "?process=`+pid+`"`)
	w.showsTheJSON("?view=processes&values=1", pid)
	w.do(chromedp.Click(`.picked a`, chromedp.ByQuery))
	w.until("all are picked", `polls > 1 && place.size === 0`)
}

// fleetIsQuiet waits until the page shows the same as the server still says.
func (w *watched) fleetIsQuiet() {
	w.t.Helper()
	w.until("nothing is in flight and nothing grows", `polls > 1 &&
		Number(stats.get("http_requests_in_flight")) === 0 && newest.grown("http_requests_total") === 0`)
}

// showsTheJSON compares every number of the list with those of the view: of the
// sum, or of the process that has the pid.
func (w *watched) showsTheJSON(view, of string) {
	w.t.Helper()
	resp, err := http.Get("http://" + w.address + "/" + view)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		Stats     map[string]json.Number
		Processes json.RawMessage
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		w.t.Fatal(err)
	}
	if of != "stats" {
		var list []struct {
			PID    int
			Values map[string]json.Number
		}
		if err := json.Unmarshal(answer.Processes, &list); err != nil {
			w.t.Fatal(err)
		}
		for _, p := range list {
			if strconv.Itoa(p.PID) == of {
				answer.Stats = p.Values
			}
		}
	}
	shown := eval[map[string]string](w.tab, `Object.fromEntries(
		[...document.querySelectorAll("#stats tbody tr")].map(({cells}) =>
			[cells[0].textContent, cells[1].textContent]))`)
	if len(shown) < 15 {
		w.t.Errorf("only %d stats are listed: %v", len(shown), shown)
	}
	for name, got := range shown {
		want, err := answer.Stats[name].Float64()
		number, err2 := strconv.ParseFloat(strings.ReplaceAll(got, ",", ""), 64)
		if err != nil || err2 != nil || number < want-want*1e-5 || number > want+want*1e-5 {
			w.t.Errorf("%s is %s, and %s in the JSON", name, got, answer.Stats[name])
		}
	}
}

// planned is how many times the page plans to ask again, when it comes to planning.
const planned = `(() => {
	let planned = 0;
	const real = window.setTimeout;
	window.setTimeout = () => { planned++; };
	plan();
	window.setTimeout = real;
	return planned;
})()`

// hide is what happens when another tab comes to the front, or this one does.
func hide(yes bool) string {
	return fmt.Sprintf(`Object.defineProperty(document, "hidden", {value: %t, configurable: true});
		document.dispatchEvent(new Event("visibilitychange"))`, yes)
}

func TestThePagesControls(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.do(chromedp.SendKeys(`#filter input[type=search]`, "REQUESTS", chromedp.ByQuery))
	const names = `[...document.querySelectorAll("#stats tbody th")].map((th) => th.textContent)`
	w.until("it is filtered", names+`.length > 2 && `+names+`.every((n) => n.includes("requests"))`)
	w.do(chromedp.Click(`#stats thead th:nth-child(2) button`, chromedp.ByQuery))
	w.until("it is sorted", `(() => {
		const sums = [...document.querySelectorAll("#stats tbody tr")]
			.map((tr) => Number(tr.cells[1].textContent.replaceAll(",", "")));
		return sums.length > 2 && sums.every((v, i) => !i || sums[i - 1] >= v);
	})()`)
	w.do(chromedp.Click(`//button[text()="http_requests_total"]`))
	w.until("it is a chart", `!document.getElementById("chart-stat").hidden &&
		Number(document.querySelector("#chart-stat output").textContent) > 0`)
	w.do(chromedp.Click(`#routes thead th:nth-child(6) button`, chromedp.ByQuery))
	w.until("the slowest route is first",
		`document.querySelector("#routes tbody th").textContent === "/slow"`)

	w.do(chromedp.Reload())
	w.live()
	w.until("a reload shows the same", `
		place.toString() === "find=REQUESTS&sort=-sum&chart=http_requests_total&routes=-p99" &&
		document.querySelector("#filter input[type=search]").value === "REQUESTS" &&
		!document.getElementById("chart-stat").hidden &&
		document.querySelector("#routes tbody th").textContent === "/slow" && `+
		names+`.every((n) => n.includes("requests"))`)

	w.do(chromedp.Click(`#pause`, chromedp.ByQuery))
	w.until("it rests", `paused && !busy`)
	if eval[int](w.tab, planned) != 0 {
		t.Error("a paused page plans to ask again")
	}
	polls := eval[int](w.tab, `polls`)
	w.do(chromedp.Click(`#pause`, chromedp.ByQuery))
	w.until("it goes on", fmt.Sprintf("polls > %d", polls))

	w.do(chromedp.Evaluate(hide(true), nil))
	w.until("it rests", `!busy`)
	if eval[int](w.tab, planned) != 0 {
		t.Error("a hidden page plans to ask again")
	}
	polls = eval[int](w.tab, `polls`)
	w.do(chromedp.Evaluate(hide(false), nil))
	w.until("it goes on", fmt.Sprintf("polls > %d", polls))
	w.fleet.halt()
}

func TestThePageOutlivesServerAndWorkers(t *testing.T) {
	t.Parallel()
	w := watch(t)
	w.serverIsAway(true)
	w.aggregator.Kill()
	w.until("it says so",
		`$("message").textContent.startsWith("The server does not answer")`)
	if wait := eval[int](w.tab, `wait()`); wait < 4000 {
		t.Errorf("it asks again after %d ms", wait)
	}
	w.aggregator = start(t, w.dir, "aggregator", w.address)
	w.aggregator.line()
	w.live()
	w.serverIsAway(false)

	old := w.fleet.members[0].Load().process.Process.Pid
	w.do(chromedp.Evaluate(`(() => {
		window.worst = "";
		const real = trafficOf;
		window.trafficOf = (meter, prefix) => {
			const t = real(meter, prefix);
			if (!(t.rate >= 0) && meter.samples.length > 1) worst = "a rate of " + t.rate;
			return t;
		};
	})()`, nil))
	w.fleet.end(0)
	w.until("its successor is listed", fmt.Sprintf(`processes.length === 3 &&
		processes.every((p) => p.pid !== %d && p.rate > 0)`, old))
	w.until("requests go on",
		`Number(document.querySelector("#chart-requests output").textContent) > 0`)
	if worst := eval[string](w.tab, `worst`); worst != "" {
		t.Error(worst)
	}
	w.fleet.halt()
	for i := range w.fleet.members {
		w.fleet.members[i].Load().process.signal(syscall.SIGKILL)
	}
	w.open("http://" + w.address + "/?process=1")
	w.until("a process that is gone is said to be so",
		`$("message").textContent === "This process is not there any more."`)
	w.open("http://" + w.address)
	w.until("nobody is there, and the page is", `polls > 1 && `+
		`processesTable.body.rows.length === 0 && statsTable.body.rows.length === 0`)
}
