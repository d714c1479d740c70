//go:build unix

package aggregator

import (
	"testing"
	"time"
)

// Those that say a lot and do not come to an end leave room for who says less.
func TestLongTextsLeaveRoom(t *testing.T) {
	h := reader(t.TempDir(), time.Second)
	for range 100 {
		b := h.budget.newBuffer(h.limits.pipeBytes)
		if b == nil {
			t.Fatal("no room for a first text")
		}
		for room, _ := b.room(); room != nil; room, _ = b.room() {
			b.added(len(room))
		}
		if len(b.text) <= smallBytes {
			b.free()
		}
	}
	if b := h.budget.newBuffer(h.limits.pipeBytes); b == nil || !b.take(firstBytes, 0) {
		t.Error("no room for a short text")
	}
}
