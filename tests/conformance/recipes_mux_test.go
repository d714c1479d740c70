package conformance

import (
	"io"
	"net/http"

	"github.com/gorilla/mux"
	"github.com/julienschmidt/httprouter"
)

var gorillaRecipe = recipe{
	router: "gorilla/mux",
	mount: func(middleware counting, server *http.Server) {
		r := mux.NewRouter().StrictSlash(true)
		r.Use(withCopy)

		r.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				pattern, _ := mux.CurrentRoute(r).GetPathTemplate()
				middleware.Route(pattern)(next).ServeHTTP(w, r)
			})
		})

		server.Handler = middleware.Stats()(middleware.Route("")(r))

		r.Handle("/users/{id:[0-9]+}", status(200, "user")).Methods("GET", "HEAD")
		r.Handle("/users/{id:[0-9]+}/avatar", http.NotFoundHandler())
		r.HandleFunc("/users", create).Methods("POST")
		r.PathPrefix("/files/").Handler(status(200))
		r.Handle("/panic", panics)
		api := r.PathPrefix("/api").Subrouter()
		api.Use(needsToken)
		v1 := api.PathPrefix("/v1").Subrouter()
		v1.Handle("/things/{thing}", status(200)).Methods("GET")
		r.Host("only.example").Handler(status(200))
		custom := r.PathPrefix("/custom").Subrouter()
		custom.NotFoundHandler = status(410, "gone")
		custom.MethodNotAllowedHandler = middleware.Route("")(status(405, "not so"))
		custom.Handle("/things", status(200)).Methods("GET")
	},
	cases: []recipeCase{
		{"GET /users/17", "GET /users/{id:[0-9]+} 200"},
		{"HEAD /users/17", "HEAD /users/{id:[0-9]+} 200"},
		{"GET /users/17/avatar", "GET /users/{id:[0-9]+}/avatar 404"},
		{"POST /users\n\nname", "POST /users 201"},
		{"GET /files/a/b", "GET /files/ 200"},
		{"GET /api/v1/things/5?token=1", "GET /api/v1/things/{thing} 200"},
		{"GET /api/v1/things/5", "GET /api/v1/things/{thing} 401"},
		{"GET /users/17/", "GET /users/{id:[0-9]+} 301"}, // by StrictSlash
		{"GET /panic", "GET /panic none"},
		{"GET /nowhere", "GET unmatched 404"},
		{"GET /users/bob", "GET unmatched 404"},
		{"GET /api/v1/nowhere", "GET unmatched 404"},
		{"PUT /users/17", "PUT unmatched 405"},
		{"HEAD /api/v1/things/5", "HEAD unmatched 405"},
		{"OPTIONS /users/17", "OPTIONS unmatched 405"},
		{"BREW /users/17", "_OTHER unmatched 405"},
		{"GET /custom/nowhere", "GET unmatched 410"},
		{"PUT /custom/things", "PUT unmatched 405"},
		{"GET //users/17", "GET unmatched 301"}, // before it routes
		{"GET http://only.example/x", "GET unmatched 200"},
	},
}

var httprouterRecipe = recipe{
	router: "httprouter",
	mount: func(middleware counting, server *http.Server) {
		router := httprouter.New()

		handle := func(method, pattern string, h httprouter.Handle) {
			router.Handle(method, pattern, func(w http.ResponseWriter, r *http.Request, p httprouter.Params) {
				middleware.SetRoute(w, r, pattern)
				h(w, r, p)
			})
		}

		server.Handler = middleware.Stats()(middleware.Route("")(router))

		plain := func(h http.Handler) httprouter.Handle {
			return func(w http.ResponseWriter, r *http.Request, _ httprouter.Params) { h.ServeHTTP(w, r) }
		}
		handle("GET", "/users/:id", plain(status(200, "user")))
		handle("HEAD", "/users/:id", plain(status(200)))
		handle("GET", "/users/:id/avatar", plain(http.NotFoundHandler()))
		handle("POST", "/users", plain(http.HandlerFunc(create)))
		handle("GET", "/files/*path", plain(status(200)))
		handle("GET", "/panic", plain(panics))
		router.Handler("GET", "/things/:thing", middleware.Route("/things/:thing")(status(200)))
	},
	cases: []recipeCase{
		{"GET /users/17", "GET /users/:id 200"},
		{"HEAD /users/17", "HEAD /users/:id 200"},
		{"GET /users/17/avatar", "GET /users/:id/avatar 404"},
		{"POST /users\n\nname", "POST /users 201"},
		{"GET /files/a/b", "GET /files/*path 200"},
		{"GET /things/5", "GET /things/:thing 200"},
		{"GET /panic", "GET /panic none"},
		{"GET /nowhere", "GET unmatched 404"},
		{"PUT /users/17", "PUT unmatched 405"},
		{"HEAD /things/5", "HEAD unmatched 405"},
		{"OPTIONS /users/17", "OPTIONS unmatched 200"}, // by the router itself
		{"BREW /users/17", "_OTHER unmatched 405"},
		{"GET /users/17/", "GET unmatched 301"},
		{"GET /USERS/17", "GET unmatched 301"},
	},
}

// create answers with the body that it read.
func create(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	w.WriteHeader(201)
	_, _ = w.Write(body) // the client may be gone
}

var panics = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("x") })

func needsToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("token") == "" {
			w.WriteHeader(401)
			return
		}
		next.ServeHTTP(w, r)
	})
}
