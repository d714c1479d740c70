package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// visit sends one request to a shop and returns the answer's status.
func visit(s http.Handler, method, path, form string) int {
	r := httptest.NewRequest(method, path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code
}

func TestRoutes(t *testing.T) {
	tests := []struct {
		method, path string
		want         int
	}{
		{"GET", "/products", 200},
		{"GET", "/products/1", 200},
		{"GET", "/products/40", 200},
		{"GET", "/products/0", 404},
		{"GET", "/products/41", 404},
		{"GET", "/products/sold-out", 404},
		{"POST", "/products", 405},
		{"POST", "/carts", 201},
		{"POST", "/orders", 201},
		{"POST", "/signups", 201},
		{"GET", "/wp-login.php", 404},
		{"GET", "/admin/stats", 200},
	}
	shop := routes(newShop())
	for _, tt := range tests {
		t.Run(tt.method+tt.path, func(t *testing.T) {
			if got := visit(shop, tt.method, tt.path, ""); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestBankFailsForSomeOrders(t *testing.T) {
	s := newShop()
	s.orders.Store(18)
	shop := routes(s)
	for _, want := range []int{201, 500, 201} {
		if got := visit(shop, "POST", "/orders", "payment=invoice"); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
}

func TestTooManyOrders(t *testing.T) {
	s := newShop()
	for s.jobs.add() {
	}
	if got := visit(routes(s), "POST", "/orders", ""); got != http.StatusServiceUnavailable {
		t.Errorf("got %d, want 503", got)
	}
}

// The customers go everywhere the shop has a door, and where it has none.
func TestCustomers(t *testing.T) {
	shop := routes(newShop())
	seen := map[int]bool{}
	for mood := range 100 {
		method, path, form := customer(mood)
		if mood%5 == 0 || mood > 90 {
			seen[visit(shop, method, path, form)] = true
		}
	}
	for _, code := range []int{200, 201, 404} {
		if !seen[code] {
			t.Errorf("nobody got a %d", code)
		}
	}
}
