package expvarbridge_test

import (
	"expvar"
	"fmt"
	"strings"

	"github.com/pipestatic/pipestatic/expvarbridge"
	"github.com/pipestatic/pipestatic/stats"
)

var cache = expvar.NewMap("cache")

// A program that counts in expvar shows its numbers on the pipe, too.
func Example() {
	cache.Init()
	cache.Add("hits", 3)
	cache.AddFloat("fill", 0.75)

	registry := stats.New(stats.Options{}) // most programs take the default one
	remove := expvarbridge.New(expvarbridge.Options{
		Registry: registry,
		Skip:     func(name string) bool { return name != "cache" },
		Counters: func(name string) bool { return strings.HasSuffix(name, "hits") },
	})
	defer remove()

	for _, name := range []string{"cache.fill", "cache.hits"} {
		value, _ := registry.Value(name)
		fmt.Println(name, value)
	}
	// Output:
	// cache.fill 0.75
	// cache.hits 3
}

// A registry as one member of /debug/vars.
func ExampleVar() {
	registry := stats.New(stats.Options{})
	registry.Stat("signups").Add(2)
	registry.Stat("queue_depth").Set(5)
	fmt.Println(expvarbridge.Var(registry))
	// Output: {"queue_depth": 5, "signups": 2}
}
