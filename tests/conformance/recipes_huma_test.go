package conformance

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"
)

var humaOnChi = recipe{
	router: "huma v2 with chi",
	mount: func(middleware counting, server *http.Server) {
		r := chi.NewRouter()

		r.Use(middleware.Stats()) // before humachi.New, which adds routes
		server.Handler = r

		r.Use(chimw.RequestID)
		humaRoutes(humachi.New(r, huma.DefaultConfig("users", "1.0.0")))
	},
	cases: append([]recipeCase{
		{"HEAD /users/17", "HEAD unmatched 405"},
	}, humaCases...),
}

var humaOnServeMux = recipe{
	router: "huma v2 with net/http",
	mount: func(middleware counting, server *http.Server) {
		mux := http.NewServeMux()

		server.Handler = middleware.Stats()(mux)

		humaRoutes(humago.New(mux, huma.DefaultConfig("users", "1.0.0")))
	},
	cases: append([]recipeCase{
		{"HEAD /users/17", "HEAD /users/{id} 200"},
	}, humaCases...),
	bySight: true,
}

// humaCases are those of both routers.
var humaCases = []recipeCase{
	{"GET /users/17", "GET /users/{id} 200"},
	{"GET /users/x", "GET /users/{id} 422"},
	{"GET /users/17/avatar", "GET /users/{id}/avatar 404"},
	{"POST /users\nContent-Type: application/json\n\n{\"name\":\"Bob\"}", "POST /users 201"},
	{"POST /users\nContent-Type: application/json\n\n{", "POST /users 400"},
	{"GET /api/v1/things/5?token=1", "GET /api/v1/things/{thing} 204"},
	{"GET /api/v1/things/5", "GET /api/v1/things/{thing} 401"},
	{"GET /panic", "GET /panic none"},
	{"GET /openapi.json", "GET /openapi.json 200"},
	{"GET /nowhere", "GET unmatched 404"},
	{"GET /api/v1/nowhere", "GET unmatched 404"},
	{"PUT /users/17", "PUT unmatched 405"},
	{"OPTIONS /users/17", "OPTIONS unmatched 405"},
	{"BREW /users/17", "_OTHER unmatched 405"},
}

type (
	humaUser   struct{ Body struct{ Name string } }
	humaNoBody struct{}
)

func humaRoutes(api huma.API) {
	type byID struct {
		ID int `path:"id"`
	}
	huma.Get(api, "/users/{id}", func(context.Context, *byID) (*humaUser, error) {
		return &humaUser{}, nil
	})
	huma.Get(api, "/users/{id}/avatar", func(context.Context, *byID) (*humaUser, error) {
		return nil, huma.Error404NotFound("none")
	})
	huma.Register(api, huma.Operation{
		OperationID: "create", Method: http.MethodPost, Path: "/users", DefaultStatus: 201,
	}, func(_ context.Context, in *struct{ Body struct{ Name string } }) (*humaUser, error) {
		return &humaUser{in.Body}, nil
	})
	huma.Get(api, "/panic", func(context.Context, *struct{}) (*humaNoBody, error) { panic("x") })
	v1 := huma.NewGroup(huma.NewGroup(api, "/api"), "/v1")
	v1.UseMiddleware(func(ctx huma.Context, next func(huma.Context)) {
		if ctx.Query("token") == "" {
			ctx.SetStatus(401)
			return
		}
		next(ctx)
	})
	huma.Get(v1, "/things/{thing}", func(context.Context, *struct {
		Thing string `path:"thing"`
	}) (*humaNoBody, error) {
		return nil, nil
	})
}
