//go:build unix

package aggregator

import (
	"math"
	"time"

	"github.com/pipestatic/pipestatic/internal/pipedir"
)

// over is for what is left to say at the end of the visit.
func (v *visit) over() {
	if v.tries > 0 {
		v.took = time.Since(v.began)
	}
	if v.state != ok { // which says itself what it is, and when it began
		v.nameOwner()
		if start := v.owner.Start(); !start.IsZero() {
			v.start = seconds(start)
		}
	}
}

// nameOwner says what is known of the process of a pipe that does not say itself.
func (v *visit) nameOwner() {
	if v.impostor || v.state == dead || v.state == gone {
		return // the process of that pid has nothing to do with the pipe
	}
	v.command = v.owner.Command
	if now, ok := pipedir.Lookup(v.pid); v.state == slow && ok && now.Stopped {
		v.reason = "its process is stopped"
	}
}

// lives reports whether its process is still there, as far as can be seen.
func (i incarnation) lives() bool {
	start := math.Float64frombits(i.start)
	return pipedir.MakerAlive(i.pid, time.UnixMicro(int64(start*1e6)))
}
