package aggregator

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"net/http"
	"path"
	"strings"
)

// assets are what the page is made of, as it is served: there is no build step.
//
//go:embed page/*.html page/*.css page/*.js page/*.svg page/uplot/uPlot*
var assets embed.FS

// asset returns the view that is one of the page's files.
func asset(name string) (v view, ok bool) {
	kind, ok := map[string]string{
		".css": "text/css; charset=utf-8",
		".js":  "text/javascript; charset=utf-8",
		".svg": "image/svg+xml",
	}[path.Ext(name)]
	if !ok || strings.Contains(name, "/") {
		return view{}, false
	}
	dir := "page/"
	if strings.HasPrefix(name, "uPlot") {
		dir = "page/uplot/"
	}
	text, err := assets.ReadFile(dir + name)
	return view{contentType: kind, file: text}, err == nil
}

// serve writes one of the page's files. Browsers ask each time whether it is
// still the same, so that an update of the program is one of the page.
func serve(w http.ResponseWriter, r *http.Request, text []byte) {
	sum := sha256.Sum256(text)
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:9]) + `"`
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "no-cache")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	write(w, r, text)
}

// secure tells the browser to run and load nothing but the page's own files,
// whatever the names on the pipes would like.
func secure(header http.Header) {
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; "+
		"style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "+
		"base-uri 'none'; frame-ancestors 'none'")
}
