package program

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
)

// panics are what a program can panic with, by how it is written.
var panics = map[string]any{
	`panic("x")`:                "x",
	`panic(errors.New("x"))`:    errors.New("x"),
	`panic(nil)`:                nil,
	`panic(wrap(AbortHandler))`: fmt.Errorf("wrapped: %w", http.ErrAbortHandler),
}

// Panic panics.
func Panic(with string) Op {
	return Op{
		Kind: "panic",
		Text: with,
		do: func(c *Call) string {
			c.Client.Pause(0) // net/http may be about to notice that the client left
			panic(panics[with])
		},
		simpler: func() (ops []Op) {
			if with != `panic("x")` {
				ops = append(ops, Panic(`panic("x")`))
			}
			return ops
		},
	}
}

// Abort panics with http.ErrAbortHandler.
func Abort() Op {
	return Op{
		Kind: "http.ErrAbortHandler",
		Text: "panic(http.ErrAbortHandler)",
		do: func(c *Call) string {
			c.Client.Pause(0)
			panic(http.ErrAbortHandler)
		},
	}
}

// Goexit ends the handler's goroutine.
func Goexit() Op {
	return Op{
		Kind: "runtime.Goexit",
		Text: "runtime.Goexit()",
		do: func(c *Call) string {
			c.Client.Pause(0)
			runtime.Goexit()
			return ""
		},
	}
}
