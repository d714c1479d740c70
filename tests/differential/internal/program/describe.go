package program

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// describeWriter lists the optional methods of a ResponseWriter. Unwrap is left
// out: a middleware may add it.
func describeWriter(w http.ResponseWriter) string {
	var has []string
	add := func(name string, ok bool) {
		if ok {
			has = append(has, name)
		}
	}
	_, ok := w.(http.Flusher)
	add("Flush", ok)
	_, ok = w.(interface{ FlushError() error })
	add("FlushError", ok)
	_, ok = w.(interface{ CloseNotify() <-chan bool })
	add("CloseNotify", ok)
	_, ok = w.(http.Hijacker)
	add("Hijack", ok)
	_, ok = w.(io.ReaderFrom)
	add("ReadFrom", ok)
	_, ok = w.(interface{ SetReadDeadline(time.Time) error })
	add("SetReadDeadline", ok)
	_, ok = w.(interface{ SetWriteDeadline(time.Time) error })
	add("SetWriteDeadline", ok)
	_, ok = w.(interface{ EnableFullDuplex() error })
	add("EnableFullDuplex", ok)
	_, ok = w.(http.Pusher)
	add("Push", ok)
	_, ok = w.(io.StringWriter)
	add("WriteString", ok)
	return fmt.Sprintf("w has %v;", has)
}

// Describe returns everything that others can see of a request.
func Describe(r *http.Request) string { return strings.Join(Fields(r), " ") }

// Fields returns the fields of a request, each as "name=value".
func Fields(r *http.Request) []string {
	body := "some"
	switch r.Body {
	case nil:
		body = "nil"
	case http.NoBody:
		body = "NoBody"
	}
	field := func(name string, value any) string { return fmt.Sprintf("%s=%v", name, value) }
	return []string{
		field("Method", r.Method), field("URL", r.URL), field("Proto", r.Proto),
		field("Header", r.Header), field("Body", body), field("ContentLength", r.ContentLength),
		field("TransferEncoding", r.TransferEncoding), field("Close", r.Close),
		field("Host", r.Host), field("Form", r.Form), field("PostForm", r.PostForm),
		field("MultipartForm", r.MultipartForm != nil), field("Trailer", r.Trailer),
		field("RemoteAddr", r.RemoteAddr), field("RequestURI", r.RequestURI),
		field("TLS", r.TLS != nil), field("Pattern", r.Pattern),
		field("PathValues", r.PathValue("x")+"/"+r.PathValue("y")+"/"+r.PathValue("set")),
	}
}
