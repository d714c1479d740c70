//go:build linux

package main

import (
	"os"
	"testing"
	"time"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

func TestMain(m *testing.M) {
	roles.Play(allRoles())
	os.Exit(m.Run())
}

// The short form of all scenarios but the soak, which says nothing in a short time.
func TestTorture(t *testing.T) {
	for _, s := range scenarios() {
		if s.name == "soak" {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			o := options{duration: 700 * time.Millisecond, seed: uint64(time.Now().UnixNano()), readers: 8}
			c, err := s.play(t.Context(), o)
			t.Logf("seed %d: %v", o.seed, c)
			switch {
			case err != nil || c.broken() > 0:
				t.Errorf("a promise is broken, or could not be tried: %v", err)
			case c[needsRoot]+c[partLeftOut] > 0:
				t.Skip(needsRoot)
			case c["reads"] == 0:
				t.Error("nothing was read")
			}
		})
	}
}
