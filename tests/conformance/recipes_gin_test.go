package conformance

import (
	"io"
	"net/http"

	"github.com/gin-gonic/gin"
)

var ginRecipe = recipe{
	router: "gin",
	mount: func(middleware counting, server *http.Server) {
		gin.SetMode(gin.ReleaseMode)
		r := gin.New()
		r.HandleMethodNotAllowed = true
		r.Use(func(c *gin.Context) { c.Request = c.Request.Clone(c.Request.Context()) })

		r.Use(func(c *gin.Context) { middleware.SetRoute(c.Writer, c.Request, c.FullPath()) })

		server.Handler = middleware.Stats()(middleware.Route("")(r))

		user := func(c *gin.Context) { c.String(200, "user %s", c.Param("id")) }
		r.GET("/users/:id", user)
		r.HEAD("/users/:id", user)
		r.GET("/users/:id/avatar", func(c *gin.Context) { c.AbortWithStatus(404) })
		r.POST("/users", func(c *gin.Context) {
			body, _ := io.ReadAll(c.Request.Body)
			c.Data(201, "text/plain", body)
		})
		r.GET("/files/*path", user)
		r.GET("/panic", func(*gin.Context) { panic("x") })
		api := r.Group("/api", func(c *gin.Context) {
			if c.Query("token") == "" {
				c.AbortWithStatus(401)
			}
		})
		v1 := api.Group("/v1", gin.RecoveryWithWriter(io.Discard))
		v1.GET("/things/:thing", user)
		v1.GET("/panic", func(*gin.Context) { panic("x") })
	},
	cases: []recipeCase{
		{"GET /users/17", "GET /users/:id 200"},
		{"HEAD /users/17", "HEAD /users/:id 200"},
		{"GET /users/17/avatar", "GET /users/:id/avatar 404"},
		{"POST /users\n\nname", "POST /users 201"},
		{"GET /files/a/b", "GET /files/*path 200"},
		{"GET /api/v1/things/5?token=1", "GET /api/v1/things/:thing 200"},
		{"GET /api/v1/things/5", "GET /api/v1/things/:thing 401"},
		{"GET /api/v1/panic?token=1", "GET /api/v1/panic 500"},
		{"GET /panic", "GET /panic none"},
		{"GET /nowhere", "GET unmatched 404"},
		{"GET /api/v1/nowhere", "GET unmatched 404"},
		{"PUT /users/17", "PUT unmatched 405"},
		{"HEAD /users/17/avatar", "HEAD unmatched 405"},
		{"OPTIONS /users/17", "OPTIONS unmatched 405"},
		{"BREW /users/17", "_OTHER unmatched 405"},
		{"GET /users/17/", "GET unmatched 301"},
	},
}

// ginHidden wraps the ResponseWriter before the recipe sees it: a struct that embeds
// gin.ResponseWriter has no Unwrap.
var ginHidden = recipe{
	router: "gin",
	mount: func(middleware counting, server *http.Server) {
		gin.SetMode(gin.ReleaseMode)
		r := gin.New()
		r.Use(func(c *gin.Context) { c.Writer = struct{ gin.ResponseWriter }{c.Writer} })
		r.Use(func(c *gin.Context) { middleware.SetRoute(c.Writer, c.Request, c.FullPath()) })
		server.Handler = middleware.Stats()(middleware.Route("")(r))
		r.GET("/users/:id", func(c *gin.Context) { c.Status(200) })
	},
	cases: []recipeCase{{"GET /users/17", "GET unmatched 200"}},
}
