package conformance

import (
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"
	echomw "github.com/labstack/echo/v4/middleware"
)

var echo4Recipe = recipe{
	router: "echo v4",
	mount: func(middleware counting, server *http.Server) {
		defer func(original echo.HandlerFunc) { echo.NotFoundHandler = original }(echo.NotFoundHandler)
		e := echo.New()
		e.Use(echo4Copies)

		echo.NotFoundHandler = func(c echo.Context) error { // before groups are made
			middleware.SetRoute(c.Response(), c.Request(), "")
			return echo.ErrNotFound
		}

		e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c echo.Context) error {
				if c.Get(echo.ContextKeyHeaderAllow) == nil { // else a 405, or echo's answer to OPTIONS
					middleware.SetRoute(c.Response(), c.Request(), c.Path())
				}
				return next(c)
			}
		})

		server.Handler = middleware.Stats()(middleware.Route("")(e))

		echo4Routes(e)
	},
	cases: append([]recipeCase{
		{"HEAD /users/17", "HEAD unmatched 405"}, // a route of its own is needed
		{"HEAD /users", "HEAD /users 204"},
	}, echoCases...),
}

// echo4Wrapped counts by a middleware of echo's, which sees only the errors that are
// written before it returns.
var echo4Wrapped = recipe{
	router: "echo v4, echo.WrapMiddleware",
	mount: func(middleware counting, server *http.Server) {
		defer func(original echo.HandlerFunc) { echo.NotFoundHandler = original }(echo.NotFoundHandler)
		echo.NotFoundHandler = func(c echo.Context) error {
			middleware.SetRoute(c.Response(), c.Request(), "")
			return echo.ErrNotFound
		}
		e := echo.New()

		e.Use(echo.WrapMiddleware(middleware.Stats()), echo.WrapMiddleware(middleware.Route("")))
		e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c echo.Context) error {
				if err := next(c); err != nil {
					c.Error(err) // now, while Stats counts
				}
				return nil
			}
		})

		e.Use(echo4Copies)
		e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c echo.Context) error {
				if c.Get(echo.ContextKeyHeaderAllow) == nil {
					middleware.SetRoute(c.Response(), c.Request(), c.Path())
				}
				return next(c)
			}
		})
		server.Handler = e
		echo4Routes(e)
	},
	cases: echo4Recipe.cases,
}

// echo4Unwritten is what the documentation warns of.
var echo4Unwritten = recipe{
	router: "echo v4",
	mount: func(middleware counting, server *http.Server) {
		e := echo.New()
		e.Use(echo.WrapMiddleware(middleware.Stats()))
		server.Handler = e
		echo4Routes(e)
	},
}

// echo4Copies copies the request before the recipe sees it.
func echo4Copies(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.SetRequest(c.Request().Clone(c.Request().Context()))
		return next(c)
	}
}

func echo4Routes(e *echo.Echo) {
	user := func(c echo.Context) error { return c.String(200, "user") }
	e.GET("/users/:id", user)
	e.HEAD("/users", func(c echo.Context) error { return c.NoContent(204) })
	e.GET("/users/:id/avatar", func(echo.Context) error { return echo.ErrNotFound })
	e.POST("/users", func(c echo.Context) error {
		body, err := io.ReadAll(c.Request().Body)
		if err != nil {
			return err
		}
		return c.Blob(201, "text/plain", body)
	})
	e.GET("/files/*", user)
	e.GET("/fail", func(echo.Context) error { return errors.New("x") })
	e.GET("/panic", func(echo.Context) error { panic("x") })
	api := e.Group("/api", func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if c.QueryParam("token") == "" {
				return echo.ErrUnauthorized
			}
			return next(c)
		}
	})
	v1 := api.Group("/v1", echomw.RecoverWithConfig(echomw.RecoverConfig{
		LogErrorFunc: func(_ echo.Context, err error, _ []byte) error { return err }, // and log nothing
	}))
	v1.GET("/things/:thing", user)
	v1.GET("/panic", func(echo.Context) error { panic("x") })
}

// echoCases are those of both versions of echo.
var echoCases = []recipeCase{
	{"GET /users/17", "GET /users/:id 200"},
	{"GET /users/17/avatar", "GET /users/:id/avatar 404"},
	{"POST /users\n\nname", "POST /users 201"},
	{"GET /files/a/b", "GET /files/* 200"},
	{"GET /fail", "GET /fail 500"},
	{"GET /api/v1/things/5?token=1", "GET /api/v1/things/:thing 200"},
	{"GET /api/v1/things/5", "GET /api/v1/things/:thing 401"},
	{"GET /api/v1/panic?token=1", "GET /api/v1/panic 500"},
	{"GET /panic", "GET /panic none"},
	{"GET /nowhere", "GET unmatched 404"},
	{"GET /api/nowhere?token=1", "GET unmatched 404"},
	{"GET /api/v1/nowhere?token=1", "GET unmatched 404"},
	{"PUT /users/17", "PUT unmatched 405"},
	{"OPTIONS /users/17", "OPTIONS unmatched 204"}, // by echo itself
	{"BREW /users/17", "_OTHER unmatched 405"},
}
