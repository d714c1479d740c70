package aggregator

// limits bound what a reading costs, whatever the pipes say. What they cut off
// is reported.
type limits struct {
	pipes     int // that are looked at
	open      int // pipes open at once
	pipeBytes int // of one pipe
	bytes     int // in flight over all pipes
	names     int // distinct ones in all, and lines of one pipe
	nameBytes int // of all distinct names
	lines     int // that are kept, in all
}

func defaultLimits() limits {
	return limits{
		pipes:     20_000,
		open:      256,
		pipeBytes: 16 << 20,
		bytes:     32 << 20,
		names:     200_000,
		nameBytes: 64 << 20,
		lines:     8_000_000,
	}
}
