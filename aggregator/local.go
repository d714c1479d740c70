package aggregator

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// LocalOnly answers requests for localhost, for a loopback address and for the
// hosts that are named, and refuses (403) those for any other.
//
// It belongs around a handler without authentication on a server that listens on
// loopback. That alone keeps out other machines, but not web sites: one that a
// person on this machine visits can let its own name lead to 127.0.0.1 (DNS
// rebinding), and then read what is there. Browsers tell by the Host header. A
// proxy on this machine may pass on the name that it was asked for: name that.
func LocalOnly(h http.Handler, hosts ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		same := func(host string) bool { return strings.EqualFold(host, hostname(r.Host)) }
		if !isLocal(hostname(r.Host)) && !slices.ContainsFunc(hosts, same) {
			fail(w, http.StatusForbidden, "this server answers for localhost, not for "+r.Host)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// hostname is a Host header without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

func isLocal(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsLoopback()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}
