package stack

// Same reports whether a Stats at layer inner knows that the request is the one
// that a Stats at layer outer counts: it finds the ResponseWriter by unwrapping,
// or the context and one of Header, URL and Body that was passed on.
func Same(layers []Layer, outer, inner int, hasBody bool) bool {
	hidden, cloned, newURL := false, false, false
	for _, l := range layers[outer+1 : inner] {
		hidden = hidden || l.hides()
		cloned = cloned || l.Kind == Clone
		newURL = newURL || l.Kind == Clone || l.Kind == Strip
		hasBody = hasBody && l.Kind != Limit
	}
	return !hidden || !cloned || !newURL || hasBody
}
