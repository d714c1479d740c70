package aggregator

import (
	"compress/gzip"
	"net/http"
	"time"
)

// write writes the body, compressed where the client takes that. Bodies that fit
// into one packet stay as they are. An error is the client's.
func write(w http.ResponseWriter, r *http.Request, body []byte) {
	limitWriting(w, r)
	const packet = 1400
	if len(body) <= packet || !takesGzip(r.Header) || w.Header().Get("Content-Encoding") != "" {
		_, _ = w.Write(body)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // fails for levels that are none
	_, _ = z.Write(body)
	_ = z.Close()
}

// takingTime is how long a client may take to receive an answer.
const takingTime = time.Minute

// limitWriting sets a deadline where the server has none of its own: an answer is
// kept in memory until it is taken, and some clients never do.
func limitWriting(w http.ResponseWriter, r *http.Request) {
	server, _ := r.Context().Value(http.ServerContextKey).(*http.Server)
	if server != nil && server.WriteTimeout <= 0 {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(takingTime))
	}
}

// takesGzip goes by Accept-Encoding. Without one, nothing is compressed.
func takesGzip(header http.Header) bool {
	asked := accepted(header["Accept-Encoding"])
	if q, named := asked["gzip"]; named {
		return q > 0
	}
	return asked["*"] > 0
}
