package conformance

import (
	"context"
	"net/http"
	"testing"

	"github.com/gorilla/mux"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/julienschmidt/httprouter"
)

// hooks are recipes without Route("") around the router: the router's own hooks tell what
// is unmatched. What a router answers without a hook stays unknown.
var hooks = []recipe{
	{
		router: "gorilla/mux",
		mount: func(middleware counting, server *http.Server) {
			r := mux.NewRouter()
			r.NotFoundHandler = middleware.Route("")(http.NotFoundHandler())
			r.MethodNotAllowedHandler = middleware.Route("")(status(405))
			r.Handle("/users/{id}", status(200)).Methods("GET")
			server.Handler = middleware.Stats()(r)
		},
		cases: []recipeCase{
			{"GET /nowhere", "GET unmatched 404"},
			{"PUT /users/17", "PUT unmatched 405"},
			{"GET //users/17", "GET unknown 301"},
		},
	},
	{
		router: "httprouter",
		mount: func(middleware counting, server *http.Server) {
			router := httprouter.New()
			router.NotFound = middleware.Route("")(http.NotFoundHandler())
			router.MethodNotAllowed = middleware.Route("")(status(405))
			router.GlobalOPTIONS = middleware.Route("")(status(204))
			router.Handler("GET", "/users/:id", status(200))
			server.Handler = middleware.Stats()(router)
		},
		cases: []recipeCase{
			{"GET /nowhere", "GET unmatched 404"},
			{"PUT /users/17", "PUT unmatched 405"},
			{"OPTIONS /users/17", "OPTIONS unmatched 204"},
			{"GET /users/17/", "GET unknown 301"},
		},
	},
	{
		router: "grpc-gateway v2",
		mount: func(middleware counting, server *http.Server) {
			mux := runtime.NewServeMux(runtime.WithRoutingErrorHandler(func(ctx context.Context,
				mux *runtime.ServeMux, m runtime.Marshaler, w http.ResponseWriter, r *http.Request, code int) {
				middleware.SetRoute(w, r, "")
				runtime.DefaultRoutingErrorHandler(ctx, mux, m, w, r, code)
			}))
			handler := func(http.ResponseWriter, *http.Request, map[string]string) {}
			if err := mux.HandlePath("GET", "/users/{id}", handler); err != nil {
				panic(err)
			}
			server.Handler = middleware.Stats()(mux)
		},
		cases: []recipeCase{
			{"GET /nowhere", "GET unmatched 404"},
			{"PUT /users/17", "PUT unmatched 501"},
			{"GET /users/%25zz", "GET unknown 200"}, // what is found is told by WithMiddlewares
		},
	},
}

func TestRecipes_Hooks(t *testing.T) {
	for _, rc := range hooks {
		for _, a := range arrangements {
			t.Run(rc.router+"/"+a.name, func(t *testing.T) { rc.try(t, a.wrap) })
		}
	}
}
