//go:build linux

package bench

import (
	"fmt"
	"os"
	"testing"

	"github.com/pipestatic/pipestatic/tests/internal/roles"
)

func TestMain(m *testing.M) {
	roles.Play(map[string]func(args []string){
		"pipes": servePipes, "shop": serveShop, "idle": idle,
	})
	os.Exit(m.Run())
}

// A process plays a role.
type process struct {
	*roles.Player
	ready string // the line that it printed
}

// start starts a process, and returns when it is ready. It is gone when the
// benchmark ends.
func start(b *testing.B, dir, role string, args ...string) *process {
	b.Helper()
	p := &process{Player: roles.Command(dir, role, args...)}
	if err := p.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(p.Kill)
	var err error
	if p.ready, err = p.Line(); err != nil {
		b.Fatal(err)
	}
	return p
}

// untilStdinEnds is how a role lives as long as the benchmark wants.
func untilStdinEnds(ready string) {
	fmt.Println(ready)
	roles.UntilStdinEnds()
}

func must(err error) { roles.Must(err) }
