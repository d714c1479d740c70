package request

import "math/rand/v2"

func pick[T any](rng *rand.Rand, from ...T) T { return from[rng.IntN(len(from))] }

// Generate makes a request. Over HTTP/2 some things do not exist.
func Generate(rng *rand.Rand, http2 bool) Request {
	r := Request{
		Method: pick(rng, "GET", "GET", "GET", "POST", "POST", "PUT", "HEAD", "HEAD", "DELETE",
			"OPTIONS", "CONNECT", "PATCH", "QUERY", "PROPFIND", "TRACE"),
		Target: pick(rng, "/a/b", "/a/b", "/a/b", "/a", "/", "/nowhere/at/all"),
		Minor:  1,
	}
	if r.Method == "CONNECT" {
		r.Target = "other.example:443"
	}
	if rng.IntN(40) == 0 && r.Method == "OPTIONS" {
		r.Target = "*"
	}
	if !http2 && rng.IntN(6) == 0 {
		r.Minor = 0
	}
	if !http2 && rng.IntN(4) == 0 {
		r.Header = append(r.Header, [2]string{"Connection", pick(rng, "close", "keep-alive")})
	}
	if rng.IntN(8) == 0 {
		r.Header = append(r.Header, pick(rng,
			[2]string{"Range", "bytes=10-19"}, [2]string{"Range", "bytes=999999-"},
			[2]string{"If-Modified-Since", "Sun, 09 Sep 2001 01:46:40 GMT"},
			[2]string{"Accept-Encoding", "gzip"}))
	}
	if rng.IntN(5) < 2 {
		r.Body = body(rng, http2)
		r.Expect = rng.IntN(5) == 0
	} else if rng.IntN(20) == 0 {
		r.Body.Framing = Length // Content-Length: 0
	}
	return r
}

func body(rng *rand.Rand, http2 bool) Body {
	b := Body{
		Framing: pick(rng, Length, Chunked),
		Size:    pick(rng, 1, 10, 10, 100, 5000, 300<<10),
	}
	switch rng.IntN(10) {
	case 0:
		b.Form = "urlencoded"
	case 1:
		b.Form = "multipart"
	case 2, 3:
		b.Missing = max(1, b.Size/2)
	case 4, 5:
		b.Withheld = max(1, b.Size/2)
	}
	if (b.Framing == Chunked || http2) && b.Missing == 0 && rng.IntN(3) == 0 {
		b.Trailer = pick(rng, "announced", "unannounced")
	}
	return b
}
