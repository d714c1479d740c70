package main

// A suite is the tests of some packages of one module.
type suite struct {
	name     string
	module   string   // none: the standard library
	version  string   // of the module
	packages []string // patterns; none: all of the module
	edits    []edit   // of the module's files
	direct   []string // test files whose calls of ServeHTTP stay what they are
}

// The suites, with the versions that are pinned. They need no newer Go than this
// project.
var suites = []suite{
	{name: "net/http", packages: []string{"net/http"}},
	{
		name: "net/http/httputil", packages: []string{"net/http/httputil"},
		direct: []string{"reverseproxy_test.go"}, // it calls a variable that is no http.Handler
	},
	{name: "net/http/httptest", packages: []string{"net/http/httptest"}},
	// The tests of chi are those of the version that the middleware is linked with,
	// and run where it is vendored: it knows its own chi only.
	{name: "chi", packages: []string{"vendor/" + chiModule, "vendor/" + chiModule + "/middleware"}},
	{
		name: "x/net/http2", module: "golang.org/x/net", version: "v0.58.0",
		packages: []string{"./http2", "./http2/h2c"}, edits: http2Edits,
	},
	{
		name: "coder/websocket", module: "github.com/coder/websocket", version: "v1.8.15",
		edits: websocketEdits,
	},
	{name: "gorilla/websocket", module: "github.com/gorilla/websocket", version: "v1.5.3"},
	{name: "connect", module: "connectrpc.com/connect", version: "v1.20.0"},
	{name: "gin", module: "github.com/gin-gonic/gin", version: "v1.12.0"},
	{name: "echo", module: "github.com/labstack/echo/v4", version: "v4.15.4"},
	{name: "echo/v5", module: "github.com/labstack/echo/v5", version: "v5.4.5"},
	{name: "gorilla/mux", module: "github.com/gorilla/mux", version: "v1.8.1"},
	{name: "gorilla/handlers", module: "github.com/gorilla/handlers", version: "v1.5.2"},
	{name: "httpsnoop", module: "github.com/felixge/httpsnoop", version: "v1.1.0"},
	{
		name: "gzhttp", module: "github.com/klauspost/compress", version: "v1.20.4",
		packages: []string{"./gzhttp/..."},
	},
	{
		name: "promhttp", module: "github.com/prometheus/client_golang", version: "v1.24.1",
		packages: []string{"./prometheus/promhttp/..."},
	},
}

// http2Edits have the server of x/net, which needs no net/http.Server around its
// connections, call the hook's handlers.
var http2Edits = []edit{{
	"http2/server_common.go", "func (o *ServeConnOpts) handler() http.Handler {\n",
	`func (o *ServeConnOpts) handler() http.Handler {
	return http.TransparencyHandler(o.ownHandler())
}

func (o *ServeConnOpts) ownHandler() http.Handler {
`,
}}

// websocketEdits have the tests' transport, which calls a handler without a server,
// call the hook's.
var websocketEdits = []edit{{
	"internal/test/wstest/pipe.go", "t.h.ServeHTTP(hj, r)", "http.TransparencyHandler(t.h).ServeHTTP(hj, r)",
}}
