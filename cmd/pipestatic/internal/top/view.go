package top

import (
	"math"
	"time"
)

// A Pick is what is shown of the host.
type Pick struct {
	Program, Pipe string // empty: all
	Mean          bool   // since each process began, not since the last reading
}

// A View is what a frame shows, in no order.
type View struct {
	At      time.Time
	Mean    bool
	Seconds float64 // between the readings, if it is no mean
	States  map[string]int
	Total   Traffic
	Tables  [tables][]Row
}

// The tables of a view.
const (
	Programs = iota
	Processes
	Routes
	tables
)

// View returns the rows of what is picked. Programs are all listed, so that
// another one can be picked.
func (m *Model) View(pick Pick) View {
	v := View{At: m.at, Seconds: m.Seconds(), States: map[string]int{}}
	v.Mean = pick.Mean || m.last.IsZero()
	sum := newSums()
	for _, t := range m.known {
		total, routes := t.flows(v.Mean)
		sum.program(t, total)
		if pick.Program != "" && pick.Program != t.Program ||
			pick.Pipe != "" && pick.Pipe != pipe(t.File) {
			continue
		}
		v.States[t.State]++
		v.Tables[Processes] = append(v.Tables[Processes], t.row(m.at, total))
		sum.all.add(total)
		for route, f := range routes {
			sum.route(t.Program, route, f)
		}
	}
	v.Total = sum.all.traffic()
	v.Tables[Programs], v.Tables[Routes] = sum.rows()
	return v
}

func (t *tracked) row(at time.Time, total flow) Row {
	r := Row{
		Program: t.Program, Pipe: pipe(t.File), PID: t.PID, User: t.User,
		State: t.State, Reason: t.Reason, Age: math.NaN(), Traffic: total.traffic(),
	}
	if began := t.began(); !began.IsZero() {
		r.Age = max(at.Sub(began).Seconds(), 0)
	}
	return r
}

// sums add up flows by program and by route.
type sums struct {
	all      flow
	programs map[string]*summed
	routes   map[string]*summed
}

type summed struct {
	Row
	flow
}

func newSums() *sums {
	return &sums{all: nothing(), programs: map[string]*summed{}, routes: map[string]*summed{}}
}

func (s *sums) program(t *tracked, total flow) {
	if t.Program == "" {
		return // it never answered, or does not say
	}
	row := at(s.programs, Row{Program: t.Program})
	row.Listed++
	if t.fresh {
		row.Answer++
	}
	row.add(total)
}

func (s *sums) route(program, route string, f flow) {
	at(s.routes, Row{Program: program, Route: route}).add(f)
}

func at(rows map[string]*summed, r Row) *summed {
	key := r.key()
	if rows[key] == nil {
		rows[key] = &summed{r, nothing()}
	}
	return rows[key]
}

func (s *sums) rows() (programs, routes []Row) {
	for _, p := range s.programs {
		p.Row.Traffic = p.flow.traffic()
		programs = append(programs, p.Row)
	}
	for _, r := range s.routes {
		r.Row.Traffic = r.flow.traffic()
		routes = append(routes, r.Row)
	}
	return programs, routes
}
