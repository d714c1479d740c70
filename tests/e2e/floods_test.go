//go:build unix

package e2e

import (
	"fmt"
	"strings"
)

// oddHeaders are single headers that are not in good form.
func oddHeaders() (all []string) {
	for _, header := range []string{
		"Accept: \x00", "Accept: ;;;,,,", "Accept: */*;q=NaN", "Accept: text/html;q=-1, */*;q=1e999",
		"Accept: text/plain; version=\"0.0.4", "Accept: text/plain; version*0*=0", "Accept: <script>",
		"Accept-Encoding: gzip;q=Inf, *;q=0", "Accept-Encoding: GZIP", "Accept-Encoding: \xff",
		"Content-Encoding: gzip", "Range: bytes=0-", "If-None-Match: *", "If-Modified-Since: now",
		"X-Forwarded-Prefix: //evil.example", "X-Forwarded-Host: evil.example", "X-Original-URL: /vars",
		"Upgrade: websocket\r\nConnection: Upgrade", "Upgrade: h2c\r\nHTTP2-Settings: AAAA",
		"Expect: 100-continue\r\nContent-Length: 5", "Expect: <script>", "A B: c", ": c", "no colon",
		" folded", "Transfer-Encoding: gzip", "Content-Length: -1",
		"Content-Length: 1\r\nContent-Length: 2",
	} {
		for _, path := range []string{"/", "/metrics", "/processes", "/vars"} {
			all = append(all, below("GET", path, header+"\r\n"))
		}
	}
	return all
}

// floods are headers of about as many bytes as the server takes, and more.
func floods() []string {
	const most = 1 << 20
	var many, kinds, params strings.Builder
	for i := 0; many.Len() < most; i++ {
		fmt.Fprintf(&many, "X-%d: <script>\r\n", i)
	}
	for i := 0; kinds.Len() < most/2; i++ {
		fmt.Fprintf(&kinds, "a/%d,", i)
	}
	for i := 0; params.Len() < most/2; i++ {
		fmt.Fprintf(&params, ";v*%d=%d", i, i)
	}
	return []string{
		below("GET", "/metrics", many.String()),
		below("GET", "/metrics", "Accept: "+kinds.String()+"\r\n"),
		below("GET", "/", "Accept: a/b"+params.String()+"\r\n"),
		below("GET", "/", "Accept-Encoding: "+strings.Repeat("gzip;q=0,", most/16)+"\r\n"),
		below("GET", "/", "Accept: "+strings.Repeat(",", most/2)+"\r\n"),
		below("GET", "/", strings.Repeat("Accept: a/b\r\n", most/32)),
		below("GET", "/", "Accept: "+strings.Repeat("a", 2*most)+"\r\n"),
	}
}
