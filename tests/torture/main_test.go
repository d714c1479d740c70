//go:build linux

package main

import (
	"os"
	"testing"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

func TestMain(m *testing.M) {
	roles.Play(allRoles())
	os.Exit(m.Run())
}

// The short form of all scenarios but kill/same-pid, which does not always come to
// its end: docs/reliability.md.
func TestTorture(t *testing.T) {
	const short = "alone/10,alone/1000,alone/50000,storm/10/idle,storm/10/busy,storm/1000/idle," +
		"storm/1000/busy,storm/50000/idle,storm/50000/busy,storm/1000/stopped,kill/new-pid,cycle"
	args := []string{"-duration", "700ms", "-readers", "8", "-only", short}
	if err := run(t.Context(), args, t.Output()); err != nil {
		t.Error(err)
	}
}
