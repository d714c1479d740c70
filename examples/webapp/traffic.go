package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// maxVisits is how many requests of the customers can be under way; when the
// shop is slower than that, customers stay away.
const maxVisits = 32

// traffic are the built-in customers: they come through the front door.
type traffic struct {
	url       string
	perSecond int
}

// run sends customers until ctx ends, and returns when the last has left. They
// do not know of ctx: whoever is in the shop when it closes is served.
func (t traffic) run(ctx context.Context) {
	if t.perSecond == 0 {
		return
	}
	client := &http.Client{
		Timeout:   5 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: maxVisits},
	}
	defer client.CloseIdleConnections()
	var visits sync.WaitGroup
	defer visits.Wait()
	free := make(chan struct{}, maxVisits)
	tick := time.NewTicker(time.Second / time.Duration(t.perSecond))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		select {
		case free <- struct{}{}:
			visits.Go(func() { t.visit(client); <-free })
		default:
		}
	}
}

// visit sends one request. What becomes of it is in the stats.
func (t traffic) visit(client *http.Client) {
	method, path, form := customer(rand.IntN(100))
	request, err := http.NewRequest(method, t.url+path, strings.NewReader(form))
	if err != nil {
		return
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := client.Do(request)
	if err != nil {
		return
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
}

// customer returns what a customer sends. mood, from 0 to 99, says who it is.
func customer(mood int) (method, path, form string) {
	switch {
	case mood < 20:
		return http.MethodGet, "/products", ""
	case mood < 62:
		return http.MethodGet, fmt.Sprintf("/products/%d", 1+rand.IntN(products)), ""
	case mood < 66:
		return http.MethodGet, "/products/sold-out", "" // 404 by the shop
	case mood < 82:
		return http.MethodPost, "/carts", ""
	case mood < 92:
		return http.MethodPost, "/orders", "payment=card"
	case mood < 95:
		return http.MethodPost, "/orders", "payment=invoice"
	case mood < 98:
		return http.MethodPost, "/signups", "mail=somebody"
	default:
		return http.MethodGet, "/wp-login.php", "" // 404 by the router
	}
}
