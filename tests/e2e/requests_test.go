//go:build unix

package e2e

import (
	"net/url"
	"strings"
)

// below is a request for what is below /admin/stats, as it stands.
func below(method, rest, headers string) string {
	return method + " /admin/stats" + rest + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
		headers + "\r\n"
}

// hostileRequests returns requests as they stand on the wire, one a connection.
func hostileRequests() (all []string) {
	for _, parts := range [][]string{
		plainRequests(), oddPaths(), oddQueries(), oddHeads(), oddHeaders(), floods(),
	} {
		all = append(all, parts...)
	}
	return all
}

// plainRequests are for every path there is, so that hostile names get out.
func plainRequests() (all []string) {
	for _, rest := range []string{
		"/", "/metrics", "/metrics?by=process", "/processes", "/processes?values=1", "/vars",
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "get", "TRACE", "<script>", "DELETE"} {
			all = append(all, below(method, rest, ""))
		}
		all = append(all,
			below("GET", rest, "Accept: text/html\r\nAccept-Encoding: gzip\r\n"),
			below("GET", rest, "Accept: text/plain; version=0.0.4\r\n"),
			below("POST", rest, "Content-Length: 1000000000\r\n"),
			below("GET", rest, "Transfer-Encoding: chunked\r\n")+"7fffffffffffffff\r\n<script>",
		)
	}
	return all
}

func oddPaths() (all []string) {
	for _, rest := range []string{
		"", "//", "/..", "/../", "/.", "/%2e%2e/metrics", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
		"/..%2f..%2fetc%2fpasswd", "/..%5c..%5c", "/metrics/..", "/metrics/%2e%2e/",
		"//evil.example/", "/metrics//", "//metrics", "/%6detrics", "/%2fmetrics", "/metrics%2f",
		"/metrics%00", "/%00", "/\x00", "/metrics\x00", "/\xff", "/%ff", "/%zz", "/%", "/metrics;a=b",
		"/metrics%3fby",
		"/Metrics", "/metrics.html", "/metrics%0d%0aSet-Cookie:%20a=b", "/<script>alert(1)</script>",
		"/%3Cscript%3Ealert(1)%3C/script%3E", "/vars%20", "/vars#x", "/processes/../vars",
		"/" + strings.Repeat("a/", 50_000), "/" + strings.Repeat("../", 1000) + "metrics",
		"/" + strings.Repeat("%2e", 10_000),
	} {
		all = append(all, below("GET", rest, ""))
	}
	return all
}

func oddQueries() (all []string) {
	queries := []string{
		"match=[", "match=%zz", "match=\x00", "match=%00", "match=%ff*", "match=[\r\n", `match=[\`,
		"match=" + strings.Repeat("*a", 500), "match=" + strings.Repeat("*", 1024),
		"match=" + strings.Repeat("*", 1025), strings.Repeat("match=a&", 100_000),
		"match=<script>", "match=%5b<script>alert(1)</script>", "program=%3Cscript%3E",
		"program=" + strings.Repeat("a", 500_000), strings.Repeat("program=&", 9_000),
		strings.Repeat("program=&", 100_000), strings.Repeat("a[b]=c&", 100_000),
		"values=1&values=2", "by=process&by=<script>", "a;b", "&&&===",
	}
	for _, query := range queries {
		all = append(all, below("GET", "/metrics?"+query, ""))
	}
	for _, text := range hostile {
		text = url.QueryEscape(text)
		for _, path := range []string{"/?", "/metrics?", "/processes?values=1&", "/vars?"} {
			all = append(all, below("GET", path+"match="+text+"*&program=&program="+text, ""))
		}
		all = append(all, below("GET", "/?all=1&bins=1&find="+text+"&process="+text+"&sort="+text,
			"Accept: text/html\r\n"))
	}
	return all
}

// oddHeads are requests whose first lines are not what a client sends.
func oddHeads() []string {
	const end = "\r\nConnection: close\r\n\r\n"
	return []string{
		"GET /admin/stats/ HTTP/1.0\r\n\r\n",
		"GET /admin/stats/metrics HTTP/1.1" + end,
		"GET /admin/stats/metrics HTTP/1.1\r\nHost: a\r\nHost: b" + end,
		"GET /admin/stats/ HTTP/1.1\r\nHost: <script>alert(1)</script>" + end,
		"GET /admin/stats HTTP/1.1\r\nHost: evil.example/?" + end,
		"GET /admin/stats/processes HTTP/1.1\r\nHost: a@b:99999" + end,
		"GET http://evil.example/admin/stats/vars HTTP/1.1\r\nHost: a" + end,
		"GET //evil.example/admin/stats HTTP/1.1\r\nHost: a" + end,
		"GET //evil.example/%2e%2e/admin/stats/../stats HTTP/1.1\r\nHost: a" + end,
		"GET /%2f%2fevil.example/admin/stats HTTP/1.1\r\nHost: a" + end,
		"GET \\admin\\stats HTTP/1.1\r\nHost: a" + end,
		"GET javascript:alert(1) HTTP/1.1\r\nHost: a" + end,
		"GET admin/stats/metrics HTTP/1.1\r\nHost: a" + end,
		"GET ../admin/stats/ HTTP/1.1\r\nHost: a" + end,
		"OPTIONS * HTTP/1.1\r\nHost: a" + end,
		"GET * HTTP/1.1\r\nHost: a" + end,
		"CONNECT /admin/stats/ HTTP/1.1\r\nHost: a" + end,
		"CONNECT admin:443 HTTP/1.1\r\nHost: a" + end,
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"GET /admin/stats/ HTTP/9.9\r\nHost: a" + end,
		"GET /admin/stats/\r\n\r\n",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", // as TLS begins
		strings.Repeat("A", 100_000) + " /admin/stats/ HTTP/1.1\r\nHost: a" + end,
	}
}
