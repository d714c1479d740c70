package program

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"time"
)

// A Setting is what a program is made for.
type Setting struct {
	Body  int  // bytes in the request's body
	Timed bool // there is an http.TimeoutHandler around it
	HTTP2 bool
	Small bool // nothing is written that fills a buffer more than once
}

// Generate makes a program.
func Generate(rng *rand.Rand, s Setting) Program {
	for {
		p := generate(rng, s)
		if !s.Small || !slices.ContainsFunc(p, func(op Op) bool { return op.size > 2049 }) {
			return p
		}
	}
}

func generate(rng *rand.Rand, s Setting) (p Program) {
	for range 1 + rng.IntN(4) {
		p = append(p, phrase(rng, s)...)
	}
	if rng.IntN(6) == 0 {
		p = append(p, pick(rng, ends)(rng))
		if rng.IntN(4) == 0 { // what follows is not reached
			i := rng.IntN(len(p))
			p[i], p[len(p)-1] = p[len(p)-1], p[i]
		}
	}
	return p
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

var ends = []func(*rand.Rand) Op{
	func(rng *rand.Rand) Op {
		return Panic(pick(rng, sortedKeys(panics)))
	},
	func(*rand.Rand) Op { return Abort() },
	func(*rand.Rand) Op { return Goexit() },
}

// phrase returns operations that belong together, or a single one.
func phrase(rng *rand.Rand, s Setting) []Op {
	if rng.IntN(3) == 0 {
		return pick(rng, phrases)(rng)
	}
	return []Op{single(rng, s)}
}

func single(rng *rand.Rand, s Setting) Op {
	n := rng.IntN(100)
	switch {
	case n < 15:
		return header(rng)
	case n < 25:
		return WriteHeader(pick(rng, codes))
	case n < 45:
		return write(rng)
	case n < 57:
		return source(rng)
	case n < 65:
		return pick(rng, []func() Op{Flush, ControllerFlush})()
	case n < 78:
		return body(rng, s)
	case n < 86:
		return control(rng, s)
	case n < 92:
		return client(rng, s)
	case n < 96:
		return Change(rng.IntN(len(changes)))
	}
	return pick(rng, []Op{ReadTrailer(), ReadTrailer(), Look(), Push()})
}

var codes = []int{
	100, 101, 103, 103, 150, 199, 200, 200, 201, 204, 205, 206, 301, 304, 400, 401, 404, 404, 413, 499,
	500, 500, 502, 503, 599, 600, 999, 0, 99, 1000, -1,
}

var sizes = []int{0, 1, 5, 100, 600, 2047, 2049, 5000, 100 << 10}

func size(rng *rand.Rand) int { return pick(rng, sizes) }

// headers are the keys and values that matter to net/http or to the recorder.
var headers = [][2]string{
	{"Content-Length", "0"}, {"Content-Length", "5"}, {"Content-Length", "100"},
	{"Content-Length", "5000"}, {"Content-Length", "-1"}, {"Content-Length", "x"},
	{"Content-Type", "text/event-stream"}, {"Content-Type", "text/event-stream; charset=utf-8"},
	{"Content-Type", "Text/Event-Stream"}, {"Content-Type", "text/event-streams"},
	{"Content-Type", "text/plain"}, {"Content-Type", "application/grpc"},
	{"Content-Encoding", "gzip"}, {"Connection", "close"}, {"Connection", "keep-alive"},
	{"Transfer-Encoding", "identity"}, {"Transfer-Encoding", "chunked"},
	{"Trailer", "X-Late"}, {"Trailer", "X-Late, Grpc-Status"}, {"Trailer:X-Prefixed", "1"},
	{"X-Late", "1"}, {"Date", "Sat, 01 Jan 2000 00:00:01 GMT"}, {"X-Bad", "a\r\nb"},
}

func header(rng *rand.Rand) Op {
	kv := pick(rng, headers)
	switch rng.IntN(10) {
	case 0:
		return DelHeader(kv[0])
	case 1:
		return SuppressHeader(pick(rng, []string{"Date", "Content-Type"}))
	case 2:
		if kv[0] != "Content-Length" && kv[0] != "Content-Type" {
			return AddHeader(kv[0], kv[1])
		}
	}
	return SetHeader(kv[0], kv[1])
}

func write(rng *rand.Rand) Op {
	switch rng.IntN(10) {
	case 0:
		return Error(pick(rng, []int{400, 404, 500, 502}))
	case 1:
		return Redirect(pick(rng, []int{302, 308}))
	case 2:
		return ServeContent(size(rng))
	case 3, 4, 5:
		return WriteString(size(rng))
	}
	return Write(size(rng))
}

func source(rng *rand.Rand) Op {
	names := sortedKeys(sources)
	return Copy(pick(rng, sortedKeys(copyWays)), Source{pick(rng, names), size(rng)})
}

func sortedKeys[V any](m map[string]V) (keys []string) {
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func body(rng *rand.Rand, s Setting) Op {
	switch rng.IntN(12) {
	case 0:
		return CloseBody()
	case 1:
		return MaxBytes(int64(pick(rng, []int{0, 1, s.Body / 2, s.Body, s.Body + 1})), rng.IntN(2) == 0)
	case 2:
		return ReplaceBody(pick(rng, sortedKeys(bodies)))
	case 3:
		return ParseForm()
	case 4:
		return ParseMultipartForm()
	case 5, 6, 7:
		return Read(pick(rng, []int{0, 1, s.Body / 2, s.Body, s.Body + 1}))
	}
	return ReadAll()
}

var deadlines = []time.Duration{-time.Second, -time.Second, time.Second, time.Hour, 0}

func control(rng *rand.Rand, s Setting) Op {
	switch n := rng.IntN(10); {
	case n < 3 && !s.HTTP2:
		return Hijack(Hijacking{rng.IntN(2) == 0, rng.IntN(4) == 0, rng.IntN(4) == 0})
	case n < 4:
		return Hijack(Hijacking{Controller: rng.IntN(2) == 0})
	case n < 6:
		return FullDuplex()
	case n < 8:
		return ReadDeadline(pick(rng, deadlines))
	}
	return WriteDeadline(pick(rng, deadlines))
}

func client(rng *rand.Rand, s Setting) Op {
	switch n := rng.IntN(10); {
	case n < 4:
		return Leave(pick(rng, []Leaving{Reset, Close, CloseWrite}))
	case n < 5:
		return SendNext()
	case n < 6 || s.Timed && n < 8:
		return Pause(pick(rng, []time.Duration{time.Millisecond, 2 * time.Second, time.Minute}))
	case n < 8:
		return AwaitDone()
	}
	return Cancel()
}

// phrases are handlers as people write them.
var phrases = []func(*rand.Rand) []Op{
	func(rng *rand.Rand) []Op { return announced(rng, 0) },
	func(rng *rand.Rand) []Op { return announced(rng, 1) },
	func(rng *rand.Rand) []Op { return announced(rng, -1) },
	grpcTrailer,
	func(rng *rand.Rand) []Op {
		return []Op{SetHeader("Content-Type", "text/event-stream"), Write(size(rng)), Flush()}
	},
	func(rng *rand.Rand) []Op {
		return []Op{
			SetHeader("Trailer", "X-Late"), Write(size(rng)),
			SetHeader("X-Late", "1"), SetHeader("Trailer:X-Prefixed", "1"),
		}
	},
	func(rng *rand.Rand) []Op {
		src := Source{pick(rng, []string{"failing", "empty"}), pick(rng, []int{0, 0, 100, 5000})}
		return []Op{Copy("io.Copy(w, %s)", src), Error(502)}
	},
	func(rng *rand.Rand) []Op {
		return []Op{Leave(pick(rng, []Leaving{Reset, Close})), AwaitDone(), Error(502)}
	},
	func(rng *rand.Rand) []Op { return []Op{WriteHeader(103), WriteHeader(pick(rng, codes))} },
	func(rng *rand.Rand) []Op {
		return []Op{ControllerFlush(), WriteHeader(pick(rng, []int{204, 404, 500}))}
	},
	func(*rand.Rand) []Op {
		return []Op{FullDuplex(), Write(100), Flush(), ReadAll(), Write(100)}
	},
	func(rng *rand.Rand) []Op { return []Op{ReadAll(), ReadTrailer()} },
	func(rng *rand.Rand) []Op { return []Op{ReadDeadline(time.Second), ReadAll(), write(rng)} },
	func(rng *rand.Rand) []Op { return []Op{ReadAll(), Leave(Reset), Pause(0)} },
	func(rng *rand.Rand) []Op { return []Op{write(rng), Flush(), Leave(Reset), write(rng)} },
}

// announced writes as much as Content-Length says, more or less.
func announced(rng *rand.Rand, more int) []Op {
	n := size(rng)
	ops := []Op{SetHeader("Content-Length", strconv.Itoa(max(0, n+more)))}
	if rng.IntN(2) == 0 {
		ops = append(ops, WriteHeader(pick(rng, []int{200, 200, 404, 500, 204, 304})))
	}
	ops = append(ops, Write(n))
	if rng.IntN(3) == 0 {
		ops = append(ops, Flush())
	}
	if rng.IntN(4) == 0 {
		ops = append(ops, Leave(pick(rng, []Leaving{Reset, Close, CloseWrite})))
	}
	return ops
}

// grpcTrailer answers as a gRPC server does: with its status in the trailer, that
// is announced or not, or in the header.
func grpcTrailer(rng *rand.Rand) []Op {
	status := strconv.Itoa(rng.IntN(17))
	ops := []Op{SetHeader("Content-Type", "application/grpc")}
	switch rng.IntN(3) {
	case 0:
		return append(ops, SetHeader("Grpc-Status", status), WriteHeader(200))
	case 1:
		return append(ops, Write(5), Flush(), SetHeader("Trailer:Grpc-Status", status))
	}
	return append(ops, SetHeader("Trailer", "Grpc-Status"), Write(5), SetHeader("Grpc-Status", status))
}
