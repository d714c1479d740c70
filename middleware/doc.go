// Package middleware counts a server's requests, for chi and for net/http.
//
//	r := chi.NewRouter()
//	r.Use(middleware.Stats())
//
// or, around any handler, middleware.Stats()(mux). The numbers are then on the
// pipe of the program:
//
//	$ cat /tmp/stats-pipe/*.stats
//
//	http_requests_total            finished requests
//	http_requests_in_flight        gauge: requests begun and not finished
//	http_responses_total{code}     by the status that was sent
//	http_outcomes_total{outcome}   finished requests, by how they ended
//	http_request_duration_seconds  histogram, until the handler returns
//	http_request_bytes_total       bytes of bodies that handlers read
//	http_response_bytes_total      bytes of bodies that handlers wrote, but to HEAD
//	http_route_requests_total{method,route,code}
//	http_route_duration_seconds{route}
//	http_skipped_total             requests that Options.Skip left alone
//
// Statuses 1xx are not final, but for 101, and the first final one is what was
// sent. A handler that returns without a word sends 200. The code is "none"
// where no status was sent. Methods outside RFC 9110 and PATCH are "_OTHER".
//
// The outcome is the first of these that fits. In every snapshot all eight are
// there and sum to the requests.
//
//	abort         panicked with http.ErrAbortHandler, or ended its goroutine; no code
//	panic         panicked with anything else
//	hijacked      took over the connection, as WebSocket does; no code, no duration
//	stream        sent text/event-stream; no duration
//	client_gone   the client left, before it had all that Content-Length announced
//	server_error  500 and above
//	client_error  400 to 499
//	ok            all others
//
// A route is a pattern as the router writes it, /users/{id}, never a path. It is
// "unmatched" where a router was seen and nothing fitted, below a mount too, and
// "unknown" where none was seen: a middleware that copies the request, as chi's
// RequestID does, hides a router further in. Put Stats next to the router then,
// or there too: a request that meets several is counted once, by the first, with
// the route that the last has learnt.
//
// What is further in is counted. Of chi's middlewares, whose package has the
// same name:
//
//	import chimw "github.com/go-chi/chi/v5/middleware"
//
//	r.Use(middleware.Stats())   // here a panic is a 500, as the client sees it
//	r.Use(chimw.Recoverer)
//	r.Use(middleware.Stats())   // or here, where a panic is a panic
//
// Panics go on untouched, with the stack they happened on. ResponseWriters keep
// exactly their exported methods; one of net/http that is not exported is lost
// behind any wrapper, so http.MaxBytesReader no longer closes the connection.
package middleware
