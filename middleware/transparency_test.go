package middleware_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"
)

// What clients get, byte for byte, with the middleware and without.
func TestAnswersAreTheSame(t *testing.T) {
	const get = " HTTP/1.1\r\nHost: x\r\n\r\n"
	const post = "POST / HTTP/1.1\r\nHost: x\r\n"
	for name, c := range map[string]struct {
		request string
		app     func(wrapper) http.Handler
	}{
		"a router":                     {"GET /users/17" + get, around},
		"a router that finds nothing":  {"GET /nowhere" + get, around},
		"a method that is not allowed": {"PUT /users/17" + get, around},
		"HEAD": {"HEAD /users/17" + get, func(count wrapper) http.Handler {
			r := chi.NewRouter()
			r.Use(chimw.GetHead)
			return count(app(r))
		}},
		"one router, then another, in one": {"GET /b" + get, func(count wrapper) http.Handler {
			return count(fallback(twoRouters()))
		}},
		"one router, then another": {"GET /b" + get, func(count wrapper) http.Handler {
			a, b := twoRouters()
			return fallback(count(a), count(b))
		}},
		"nothing found in two routers": {"GET /a" + get, func(count wrapper) http.Handler {
			a, b := twoRouters()
			return fallback(count(a), count(b))
		}},
		"a body that nobody waits for": {
			post + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n",
			func(count wrapper) http.Handler { return count(status(413)) },
		},
		"a body that is waited for": {
			post + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
			func(count wrapper) http.Handler { return count(http.HandlerFunc(echo)) },
		},
		"a body that is too long to skip": {
			post + "Content-Length: 524288\r\n\r\n" + strings.Repeat("x", 1<<19),
			func(count wrapper) http.Handler { return count(status(200)) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, count := fresh()
			with, without := make(chan string, 1), make(chan string, 1)
			go func() { with <- talk(t, c.app(count), c.request) }()
			go func() { without <- talk(t, c.app(bare), c.request) }()
			if a, b := <-without, <-with; a != b || a == "" {
				t.Errorf("without:\n%s\nwith:\n%s", a, b)
			}
		})
	}
}

func around(count wrapper) http.Handler { return count(app(chi.NewRouter())) }

func echo(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) }

func twoRouters() (a, b *chi.Mux) {
	a, b = chi.NewRouter(), chi.NewRouter()
	a.Post("/a", status(200))
	a.Post("/b", status(200))
	b.Get("/b", status(204))
	return a, b
}

// fallback asks the second handler, with the request that the first one had,
// where the first finds nothing.
func fallback(first, second http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own := httptest.NewRecorder()
		first.ServeHTTP(own, r)
		if own.Code == 404 || own.Code == 405 {
			second.ServeHTTP(w, r)
		}
	})
}

// talk sends a request to a server of h and returns all that comes back, without
// the date, until the server closes the connection.
func talk(t *testing.T, h http.Handler, request string) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		h.ServeHTTP(w, r)
	}))
	// Close would also wait for the half second that a server lingers on a
	// connection it did not read to the end.
	defer s.Listener.Close()
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Error(err)
		return ""
	}
	defer conn.Close()
	go func() {
		io.WriteString(conn, request)
		conn.(*net.TCPConn).CloseWrite()
	}()
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

// The server removes the temporary files of a form that it sees.
func TestFormsAreTidiedUp(t *testing.T) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, _ := w.CreateFormFile("file", "name")
	part.Write(bytes.Repeat([]byte("x"), 1000))
	w.Close()

	t.Setenv("TMPDIR", t.TempDir())
	_, count := fresh()
	var during int
	s := httptest.NewServer(count(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(0); err != nil {
			t.Error(err)
		}
		during = files(t)
	})))
	res, err := s.Client().Post(s.URL, w.FormDataContentType(), &form)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	s.Close()
	if after := files(t); during != 1 || after != 0 {
		t.Errorf("%d files during the request, %d after it", during, after)
	}
}

func files(t *testing.T) int {
	entries, err := os.ReadDir(os.TempDir())
	if err != nil {
		t.Error(err)
	}
	return len(entries)
}

// Loggers further out find the pattern in the request, copied or not.
func TestThePatternIsGivenBack(t *testing.T) {
	_, count := fresh()
	r := chi.NewRouter()
	var logged string
	r.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() { logged = r.Pattern }()
			next.ServeHTTP(w, r)
		})
	}, count)
	r.Post("/users/{id}", func(http.ResponseWriter, *http.Request) { panic("x") })
	post := httptest.NewRequest("POST", "/users/17", strings.NewReader("x"))
	quietly(r, httptest.NewRecorder(), post)
	if logged != "/users/{id}" {
		t.Errorf("got %q", logged)
	}
}

// A request without a body reaches the handler as it is.
func TestNoCopyWithoutNeed(t *testing.T) {
	_, count := fresh()
	outside := request("GET /")
	outside.Body = http.NoBody
	count(http.HandlerFunc(func(_ http.ResponseWriter, inside *http.Request) {
		if inside != outside {
			t.Error("the request was copied")
		}
	})).ServeHTTP(httptest.NewRecorder(), outside)
}

// A handler that keeps what it should not harms nobody but itself.
func TestWhatIsKeptTooLong(t *testing.T) {
	for name, outside := range map[string]wrapper{
		"ours": bare, "httpsnoop's": odd,
	} {
		t.Run(name, func(t *testing.T) {
			reg, count := fresh()
			var kept struct {
				w http.ResponseWriter
				r *http.Request
			}
			keep := outside(count(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				kept.w, kept.r = w, r
			})))
			first := httptest.NewRecorder()
			keep.ServeHTTP(first, httptest.NewRequest("POST", "/", strings.NewReader("12345")))
			second := httptest.NewRecorder()
			outside(count(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				kept.w.Header().Set("Content-Type", "text/event-stream")
				kept.w.WriteHeader(500)
				io.WriteString(kept.w, "late")
				io.Copy(io.Discard, kept.r.Body)
				kept.r.Pattern = "/late"
				w.WriteHeader(201)
			}))).ServeHTTP(second, request("GET /"))
			if second.Code != 201 || second.Body.Len() != 0 || first.Body.String() != "late" {
				t.Errorf("answered %d %q, %q", second.Code, second.Body, first.Body)
			}
			want(t, lines(reg, "http_outcomes", "http_route_r", "http_request_b",
				"http_response_b"), `
				http_outcomes_total{outcome="ok"}: 2
				http_request_bytes_total: 5
				http_response_bytes_total: 4
				http_route_requests_total{method="GET",route="unknown",code="201"}: 1
				http_route_requests_total{method="POST",route="unknown",code="200"}: 1
				`)
		})
	}
}
