// Package stack puts handlers into layers: routers, middlewares that copy the
// request or wrap the ResponseWriter, and the middleware under test. The same
// stack is built with the middleware and without it.
package stack
