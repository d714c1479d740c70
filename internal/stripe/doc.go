// Package stripe holds counts that several cores can add to at once.
//
// A count starts as one word. Once goroutines have met on it many times, it is
// given a word per stripe, each on a cache line of its own, and from then on a
// goroutine adds to the stripe that its stack's address picks, and to another one
// if too many pick the same. Reading sums the stripes: a read gives a value between
// what was complete when it began and what had begun when it ended, and as long as
// nobody adds less than zero, a later read never gives less.
package stripe
