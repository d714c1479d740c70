package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/pipestatic/pipestatic/stats"
)

// products is how many there are; their numbers begin at 1.
const products = 40

// A shop sells products. It has no database: what would take time in a real one
// sleeps here. Its handlers count what matters to the business right where it
// happens; requests, status codes and latencies are the middleware's.
type shop struct {
	cache  *cache
	jobs   *jobs
	orders atomic.Int64 // placed, paid or not
}

func newShop() *shop { return &shop{cache: newCache(), jobs: newJobs()} }

func (s *shop) listProducts(w http.ResponseWriter, _ *http.Request) {
	takeAbout(10 * time.Millisecond)
	for id := 1; id <= products; id++ {
		fmt.Fprintf(w, "/products/%d\n", id)
	}
}

func (s *shop) showProduct(w http.ResponseWriter, r *http.Request) {
	takeAbout(5 * time.Millisecond)
	id, err := strconv.Atoi(chi.URLParam(r, "id"))
	if err != nil || id < 1 || id > products {
		http.Error(w, "there is no such product", http.StatusNotFound)
		return
	}
	fmt.Fprintln(w, s.cache.page(id, func() string {
		takeAbout(5 * time.Millisecond)
		return fmt.Sprintf("product %d, %d cents", id, price(id))
	}))
}

// openCart adds to a stat that placeOrder takes from: that makes it a gauge.
func (s *shop) openCart(w http.ResponseWriter, _ *http.Request) {
	takeAbout(5 * time.Millisecond)
	stats.Add(openCarts, 1)
	w.WriteHeader(http.StatusCreated)
}

// placeOrder turns a cart into an order. The bank fails for each twentieth.
func (s *shop) placeOrder(w http.ResponseWriter, r *http.Request) {
	takeAbout(40 * time.Millisecond)
	number := s.orders.Add(1)
	if number%20 == 0 {
		stats.Incr(failedOrders)
		http.Error(w, "the bank does not answer", http.StatusInternalServerError)
		return
	}
	if !s.jobs.add() {
		stats.Incr(failedOrders)
		http.Error(w, "too many orders, try later", http.StatusServiceUnavailable)
		return
	}
	if r.FormValue("payment") == "invoice" {
		stats.Incr(invoiceOrders)
	} else {
		stats.Incr(cardOrders)
	}
	stats.Add(revenue, price(int(number%products)+1))
	stats.Add(openCarts, -1)
	w.WriteHeader(http.StatusCreated)
}

func (s *shop) signUp(w http.ResponseWriter, _ *http.Request) {
	takeAbout(20 * time.Millisecond)
	stats.Incr(signups)
	w.WriteHeader(http.StatusCreated)
}

// price is what a product costs, in cents.
func price(id int) int { return 500 + 125*id }

// takeAbout takes the time that work would take: d, give or take a third.
func takeAbout(d time.Duration) {
	time.Sleep(d + time.Duration((rand.Float64()-0.5)*float64(d)*2/3))
}
