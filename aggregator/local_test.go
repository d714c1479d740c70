package aggregator

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestLocalOnly(t *testing.T) {
	h := LocalOnly(nothing(), "stats.example.com", "Proxy")
	for host, want := range map[string]int{
		"localhost": 200, "localhost:7828": 200, "LOCALHOST.": 200, "a.localhost:1": 200,
		"127.0.0.1": 200, "127.8.8.8:7828": 200, "[::1]": 200, "[::1]:7828": 200, "::1": 200,
		"stats.example.com": 200, "stats.example.com:443": 200, "proxy": 200,
		"": 403, "evil.example": 403, "evil.example:7828": 403, "127.0.0.1.evil.example": 403,
		"localhost.evil.example": 403, "xlocalhost": 403, "10.0.0.1": 403, "0.0.0.0": 403,
		"stats.example.com.evil.example": 403, "a.stats.example.com": 403, "[fe80::1]:80": 403,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%q: %d, want %d", host, w.Code, want)
		}
	}
}
