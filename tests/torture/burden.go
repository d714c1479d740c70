//go:build linux

package main

import (
	"encoding/json"
	"net/http"
	"slices"
)

// A burden is what the server holds between two loads.
type burden struct {
	holdings
	MiB int64
}

// weigh asks the server what it holds.
func weigh(url string) (b burden, err error) {
	answer, err := http.Get(url + "/burden")
	if err != nil {
		return b, err
	}
	defer answer.Body.Close()
	return b, json.NewDecoder(answer.Body).Decode(&b)
}

// spare is how many goroutines and descriptors more the readers of a moment may
// need than those of another.
const spare = 40

func (b burden) bears(now burden) bool {
	b.Goroutines += spare
	b.Descriptors += spare
	b.Pipes++ // the next one is made under another name
	return b.covers(now.holdings) && now.MiB <= b.MiB+b.MiB/4+8
}

// typical returns the median of each.
func typical(all []burden) burden {
	of := func(what func(burden) int64) int64 {
		return median(all, what)
	}
	return burden{
		holdings{
			Goroutines:  int(of(func(b burden) int64 { return int64(b.Goroutines) })),
			Threads:     int(of(func(b burden) int64 { return int64(b.Threads) })),
			Descriptors: int(of(func(b burden) int64 { return int64(b.Descriptors) })),
			Locks:       int(of(func(b burden) int64 { return int64(b.Locks) })),
			Pipes:       int(of(func(b burden) int64 { return int64(b.Pipes) })),
		},
		of(func(b burden) int64 { return b.MiB }),
	}
}

func median[T any](all []T, what func(T) int64) int64 {
	values := make([]int64, len(all))
	for i, one := range all {
		values[i] = what(one)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
