package hook

import (
	"net/http"
	"sync"
	"sync/atomic"
	"unsafe"
)

// handlers are those of a process that have the middleware around them.
type handlers struct {
	shape    string
	inBubble func() bool // whether it is called in a bubble of testing/synctest

	all    sync.Map // from identity to *handler
	shared [8]*stack
	turn   atomic.Uint64 // of a shared stack

	mu     sync.Mutex
	stacks []*stack // guarded by mu: all
}

func newHandlers(shape string, inBubble func() bool) *handlers {
	hs := &handlers{shape: shape, inBubble: inBubble}
	for i := range hs.shared {
		hs.shared[i] = hs.newStack()
	}
	return hs
}

// newStack returns a stack that is checked in the end.
func (hs *handlers) newStack() *stack {
	s := newStack(hs.shape)
	hs.mu.Lock()
	defer hs.mu.Unlock()
	hs.stacks = append(hs.stacks, s)
	return s
}

// stack returns a stack for a handler. Each handler has one of its own, as the
// one handler of a program has: where several share a registry, the middleware
// does more. In a bubble they share those of before, as a registry that lives as
// long as the process is not made in the bubble of a test.
func (hs *handlers) stack() *stack {
	if hs.inBubble() {
		return hs.shared[hs.turn.Add(1)%uint64(len(hs.shared))]
	}
	return hs.newStack()
}

// An identity is the type of a handler and where its data is. Handlers that are
// functions or structs cannot be compared otherwise.
type identity struct{ kind, data uintptr }

func identityOf(h http.Handler) identity { return *(*identity)(unsafe.Pointer(&h)) }

// A handler is a handler with the middleware around it.
type handler struct {
	next   http.Handler // kept, so that no other gets its identity
	around http.Handler
	stack  *stack
}

// handler returns h with the middleware around it, the same for the same h.
func (hs *handlers) handler(h http.Handler) http.Handler {
	if ours, ok := h.(*handler); ok {
		return ours
	}
	id := identityOf(h)
	if known, ok := hs.all.Load(id); ok {
		return known.(*handler)
	}
	ours := &handler{next: h, stack: hs.stack()}
	ours.around = ours.stack.wrap(h)
	known, _ := hs.all.LoadOrStore(id, ours)
	return known.(*handler)
}

// ServeHTTP is part of http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.stack.entered.Add(1)
	defer h.stack.left.Add(1)
	h.around.ServeHTTP(w, r)
}
