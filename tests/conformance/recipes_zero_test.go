package conformance

import (
	"context"
	"net"
	"net/http"

	"github.com/zeromicro/go-zero/core/conf"
	"github.com/zeromicro/go-zero/core/proc"
	"github.com/zeromicro/go-zero/core/stat"
	"github.com/zeromicro/go-zero/rest"
	"github.com/zeromicro/go-zero/rest/httpx"
	"github.com/zeromicro/go-zero/rest/router"

	"github.com/pipestatic/pipestatic/middleware"
)

// The timeout handler that go-zero puts around each handler hides its ResponseWriter,
// so the route is told outside of it: where the handler is given to the router.

type countedRouter struct{ httpx.Router }

func (r countedRouter) Handle(method, pattern string, h http.Handler) error {
	return r.Router.Handle(method, pattern, middleware.Route(pattern)(h))
}

var zeroRecipe = recipe{
	router: "go-zero",
	mount: func(middleware counting, server *http.Server) {
		config := zeroConfig()

		routes := rest.WithRouter(countedRouter{router.NewRouter()})
		s := rest.MustNewServer(config, routes, rest.WithNotFoundHandler(nil))

		mount := func(s *http.Server) { s.Handler = middleware.Stats()(middleware.Route("")(s.Handler)) }

		s.AddRoutes([]rest.Route{
			{Method: "GET", Path: "/users/:id", Handler: status(200, "user")},
			{Method: "HEAD", Path: "/users/:id", Handler: status(200)},
			{Method: "GET", Path: "/users/:id/avatar", Handler: http.NotFound},
			{Method: "POST", Path: "/users", Handler: create},
			{Method: "GET", Path: "/panic", Handler: panics},
			{Method: "GET", Path: "/hidden", Handler: middleware.Route("/told")(status(200)).ServeHTTP},
		})
		s.AddRoutes([]rest.Route{
			{Method: "GET", Path: "/things/:thing", Handler: needsToken(status(200)).ServeHTTP},
		}, rest.WithPrefix("/api/v1"))
		// The server listens for a moment, and only its handler is taken.
		s.StartWithOpts(mount, func(own *http.Server) {
			server.Handler = own.Handler
			own.BaseContext = func(net.Listener) context.Context {
				go proc.Shutdown()
				return context.Background()
			}
		})
	},
	cases: []recipeCase{
		{"GET /users/17", "GET /users/:id 200"},
		{"HEAD /users/17", "HEAD /users/:id 200"},
		{"GET /users/17/avatar", "GET /users/:id/avatar 404"},
		{"POST /users\n\nname", "POST /users 201"},
		{"GET /api/v1/things/5?token=1", "GET /api/v1/things/:thing 200"},
		{"GET /api/v1/things/5", "GET /api/v1/things/:thing 401"},
		{"GET /panic", "GET /panic 500"}, // go-zero recovers
		{"GET /hidden", "GET /hidden 200"},
		{"GET /nowhere", "GET unmatched 404"},
		{"GET /api/v1/nowhere", "GET unmatched 404"},
		{"PUT /users/17", "PUT unmatched 405"},
		{"OPTIONS /users/17", "OPTIONS unmatched 405"},
		{"BREW /users/17", "_OTHER unmatched 405"},
	},
}

// zeroConfig is the default one, but that nothing is logged, and that requests are not
// refused where the machine that runs the test is busy.
func zeroConfig() (c rest.RestConf) {
	stat.DisableLog()
	const text = `{"Name": "users", "Host": "127.0.0.1", "Port": 0, "Mode": "test", "Timeout": 600000,
		"Log": {"Mode": "console", "Level": "severe", "Stat": false}}`
	if err := conf.LoadFromJsonBytes([]byte(text), &c); err != nil {
		panic(err)
	}
	return c
}
