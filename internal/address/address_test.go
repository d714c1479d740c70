package address_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/pipestatic/pipestatic/internal/address"
)

func TestAddressOfAStringIsThatOfItsBytes(t *testing.T) {
	s := strings.Clone("a name")
	t1, t2 := s, strings.Clone(s)
	if address.OfString(s) != address.OfString(t1) || address.OfString(s) == address.OfString(t2) {
		t.Errorf("%#x, %#x, %#x", address.OfString(s), address.OfString(t1), address.OfString(t2))
	}
	if address.OfString(s[2:]) != address.OfString(s)+2 {
		t.Errorf("%#x is not 2 past %#x", address.OfString(s[2:]), address.OfString(s))
	}
}

func TestGoroutinesHaveStacksOfTheirOwn(t *testing.T) {
	const goroutines = 16
	var all, asked sync.WaitGroup
	asked.Add(goroutines)
	found := make([]uintptr, goroutines)
	for i := range found {
		all.Go(func() {
			found[i] = address.OfStack()
			asked.Done()
			asked.Wait() // none may have ended and left its stack to another
		})
	}
	all.Wait()
	seen := map[uintptr]bool{}
	for _, a := range found {
		seen[a>>11] = true // stacks are of 2 KiB and more
	}
	if len(seen) != goroutines {
		t.Errorf("%d goroutines on %d stacks: %#x", goroutines, len(seen), found)
	}
}
