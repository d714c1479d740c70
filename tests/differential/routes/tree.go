package routes

import (
	"fmt"
	"slices"
	"strings"
)

// A Use is a middleware of a router.
type Use string

// The middlewares.
const (
	Stats        Use = "Stats"
	OtherStats   Use = "Stats(another registry)"
	RequestID    Use = "chimw.RequestID"
	StripSlashes Use = "chimw.StripSlashes"
	GetHead      Use = "chimw.GetHead"
	Timeout      Use = "http.TimeoutHandler"
	Plain        Use = "a writer without Unwrap"
)

// A Router is a chi router, or an http.ServeMux.
type Router struct {
	ServeMux   bool
	Uses       []Use
	Entries    []Entry
	NotFound   bool // it has handlers of its own for what it does not find
	NotAllowed bool
}

// How an entry is registered.
const (
	Handle = "Handle"
	Mount  = "Mount"
	Route  = "Route"
	Group  = "Group"
	With   = "With"
)

// An Entry is one registration in a router.
type Entry struct {
	How     string
	Method  string // "" for all
	Pattern string
	Uses    []Use   // of With and Group
	Sub     *Router // of Mount, Route and Group; a Mount without is of a plain handler
}

// A Tree is a handler: a router with middlewares around it.
type Tree struct {
	Around []Use
	Root   Router
}

// String returns the tree as text.
func (t Tree) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "around: %v\n", t.Around)
	t.Root.print(&b, "")
	return b.String()
}

func (r Router) print(b *strings.Builder, indent string) {
	if r.ServeMux {
		fmt.Fprintf(b, "%shttp.NewServeMux()\n", indent)
	}
	for _, u := range r.Uses {
		fmt.Fprintf(b, "%sr.Use(%s)\n", indent, u)
	}
	if r.NotFound {
		fmt.Fprintf(b, "%sr.NotFound(h)\n", indent)
	}
	if r.NotAllowed {
		fmt.Fprintf(b, "%sr.MethodNotAllowed(h)\n", indent)
	}
	for _, e := range r.Entries {
		method := ""
		if e.Method != "" {
			method = e.Method + " "
		}
		fmt.Fprintf(b, "%sr.%s(%s%s) %s\n", indent, e.How, method, e.Pattern, usesText(e.Uses))
		if e.Sub != nil {
			e.Sub.print(b, indent+"\t")
		}
	}
}

func usesText(uses []Use) string {
	if len(uses) == 0 {
		return ""
	}
	return fmt.Sprintf("with %v", uses)
}

// valid reports whether the labels of a tree are known. Where routers of two
// kinds are in each other, only a Stats of the first registry next to each can
// know which pattern is the innermost.
func (t Tree) valid() bool {
	text := t.String()
	if !strings.Contains(text, string(Stats)) {
		return false
	}
	if !strings.Contains(text, "ServeMux") {
		return true
	}
	last := len(t.Around) - 1
	return !strings.Contains(text, string(OtherStats)) && t.Root.knowsMixed() &&
		(!t.Root.ServeMux || last >= 0 && t.Around[last] == Stats)
}

// knowsMixed reports whether there is a Stats in each router that is in one of
// the other kind.
func (r Router) knowsMixed() bool {
	for _, e := range r.Entries {
		if e.Sub == nil {
			continue
		}
		if e.Sub.ServeMux != r.ServeMux && !slices.Contains(e.Sub.Uses, Stats) || !e.Sub.knowsMixed() {
			return false
		}
	}
	return true
}

// Smaller returns valid trees that are simpler in one way.
func (t Tree) Smaller() (all []Tree) {
	try := func(s Tree) {
		if s.valid() {
			all = append(all, s)
		}
	}
	for i := range t.Around {
		try(Tree{without(t.Around, i), t.Root})
	}
	for _, r := range t.Root.smaller() {
		try(Tree{t.Around, r})
	}
	return all
}

func (r Router) smaller() (all []Router) {
	try := func(change func(*Router)) {
		s := r
		change(&s)
		all = append(all, s)
	}
	for i := range r.Entries {
		try(func(s *Router) { s.Entries = without(r.Entries, i) })
	}
	for i := range r.Uses {
		try(func(s *Router) { s.Uses = without(r.Uses, i) })
	}
	if r.NotFound {
		try(func(s *Router) { s.NotFound = false })
	}
	if r.NotAllowed {
		try(func(s *Router) { s.NotAllowed = false })
	}
	for i, e := range r.Entries {
		for _, smaller := range e.smaller() {
			try(func(s *Router) {
				s.Entries = append([]Entry(nil), r.Entries...)
				s.Entries[i] = smaller
			})
		}
	}
	return all
}

func (e Entry) smaller() (all []Entry) {
	if e.Method != "" {
		s := e
		s.Method = ""
		all = append(all, s)
	}
	for i := range e.Uses {
		s := e
		s.Uses = without(e.Uses, i)
		all = append(all, s)
	}
	if e.How == Group && len(e.Uses) == 0 && len(e.Sub.Entries) == 1 {
		all = append(all, e.Sub.Entries[0])
	}
	if e.How == With && len(e.Uses) == 0 {
		s := e
		s.How = Handle
		all = append(all, s)
	}
	if e.Sub != nil {
		for _, sub := range e.Sub.smaller() {
			s := e
			s.Sub = &sub
			all = append(all, s)
		}
	}
	return all
}

func without[T any](all []T, i int) []T { return append(all[:i:i], all[i+1:]...) }
