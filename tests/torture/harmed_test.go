//go:build linux

package main

import (
	"os"
	"testing"
)

// Mistakes that the scenarios find, whatever they choose to do.
var harmful = []struct {
	mutant
	scenarios []string
}{
	{mutant{"growth counts twice", "aggregator/growth.go", []edit{
		{"*total = total.Plus(rise(last, now))",
			"*total = total.Plus(rise(last, now)).Plus(rise(last, now))"},
	}, "lost: an aggregator says"}, []string{"directory", "limits", "users", "suspended"}},
	{mutant{"everybody may write into the pipe", "stats/fifo.go", []edit{
		{"unix.Fchmod(fd, mode|unix.S_ISVTX) != nil", "unix.Fchmod(fd, 0o666|unix.S_ISVTX) != nil"},
	}, "leaked: "}, []string{"users"}},
}

// TestTortureMutants builds the scenarios with each mistake in the source, and has
// them find that.
func TestTortureMutants(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip(needsRoot)
	}
	for _, m := range harmful {
		t.Run(m.mistake, func(t *testing.T) {
			binary := m.build(t)
			for _, s := range m.scenarios {
				t.Run(s, func(t *testing.T) { m.catch(t, binary, "^TestTorture$/^"+s+"$") })
			}
		})
	}
}
