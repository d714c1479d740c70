package aggregator

import (
	"errors"
	"net/http"
	"time"

	"github.com/pipestatic/pipestatic/internal/ownrequest"
	"github.com/pipestatic/pipestatic/internal/pipedir"
)

// Options are the settings of an aggregator. The zero Options are what most
// programs want.
type Options struct {
	// Dirs are the directories of the pipes. One that is named twice, or by two
	// paths, is read once; "off" is none. Default: the environment variable
	// PIPESTATIC_DIR, else /tmp/stats-pipe.
	Dirs []string

	// Timeout is how long one read of all the pipes may take; what has not
	// answered by then is reported as slow. A request that comes while a read
	// is under way waits for the next one, for two timeouts at the most.
	// Default: 1 s.
	Timeout time.Duration
}

const defaultTimeout = time.Second

func (o Options) withDefaults() Options {
	if len(o.Dirs) == 0 {
		o.Dirs = []string{""}
	}
	dirs := make([]string, len(o.Dirs))
	for i, dir := range o.Dirs {
		dirs[i] = pipedir.Path(dir)
	}
	o.Dirs = dirs
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	return o
}

// Handler returns an aggregator with the default Options.
func Handler() http.Handler { return New(Options{}) }

// New returns an aggregator: a handler that answers each request by reading
// every pipe. It may be mounted anywhere, in several places, and with any
// middleware around it. Nothing runs between requests, so there is nothing to
// close.
func New(o Options) http.Handler {
	h := newHost(o.withDefaults())
	return &handler{rounds{read: h.read}}
}

type handler struct{ rounds rounds }

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ownrequest.Mark(w)
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Add("Vary", "Accept, Accept-Encoding")
	secure(header)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		fail(w, http.StatusMethodNotAllowed, "only GET and HEAD are answered")
		return
	}
	view, ok := viewOf(r)
	if !ok {
		fail(w, http.StatusNotFound, "there is nothing of that name here")
		return
	}
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return
	}
	header.Set("Content-Type", view.contentType)
	if r.Method == http.MethodHead {
		return // a reading costs every program a snapshot
	}
	if view.file != nil {
		serve(w, r, view.file)
		return
	}
	q.asker = r.Context()
	h.answer(w, r, view, q)
}

func (h *handler) answer(w http.ResponseWriter, r *http.Request, view view, q query) {
	reading, err := h.rounds.join(r.Context())
	switch {
	case r.Context().Err() != nil: // nobody listens any more
	case errors.Is(err, errors.ErrUnsupported):
		fail(w, http.StatusNotImplemented, err.Error())
	case err != nil:
		fail(w, http.StatusInternalServerError, err.Error())
	default:
		write(w, r, view.body(reading.narrowed(q.only), q))
	}
}

func fail(w http.ResponseWriter, code int, why string) {
	w.Header().Set("Content-Type", typeJSON)
	w.WriteHeader(code)
	_, _ = w.Write(append(appendString([]byte(`{"error": `), why), "}\n"...))
}
