package program

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Leave has the client go.
func Leave(how Leaving) Op {
	return Op{
		Kind: "the client leaves",
		Text: fmt.Sprintf("// the client leaves: %s", how),
		do: func(c *Call) string {
			c.Client.Leave(how)
			return contextOf(c)
		},
		simpler: func() (ops []Op) {
			if how != Reset {
				ops = append(ops, Leave(Reset))
			}
			return ops
		},
	}
}

// SendNext has the client send what it held back of its body.
func SendNext() Op {
	return Op{
		Kind: "the client sends the rest",
		Text: "// the client sends the rest of the body",
		do: func(c *Call) string {
			c.Client.SendNext()
			return contextOf(c)
		},
	}
}

// Pause lets time pass.
func Pause(d time.Duration) Op {
	return Op{
		Kind: "sleep",
		Text: fmt.Sprintf("time.Sleep(%v)", d),
		do: func(c *Call) string {
			c.Client.Pause(d)
			return contextOf(c)
		},
	}
}

// AwaitDone waits until the request's context is done, an hour at most.
func AwaitDone() Op {
	return Op{
		Kind: "<-r.Context().Done()",
		Text: "<-r.Context().Done()",
		do: func(c *Call) string {
			enough := time.NewTimer(time.Hour)
			defer enough.Stop()
			select {
			case <-c.R.Context().Done():
			case <-enough.C:
			}
			c.Client.Pause(0)
			return contextOf(c)
		},
	}
}

// contextOf tells whether the request's context is done.
func contextOf(c *Call) string {
	ctx := c.R.Context()
	return fmt.Sprint(ctx.Err(), ", ", context.Cause(ctx))
}

var errCause = errors.New("the program's own cause")

// Cancel cancels the request's context with a cause, where a middleware has made
// it cancelable.
func Cancel() Op {
	return Op{
		Kind: "cancel with a cause",
		Text: "cancel(errors.New(\"the program's own cause\"))",
		do: func(c *Call) string {
			cancel, ok := c.R.Context().Value(cancelKey{}).(context.CancelCauseFunc)
			if !ok {
				return "not cancelable"
			}
			cancel(errCause)
			c.Client.Pause(0)
			return contextOf(c)
		},
	}
}
