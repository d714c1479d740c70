//go:build linux

package main

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"slices"
	"time"
)

type options struct {
	duration time.Duration
	seed     uint64
	readers  int
}

// A scenario is one way to torture. run returns soon after ctx is done. Its error
// says that the scenario could not be played; broken promises are in the counts.
type scenario struct {
	name    string
	promise string
	run     func(ctx context.Context, e *env) (counts, error)
}

func scenarios() []scenario {
	return slices.Concat(storms(), killings(), cycles(), directories(), limits(), strangers(),
		suspensions(), soaks())
}

// allRoles are what this program is when it is started again.
func allRoles() map[string]func(args []string) {
	return map[string]func(args []string){
		"program": program,
		"reader":  reader,
		"asker":   asker,
		"watcher": watcher,
		"killer":  killer,
		"cycler":  cycler,
		"shop":    shop,
		"worker":  worker,
		"finder":  finder,
		"auditor": auditor,
		"hog":     hog,

		"attacker": attacker,
		"parent":   parent,
		"sleeper":  sleeper,
		"insider":  insider,
	}
}

// play runs the scenario in a directory of its own, for its time.
func (s scenario) play(ctx context.Context, o options) (counts, error) {
	dir, err := os.MkdirTemp("", "torture")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeout(ctx, o.duration)
	defer cancel()
	name := fnv.New64()
	_, _ = name.Write([]byte(s.name))
	e := &env{options: o, dir: dir, random: rand.New(rand.NewPCG(o.seed, name.Sum64()))}
	defer e.killAll()
	return s.run(ctx, e)
}
