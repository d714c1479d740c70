package aggregator

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5/middleware"
)

// wordy is a handler with a long answer.
func wordy() http.Handler {
	r := newEra().reads(says(1, older, strings.Repeat("a", 5000)+": 1"))
	return &handler{rounds{read: func() (*reading, error) { return r, nil }}}
}

func TestGzip(t *testing.T) {
	plain := get(wordy(), "/").Body.String()
	for _, test := range []struct {
		accept  string
		handler http.Handler
		want    string
	}{
		{"", wordy(), ""},
		{"gzip", wordy(), "gzip"},
		{"deflate, GZIP;q=0.5", wordy(), "gzip"},
		{"*", wordy(), "gzip"},
		{"*, gzip;q=0", wordy(), ""},
		{"identity", wordy(), ""},
		{"gzip", nothing(), ""}, // short
		{"gzip", middleware.Compress(5)(wordy()), "gzip"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", test.accept)
		w := httptest.NewRecorder()
		test.handler.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding"); got != test.want {
			t.Errorf("%q: got %q, want %q", test.accept, got, test.want)
		}
		if test.want == "" {
			continue
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if string(text) != plain || err != nil || w.Body.Len() > 0 {
			t.Errorf("%q: got %d bytes, %v", test.accept, len(text), err)
		}
	}
}
