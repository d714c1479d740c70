package program

import (
	"slices"
	"strings"
)

// An Op is one operation of a handler.
type Op struct {
	Kind string // what it is called in the list of failures
	Text string // as Go code, or nearly so
	Odd  bool   // writers of other middlewares may make something else of it

	size    int                // how much it may write
	do      func(*Call) string // returns the results as text
	simpler func() []Op        // what can stand for it in a smaller program
}

// Class returns what is the same for operations that do about the same.
func (op Op) Class() string {
	switch {
	case strings.HasPrefix(op.Kind, "copy from"):
		return "copy"
	case strings.HasPrefix(op.Kind, "read"), op.Kind == "close the body":
		return "read"
	}
	switch op.Kind {
	case "Write", "WriteString", "WriteHeader", "http.Error", "http.Redirect", "http.ServeContent":
		return "write"
	case "Flush", "ResponseController.Flush":
		return "flush"
	case "<-r.Context().Done()", "the client leaves":
		return "the client leaves"
	}
	return op.Kind
}

// A Program is what a handler does with one request.
type Program []Op

// String returns the program, one operation a line.
func (p Program) String() string {
	var b strings.Builder
	for _, op := range p {
		b.WriteString("\t" + op.Text + "\n")
	}
	return b.String()
}

// Has reports whether there is an operation of a kind in the program.
func (p Program) Has(kind string) bool {
	return slices.ContainsFunc(p, func(op Op) bool { return op.Kind == kind })
}

// Smaller returns programs with one operation less, and such with a simpler one.
func (p Program) Smaller() (all []Program) {
	for i := range p {
		all = append(all, append(p[:i:i], p[i+1:]...))
	}
	for i, op := range p {
		if op.simpler == nil {
			continue
		}
		for _, s := range op.simpler() {
			q := append(Program(nil), p...)
			q[i] = s
			all = append(all, q)
		}
	}
	return all
}
