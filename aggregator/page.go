package aggregator

import (
	"bytes"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pipestatic/pipestatic/internal/wire"
)

// A page is what the template gets. Everything is text that is ready to show,
// and nothing in it is trusted: the template escapes it.
type page struct {
	Host, Program, Process string
	AllPrograms, AllProcesses,
	AllStats string // links
	Programs  []choice
	Problems  string // why the numbers are not all there are
	Time      string
	Since     string
	HTTP      pageHTTP
	Processes []pageProcess
	Stats     []pageStat
	Left      int // stats that are not listed
	Find      string
	Bins, All bool
	Keep      []field // what a form has to pass on
}

// A choice is a link to a part of the numbers.
type choice struct {
	Text, Link string
	Chosen     bool
}

// pageTemplate is parsed when the first page is asked for: programs that nobody
// looks at that way pay nothing.
var pageTemplate = sync.OnceValue(func() []mustache {
	text, _ := assets.ReadFile("page/page.html")
	pieces, _ := parseMustache(string(text))
	return pieces
})

// pageHTML is the page for people. It shows what one reading can: sums, and
// averages since the aggregator started. In a browser with scripts it goes on
// from there by itself.
func pageHTML(r *reading, q query) []byte {
	var b bytes.Buffer
	fill(&b, pageTemplate(), reflect.ValueOf(newPage(r, q)))
	return b.Bytes()
}

func newPage(r *reading, q query) *page {
	of := newSubject(r, q)
	p := &page{
		Program: strings.Join(slices.Sorted(maps.Keys(q.programs)), ", "), Process: q.page.process,
		AllPrograms: q.page.with("program", ""), AllProcesses: q.page.with("process", ""),
		AllStats: q.page.with("all", "1"),
		Programs: r.programChoices(q), Problems: r.problems(),
		Time: clock(r.began), Since: clock(of.since),
		HTTP: of.http(), Processes: r.pageProcesses(q),
		Find: q.page.find, Bins: q.page.bins, All: q.page.all,
		Keep: q.page.kept(),
	}
	p.Host, _ = os.Hostname()
	p.Stats, p.Left = of.stats()
	return p
}

// A subject is what the page is about: the sum of the processes that the query
// wants, or one of them.
type subject struct {
	*reading
	query  query
	sums   *sums
	growth map[string]wire.Value // of counters and bins
	since  time.Time             // when the growth began
}

func newSubject(r *reading, q query) *subject {
	s := &subject{reading: r, query: q, sums: r.newSums(), since: fromSeconds(r.since)}
	s.growth = sumGrowth(r.growth, q)
	for _, p := range r.processes {
		if p.read() && q.wants(p) && q.page.isAbout(p) {
			s.sums.add(p)
			if q.page.process != "" {
				s.since = fromSeconds(p.start)
			}
		}
	}
	if q.page.process != "" {
		s.growth = s.counted()
	}
	return s
}

// counted is what a process has counted since it began. It has no growth of its
// own, but that says what is a counter.
func (s *subject) counted() map[string]wire.Value {
	counted := map[string]wire.Value{}
	for id, name := range s.names.list {
		if _, counts := s.growth[name]; counts && s.sums.seen[id] {
			counted[name] = s.sums.values[id]
		}
	}
	return counted
}

// isAbout reports whether the page is about that process, maybe among others.
func (q pageQuery) isAbout(p *process) bool { return q.process == "" || q.process == p.id() }

// perSecond is the average of what has grown by so much.
func (s *subject) perSecond(grown float64) float64 {
	return grown / s.began.Sub(s.since).Seconds()
}

func (r *reading) programChoices(q query) (all []choice) {
	programs := map[string]bool{}
	for _, p := range r.processes {
		if p.program != "" {
			programs[p.program] = true
		}
	}
	for _, program := range slices.Sorted(maps.Keys(programs)) {
		link := q.page.with("program", program)
		all = append(all, choice{program, link, q.programs[program]})
	}
	return all
}
