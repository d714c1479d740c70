package main

import (
	"expvar"
	"sync"
)

// cacheVars stands for the numbers that a program has had in expvar for years.
// Nothing here knows of pipestatic: expvarbridge.Mirror shows them as
// product_cache.hits and product_cache.misses.
var cacheVars = expvar.NewMap("product_cache")

// A cache keeps the pages of products that somebody looked at.
type cache struct {
	mu    sync.Mutex
	pages map[int]string // guarded by mu
}

func newCache() *cache { return &cache{pages: map[int]string{}} }

// page returns a product's page, made by build where it is not there yet. Two
// customers who come first build it twice, and nobody waits for anybody.
func (c *cache) page(id int, build func() string) string {
	c.mu.Lock()
	page, ok := c.pages[id]
	c.mu.Unlock()
	if ok {
		cacheVars.Add("hits", 1)
		return page
	}
	cacheVars.Add("misses", 1)
	page = build()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[id] = page
	return page
}
