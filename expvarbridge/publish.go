package expvarbridge

import (
	"encoding/json"
	"expvar"
	"fmt"
	"strings"

	"github.com/pipestatic/pipestatic/stats"
)

// Publish publishes the default registry as the expvar var called name. Doing
// so again does nothing. A name that another var has is an error, where
// expvar.Publish panics.
func Publish(name string) error {
	ours := Var(nil)
	if expvar.Get(name) == nil {
		tryPublish(name, ours)
	}
	if expvar.Get(name) != ours {
		return fmt.Errorf("pipestatic: publish %q: another expvar var has that name", name)
	}
	return nil
}

// tryPublish does nothing when somebody else was faster. expvar has no call that
// asks and publishes in one.
func tryPublish(name string, v expvar.Var) {
	defer func() { _ = recover() }()
	expvar.Publish(name, v)
}

// Var returns a registry, nil for the default one, as an expvar var, to be
// published or put into an expvar.Map. Its String takes a snapshot: it may take
// as long as the registry's slowest source.
func Var(registry *stats.Registry) expvar.Var {
	if registry == nil {
		registry = stats.Default()
	}
	return registryVar{registry}
}

// A registryVar is a type of its own so that mirrors know it wherever they meet
// it. It is comparable: the vars of one registry are equal.
type registryVar struct{ registry *stats.Registry }

// String returns a JSON object of the numbers in a snapshot taken now.
func (v registryVar) String() string {
	var text strings.Builder
	v.registry.WriteTo(&text) // a Builder takes everything
	b := []byte{'{'}
	for line := range strings.Lines(text.String()) {
		b = appendMember(b, strings.TrimSuffix(line, "\n"))
	}
	return string(append(b, '}'))
}

// appendMember appends one line of a snapshot to a JSON object.
func appendMember(b []byte, line string) []byte {
	colon := strings.LastIndex(line, ": ")
	name, value := line[:colon], line[colon+len(": "):]
	if isFraming(name) {
		return b
	}
	if len(b) > 1 {
		b = append(b, ", "...)
	}
	key, _ := json.Marshal(name) // cannot fail for a string
	b = append(append(b, key...), ": "...)
	switch value {
	case "NaN", "+Inf", "-Inf":
		value = "null"
	}
	return append(b, value...) // the pipe's numbers are in JSON's form
}

// isFraming reports whether the name is that of a line which tells readers of
// the pipe what they hold. No stat has such a name: the names of a program that
// begin so are quoted on the pipe.
func isFraming(name string) bool {
	switch name {
	case "pipestatic_start_time_seconds",
		"pipestatic_gauges", "pipestatic_counters", "pipestatic_bins", "pipestatic_bytes":
		return true
	}
	return strings.HasPrefix(name, "pipestatic_process{")
}
