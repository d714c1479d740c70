package aggregator

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// scrapes reports whether a scraper asks: its Accept header names a format of
// Prometheus's, and nothing that a person or a program would rather have.
func scrapes(header http.Header) bool {
	asked := accepted(header["Accept"])
	best := max(asked["text/plain; version=0.0.4"], asked["application/openmetrics-text"])
	return best > 0 && best > asked["application/json"] && asked["text/html"] == 0
}

// browses reports whether a person asks, who would rather look than read.
func browses(header http.Header) bool {
	asked := accepted(header["Accept"])
	return asked["text/html"] > 0 && asked["text/html"] >= asked["application/json"]
}

// accepted returns how much each thing in a header of the form of Accept is
// wanted, from 0 to 1. Plain text is told apart by its version.
func accepted(values []string) map[string]float64 {
	asked := map[string]float64{}
	for part := range strings.SplitSeq(strings.Join(values, ","), ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		if v := params["version"]; v != "" && kind == "text/plain" {
			kind += "; version=" + v
		}
		q := 1.0
		if text, ok := params["q"]; ok {
			q, _ = strconv.ParseFloat(text, 64)
		}
		asked[kind] = max(asked[kind], q)
	}
	return asked
}
