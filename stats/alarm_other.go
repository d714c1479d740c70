//go:build unix && !linux

package stats

func newAlarm() alarm { return newTimer() }
