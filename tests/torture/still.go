//go:build linux

package main

import (
	"context"
	"sync/atomic"
	"time"
)

// A stillness is how long the machine did not run this process, which has next to
// nothing to do: what others took longer for is not theirs.
type stillness struct{ most atomic.Int64 }

func (s *stillness) watch(ctx context.Context) {
	const tick = 10 * time.Millisecond
	for last := time.Now(); ctx.Err() == nil; {
		wait(ctx, tick)
		now := time.Now()
		s.most.Store(max(s.most.Load(), int64(now.Sub(last)-tick)))
		last = now
	}
}

func (s *stillness) longest() time.Duration { return time.Duration(s.most.Load()) }
