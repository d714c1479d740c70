package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	chimw "github.com/go-chi/chi/v5/middleware"

	"github.com/pipestatic/pipestatic/aggregator"
	"github.com/pipestatic/pipestatic/middleware"
)

// routes is the shop's address book. Stats comes first, so it counts what really
// goes out: of a panic, the 500 that Recoverer makes of it. Below Recoverer it
// would count a panic.
func routes(s *shop) http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.Stats())
	r.Use(chimw.Recoverer)

	r.Get("/products", s.listProducts)
	r.Get("/products/{id}", s.showProduct)
	r.Post("/carts", s.openCart)
	r.Post("/orders", s.placeOrder)
	r.Post("/signups", s.signUp)

	r.Mount("/admin", adminRoutes())
	return r
}

// adminRoutes is for the people who run the shop; a real one asks for a password
// here.
func adminRoutes() http.Handler {
	r := chi.NewRouter()
	r.Mount("/stats", aggregator.Handler())
	return r
}
