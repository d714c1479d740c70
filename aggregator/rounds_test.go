package aggregator

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// counted returns rounds whose readings take a second and are told apart by
// when they began.
func counted(reads *int) *rounds {
	return &rounds{read: func() (*reading, error) {
		*reads++
		r := &reading{began: time.Now()}
		time.Sleep(time.Second)
		return r, nil
	}}
}

func TestRequestsShareReadingsThatBeganAfterThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reads := 0
		s := counted(&reads)
		var all sync.WaitGroup
		for i := range 200 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond) // all within the first reading
				came := time.Now()
				r, err := s.join(t.Context())
				if err != nil || r.began.Before(came) {
					t.Errorf("request %d: began %v before it came, %v", i, came.Sub(r.began), err)
				}
				if waited := time.Since(came); waited > 2*time.Second {
					t.Errorf("request %d waited %v", i, waited)
				}
			})
		}
		all.Wait()
		if reads != 2 {
			t.Errorf("%d reads, want 2", reads)
		}
	})
}

func TestACancelledRequestLeavesTheOthersTheirs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reads := 0
		s := counted(&reads)
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for _, c := range []context.Context{ctx, t.Context()} {
			all.Go(func() {
				r, err := s.join(c)
				if c == ctx && !errors.Is(err, context.Canceled) || c != ctx && r == nil {
					t.Errorf("got %v, %v", r, err)
				}
			})
		}
		synctest.Wait()
		cancel()
		all.Wait()
		if reads > 2 || s.next != nil {
			t.Errorf("%d reads, next %v", reads, s.next)
		}
	})
}

func TestAReadingThatNobodyWaitsForDoesNotBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reads := 0
		s := counted(&reads)
		var all sync.WaitGroup
		all.Go(func() { _, _ = s.join(t.Context()) })
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		all.Go(func() { _, _ = s.join(ctx) })
		synctest.Wait()
		cancel()
		all.Wait()
		synctest.Wait()
		if reads != 1 || s.busy || s.next != nil {
			t.Errorf("%d reads, busy %t, next %v", reads, s.busy, s.next)
		}
	})
}
