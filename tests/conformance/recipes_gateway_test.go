package conformance

import (
	"net/http"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc/codes"
	grpcstatus "google.golang.org/grpc/status"
)

var gatewayRecipe = recipe{
	router: "grpc-gateway v2",
	mount: func(middleware counting, server *http.Server) {
		mux := runtime.NewServeMux(runtime.WithMiddlewares(func(next runtime.HandlerFunc) runtime.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request, params map[string]string) {
				pattern, _ := runtime.HTTPPattern(r.Context())
				middleware.SetRoute(w, r, pattern.String())
				next(w, r, params)
			}
		}))

		server.Handler = middleware.Stats()(middleware.Route("")(mux))

		plain := func(h http.HandlerFunc) runtime.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request, _ map[string]string) { h(w, r) }
		}
		fails := func(code codes.Code) runtime.HandlerFunc {
			return plain(func(w http.ResponseWriter, r *http.Request) {
				_, marshaler := runtime.MarshalerForRequest(mux, r)
				runtime.HTTPError(r.Context(), mux, marshaler, w, r, grpcstatus.Error(code, "x"))
			})
		}
		ok := plain(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) })
		for _, h := range []struct {
			method, pattern string
			handler         runtime.HandlerFunc
		}{
			{"GET", "/v1/users/{id}", ok},
			{"DELETE", "/v1/users/{id}", ok},
			{"POST", "/v1/users", plain(create)},
			{"POST", "/v1/users/{id}:rename", ok},
			{"GET", "/v1/{name=shelves/*/books/**}", ok},
			{"GET", "/v1/missing/{id}", fails(codes.NotFound)},
			{"GET", "/v1/broken", fails(codes.Internal)},
			{"GET", "/v1/panic", plain(panics)},
		} {
			if err := mux.HandlePath(h.method, h.pattern, h.handler); err != nil {
				panic(err)
			}
		}
	},
	cases: []recipeCase{
		{"GET /v1/users/17", "GET /v1/users/{id=*} 200"},
		{"DELETE /v1/users/17", "DELETE /v1/users/{id=*} 200"},
		{"POST /v1/users\n\nname", "POST /v1/users 201"},
		{"POST /v1/users/17:rename\n\n{}", "POST /v1/users/{id=*}:rename 200"},
		{"GET /v1/shelves/1/books/2/3", "GET /v1/{name=shelves/*/books/**} 200"},
		{"GET /v1/missing/17", "GET /v1/missing/{id=*} 404"},
		{"GET /v1/broken", "GET /v1/broken 500"},
		{"GET /v1/panic", "GET /v1/panic none"},
		{"GET /v1/nowhere", "GET unmatched 404"},
		{"PUT /v1/users/17", "PUT unmatched 501"},
		{"HEAD /v1/users/17", "HEAD unmatched 501"},
		{"OPTIONS /v1/users/17", "OPTIONS unmatched 501"},
		{"BREW /v1/users/17", "_OTHER unmatched 501"},
		// The method is the client's, the route that of the handler that is found by another.
		// Of several methods of one path the gateway takes any, or refuses.
		{"POST /v1/shelves/1/books/2\nContent-Type: application/x-www-form-urlencoded\n\na=b",
			"POST /v1/{name=shelves/*/books/**} 200"},
		{"POST /v1/users/17\nX-HTTP-Method-Override: DELETE\n" +
			"Content-Type: application/x-www-form-urlencoded\n\na=b", "POST /v1/users/{id=*} 200"},
	},
}
