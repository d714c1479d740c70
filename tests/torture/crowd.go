//go:build linux

package main

// A crowd are the readers of one moment.
type crowd struct {
	members map[string]int // so many of 32 of each kind; at least one
	mode    string         // see pipeReader
}

func loners() []crowd {
	return []crowd{
		{map[string]int{"cat": 1}, alone},
		{map[string]int{"small": 1}, alone},
		{map[string]int{"asker": 1}, alone},
	}
}

func crowds() []crowd {
	return []crowd{
		// Nobody wakes the program for nothing, which would free late readers.
		{map[string]int{"cat": 14, "poor": 12, "asker": 6}, wholeReads},
		// Nobody takes pieces.
		{map[string]int{"cat": 14, "leaver": 6, "idler": 6, "asker": 6}, wholeReads},
		{map[string]int{
			"cat": 6, "small": 6, "byte": 4, "leaver": 5, "idler": 5, "asker": 6,
		}, pieces},
	}
}
