//go:build unix

package stats

import "time"

// keep looks after the pipe until Close.
func (p *pipe) keep() {
	check := time.Now().Add(checkEvery)
	timer := time.NewTimer(checkEvery)
	defer timer.Stop()
	unparked := -1
	for {
		select {
		case <-p.stop:
			closeFD(unparked)
			return
		case <-p.retired.wake:
		case <-timer.C:
		}
		now := time.Now()
		if !now.Before(check) {
			check = now.Add(checkEvery)
			closeFD(unparked)
			unparked = p.checkPlace()
		}
		timer.Reset(p.retired.poke(now, check))
	}
}

// checkPlace has serve make a new pipe when the old one was removed or replaced,
// or its directory was. It returns the end by which it unparked serve.
func (p *pipe) checkPlace() (unparked int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fifo == nil || p.fifo.inPlace() && p.fifo.dir.InPlace() {
		return -1
	}
	p.lost = p.fifo
	unparked, err := p.fifo.unpark()
	if err != nil {
		return -1
	}
	return unparked
}
