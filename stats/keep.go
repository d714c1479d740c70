//go:build unix

package stats

import "time"

// keep looks after the pipe's place and after late readers until Close.
func (p *pipe) keep() {
	every := p.options.checkEvery
	check := time.Now().Add(every)
	unparked := -1
	defer func() { closeFD(unparked) }()
	for {
		p.retired.poke(time.Now(), check)
		if p.stopped() { // Close sets the alarm after it says so
			return
		}
		p.retired.alarm.wait()
		if now := time.Now(); !now.Before(check) {
			check = now.Add(every)
			closeFD(unparked)
			unparked = p.checkPlace()
		}
	}
}

// checkPlace has serve make a new pipe when the old one was removed or replaced,
// or its directory was, and try again what failed. It returns the end by which
// it unparked serve.
func (p *pipe) checkPlace() (unparked int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	inPlace := p.fifo == nil || p.fifo.dir.Glance(p.fifo.name, p.fifo.id) ||
		p.fifo.inPlace() && p.fifo.dir.InPlace()
	switch {
	case !inPlace:
		p.lost = p.fifo
	case p.fifo == nil || p.err == nil:
		return -1
	}
	unparked, err := p.fifo.unpark()
	if err != nil {
		return -1
	}
	return unparked
}
