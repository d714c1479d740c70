//go:build unix

package e2e

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// What the tests of the page rely on: a tab hears what goes wrong in it.
func TestATabHearsWhatGoesWrong(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "style-src 'self'; img-src 'self'")
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><link rel=icon href=data:,><p>"))
	}))
	t.Cleanup(server.Close)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(other.Close)
	b := newTab(t)
	b.open(server.URL + "/")
	for script, want := range map[string]string{
		`document.body.setAttribute("style", "color: red")`:      "log: Applying inline style violates",
		`document.body.innerHTML = "<img src=data:image/png,x>"`: "log: Loading the image",
		`console.error("oh")`:                                    "console: ",
		`setTimeout(() => { throw new Error("late"); })`:         "exception: ",
		`fetch("` + other.URL + `/x", {mode: "no-cors"}).then()`: "request to " + other.URL,
	} {
		eval[any](b, "("+script+", null)")
		eventually(t, 10*time.Second, script+" is heard", func() bool { return b.heard(want) })
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wrong = nil
}

func (b *tab) heard(prefix string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.ContainsFunc(b.wrong, func(w string) bool { return strings.HasPrefix(w, prefix) })
}
