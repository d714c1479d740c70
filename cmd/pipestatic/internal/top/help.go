package top

import "strings"

const help = `Keys

  q  ^C          quit
  Tab            next table: programs, processes, routes
  Up Down        go to a row (also k j, PgUp PgDn, Home End)
  Enter          show only that program or process
  Esc            take back: filter, process, program
  /              filter the table by its names
  Left Right     sort by another column (also < >)
  r              reverse the order
  c              mean since each process began, and back
  space          read now
  ^Z             suspend

Requests per second, errors (5xx and panics, in percent) and
latencies are of the time between the last two readings.
A dash is what is not known. Any key goes back.`

func helpLines(width int) (lines []line) {
	for text := range strings.SplitSeq(help, "\n") {
		lines = append(lines, fit(width, text))
	}
	return lines
}
