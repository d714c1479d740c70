package main

import (
	"errors"
	"fmt"

	"github.com/anishathalye/porcupine"
)

// model is what a stat is to its users: a number that is there or not. agrees
// says what a read may give when it is in that state.
func model(from value, agrees func(state, got value) bool) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return from },
		Step: func(state, input, output any) (bool, any) {
			now, c := state.(value), input.(call)
			if c.do == "read" {
				return agrees(now, output.(value)), now
			}
			return true, now.after(c)
		},
	}
}

// after returns what a call makes of the stat.
func (v value) after(c call) value {
	switch c.do {
	case "add":
		return value{true, v.x + c.x, v.gauge || c.x < 0, v.float}
	case "addFloat":
		return value{true, v.x + c.x, v.gauge || c.x < 0, true}
	case "set":
		return value{true, c.x, true, v.float}
	case "setFloat":
		return value{true, c.x, true, true}
	}
	return value{} // deleted
}

// linearizable says that the calls could have come one after the other.
func linearizable(from value, h []porcupine.Operation) error {
	exact := func(state, got value) bool { return state == got }
	if !porcupine.CheckOperations(model(from, exact), h) {
		return errors.New("there is no order of these that explains what was read")
	}
	return nil
}

// between says what is promised of counters. That there is an order in which no
// read is below the state, and one in which none is above it, is
// "intermediate value linearizability"; at the last read, when all is done, both
// are the same state.
func between(from value, h []porcupine.Operation) error {
	notBelow := func(state, got value) bool { return got.x >= state.x && !got.gauge }
	notAbove := func(state, got value) bool { return got.x <= state.x }
	switch {
	case !porcupine.CheckOperations(model(from, notBelow), h):
		return errors.New("a read is below what was complete")
	case !porcupine.CheckOperations(model(from, notAbove), h):
		return errors.New("a read is above what had begun")
	}
	return neverDown(h)
}

func neverDown(h []porcupine.Operation) error {
	for _, a := range h {
		for _, b := range h {
			if a.Input.(call).do != "read" || b.Input.(call).do != "read" || a.Return >= b.Call {
				continue
			}
			if before, after := a.Output.(value), b.Output.(value); before.x > after.x {
				return fmt.Errorf("a read gave %v after one that gave %v", after.x, before.x)
			}
		}
	}
	return nil
}
