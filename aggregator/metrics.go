package aggregator

// metricsText is the reading in Prometheus's text format 0.0.4.
func metricsText(r *reading, q query) []byte {
	fs := r.families(q)
	taken := map[string]bool{}
	for _, s := range selfStats {
		taken[s.name] = true
	}
	var b []byte
	for _, f := range fs.settle(taken) {
		b = f.appendTo(b, q)
	}
	last := ""
	for _, why := range fs.lost {
		if why != last {
			b = append(append(append(b, "# left out: "...), why...), '\n')
		}
		last = why
	}
	return r.appendSelf(b, q, len(fs.lost))
}
