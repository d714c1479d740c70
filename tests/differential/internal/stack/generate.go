package stack

import "math/rand/v2"

func pick[T any](rng *rand.Rand, from ...T) T { return from[rng.IntN(len(from))] }

// Generate makes a stack with at least one Stats.
func Generate(rng *rand.Rand) (layers []Layer) {
	switch rng.IntN(10) {
	case 0, 1, 2, 3:
		return []Layer{{Kind: Stats}}
	case 4:
		return []Layer{{Kind: Stats}, {Kind: Stats}}
	case 5:
		return []Layer{{Kind: Stats}, {Kind: Stats, Registry: 1}}
	case 6:
		if rng.IntN(4) == 0 { // what Flush passes on cannot be flushed
			return []Layer{{Kind: Plain}, {Kind: ErrorFlusher}, {Kind: Stats}}
		}
	}
	timed := false
	for range 1 + rng.IntN(5) {
		l := layer(rng)
		if l.Kind == Timeout && timed {
			continue
		}
		timed = timed || l.Kind == Timeout
		layers = append(layers, l)
	}
	if !Counts(layers) {
		i := rng.IntN(len(layers) + 1)
		layers = append(layers[:i:i], append([]Layer{{Kind: Stats}}, layers[i:]...)...)
	}
	return layers
}

// Counts reports whether there is a Stats in the stack.
func Counts(layers []Layer) bool { return Has(layers, Stats) }

// Has reports whether there is such a layer in the stack.
func Has(layers []Layer, k Kind) bool {
	for _, l := range layers {
		if l.Kind == k {
			return true
		}
	}
	return false
}

func layer(rng *rand.Rand) Layer {
	switch n := rng.IntN(20); {
	case n < 6:
		l := Layer{Kind: Stats, Registry: rng.IntN(2)}
		if rng.IntN(6) == 0 {
			l.Prefix = "other"
		}
		l.Skip = rng.IntN(12) == 0
		return l
	case n < 9:
		return Layer{Kind: pick(rng, WithContext, Clone, RequestID, Cancelable)}
	case n < 14:
		return Layer{Kind: pick(rng, Plain, Unwrapping, Flushing, Recording, ErrorFlusher, ChiWriter)}
	case n < 16:
		return Layer{Kind: Chi, Pattern: pick(rng, "/*", "/{x}/{y}", "/a/{y}"), Used: rng.IntN(3)}
	case n < 18:
		return Layer{Kind: ServeMux, Pattern: pick(rng, "/", "/{x}/{y}", "GET /a/{y}", "/a/", "/{x...}")}
	}
	return Layer{Kind: pick(rng, Timeout, Strip, Limit, Recover)}
}
