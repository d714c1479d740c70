// Package middleware counts a server's requests, for chi, net/http, and with
// [SetRoute] for any other router.
//
//	r := chi.NewRouter()
//	r.Use(middleware.Stats())
//
// or, around any handler, middleware.Stats()(mux). The numbers are then on the
// pipe of the program:
//
//	$ cat /tmp/stats-pipe/4711.stats
//
//	http_requests_total            finished requests
//	http_requests_in_flight        gauge: requests started and not finished
//	http_responses_total{code}     by the status that was sent
//	http_outcomes_total{outcome}   finished requests, by how they ended
//	http_request_duration_seconds  histogram, until the handler returns
//	http_request_bytes_total       bytes of bodies that handlers read
//	http_response_bytes_total      bytes of bodies that handlers wrote, but to HEAD
//	http_route_requests_total{method,route,code}
//	http_route_duration_seconds{method,route}
//	http_skipped_total             requests that are not counted
//
// and those of [Connections]. cat hangs on the pipe of a program that is dead, which
// the command pipestatic cat does not.
//
// # Codes and methods
//
// The code is the final status that the client was sent: 1xx are not final, but for
// HTTP/1's 101, and the first final one counts. A handler that returns without a word
// sends 200. The code is "none" where no status reached the client: of a panic before
// the header was sent, of a hijacked connection, after http.ErrAbortHandler or
// runtime.Goexit, and where the client had left before the header. Past 40 codes of a
// route the code is "_OTHER". Methods outside RFC 9110, PATCH, QUERY and
// Options.Methods are "_OTHER".
//
// # Outcomes
//
// The outcome is the first of these that fits. In every snapshot all eight are
// there and sum to http_requests_total.
//
//	panic          panicked with anything but http.ErrAbortHandler
//	hijacked       took over the connection, as WebSocket does; no code, no duration
//	stream         sent 2xx and text/event-stream, or answered CONNECT, or is what
//	               Options.Stream names; no duration
//	client_closed  the client left before it had the header, or all that Content-Length
//	               announced
//	aborted        panicked with http.ErrAbortHandler, ended its goroutine, or wrote
//	               less than Content-Length announced
//	server_error   500 and above, and gRPC's codes for faults of the server
//	client_error   400 to 499, and gRPC's other codes but 0
//	ok             all others
//
// That a client has left is known by the request's context: net/http cancels it
// without a cause. Contexts that the program cancels are told apart by their cause, so
// a base context that ends at shutdown should have one:
//
//	ctx, stop := context.WithCancelCause(context.Background())
//	srv.BaseContext = func(net.Listener) context.Context { return ctx }
//	... stop(errors.New("shutting down"))
//
// # Routes
//
// A route is a pattern as the router writes it, /users/{id}, never a path. It is
// "unmatched" where a router was seen and nothing matched, below a mount too, and
// "unknown" where none was seen: a middleware that copies the request, as chi's
// RequestID does, hides a router further in. Put Stats next to the router then,
// or there too: a request that meets several is counted once, by the first, with
// the route that the last has learnt. Where a middleware answers before chi has
// routed, a 401 or a preflight, the pattern is looked up. A counted chi.Router that is
// mounted does not inherit its parent's NotFound handler, because chi asks for its
// concrete type: let the router use Stats instead. Patterns past 1,000, or longer than
// 1 KiB, are "_OTHER".
//
// # What is measured
//
// Stats measures the handlers inside it, so its order relative to chi's Recoverer
// matters:
//
//	import chimw "github.com/go-chi/chi/v5/middleware"
//
//	r.Use(middleware.Stats())   // here a panic is a 500, as the client sees it
//	r.Use(chimw.Recoverer)
//	r.Use(middleware.Stats())   // or here, where a panic is a panic
//
// Handlers answer the same bytes at the same time as without Stats, panics go on
// untouched, with the stack they happened on, and what a handler changes in its request
// is seen outside. ResponseWriters keep exactly the exported methods that net/http's
// have; others are found by Unwrap. One of net/http that is not exported is lost
// behind any wrapper, so http.MaxBytesReader no longer closes the connection.
//
// Requests that the program's own aggregator answers, page polls and scrapes, are
// in none of these numbers but http_skipped_total, unless a wrapper without Unwrap
// hides Stats from it. The answers that net/http gives itself (400, 417, 431,
// OPTIONS *) reach no handler and are not seen.
package middleware
