package aggregator

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestWhoScrapes(t *testing.T) {
	const prometheus2 = "application/openmetrics-text;version=1.0.0," +
		"application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
	const prometheus3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6," +
		"application/openmetrics-text;version=0.0.1;q=0.5," +
		"text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
	const chromium = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif," +
		"image/webp,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
	for accept, want := range map[string]bool{
		prometheus2:                                  true,
		prometheus3:                                  true,
		"text/plain;version=0.0.4":                   true,
		"Text/Plain; Version=0.0.4":                  true,
		"application/openmetrics-text":               true,
		"text/plain;version=0.0.4, application/json": false,
		"":                                     false,
		"*/*":                                  false,
		"text/plain":                           false,
		"text/plain;version=1":                 false,
		"text/*":                               false,
		"application/json":                     false,
		"text/plain;version=0.0.4;q=0":         false,
		"text/plain;version=0.0.4;q=x":         false,
		"text/plain;version=0.0.4;version=1":   false,
		chromium:                               false,
		chromium + ",text/plain;version=0.0.4": false,
		"application/json;q=0.5,text/plain;version=0.0.4": true,
	} {
		header := http.Header{"Accept": {accept}}
		if got := scrapes(header); got != want {
			t.Errorf("%s: %t", accept, got)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header = header
		w := httptest.NewRecorder()
		nothing().ServeHTTP(w, r)
		if got := w.Header().Get("Content-Type"); (got == typeMetrics) != want {
			t.Errorf("%s: got %s", accept, got)
		}
	}
}

func TestAcceptInTwoHeaders(t *testing.T) {
	header := http.Header{"Accept": {"*/*;q=0.1", "text/plain;version=0.0.4"}}
	if !scrapes(header) {
		t.Error("the second does not count")
	}
}
