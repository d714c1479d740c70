package main

import "github.com/pipestatic/pipestatic/stats"

// The shop's own stats. Those of the requests come from the middleware, those
// of the cache from expvar.
const (
	signups      = "signups_total"        // customers who signed up
	revenue      = "revenue_cents_total"  // what all orders came to, in cents
	failedOrders = "orders_failed_total"  // orders that came to nothing
	openCarts    = "carts_open"           // gauge: carts not ordered yet
	waitingJobs  = "jobs_waiting"         // gauge: jobs nobody works on yet
	jobSeconds   = "job_duration_seconds" // histogram: how long a job takes
)

// Orders placed, by the way they are paid.
var (
	cardOrders    = stats.Name("orders_total", "payment", "card")
	invoiceOrders = stats.Name("orders_total", "payment", "invoice")
)
