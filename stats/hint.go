package stats

import (
	"sync/atomic"

	"github.com/pipestatic/pipestatic/internal/address"
)

// Hints lead from names to the series of the default registry, and cost less than
// hashing the name: they go by where it lies in memory, as it is mostly the same
// string as before, else by a few of its bytes. A hint may lead anywhere: what
// counts is that the series it leads to has the name, byte by byte.
//
// Their number is fixed, so that no pointer has to be followed to get to them.
type hints struct {
	places [1 << 15]place
	texts  [1 << 14]hint

	deleted int // guarded by Registry.mu: series, since the hints were cleared
}

type hint struct{ atomic.Pointer[series] }

// to returns the series that h leads to, if it is called name. It may have been
// deleted meanwhile.
func (h *hint) to(name string) *series {
	if s := h.Load(); s != nil && s.name == name {
		return s
	}
	return nil
}

// A place is the hint of the name that lies at an address. Another address there
// spares a look at the series.
type place struct {
	address atomic.Uintptr
	hint
}

// place keeps apart the names that were built one after the other, in steps of
// 16 bytes or more, and those in the program itself, which lie at any address.
func (h *hints) place(at uintptr) *place {
	return &h.places[(at>>4^at>>19^at<<11)%uintptr(len(h.places))]
}

// placed returns the series called name if its place leads there.
func (h *hints) placed(name string) *series {
	at := address.OfString(name)
	if p := h.place(at); p.address.Load() == at {
		return p.to(name)
	}
	return nil
}

// text goes by the length, the last 8 bytes, and 16 before them. The factors are
// any large odd numbers.
func (h *hints) text(name string) *hint {
	n := len(name)
	sum := uint64(n) * 0x9e3779b97f4a7c15
	if n < 8 {
		for i := range n {
			sum = (sum + uint64(name[i])) * 0xbf58476d1ce4e5b9
		}
	} else {
		sum += word(name, n-8) * 0xbf58476d1ce4e5b9
		sum += word(name, (n-8)/2) * 0x94d049bb133111eb
		sum += word(name, (n-8)/4) * 0xd6e8feb86659fd93
	}
	return &h.texts[sum>>32*uint64(len(h.texts))>>32]
}

// word returns the 8 bytes of s from i on.
func word(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// find returns the series called name, or nil where there is no room for it. It
// is called where the name's place did not lead there.
func (h *hints) find(r *Registry, name string) *series {
	text := h.text(name)
	s := text.to(name)
	if s == nil || !s.attached() {
		if s = r.updated(name); s == nil {
			return nil
		}
		if old := text.Load(); old == nil || !old.attached() {
			text.Store(s) // the first of those that are alike keeps it
		}
	}
	// A name that is built anew for each update lies somewhere else each time, and
	// must not push out the others: it may, one time in 16 that it is counted.
	if s.first.count.Near()%16 == 0 {
		at := address.OfString(name)
		p := h.place(at)
		p.address.Store(at)
		p.Store(s)
	}
	return s
}

// drop is told of each deletion, and sees to it that the hints do not keep many
// series that are gone.
func (h *hints) drop() {
	if h.deleted++; h.deleted < 4096 {
		return
	}
	h.deleted = 0
	for i := range h.places {
		h.places[i].Store(nil)
	}
	for i := range h.texts {
		h.texts[i].Store(nil)
	}
}
