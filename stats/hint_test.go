package stats_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/pipestatic/pipestatic/stats"
)

// Names are told apart by all their bytes, however little is looked at to find
// them quickly.
func TestNamesThatAreAlike(t *testing.T) {
	long := strings.Repeat("x", 100)
	names := []string{"", "a", "b", "ab", "ba", "1234567", "12345678", "123456789"}
	for i := range 100 {
		names = append(names, "alike_"+long[:i]+"y"+long[i:])
	}
	for _, name := range names {
		stats.Delete(name)
	}
	for round := range 3 {
		for i, name := range names {
			for range i % 5 {
				stats.Incr(strings.Clone(name))
			}
			stats.Incr(name)
			stats.Add(name, round)
		}
	}
	got := shown(t, stats.Default())
	for i, name := range names {
		if name == "" {
			name = `""`
		}
		if want := float64(3*(1+i%5) + 0 + 1 + 2); got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
}

// A string that unsafe made of a buffer may have other bytes the next time, at
// the same address: it is another name then.
func TestNameInABufferThatIsUsedAgain(t *testing.T) {
	buffer := []byte("buffered_a")
	name := unsafe.String(&buffer[0], len(buffer))
	for range 40 {
		buffer[9] = 'a'
		stats.Incr(name)
		buffer[9] = 'b'
		stats.Incr(name)
		stats.Observe(name, 1)
	}
	check(t, stats.Default(), "buffered_a", 40)
	check(t, stats.Default(), "buffered_b", 40)
	check(t, stats.Default(), "buffered_b_count", 40)
	stats.Delete("buffered_a")
	stats.Delete("buffered_b")
}

// Other strings may come to lie where the first ones were.
func TestDeletedNamesStartAgain(t *testing.T) {
	names := make([]string, 5000)
	for i := range names {
		names[i] = fmt.Sprintf("again_%d", i)
	}
	for range 2 {
		for _, name := range names {
			stats.Add(name, 5)
			stats.Delete(name)
			stats.Incr(name)
			stats.Incr(strings.Clone(name))
		}
		got := shown(t, stats.Default())
		for _, name := range names {
			if got[name] != 2 {
				t.Fatalf("%s is %v, want 2", name, got[name])
			}
			stats.Delete(name)
		}
	}
}

// Between deletions nothing is lost and nothing is counted twice, whoever holds
// which string.
func TestDeletionsUnderUpdatesByName(t *testing.T) {
	const goroutines, updates = 4, 3000
	var all sync.WaitGroup
	for g := range goroutines {
		all.Go(func() {
			own, shared := fmt.Sprintf("own_name_%d", g), "shared_name"
			for i := range updates {
				stats.Incr(own)
				stats.Incr(shared)
				stats.Incr(strings.Clone(own))
				stats.Add("kept_name", 1)
				if i%10 == 0 {
					stats.Delete(shared)
				}
			}
		})
	}
	all.Wait()
	for g := range goroutines {
		check(t, stats.Default(), fmt.Sprintf("own_name_%d", g), 2*updates)
	}
	check(t, stats.Default(), "kept_name", goroutines*updates)
	stats.Delete("shared_name")
	stats.Incr("shared_name")
	check(t, stats.Default(), "shared_name", 1)
}
