//go:build unix

package e2e

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// get returns what is at the URL.
func get(t *testing.T, url string) []byte {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v: %s", url, resp.Status, err, body)
	}
	return body
}

// A rawReply is what came back for the bytes that were sent. ours is set where the
// aggregator answered, and not the server or the router in front of it.
type rawReply struct {
	code   int
	header http.Header
	body   []byte
	ours   bool
}

// sendRaw sends a request as it stands, and returns the reply; there may be none.
func sendRaw(t *testing.T, address, request string) (r rawReply, replied bool) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	_, _ = io.WriteString(c, request) // the server may have enough of it before the end
	method, _, _ := strings.Cut(request, " ")
	resp, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: method})
	if err != nil {
		return r, false
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Errorf("%.200q: the answer ends with %v", request, err)
	}
	ours := resp.Header.Get("Cache-Control") == "no-store"
	return rawReply{resp.StatusCode, resp.Header, body, ours}, true
}

// checkReply checks that no browser runs anything of the reply, and that what
// the aggregator answers is in good form, errors too.
func checkReply(t *testing.T, r rawReply) {
	t.Helper()
	kind := r.header.Get("Content-Type")
	if !r.ours {
		where, err := url.Parse(r.header.Get("Location"))
		if err != nil || where.Host != "" {
			t.Errorf("the router sends to %v, %v", where, err)
		}
		if bytes.Contains(r.body, []byte("<script")) && !strings.HasPrefix(kind, "text/plain") {
			t.Errorf("the router answers %q: %s", kind, r.body)
		}
		return
	}
	if r.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d: a browser may guess what this is: %v", r.code, r.header)
	}
	text := unzipped(t, r)
	switch kind {
	case "application/json":
		var object map[string]json.RawMessage
		if err := json.Unmarshal(text, &object); err != nil && len(text) > 0 {
			t.Errorf("%d: %v in\n%s", r.code, err, text)
		}
		if _, failed := object["error"]; len(text) > 0 && failed != (r.code != http.StatusOK) {
			t.Errorf("%d: %s", r.code, text)
		}
	case "text/plain; version=0.0.4; charset=utf-8":
		checkExposition(t, string(text))
	case "text/html; charset=utf-8":
		checkPage(t, r, string(text))
	default:
		t.Errorf("%d: the content type is %q", r.code, kind)
	}
}

// checkPage checks that the page has no script and no picture but its own, and
// that a browser would run no other.
func checkPage(t *testing.T, r rawReply, text string) {
	t.Helper()
	scripts, own := strings.Count(text, "<script"), strings.Count(text, `<script defer src="?view=`)
	if pictures := strings.Count(text, "<img"); scripts != own || len(text) > 0 && pictures != 1 {
		t.Errorf("%d: %d scripts, %d of them ours, and %d pictures in\n%s", r.code, scripts, own,
			pictures, text)
	}
	if !strings.Contains(r.header.Get("Content-Security-Policy"), "script-src 'self';") {
		t.Errorf("%d: the policy is %q", r.code, r.header.Get("Content-Security-Policy"))
	}
}

func unzipped(t *testing.T, r rawReply) []byte {
	t.Helper()
	if r.header.Get("Content-Encoding") == "" || len(r.body) == 0 {
		return r.body
	}
	z, err := gzip.NewReader(bytes.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Error(err)
	}
	return text
}
