// Package address tells where things lie in memory, as a number to choose a
// place by: a stripe for a goroutine, a slot for a name.
//
// An address that is a number keeps nothing alive, and nothing is read through
// it: no pointer is made of it again. What it is the address of may move or go,
// and another thing may come to lie there; so it is a hint, and proves nothing.
package address
