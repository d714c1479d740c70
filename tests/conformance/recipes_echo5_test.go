package conformance

import (
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v5"
	echomw "github.com/labstack/echo/v5/middleware"
)

var echo5Recipe = recipe{
	router: "echo v5",
	mount: func(middleware counting, server *http.Server) {
		e := newEcho5()
		e.Use(echo5Copies)

		e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c *echo.Context) error {
				if route := c.RouteInfo(); route.Method != echo.RouteNotFound { // else a group's 404
					middleware.SetRoute(c.Response(), c.Request(), route.Path)
				}
				return next(c)
			}
		})

		server.Handler = middleware.Stats()(middleware.Route("")(e))

		echo5Routes(e)
	},
	cases: append([]recipeCase{
		{"HEAD /users/17", "HEAD unmatched 405"},
		{"HEAD /users", "HEAD /users 204"},
	}, echoCases...),
}

// echo5Wrapped is echo4Wrapped for this version.
var echo5Wrapped = recipe{
	router: "echo v5, echo.WrapMiddleware",
	mount: func(middleware counting, server *http.Server) {
		e := newEcho5()

		e.Use(echo.WrapMiddleware(middleware.Stats()), echo.WrapMiddleware(middleware.Route("")))
		e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c *echo.Context) error {
				if err := next(c); err != nil {
					e.HTTPErrorHandler(c, err) // now, while Stats counts
				}
				return nil
			}
		})

		e.Use(echo5Copies)
		e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
			return func(c *echo.Context) error {
				if route := c.RouteInfo(); route.Method != echo.RouteNotFound {
					middleware.SetRoute(c.Response(), c.Request(), route.Path)
				}
				return next(c)
			}
		})
		server.Handler = e
		echo5Routes(e)
	},
	cases: echo5Recipe.cases,
}

// echo5Unwritten is what the documentation warns of.
var echo5Unwritten = recipe{
	router: "echo v5",
	mount: func(middleware counting, server *http.Server) {
		e := newEcho5()
		e.Use(echo.WrapMiddleware(middleware.Stats()))
		server.Handler = e
		echo5Routes(e)
	},
}

// newEcho5 returns one that keeps its errors to itself.
func newEcho5() *echo.Echo {
	e := echo.New()
	e.Logger = slog.New(slog.DiscardHandler)
	return e
}

// echo5Copies copies the request before the recipe sees it.
func echo5Copies(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		c.SetRequest(c.Request().Clone(c.Request().Context()))
		return next(c)
	}
}

func echo5Routes(e *echo.Echo) {
	user := func(c *echo.Context) error { return c.String(200, "user") }
	e.GET("/users/:id", user)
	e.HEAD("/users", func(c *echo.Context) error { return c.NoContent(204) })
	e.GET("/users/:id/avatar", func(*echo.Context) error { return echo.ErrNotFound })
	e.POST("/users", func(c *echo.Context) error {
		body, err := io.ReadAll(c.Request().Body)
		if err != nil {
			return err
		}
		return c.Blob(201, "text/plain", body)
	})
	e.GET("/files/*", user)
	e.GET("/fail", func(*echo.Context) error { return errors.New("x") })
	e.GET("/panic", func(*echo.Context) error { panic("x") })
	api := e.Group("/api", func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			if c.QueryParam("token") == "" {
				return echo.ErrUnauthorized
			}
			return next(c)
		}
	})
	v1 := api.Group("/v1", echomw.Recover())
	v1.GET("/things/:thing", user)
	v1.GET("/panic", func(*echo.Context) error { panic("x") })
}
