package middleware

import (
	"net/http"
	"sync"

	hs "github.com/felixge/httpsnoop"
)

// snoop returns a ResponseWriter with exactly the optional methods of x.w, which
// leads through x. httpsnoop uses the hooks of those methods that x.w has.
func snoop(x *exchange) http.ResponseWriter {
	s := snoopers.Get().(*snooper)
	s.x = x
	w := hs.Wrap(x.w, s.hooks)
	s.x = nil
	snoopers.Put(s)
	return w
}

// A snooper has the hooks for an exchange. They are called while httpsnoop wraps
// and not later, so that they, but not what they return, can be used again.
type snooper struct {
	x     *exchange
	hooks hs.Hooks
}

var snoopers = sync.Pool{New: func() any { return newSnooper() }}

func newSnooper() *snooper {
	s := new(snooper)
	s.hooks = hs.Hooks{
		WriteHeader: func(hs.WriteHeaderFunc) hs.WriteHeaderFunc { return s.x.WriteHeader },
		Write:       func(hs.WriteFunc) hs.WriteFunc { return s.x.Write },
		WriteString: func(hs.WriteStringFunc) hs.WriteStringFunc { return s.x.writeString },
		ReadFrom:    func(hs.ReadFromFunc) hs.ReadFromFunc { return s.x.readFrom },
		Flush:       func(hs.FlushFunc) hs.FlushFunc { return s.x.flush },
		FlushError:  func(hs.FlushErrorFunc) hs.FlushErrorFunc { return s.x.flushError },
		Hijack:      func(hs.HijackFunc) hs.HijackFunc { return s.x.hijack },
	}
	return s
}
